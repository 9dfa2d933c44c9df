import { z } from 'zod';
import { TARGETS } from '../target.ts';
import {
  type DatedContradiction,
  type DatedProbe,
  type DatedRisk,
  type ErrorCode,
  type LibraryKernel,
  RISK_SUBJECTS,
} from './knowledge.ts';
import { dateSchema, idSchema, sdkVersionSchema, textSchema, validitySchema } from './schema-parts.ts';

const head = { version: z.literal(1), asOf: dateSchema };

const errorSchema = z
  .strictObject({
    code: z.string().regex(/^NCC_[A-Z]+\d+$/),
    class: idSchema,
    chips: z.array(idSchema).default(['trn1', 'inf2', 'trn2', 'trn3']),
    meaning: textSchema,
    remedy: textSchema.nullable().default(null),
    source: textSchema,
    ...validitySchema,
  })
  .transform((error): ErrorCode => error);

export const errorFileSchema = z.strictObject({
  ...head,
  sdk: sdkVersionSchema,
  errors: z.array(errorSchema),
});

const documentOf = (path: string): string => `aws-neuron/aws-neuron-sdk:${path}@81ce03ae`;

const kernelSchema = z
  .strictObject({
    name: idSchema,
    status: z.enum(['core', 'experimental']),
    does: textSchema,
    replaces: textSchema.nullable().default(null),
    document: textSchema.optional(),
    ...validitySchema,
  })
  .transform(
    ({ document, ...rest }): LibraryKernel => ({
      ...rest,
      source: documentOf(document === undefined ? `nki/library/api/${rest.name}.rst` : document),
    }),
  );

export const kernelFileSchema = z.strictObject({
  ...head,
  sdk: sdkVersionSchema,
  kernels: z.array(kernelSchema),
});

const riskSchema = z
  .strictObject({
    id: idSchema,
    title: textSchema,
    text: textSchema,
    source: textSchema,
    date: dateSchema,
    targets: z.array(z.enum(TARGETS)).min(1),
    applies: z.array(z.enum(RISK_SUBJECTS)).min(1),
    ...validitySchema,
  })
  .transform(({ date, ...rest }): DatedRisk => ({ ...rest, asOf: date }));

export const riskFileSchema = z.strictObject({ ...head, risks: z.array(riskSchema) });

const contradictionSchema = z
  .strictObject({
    id: idSchema,
    topic: textSchema,
    about: z.array(textSchema).min(1),
    sides: z.array(z.strictObject({ says: textSchema, source: textSchema, asOf: dateSchema })).min(2),
    used: textSchema,
    ...validitySchema,
  })
  .transform((contradiction): DatedContradiction => contradiction);

export const contradictionFileSchema = z.strictObject({
  ...head,
  contradictions: z.array(contradictionSchema),
});

const probeSchema = z
  .strictObject({
    id: idSchema,
    about: textSchema,
    settles: z.array(textSchema).min(1),
    command: textSchema,
    needs: z.enum(['nothing', 'instance', 'beta']),
    cost: textSchema,
    source: textSchema,
    ...validitySchema,
  })
  .transform((probe): DatedProbe => probe);

export const probeFileSchema = z.strictObject({ ...head, probes: z.array(probeSchema) });
