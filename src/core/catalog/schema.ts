import { z } from 'zod';

const FACT_STANDINGS = ['vendor', 'measured', 'press', 'estimate', 'user'] as const;

/** An object without unknown keys, whose error names the keys there are. */
const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `keys among ${Object.keys(shape).join(', ')}`
        : `a mapping with ${Object.keys(shape).join(', ')}`,
  });

const text = z.string({ error: 'a text' }).min(1).max(4000);
/** Ids are used in paths, on the command line and as file names. */
const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/, {
  error: 'an id of small letters, digits, dots and hyphens, such as trn2-ultraserver',
});
const asOf = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, {
  error: 'a date as YYYY, YYYY-MM or YYYY-MM-DD, in quotes when it is a bare year',
});
const number = z.number({ error: 'a number' });
const standing = z.enum(FACT_STANDINGS, { error: `one of ${FACT_STANDINGS.join(', ')}` });

const valueSchema = z.union([number, text, z.tuple([number, number])], {
  error: 'a number, a text, or a range as [low, high]',
});

const DIRECTIONS = ['per-direction', 'both-directions', 'not-stated'] as const;

/** Where a value comes from: a key of the file's `sources`, or the three fields written out. */
const provenance = {
  from: text.optional(),
  source: text.optional(),
  as_of: asOf.optional(),
  standing: standing.optional(),
};

const measured = {
  value: valueSchema,
  unit: text,
  ...provenance,
  direction: z.enum(DIRECTIONS, { error: `one of ${DIRECTIONS.join(', ')}` }).optional(),
  note: text.optional(),
};

const alternativeSchema = strict(measured);

export const factSchema = strict({
  ...measured,
  chosen_because: text.optional(),
  alternatives: z.array(alternativeSchema).max(50).optional(),
});

const factName = z.string().regex(/^[a-z0-9_]{1,60}$/, {
  error: 'a fact name of small letters, digits and underscores, such as hbm_bandwidth',
});
const factsSchema = z.record(factName, factSchema);

export const sourcesSchema = z.record(z.string(), strict({ source: text, as_of: asOf, standing }));

/** How a planner gets a figure: a number, a reference, or an operation on such. */
export type Expression =
  | number
  | string
  | { readonly product: readonly Expression[] }
  | { readonly sum: readonly Expression[] }
  | { readonly ratio: readonly [Expression, Expression] }
  | { readonly one_way: string }
  /** The first that is published: facts that may be missing, then what to do without them. */
  | { readonly first: readonly Expression[] };

const REFERENCE =
  /^(#[a-z0-9_]+|(chips|nodes|racks|parts)\/[a-z0-9.-]+#[a-z0-9_]+|prices\/[a-z0-9.-]+|assume:[a-z0-9.-]+)$/;
const reference = z.string().regex(REFERENCE, {
  error: 'a reference such as #tdp, chips/trainium2#tdp, prices/<id> or assume:<assumption id>',
});
const MAX_EXPRESSION_DEPTH = 4;

const expressionOfDepth = (depth: number): z.ZodType<Expression> => {
  if (depth === 0) return z.union([number, reference]);
  const inner = expressionOfDepth(depth - 1);
  return z.union(
    [
      number,
      reference,
      strict({ product: z.array(inner).min(1).max(8) }),
      strict({ sum: z.array(inner).min(1).max(8) }),
      strict({ ratio: z.tuple([inner, inner]) }),
      strict({ one_way: reference }),
      strict({ first: z.array(inner).min(2).max(4) }),
    ],
    {
      error:
        'a number, a reference (#fact, chips/<id>#fact, prices/<id>, assume:<id>), or product, sum, ratio, one_way or first of such',
    },
  );
};
const expression = expressionOfDepth(MAX_EXPRESSION_DEPTH);

const COMPUTE_FORMATS = ['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'mxfp8', 'mxfp4', 'nvfp4', 'int8'] as const;

const positiveInteger = z.int().positive().max(1e7);

const chipPlanSchema = strict({
  memory: expression,
  memory_bandwidth: expression,
  design_power: expression,
  idle_share: expression,
  rates: z.partialRecord(
    z.enum(COMPUTE_FORMATS, { error: `formats among ${COMPUTE_FORMATS.join(', ')}` }),
    expression,
  ),
  cores: strict({
    physical: positiveInteger,
    groupings: z.array(positiveInteger).min(1),
    default: positiveInteger,
  }).optional(),
  /** Rows and columns of the systolic array that products are padded to; left out where there is none. */
  matrix_unit: positiveInteger.optional(),
});

const product = {
  id,
  name: text,
  vendor: text,
  aliases: z.array(id).optional(),
  notes: text.optional(),
  sources: sourcesSchema.default({}),
  facts: factsSchema.default({}),
  unknown: z.array(text).default([]),
};

export const chipFileSchema = strict({ ...product, plan: chipPlanSchema });
export const partFileSchema = strict(product);
export const coresFileSchema = strict({ id, sources: sourcesSchema.default({}), facts: factsSchema });

const topologySchema = z.discriminatedUnion(
  'kind',
  [
    strict({ kind: z.literal('switch'), reduces: z.boolean() }),
    strict({ kind: z.literal('ring') }),
    strict({ kind: z.literal('mesh') }),
    strict({
      kind: z.literal('torus'),
      dimensions: z.array(positiveInteger).min(1).max(6),
      wrapped: z.boolean(),
    }),
    strict({ kind: z.literal('rail-optimised'), oversubscription: z.number().min(1) }),
  ],
  { error: 'a topology whose kind is switch, ring, mesh, torus or rail-optimised' },
);

const tierSchema = strict({
  name: z.enum(['scale-up', 'scale-up-outer', 'scale-out'], {
    error: 'scale-up, scale-up-outer or scale-out',
  }),
  /** Left out for scale-out, which reaches everything. */
  chips: positiveInteger.optional(),
  topology: topologySchema,
  bandwidth: expression,
  hop: expression,
});

const envelopeSchema = strict({
  racks: expression,
  weight_per_rack: expression.nullable(),
  footprint_per_rack: expression.nullable(),
  height_per_rack: expression.nullable(),
  cooling: strict({
    method: z.enum(['air', 'liquid', 'hybrid'], { error: 'air, liquid or hybrid' }),
    origin: reference,
    liquid_share: expression,
  }),
  supply_temperature_max: expression.optional(),
});

const scaledItem = strict({ item: text, times: number.positive() });

const systemPlanSchema = strict({
  kind: z.enum(['rack', 'server', 'instance', 'slice'], { error: 'rack, server, instance or slice' }),
  chip: id,
  chips: positiveInteger,
  hosts: positiveInteger,
  availability: strict({
    status: z.enum(['available', 'announced', 'not-sold', 'unknown'], {
      error: 'available, announced, not-sold or unknown',
    }),
    text,
    from: reference.optional(),
  }),
  tiers: z.array(tierSchema).min(1).max(4),
  power: expression.optional(),
  power_overhead: expression,
  rent: z.array(scaledItem).default([]),
  purchase: strict({ items: z.array(scaledItem).default([]), otherwise: expression.optional() }).optional(),
  envelope: envelopeSchema.optional(),
  caveats: z.array(text).default([]),
});

const partUseSchema = strict({
  part: z
    .string()
    .regex(/^(chips|nodes|parts)\/[a-z0-9.-]+$/, { error: 'chips/<id>, nodes/<id>, parts/<id> or null' })
    .nullable(),
  name: text.optional(),
  count: expression.nullable(),
  note: text.optional(),
});

const elevationItemSchema = strict({
  kind: z.enum(['compute', 'switch', 'power', 'host', 'management', 'cooling', 'unknown'], {
    error: 'compute, switch, power, host, management, cooling or unknown',
  }),
  label: text,
  count: positiveInteger.max(200).nullable(),
  height_u: z.number().positive().max(100).nullable(),
});

const elevationSchema = strict({
  height_u: z.number().positive().max(100).nullable(),
  order: z.enum(['published', 'illustrative'], { error: 'published or illustrative' }),
  note: text,
  racks: z
    .array(strict({ name: text, stack: z.array(elevationItemSchema).min(1).max(60) }))
    .min(1)
    .max(8),
});

export const systemFileSchema = strict({
  ...product,
  chip: id,
  plan: systemPlanSchema.optional(),
  parts: z.array(partUseSchema).optional(),
  elevation: elevationSchema.optional(),
});

const PRICE_KINDS = [
  'on-demand',
  'reserved-effective',
  'capacity-block',
  'spot',
  'rental',
  'model-rental',
  'model-tco',
  'model-power',
  'purchase',
  'colocation',
  'pue',
  'electricity',
] as const;

export const priceSchema = strict({
  id,
  kind: z.enum(PRICE_KINDS, { error: `one of ${PRICE_KINDS.join(', ')}` }),
  item: text,
  ...measured,
  region: text.optional(),
  accelerators: positiveInteger.optional(),
  /** Month from which the price is no longer in force; it stays as a fact and is not offered. */
  ended: asOf.optional(),
  chosen_because: text.optional(),
  alternatives: z.array(alternativeSchema).max(50).optional(),
});

export const priceFileSchema = strict({
  sources: sourcesSchema.default({}),
  prices: z.array(priceSchema),
  unknown: z.array(text).default([]),
});

export const statementFileSchema = strict({
  sources: sourcesSchema.default({}),
  statements: z.array(
    strict({
      id,
      topic: text,
      ...measured,
      chosen_because: text.optional(),
      alternatives: z.array(alternativeSchema).optional(),
    }),
  ),
  unknown: z.array(text).default([]),
});

export const assumptionSchema = strict({
  id,
  unit: text,
  low: number,
  estimate: number,
  high: number,
  reason: text,
  applies_to: z.array(text).min(1),
}).refine((row) => row.low <= row.estimate && row.estimate <= row.high, {
  error: 'low <= estimate <= high',
  path: ['estimate'],
});

export const assumptionFileSchema = strict({ assumptions: z.array(assumptionSchema) });

const factPath = z.string().regex(/^(chips|nodes|racks|parts)\/[a-z0-9.-]+#[a-z0-9_]+$/, {
  error: 'the path of a fact, such as racks/trn2-ultraserver#power',
});

/** A user's own file for `--catalog`: new products, prices and assumptions, and facts that replace shipped ones. */
export const overlayFileSchema = strict({
  sources: sourcesSchema.default({}),
  facts: z.record(factPath, factSchema).default({}),
  chips: z.array(chipFileSchema).default([]),
  nodes: z.array(systemFileSchema).default([]),
  racks: z.array(systemFileSchema).default([]),
  parts: z.array(partFileSchema).default([]),
  prices: z.array(priceSchema).default([]),
  assumptions: z.array(assumptionSchema).default([]),
});

export type WrittenFact = z.infer<typeof factSchema>;
export type WrittenSources = z.infer<typeof sourcesSchema>;
export type ChipFile = z.infer<typeof chipFileSchema>;
export type PartFile = z.infer<typeof partFileSchema>;
export type CoresFile = z.infer<typeof coresFileSchema>;
export type SystemFile = z.infer<typeof systemFileSchema>;
export type SystemPlan = z.infer<typeof systemPlanSchema>;
export type ChipPlan = z.infer<typeof chipPlanSchema>;
export type WrittenPrice = z.infer<typeof priceSchema>;
export type PriceFile = z.infer<typeof priceFileSchema>;
export type StatementFile = z.infer<typeof statementFileSchema>;
export type AssumptionEntry = Readonly<z.infer<typeof assumptionSchema>>;
export type AssumptionFile = z.infer<typeof assumptionFileSchema>;
export type OverlayFile = z.infer<typeof overlayFileSchema>;
export type Elevation = z.infer<typeof elevationSchema>;
export type PartUse = z.infer<typeof partUseSchema>;
