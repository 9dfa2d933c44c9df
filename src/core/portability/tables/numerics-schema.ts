import { z } from 'zod';
import { OPERATOR_STATUSES } from '../model-asset.ts';
import type { ElementType, NumericRow, Quantisation } from './numerics.ts';
import { dateSchema, textSchema, validitySchema } from './schema-parts.ts';

const rowSchema = z
  .strictObject({
    chips: z.array(z.enum(['trn2', 'trn3'])).default(['trn2', 'trn3']),
    status: z.enum(OPERATOR_STATUSES),
    note: textSchema.default('documented'),
    replacement: textSchema.nullable().default(null),
    source: textSchema,
    ...validitySchema,
  })
  .transform((row): NumericRow => row);

const named = {
  id: textSchema,
  names: z
    .array(z.string().min(1))
    .min(1)
    .transform((names) => names.map((name) => name.toLowerCase())),
  rows: z.array(rowSchema).min(1),
};

const typeSchema = z
  .strictObject({ ...named, bits: z.number().int().positive() })
  .transform((type): ElementType => type);

const quantisationSchema = z.strictObject(named).transform((quantisation): Quantisation => quantisation);

export const numericsFileSchema = z.strictObject({
  version: z.literal(1),
  asOf: dateSchema,
  types: z.array(typeSchema).min(1),
  quantisations: z.array(quantisationSchema).min(1),
});
