import { z } from 'zod';
import { TARGETS } from '../target.ts';
import { MODEL_STANDINGS, type ModelRow } from './model-support.ts';
import { dateSchema, idSchema, sdkVersionSchema, textSchema, validitySchema } from './schema-parts.ts';
import type { SdkRelease } from './sdk-version.ts';
import { STACK_STATUSES, type Stack } from './stack.ts';

const head = { version: z.literal(1), asOf: dateSchema };

const usesSchema = z.array(z.enum(['training', 'inference', 'kernels'])).min(1);

const stackSchema = z
  .strictObject({
    id: idSchema,
    name: textSchema,
    targets: z.array(z.enum(TARGETS)),
    chips: z.array(idSchema),
    uses: usesSchema,
    framework: z.enum(['pytorch', 'jax', 'tensorflow', 'vllm', 'nki', 'hip']),
    models: z.enum(['any', 'listed']),
    releases: z
      .array(
        z.strictObject({
          status: z.enum(STACK_STATUSES),
          version: textSchema.nullable(),
          note: textSchema,
          source: textSchema,
          ...validitySchema,
        }),
      )
      .min(1),
  })
  .transform((stack): Stack => stack);

export const stackFileSchema = z.strictObject({ ...head, stacks: z.array(stackSchema).min(1) });

const names = z.array(z.string().min(1)).default([]);

const modelSchema = z.strictObject({
  name: textSchema,
  architectures: names,
  modelTypes: names,
  pipelines: names,
  uses: usesSchema,
  standing: z.enum(MODEL_STANDINGS),
  chips: z.array(idSchema),
  status: textSchema,
  lines: z.number().int().positive().nullable().default(null),
  features: textSchema.default('not named'),
  source: textSchema,
});

/** Models by stack; what a stack has for all of its models is added to each. */
export const modelFileSchema = z
  .strictObject({
    ...head,
    stacks: z.array(
      z.strictObject({
        stack: idSchema,
        features: textSchema.optional(),
        models: z.array(modelSchema).min(1),
      }),
    ),
  })
  .transform(({ asOf, stacks }) => ({
    asOf,
    models: stacks.flatMap(({ stack, features, models }) =>
      models.map(
        (model): ModelRow => ({
          ...model,
          stack,
          features: features === undefined ? model.features : `${model.features}; library-wide: ${features}`,
        }),
      ),
    ),
  }));

export const sdkFileSchema = z
  .strictObject({
    ...head,
    default: sdkVersionSchema,
    releases: z
      .array(
        z
          .strictObject({
            version: sdkVersionSchema,
            date: dateSchema.nullable(),
            standing: z.enum(['released', 'announced']),
            source: textSchema,
          })
          .refine(({ date, standing }) => (date === null) === (standing === 'announced'), {
            error: 'a date for a released version, and for no other',
          })
          .transform((release): SdkRelease => release),
      )
      .min(1),
  })
  .refine((file) => file.releases.some(({ version }) => version === file.default), {
    error: 'a default that is one of the releases',
  });
