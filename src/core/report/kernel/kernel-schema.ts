import { z } from 'zod';

const count = z.int().min(0);
const seconds = z.number().min(0);
const nullable = z.number().nullable();

const comparison = z.strictObject({
  // JSON has no infinity: an error without bound is null.
  worstAbsoluteError: nullable,
  worstRelativeError: nullable,
  outside: count,
  elements: count,
  relative: z.number(),
  absolute: z.number(),
});

const result = z.strictObject({
  rank: count,
  name: z.string(),
  shape: z.array(count),
  dtype: z.string(),
  checksum: z.string().nullable(),
  file: z.string().nullable(),
  comparison: comparison.nullable(),
});

const standing = z.strictObject({
  class: z.string(),
  standing: z.enum(['calibrated', 'documented', 'assumed']),
  measurements: count,
  medianErrorPercent: nullable,
});

const time = z.strictObject({
  lowSeconds: seconds,
  seconds,
  highSeconds: seconds,
  boundBy: z.string(),
  standing,
  critical: z.array(z.tuple([z.string(), seconds])),
});

const rank = z.strictObject({
  rank: count,
  steps: count,
  lowSeconds: seconds,
  seconds,
  highSeconds: seconds,
});

const engine = z.strictObject({
  core: count,
  engine: z.string(),
  steps: count,
  busySeconds: seconds,
  busyShare: z.number(),
  idleSecondsBy: z.record(z.string(), seconds),
});

const memory = z.strictObject({
  core: count,
  space: z.enum(['sbuf', 'psum']),
  peakBytesPerPartition: count,
  capacityBytesPerPartition: count,
  verdict: z.string(),
});

const diagnostic = z.strictObject({
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  file: z.string(),
  line: count,
  column: count,
  source: z.string(),
});

/** What `rackwright kernel run --json` prints for a kernel that ran: times in seconds, sizes in bytes. */
export const kernelRunSchema = z.strictObject({
  runs: z.literal(true),
  good: z.boolean(),
  file: z.string(),
  function: z.string(),
  target: z.string(),
  generation: z.string(),
  nki: z.string(),
  cores: z.int().min(1).max(2),
  ranks: z.array(rank).min(1),
  steps: count,
  matmulFlops: z.number().min(0),
  dmaBytes: z.number().min(0),
  results: z.array(result),
  time,
  engines: z.array(engine),
  memory: z.array(memory),
  hbmBytes: z.number().min(0),
  diagnostics: z.array(diagnostic),
  printed: z.string(),
});

/** What it prints for a kernel that cannot be compiled or run. */
export const kernelRefusalSchema = z.strictObject({
  runs: z.literal(false),
  kind: z.string(),
  rule: z.string().nullable(),
  message: z.string(),
  file: z.string(),
  line: count,
  column: count,
});

/** The JSON Schema of `rackwright kernel run --json`: schemas/kernel-run.schema.json. */
export const kernelRunJsonSchema = (): unknown =>
  z.toJSONSchema(z.union([kernelRunSchema, kernelRefusalSchema]), { target: 'draft-2020-12' });
