import { z } from 'zod';
import type { ChipFacts, EffortAnchors, EffortClass, PublishedPort } from './anchors.ts';
import { dateSchema, idSchema, textSchema } from './schema-parts.ts';

const standing = z.enum(['code', 'measured', 'vendor', 'estimate']);
const days = { daysLow: z.number().nonnegative(), daysHigh: z.number().nonnegative() };
const ordered = (each: { readonly daysLow: number; readonly daysHigh: number }): boolean =>
  each.daysLow <= each.daysHigh;
const sourced = { standing: z.literal('estimate'), source: textSchema };

const classSchema = z
  .strictObject({ id: idSchema, name: textSchema, ...days, standing })
  .refine(ordered, { error: 'daysLow <= daysHigh' })
  .transform((each): EffortClass => each);

const portSchema = z
  .strictObject({
    name: textSchema,
    class: idSchema,
    lines: z.number().int().positive(),
    testLines: z.number().int().positive().nullable().default(null),
    files: z.number().int().positive().nullable().default(null),
    standing,
    source: textSchema,
  })
  .transform((port): PublishedPort => port);

export const effortFileSchema = z
  .strictObject({
    version: z.literal(1),
    asOf: dateSchema,
    spread: z.strictObject({ low: z.number().positive().max(1), high: z.number().min(1), ...sourced }),
    alike: z.strictObject({ sites: z.number().int().positive(), ...sourced }),
    signOff: z.strictObject({ ...days, ...sourced }).refine(ordered, { error: 'daysLow <= daysHigh' }),
    frameworks: z
      .strictObject({ name: textSchema, ...days, ...sourced })
      .refine(ordered, { error: 'daysLow <= daysHigh' }),
    modelClasses: z.array(classSchema).min(1),
    kernelClasses: z.array(classSchema).min(1),
    ports: z.array(portSchema).min(1),
    upstream: z.array(z.strictObject({ name: textSchema, has: textSchema, source: textSchema })),
  })
  .transform(({ asOf, version: _version, frameworks, ...rest }) => ({
    asOf,
    anchors: { ...rest, framework: { id: 'framework', ...frameworks } } satisfies EffortAnchors,
  }));

const bytes = z.number().int().positive();

const chipSchema = z
  .strictObject({
    target: z.enum(['trn2', 'trn3']),
    logicalCoreBytes: bytes,
    weightsPerRankBytesMax: bytes,
    logicalCoresPerNode: z.number().int().positive(),
    logicalCoresPerScaleUp: z.number().int().positive(),
    tensorParallelDegrees: z.array(z.number().int().positive()).min(1),
    tensorBytesMax: bytes,
    source: textSchema,
    note: textSchema,
  })
  .transform((chip): ChipFacts => chip);

export const targetFileSchema = z.strictObject({
  version: z.literal(1),
  asOf: dateSchema,
  targets: z.array(chipSchema).length(2),
  tensorParallel: z.strictObject({
    rules: z.array(z.strictObject({ id: idSchema, says: textSchema, hard: z.boolean() })).min(1),
    source: textSchema,
  }),
});
