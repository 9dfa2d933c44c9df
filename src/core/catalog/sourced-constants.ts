import { z } from 'zod';
import { type Alternative, assumed, type Figure, figure, type Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';

/** Range of the values of an entry; constants that divide or count must be above zero. */
const interval = (value: z.ZodNumber) => ({ low: value, estimate: value, high: value });

const alternativeSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  source: z.string().min(1),
  as_of: z.string().min(4),
  standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
  note: z.string().optional(),
});

const entrySchema = (unit: UnitName, value: z.ZodNumber) =>
  z
    .discriminatedUnion('standing', [
      z.strictObject({
        unit: z.literal(unit),
        ...interval(value),
        standing: z.literal('assumed'),
        reason: z.string().min(1),
      }),
      z.strictObject({
        unit: z.literal(unit),
        ...interval(value),
        standing: z.enum(['measured', 'vendor', 'press', 'estimate']),
        source: z.string().min(1),
        as_of: z.string().min(4),
        note: z.string().optional(),
        alternatives: z.array(alternativeSchema).optional(),
      }),
    ])
    .refine(
      (entry) => entry.low <= entry.estimate && entry.estimate <= entry.high,
      'low <= estimate <= high',
    );

/** A constant of the catalogue with its source, or the reason for assuming it. */
export type SourcedConstant = z.infer<ReturnType<typeof entrySchema>>;

/** The shape of a file of constants: each id with the unit it has to be given in; none missing, none unknown. */
export const constantsFileSchema = <Id extends string>(
  units: Readonly<Record<Id, UnitName>>,
  value: z.ZodNumber = z.number(),
) => {
  const entries = Object.entries(units) as [Id, UnitName][];
  return z.strictObject(
    Object.fromEntries(entries.map(([id, unit]) => [id, entrySchema(unit, value)])) as Record<
      Id,
      ReturnType<typeof entrySchema>
    >,
  );
};

const alternativesOf = (entry: Exclude<SourcedConstant, { standing: 'assumed' }>): readonly Alternative[] =>
  (entry.alternatives === undefined ? [] : entry.alternatives).map(({ as_of: asOf, note, ...rest }) => ({
    ...rest,
    asOf,
    ...(note === undefined ? {} : { note }),
  }));

/**
 * Reads constants of a file as figures by id. `overrides` are the assumptions of a request; one of the same id replaces
 * the constant with standing `user`. Throws RangeError when an override is not low <= estimate <= high.
 */
export const constantFigures =
  <Id extends string>(
    fileName: string,
    file: Readonly<Record<Id, SourcedConstant>>,
    overrides: Readonly<Record<string, Interval>>,
  ) =>
  <U extends UnitName>(unit: U, id: Id): Figure<U> => {
    const override = overrides[id];
    if (override !== undefined) {
      return figure(unit, override, 'user', { kind: 'request', path: `assumptions.${id}` });
    }
    const entry = file[id];
    if (entry.standing === 'assumed') {
      return assumed(unit, entry, { id, reason: entry.reason, override: `assumptions.${id} in the request` });
    }
    const alternatives = alternativesOf(entry);
    return figure(unit, entry, entry.standing, {
      kind: 'fact',
      path: `${fileName}#${id}`,
      source: entry.source,
      asOf: entry.as_of,
      ...(entry.note === undefined ? {} : { note: entry.note }),
      ...(alternatives.length === 0 ? {} : { alternatives }),
    });
  };
