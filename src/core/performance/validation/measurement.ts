import { z } from 'zod';

const count = z.number().int().positive();
const optionalCount = count.nullish();
const optionalText = z.string().nullish();

const degree = z.union([z.number(), z.boolean(), z.string()]).nullish();

/** Dimensions of a model as a source prints them; whatever is absent was not published. Unknown keys are kept. */
const architectureSchema = z.looseObject({
  params_b: z.number().positive().nullish(),
  active_params_b: z.number().positive().nullish(),
  layers: optionalCount,
  hidden: optionalCount,
  heads: optionalCount,
  kv_heads: optionalCount,
  head_dim: optionalCount,
  ffn: optionalCount,
  vocab: optionalCount,
  gated_ffn: z.boolean().nullish(),
  tied_embeddings: z.boolean().nullish(),
  positions: optionalText,
  attention: optionalText,
  q_lora_rank: optionalCount,
  kv_lora_rank: optionalCount,
  qk_nope_head_dim: optionalCount,
  qk_rope_head_dim: optionalCount,
  v_head_dim: optionalCount,
  dense_layers: z.number().int().nonnegative().nullish(),
  moe_ffn: optionalCount,
  experts: optionalCount,
  active_experts: optionalCount,
  shared_experts: z.number().int().nonnegative().nullish(),
  shared_ffn: optionalCount,
  moe_layer_interval: optionalCount,
  full_attention_interval: optionalCount,
  /** Parameters beside the language model, kept in 16 bits: a vision tower. */
  extra_params_b: z.number().positive().nullish(),
  linear_attention: optionalText,
  sliding_window: optionalCount,
  swa_pattern: optionalText,
});

/** Parallelism as published. `tp_unit` says whether tensor parallelism counts chips or cores. */
const parallelismSchema = z.looseObject({
  tp: optionalCount,
  pp: optionalCount,
  dp: optionalCount,
  ep: optionalCount,
  cp: optionalCount,
  tp_unit: optionalText,
  attention_dp: degree,
  moe_tp: optionalCount,
  moe_ep: optionalCount,
  microbatch: optionalCount,
  grad_accum: optionalCount,
  fsdp: degree,
  fsdp_group: degree,
  recompute: optionalText,
  interleave: optionalCount,
  zero: z.number().int().min(0).max(3).nullish(),
  sp: z.boolean().nullish(),
  schedule: optionalText,
  slices: optionalCount,
  dcn_data_parallel: optionalCount,
  sharding: optionalText,
});

/** What decides the memory an engine takes or a training step needs, beyond the layout. Absent: the software's default. */
const memorySchema = z.looseObject({
  /** Memory of the chip as the software sees it, GiB. */
  total_gib: z.number().positive().nullish(),
  /** Share of it that the engine may use; some sources leave it open and give none. */
  utilisation: z.number().positive().max(1).nullish(),
  /** Most prompt tokens in one step, and most sequences at a time. */
  batched_tokens: optionalCount,
  sequences: optionalCount,
  adapter_rank: optionalCount,
});

/** Latency that a rate was the highest to keep, 99th percentiles in milliseconds. */
const limitsSchema = z.looseObject({
  ttft_p99_ms: z.number().positive(),
  tpot_p99_ms: z.number().positive(),
});

/** Power each chip was held to, where it is below the power it is designed for; watts. */
const powerSchema = z.looseObject({ limit_w: z.number().positive(), design_w: z.number().positive() });

/**
 * One published measurement, one line of a measurements file. Keys are those of the file format (snake case); absent
 * means not published. `value` may be left out to ask for a prediction only.
 */
export const measurementSchema = z.looseObject({
  id: z.string().min(1),
  config_id: optionalText,
  group: optionalText,
  source: optionalText,
  as_of: optionalText,
  task: z.enum(['train', 'prefill', 'decode', 'serve_online', 'serve_offline', 'serve_memory']),
  model: z.string().min(1),
  arch: architectureSchema.nullish(),
  hardware: z.string().min(1),
  chips: count,
  instance: optionalText,
  precision: z.record(z.string(), z.string().nullish()).nullish(),
  parallelism: parallelismSchema.nullish(),
  batch: optionalCount,
  concurrency: z.number().positive().nullish(),
  max_batch: optionalCount,
  global_batch: optionalCount,
  seq_len: optionalCount,
  isl: z.number().nonnegative().nullish(),
  /** The longest prompt, where `isl` is a mean over prompts that differ. */
  longest_isl: z.number().nonnegative().nullish(),
  osl: z.number().nonnegative().nullish(),
  /** Whether `osl` is a mean over answers that differ. */
  osl_is_mean: z.boolean().nullish(),
  cache_len: optionalCount,
  num_prompts: optionalCount,
  percentile: optionalText,
  load_mode: optionalText,
  scenario: optionalText,
  spec_decode: optionalText,
  memory: memorySchema.nullish(),
  limits: limitsSchema.nullish(),
  power: powerSchema.nullish(),
  tokens_total: z.number().positive().nullish(),
  software: optionalText,
  metric: z.string().min(1),
  value: z.number().positive().nullish(),
  quality: z.enum(['A', 'B', 'C']).nullish(),
  /** Constants that were read off this row, which is no test of them then. */
  sets: z.array(z.string()).nullish(),
  notes: optionalText,
});

export type Measurement = z.infer<typeof measurementSchema>;
export type MeasuredArchitecture = z.infer<typeof architectureSchema>;
export type MeasuredParallelism = z.infer<typeof parallelismSchema>;
