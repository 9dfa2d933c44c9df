import { describe, expect, it } from 'vitest';
import { a100, constants, h100 } from '../inference/inference.testing.ts';
import { shipped as trainingConstants } from '../training/training.testing.ts';
import type { Measurement } from './measurement.ts';
import { type MemoryPractice, practisedBy } from './memory-practice.ts';
import { prepareRow } from './prepare.ts';
import { isRefusal } from './refusal.ts';

const LLAMA_8B = {
  layers: 32,
  hidden: 4096,
  heads: 32,
  kv_heads: 8,
  head_dim: 128,
  ffn: 14_336,
  vocab: 128_256,
  gated_ffn: true,
  tied_embeddings: false,
};

const LLAMA_70B = { ...LLAMA_8B, layers: 80, hidden: 8192, heads: 64, ffn: 28_672 };

const engineRow = (metric: string, changes: Partial<Measurement> = {}): Measurement => ({
  id: 'worked',
  task: 'serve_memory',
  model: 'Llama-3.1-8B',
  arch: LLAMA_8B,
  hardware: 'h100-sxm',
  chips: 1,
  precision: { weights: 'bf16', kv: 'bf16' },
  parallelism: { tp: 1 },
  memory: { total_gib: 79.19, utilisation: 0.95, batched_tokens: 8192, sequences: 1024 },
  software: 'vLLM 0.19.0',
  metric,
  ...changes,
});

const PRACTICES: readonly MemoryPractice[] = [
  { software: '^vLLM 0\\.19', source: 'test', inference: { runtimeReserveBytes: 0.25 * 2 ** 30 } },
  { software: 'fused loss', source: 'test', training: { logitMemoryBytes: 2.3 } },
];

const predicted = (row: Measurement, machine = h100) => {
  const prepared = prepareRow(row, machine, { practices: PRACTICES });
  if (isRefusal(prepared)) throw new Error(prepared.refused);
  return prepared.kind === 'inference' ? prepared.evaluate(constants) : prepared.evaluate(trainingConstants);
};

// Start-up log of vLLM 0.19.0 on an H100 of 79.19 GiB (llm-d-incubation/llm-d-planner@d3121e0): weights 14.99 GiB,
// peak 1.89 GiB, driver 0.25 GiB, 58.11 GiB and 476,016 tokens of cache.
describe('an engine with Llama-3.1-8B on one H100', () => {
  it('holds two bytes for each of 8,030,261,248 parameters', () => {
    expect(predicted(engineRow('weights_gib'))?.estimate).toBeCloseTo((2 * 8_030_261_248) / 2 ** 30, 3);
    expect(predicted(engineRow('weights_gib'))?.estimate).toBeCloseTo(14.99, 1);
  });

  it('keeps what is left for the cache', () => {
    // 0.95 x 79.19 - 14.957 - 0.25 GiB, and for sampling 1024 x 128,256 x 14.5 B + 8192 x 4096 x 2 B = 1.836 GiB.
    const worked = 0.95 * 79.19 - 14.957 - 0.25 - (1024 * 128_256 * 14.5 + 8192 * 4096 * 2) / 2 ** 30;
    const found = predicted(engineRow('kv_cache_gib'))?.estimate;
    expect(found).toBeCloseTo(worked, 2);
    expect(Math.abs((found ?? Number.NaN) / 58.11 - 1)).toBeLessThan(0.005);
  });

  it('counts 2 x 32 x 8 x 128 values of two bytes per token of it, half with an 8-bit cache', () => {
    const wide = predicted(engineRow('kv_cache_tokens'))?.estimate;
    expect(Math.abs((wide ?? Number.NaN) / 476_016 - 1)).toBeLessThan(0.005);
    const narrow = predicted(engineRow('kv_cache_tokens', { precision: { weights: 'bf16', kv: 'fp8' } }));
    expect(narrow?.estimate).toBeCloseTo(2 * (wide ?? Number.NaN), 3);
  });

  it('is read over the usual shares of memory where the row gives none', () => {
    const open = predicted(engineRow('kv_cache_gib', { memory: { total_gib: 79.19 } }));
    expect(open?.low).toBeLessThan(open?.estimate ?? Number.NaN);
    expect(open?.high).toBeGreaterThan(open?.estimate ?? Number.NaN);
  });

  it('leaves nothing for a cache where weights fill the chip', () => {
    expect(predicted(engineRow('kv_cache_gib', { model: 'Llama-3.1-70B', arch: LLAMA_70B }))).toBeNull();
  });
});

const trainingRow = (metric: string): Measurement => ({
  id: 'worked',
  task: 'train',
  model: 'Llama-3-70B',
  arch: { ...LLAMA_70B, layers: 12 },
  hardware: 'b200',
  chips: 8,
  precision: { compute: 'bf16' },
  parallelism: { tp: 2, pp: 1, dp: 4, microbatch: 1, grad_accum: 4, zero: 1, recompute: 'none' },
  global_batch: 16,
  seq_len: 4096,
  software: 'Megatron-LM, fused loss',
  metric,
});

// MooreThreads/SimuMax@4dcaae5, docs/b200/b200_release_v1.2_summary.json: 12 layers of Llama-3 70B with tensor
// parallelism 2 on 8 B200, sequences of 4096: 60.68 GiB allocated at the peak on every rank.
describe('a training step of 12 layers of Llama-3 70B, two-way tensor parallel', () => {
  it('keeps 6 bytes of each parameter, and 12 over four copies', () => {
    // A layer has 855,654,400 parameters, embedding and head 1,050,673,152 each; norms are whole on both ranks.
    const parameters = (12 * 855_638_016 + 2 * 1_050_673_152) / 2 + 12 * 16_384;
    const states = predicted(trainingRow('state_gib'), a100)?.estimate;
    expect(states).toBeCloseTo((parameters * (2 + 4 + 12 / 4)) / 2 ** 30, 2);
  });

  it('peaks at what was measured', () => {
    const tokens = 4096;
    const gib = (bytes: number) => bytes / 2 ** 30;
    // Per token and layer: norms 8 h, queries, keys, values, output 4 (a + g) d, statistics 4 a, gate, up, product 6 f.
    const activations = (12 * tokens * (8 * 8192 + 4 * 72 * 128 + 4 * 64 + 6 * 28_672)) / 2;
    const standIns = 2 * ((855_638_016 + 1_050_673_152) / 2 + 16_384);
    const logits = (2.3 * tokens * 128_256) / 2;
    const streams = 3.4 * 2 * tokens * 8192;
    const states = predicted(trainingRow('state_gib'), a100)?.estimate ?? Number.NaN;
    const peak = predicted(trainingRow('peak_allocated_gib'), a100)?.estimate ?? Number.NaN;
    expect(peak).toBeCloseTo(states + gib(activations + standIns + logits + streams), 2);
    expect(Math.abs(peak / 60.68 - 1)).toBeLessThan(0.005);
  });

  it('reserves more than it allocates, and the driver sees more still', () => {
    const of = (metric: string) => predicted(trainingRow(metric), a100)?.estimate ?? Number.NaN;
    expect(of('peak_reserved_gib')).toBeGreaterThan(of('peak_allocated_gib'));
    expect(of('peak_device_gib')).toBeGreaterThan(of('peak_reserved_gib'));
    expect(of('activation_gib')).toBeLessThan(of('peak_allocated_gib'));
  });
});

describe('how software uses memory', () => {
  it('is taken from every entry that matches, later ones over earlier ones', () => {
    const practices: readonly MemoryPractice[] = [
      { software: 'vLLM', source: 'test', inference: { samplerBytesPerLogit: 10, fourBitExpertTile: 64 } },
      { software: '0\\.19', source: 'test', inference: { samplerBytesPerLogit: 12 } },
      { software: 'SGLang', source: 'test', inference: { samplerBytesPerLogit: 1 } },
    ];
    const own = practisedBy(engineRow('weights_gib'), practices, 'inference', constants);
    expect(own).toEqual({ ...constants, samplerBytesPerLogit: 12, fourBitExpertTile: 64 });
  });
});
