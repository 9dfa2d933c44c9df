import { z } from 'zod';
import { measure, percentile, share, uncertain, wholeMeasure, writtenInterval } from './request/measures.ts';

const choice = <const T extends readonly [string, ...string[]]>(values: T, what: string) =>
  z.enum(values, { error: `${what}: ${values.join(', ')}` }).describe(`${what}: ${values.join(', ')}`);

/** An object with these keys and no others; an unknown key is answered with the known ones. */
const keys = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `the keys ${Object.keys(shape).join(', ')}` : undefined,
  });

const label = (what: string) =>
  z.string({ error: what }).min(1, what).max(200, `${what}, at most 200 characters`).describe(what);

const MODEL =
  'the name of a shipped model (rackwright model list), or the path of a config.json, its folder, a .gguf or .safetensors file';

const weights = choice(
  ['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'mxfp8', 'mxfp4', 'nvfp4'],
  'format the weights are kept in',
);
const cache = choice(['bf16', 'fp16', 'fp8', 'int8'], 'format the key-value cache is kept in');

const tokens = (what: string) => measure('tokens', `${what} such as 2000 or 2k tokens`, { min: 1, max: 1e9 });

const lengths = (what: string) =>
  z
    .union(
      [
        z.number(),
        z.string().max(200),
        keys({
          mean: tokens(`the mean ${what}`),
          cv: measure('1', 'a coefficient of variation such as 0.8', { min: 0, max: 10 }).optional(),
        }),
      ],
      { error: `${what} such as 2k tokens, or {mean: 2k tokens, cv: 0.8}` },
    )
    .describe(
      `${what}: a mean such as 2k tokens, or {mean, cv} with the spread (standard deviation over mean)`,
    )
    .transform((value, context): { mean: number; cv: number | null } => {
      if (typeof value === 'object') return { mean: value.mean, cv: value.cv ?? null };
      const mean = tokens(what).safeParse(value);
      if (mean.success) return { mean: mean.data, cv: null };
      context.addIssue({
        code: 'custom',
        message: `${what} such as 2000 or 2k tokens, at least 1`,
        input: value,
      });
      return z.NEVER;
    });

const common = {
  name: label('a name for this workload').optional(),
  model: label(MODEL),
  weights: weights.optional(),
};

const generation = {
  ...common,
  kv: cache.optional(),
  input: lengths('input tokens per request'),
  output: lengths('output tokens per request'),
  prefix_cache: share('share of input tokens found in the prefix cache', { min: 0, max: 0.999 }).optional(),
};

const serving = keys({
  kind: z.literal('serve'),
  ...generation,
  rate: uncertain('requests/s', 'a request rate such as 20 requests/s or 1.5M requests/day', {
    above: 0,
    max: 1e9,
  }),
  slo: keys({
    ttft: measure('ms', 'a time to first token such as 500 ms', { above: 0, max: 1e9 }).optional(),
    tpot: measure('ms', 'a time per output token such as 40 ms', { above: 0, max: 1e9 }).optional(),
    percentile: percentile().optional(),
  }).optional(),
  peak: measure('1', 'peak over mean rate such as 2x', { min: 1, max: 1000 }).optional(),
  disaggregation: choice(['consider', 'never', 'only'], 'separate pools for prefill and decode').optional(),
});

const batch = keys({
  kind: z.literal('batch'),
  ...generation,
  requests: measure('requests', 'a number of requests such as 2M requests', { above: 0, max: 1e12 }),
  every: measure('s', 'a time to do them in such as 1 day or 8 hours', { min: 60, max: 1e9 }).optional(),
});

const training = {
  ...common,
  tokens: measure('tokens', 'training tokens such as 2T tokens', { min: 1, max: 1e16 }),
  sequence: wholeMeasure('tokens', 'a sequence length such as 8192 tokens', { min: 1, max: 1e8 }).optional(),
  batch: measure('tokens', 'tokens per optimiser step such as 4M tokens', { min: 1, max: 1e12 }).optional(),
  deadline: measure('s', 'a time such as 30 days', { above: 0, max: 1e10 }).optional(),
  runs: z
    .int('a whole number of runs such as 12')
    .min(1, 'at least 1 run')
    .max(1e6, 'at most a million runs')
    .describe('times the run is made over the horizon; left out, once')
    .optional(),
  compute: z
    .array(choice(['fp8', 'mxfp8', 'bf16'], 'format the trainer may multiply in'))
    .min(1, 'at least one of fp8, mxfp8, bf16')
    .max(3)
    .optional(),
};

const pretraining = keys({ kind: z.literal('pretrain'), ...training });

const fineTuning = keys({
  kind: z.literal('fine-tune'),
  ...training,
  lora_rank: z
    .int('a LoRA rank such as 16')
    .min(1, 'a LoRA rank of at least 1')
    .max(65536, 'a LoRA rank of at most 65,536')
    .describe('rank of the LoRA adapters; left out, all weights are trained')
    .optional(),
});

const workload = z.discriminatedUnion('kind', [serving, batch, pretraining, fineTuning], {
  error: 'a workload whose kind is one of serve, batch, pretrain, fine-tune, with the keys of that kind',
});

const buyer = keys({
  name: label('who buys').optional(),
  profile: choice(
    ['enterprise', 'infrastructure-provider', 'data-centre-operator', 'ai-laboratory'],
    'kind of buyer',
  ).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'a two-letter ISO country code such as US')
    .describe('ISO country of the site, such as US')
    .optional(),
  fleet: z
    .array(
      keys({
        system: label('the catalogue id of a system the buyer already runs'),
        units: wholeMeasure('units', 'a number of units', { min: 1, max: 1e7 }),
      }),
    )
    .max(1000)
    .optional(),
});

const site = keys({
  name: label('name of the site').optional(),
  power: measure('W', 'power for IT such as 1.2 MW', { above: 0, max: 1e11 }),
  racks: wholeMeasure('1', 'rack positions such as 12', { min: 1, max: 1e6 }),
  pue: uncertain('1', 'total over IT power such as 1.3', { min: 1, max: 5 }, { named: true }).optional(),
  feeds: keys({
    voltage: measure('V', 'line-to-line voltage such as 415 V', { above: 0, max: 1e5 }).optional(),
    breaker: measure('A', 'a breaker rating such as 60 A', { above: 0, max: 1e5 }).optional(),
    phases: z.union([z.literal(1), z.literal(3)], { error: '1 or 3' }).optional(),
    per_rack: wholeMeasure('1', 'feeds per rack such as 2', { min: 1, max: 16 }).optional(),
    redundancy: choice(['N', 'N+1', '2N'], 'feed redundancy').optional(),
    continuous_load: share('continuous load over breaker rating', { above: 0, max: 1 }).optional(),
    power_factor: share('power factor', { above: 0, max: 1 }).optional(),
  }).optional(),
  cooling: keys({
    air: measure('kW', 'air cooling per rack such as 20 kW', { min: 0, max: 1e4 }).optional(),
    liquid: keys({
      per_rack: measure('kW', 'liquid cooling per rack such as 120 kW', { above: 0, max: 1e4 }),
      flow: measure('L/min', 'coolant flow per rack such as 130 L/min', { above: 0, max: 1e5 }),
      supply: measure('degC', 'supply temperature such as 32 C', { min: 0, max: 80 }).optional(),
      rise: measure('K', 'temperature rise such as 10 K', { above: 0, max: 60 }).optional(),
      fluid: choice(['water', 'pg25'], 'coolant').optional(),
    }).optional(),
  }).optional(),
  floor: keys({
    height: measure('U', 'rack height such as 48 U', { above: 0, max: 100 }).optional(),
    load: measure('kg/m2', 'distributed floor load such as 1220 kg/m2', { above: 0, max: 1e5 }).optional(),
    point_load: measure('kg', 'load of one caster such as 450 kg', { above: 0, max: 1e5 }).optional(),
    door: measure('mm', 'door height such as 2.4 m', { above: 0, max: 1e5 }).optional(),
  }).optional(),
});

const RENT_KINDS = ['on-demand', 'reserved', 'capacity-block', 'spot', 'market-rental'] as const;

const terms = keys({
  horizon: measure('months', 'a time such as 3 years or 36 months', { min: 1, max: 360 }).optional(),
  tenure: choice(['rent', 'own', 'both'], 'ways of holding to compare').optional(),
  rent: z.array(choice(RENT_KINDS, 'kind of renting')).min(1).max(5).optional(),
  electricity: uncertain(
    'USD/kWh',
    'a price such as 0.08 USD/kWh',
    { min: 0, max: 10 },
    { named: true },
  ).optional(),
  discount_rate: share('a yearly rate', { min: 0, max: 1 }).optional(),
  depreciation: measure('months', 'a time such as 5 years', { min: 1, max: 360 }).optional(),
  residual: share('share of the price left after depreciation').optional(),
  utilisation: share('share of hours the fleet is used', { above: 0, max: 1 }).optional(),
  space: uncertain(
    'USD/kW-month',
    'a price such as 180 USD/kW-month',
    { min: 0, max: 1e5 },
    { named: true },
  ).optional(),
  staff: uncertain('USD', 'a yearly cost such as 150000 USD', { min: 0, max: 1e12 }).optional(),
  support: uncertain('1', 'a yearly share of the price such as 5%', { min: 0, max: 1 }).optional(),
  spares: uncertain('1', 'a share of the price such as 3%', { min: 0, max: 1 }).optional(),
  headroom: share('extra units kept for failures, a share', { min: 0, max: 10 }).optional(),
});

const systemIds = z.array(label('the catalogue id of a system')).max(10_000);

/** A request file as people write it. Its output has every measure converted; defaults are filled in by `requestFrom`. */
const software = keys({
  repository: label("the folder of the buyer's code, relative to the request"),
  engineer_day: uncertain('USD', 'the cost of an engineer for a day such as 1200 USD', {
    min: 0,
    max: 1e6,
  }).optional(),
});

export const requestSchema = keys({
  $schema: z.string().optional(),
  name: label('a name for this request').optional(),
  buyer: buyer.optional(),
  workloads: z
    .array(workload, { error: 'a list of workloads' })
    .min(1, 'at least one workload')
    .max(100, 'at most 100 workloads'),
  site: site.optional(),
  terms: terms.optional(),
  software: software.optional(),
  systems: z
    .union([systemIds, keys({ include: systemIds.optional(), exclude: systemIds.optional() })], {
      error: 'a list of system ids, or {include: [...], exclude: [...]}',
    })
    .optional(),
  rank_by: choice(
    ['total-cost', 'cost-per-token', 'throughput-per-watt', 'throughput', 'power', 'fewest-racks'],
    'what to rank by',
  ).optional(),
  assumptions: z
    .record(
      z.string().regex(/^[a-zA-Z0-9][\w./#-]*$/, 'the id of an assumption'),
      writtenInterval(
        'a number in the unit of the assumption or with a unit of its own, [low, high] or {low, estimate, high}',
      ),
    )
    .optional(),
}).describe('A request to Rackwright: who buys, what is to run, where, and on which terms.');

export type WrittenRequest = z.output<typeof requestSchema>;
export type WrittenWorkload = WrittenRequest['workloads'][number];
export type WrittenSite = NonNullable<WrittenRequest['site']>;
export type WrittenTerms = NonNullable<WrittenRequest['terms']>;
