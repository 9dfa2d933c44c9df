import { z } from 'zod';
import type { Interval } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';

/** Every default a supply file may fall back on, with the unit it is given in. */
const DEFAULT_UNITS = {
  weeks: '1',
  quarters: '1',
  capacity_per_chip: '1',
  spares_per_quarter: '1',
  transfer_share: '1',
  holding_per_year: '1',
  lead_days: 'd',
  class_weight: '1',
  arrivals_per_day: '1',
  lot_racks: '1',
  shipments: '1',
  delivery_days: 'd',
  lateness_per_year: '1',
  discount_rate: '1',
  nervousness: 'USD',
  frozen_days: 'd',
  waiting: 'USD',
  shortfall_factor: '1',
  draws: '1',
  seed: '1',
} as const satisfies Readonly<Record<string, UnitName>>;

/** Defaults that count something, so that only whole numbers make sense. */
const WHOLE = new Set<string>([
  'weeks',
  'quarters',
  'lot_racks',
  'shipments',
  'lead_days',
  'delivery_days',
  'frozen_days',
  'draws',
  'seed',
]);

export type SupplyDefaultId = keyof typeof DEFAULT_UNITS;

const entrySchema = (unit: UnitName) =>
  z.strictObject({
    value: z
      .union([
        z.number(),
        z
          .tuple([z.number(), z.number(), z.number()])
          .refine(([low, estimate, high]) => low <= estimate && estimate <= high),
      ])
      .transform(
        (value): Interval =>
          typeof value === 'number'
            ? { low: value, estimate: value, high: value }
            : { low: value[0], estimate: value[1], high: value[2] },
      ),
    unit: z.literal(unit),
    override: z.string().min(1),
    reason: z.string().min(1),
  });

type Entry = z.output<ReturnType<typeof entrySchema>>;

/** The file of defaults: dated data, one entry for each id, none left out. */
export const supplyDefaultsSchema = z.strictObject({
  as_of: z.string().regex(/^\d{4}-\d{2}/),
  defaults: z.strictObject(
    Object.fromEntries(Object.entries(DEFAULT_UNITS).map(([id, unit]) => [id, entrySchema(unit)])) as {
      readonly [Id in SupplyDefaultId]: ReturnType<typeof entrySchema>;
    },
  ),
});

export type SupplyDefaults = Readonly<Record<SupplyDefaultId, Entry>>;

/** A number that the file does not give: what was taken, why, where it is used, and what to write instead. */
export interface SupplyAssumption {
  /** `default.discount_rate`. */
  readonly id: string;
  readonly value: Interval;
  readonly unit: UnitName;
  readonly reason: string;
  readonly override: string;
  /** True where the file's `assumptions` replaced the shipped value. */
  readonly replaced: boolean;
  /** Paths of the file that fall back on it. */
  readonly usedAt: readonly string[];
}

/** Fills gaps and remembers which. */
export interface SupplyGaps {
  /** The estimate of a default, recorded for the path that lacks a value of its own. */
  readonly fill: (path: string, id: SupplyDefaultId) => number;
  readonly filled: () => readonly SupplyAssumption[];
}

const PREFIX = 'default.';

/** What is wrong with a replaced default; null when nothing is. */
export const overrideFault = (id: string, value: Interval): string | null => {
  const name = id.slice(PREFIX.length);
  if (!id.startsWith(PREFIX) || !Object.hasOwn(DEFAULT_UNITS, name))
    return `the id of a default: ${Object.keys(DEFAULT_UNITS)
      .map((known) => PREFIX + known)
      .join(', ')}`;
  if (value.low < 0 || value.high > 1e9) return 'a number from 0 to 1e9';
  if (WHOLE.has(name) && !Number.isSafeInteger(value.estimate)) return 'a whole number';
  return null;
};

/** A gap filler over the shipped defaults and the file's own replacements of them. */
export const supplyGaps = (
  defaults: SupplyDefaults,
  overrides: Readonly<Record<string, Interval>>,
): SupplyGaps => {
  const used = new Map<SupplyDefaultId, string[]>();
  const intervalFor = (id: SupplyDefaultId): Interval =>
    (Object.hasOwn(overrides, PREFIX + id) ? overrides[PREFIX + id] : undefined) ?? defaults[id].value;
  return {
    fill: (path, id) => {
      const paths = used.get(id) ?? [];
      if (!paths.includes(path)) paths.push(path);
      used.set(id, paths);
      return intervalFor(id).estimate;
    },
    filled: () =>
      [...used].map(([id, usedAt]) => ({
        id: PREFIX + id,
        value: intervalFor(id),
        unit: defaults[id].unit,
        reason: defaults[id].reason,
        override: defaults[id].override,
        replaced: Object.hasOwn(overrides, PREFIX + id),
        usedAt: [...usedAt],
      })),
  };
};
