import { z } from 'zod';
import { type Alternative, assumed, type Figure, figure, type Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';

const alternativeSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  source: z.string().min(1),
  as_of: z.string().min(4),
  standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
  note: z.string().optional(),
});

const interval = { unit: z.string(), low: z.number(), estimate: z.number(), high: z.number() };

const inOrder = (entry: Interval): boolean => entry.low <= entry.estimate && entry.estimate <= entry.high;

const entrySchema = z
  .discriminatedUnion('standing', [
    z.strictObject({ ...interval, standing: z.literal('assumed'), reason: z.string().min(1) }),
    z.strictObject({
      ...interval,
      standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
      source: z.string().min(1),
      as_of: z.string().min(4),
      note: z.string().optional(),
      alternatives: z.array(alternativeSchema).optional(),
    }),
  ])
  .refine(inOrder, 'low <= estimate <= high');

type Entry = z.infer<typeof entrySchema>;

/** The unit in which each constant has to be given; heat capacities carry a unit of their own. */
const UNIT_OF = {
  'power.combination-exponent': '1',
  'power.memory-weight': '1',
  'coolant.water.heat-capacity': 'kJ/L/K',
  'coolant.pg25.heat-capacity': 'kJ/L/K',
  'rack.busbar-volts': 'V',
  'rack.casters': '1',
  'rack.frame-height-mm': 'mm',
} as const;

type ConstantId = keyof typeof UNIT_OF;

const entryIn = (unit: string) =>
  entrySchema.refine((entry) => entry.unit === unit, `a value in ${unit === '1' ? 'no unit ("1")' : unit}`);

/** The shape of `catalog/power-and-site.yaml`. */
export const powerAndSiteSchema = z.strictObject(
  Object.fromEntries(Object.entries(UNIT_OF).map(([id, unit]) => [id, entryIn(unit)])) as Record<
    ConstantId,
    ReturnType<typeof entryIn>
  >,
);

export type PowerAndSiteFile = z.infer<typeof powerAndSiteSchema>;

/** How much power a chip draws between idle and design when it works. */
export interface PowerConstants {
  /** Exponent that combines arithmetic and memory traffic: 1 adds them, a large one takes the larger. */
  readonly combinationExponent: Figure<'1'>;
  /** Share of the power range that saturated memory bandwidth draws by itself. */
  readonly memoryWeight: Figure<'1'>;
}

/** What the site check needs besides the system and the site. */
export interface SiteConstants {
  /** Heat that a litre of coolant carries per kelvin, density times specific heat. */
  readonly coolantHeatCapacity: { readonly water: Figure<'kJ/L/K'>; readonly pg25: Figure<'kJ/L/K'> };
  readonly busbarVolts: Figure<'V'>;
  readonly castersPerRack: Figure<'1'>;
  readonly frameHeightMm: Figure<'mm'>;
}

export interface PowerAndSiteConstants {
  readonly power: PowerConstants;
  readonly site: SiteConstants;
}

const alternativesOf = (entry: Exclude<Entry, { standing: 'assumed' }>): readonly Alternative[] =>
  (entry.alternatives === undefined ? [] : entry.alternatives).map(({ as_of: asOf, note, ...rest }) => ({
    ...rest,
    asOf,
    ...(note === undefined ? {} : { note }),
  }));

const figureOf = <U extends UnitName>(
  unit: U,
  id: ConstantId,
  entry: Entry,
  override: Interval | undefined,
): Figure<U> => {
  if (override !== undefined) {
    return figure(unit, override, 'user', { kind: 'request', path: `assumptions.${id}` });
  }
  if (entry.standing === 'assumed') {
    return assumed(unit, entry, { id, reason: entry.reason, override: `assumptions.${id} in the request` });
  }
  const alternatives = alternativesOf(entry);
  return figure(unit, entry, entry.standing, {
    kind: 'fact',
    path: `power-and-site#${id}`,
    source: entry.source,
    asOf: entry.as_of,
    ...(entry.note === undefined ? {} : { note: entry.note }),
    ...(alternatives.length === 0 ? {} : { alternatives }),
  });
};

/**
 * The constants as figures. `overrides` are the assumptions of a request by id; one that is given replaces the
 * catalogue's value with standing `user`. Throws RangeError when an override is not low <= estimate <= high.
 */
export const powerAndSiteConstants = (
  file: PowerAndSiteFile,
  overrides: Readonly<Record<string, Interval>>,
): PowerAndSiteConstants => {
  const of = <U extends UnitName>(unit: U, id: ConstantId) => figureOf(unit, id, file[id], overrides[id]);
  return {
    power: {
      combinationExponent: of('1', 'power.combination-exponent'),
      memoryWeight: of('1', 'power.memory-weight'),
    },
    site: {
      coolantHeatCapacity: {
        water: of('kJ/L/K', 'coolant.water.heat-capacity'),
        pg25: of('kJ/L/K', 'coolant.pg25.heat-capacity'),
      },
      busbarVolts: of('V', 'rack.busbar-volts'),
      castersPerRack: of('1', 'rack.casters'),
      frameHeightMm: of('mm', 'rack.frame-height-mm'),
    },
  };
};
