import { expect, it } from 'vitest';
import { architectureOfRow } from './architecture-of-row.ts';
import type { Measurement } from './measurement.ts';
import { isRefusal } from './refusal.ts';
import { countedFlopsPerToken } from './training-flops.ts';

const row = (software: string): Measurement => ({
  id: 'r',
  task: 'train',
  model: 'gpt-oss-120b',
  arch: {
    params_b: 116.8,
    active_params_b: 5.1,
    layers: 36,
    hidden: 2880,
    heads: 64,
    kv_heads: 8,
    head_dim: 64,
    vocab: 201088,
    gated_ffn: true,
    moe_ffn: 2880,
    experts: 128,
    active_experts: 4,
    sliding_window: 128,
    swa_pattern: '1:1',
  },
  hardware: 'gpu',
  chips: 64,
  metric: 'tflops_per_chip',
  software,
});

const countedAt = (software: string, sequenceLength: number): number => {
  const model = architectureOfRow(row(software));
  if (isRefusal(model)) throw new Error(model.refused);
  return countedFlopsPerToken(row(software), { model, sequenceLength, documentLength: null, adapters: null });
};

// FLOP/s over tokens/s of the same published runs: 433e12 / 15938, 488e12 / 15876, and 934e12 / 28672.
it.each([
  ['Megatron-Bridge, NeMo container 26.04', 4096, 27.17e9],
  ['Megatron-Bridge, NeMo container 25.11', 8192, 30.74e9],
  ['Megatron-Bridge, NeMo container 26.08', 4096, 32.58e9],
])('counts gpt-oss as %s did at %i tokens', (software, length, perToken) => {
  expect(countedAt(software, length) / perToken).toBeCloseTo(1, 1.5);
});
