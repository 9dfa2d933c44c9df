import { z } from 'zod';
import type { Interval } from './figure.ts';
import type { UnitName } from './unit.ts';

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

/** A number that is taken where a file gives none: its interval, why, and what to write instead. */
export type NamedDefault = z.output<ReturnType<typeof entrySchema>>;

/** A file of defaults: dated data, one entry in its own unit for each id, none left out. */
export const namedDefaultsSchema = <Units extends Readonly<Record<string, UnitName>>>(units: Units) =>
  z.strictObject({
    as_of: z.string().regex(/^\d{4}-\d{2}/),
    defaults: z.strictObject(
      Object.fromEntries(Object.entries(units).map(([id, unit]) => [id, entrySchema(unit)])) as {
        readonly [Id in keyof Units]: ReturnType<typeof entrySchema>;
      },
    ),
  });
