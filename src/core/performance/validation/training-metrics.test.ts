import { expect, it } from 'vitest';
import { a100, shipped } from '../training/training.testing.ts';
import type { Measurement } from './measurement.ts';
import { isRefusal } from './refusal.ts';
import { trainingCases } from './training-case.ts';
import { trainingEstimate } from './training-metrics.ts';
import type { RecipeStates } from './training-recipes.ts';

/** A mixture of experts over four servers, as published tables describe them. */
const row: Measurement = {
  id: 'worked',
  task: 'train',
  model: 'Qwen3-30B-A3B',
  arch: {
    params_b: 30.5,
    active_params_b: 3.3,
    layers: 48,
    hidden: 2048,
    heads: 32,
    kv_heads: 4,
    head_dim: 128,
    moe_ffn: 768,
    experts: 128,
    active_experts: 8,
    vocab: 151936,
    gated_ffn: true,
  },
  hardware: 'a100-80',
  chips: 32,
  seq_len: 4096,
  global_batch: 256,
  parallelism: { tp: 1, pp: 1, ep: 32, microbatch: 1, recompute: 'none' },
  metric: 'step_time_s',
};

const secondsWith = (stated: RecipeStates): number => {
  const cases = trainingCases(row, a100, stated);
  if (isRefusal(cases)) throw new Error(cases.refused);
  return trainingEstimate(row, cases, shipped) ?? Number.NaN;
};

it('takes less time the better the recipe sends tokens to experts', () => {
  const collective = secondsWith({});
  const direct = secondsWith({ directDispatch: true });
  const inTurn = secondsWith({ directDispatch: true, expertsInTurn: true });
  expect(direct).toBeLessThan(collective);
  expect(inTurn).toBeLessThan(direct);
});

it('takes less time where dispatch runs beside another micro-batch', () => {
  expect(secondsWith({ overlappedDispatch: true })).toBeLessThan(secondsWith({ overlappedDispatch: false }));
});

it('takes a recipe that denies a kernel like one that does not speak of it', () => {
  expect(secondsWith({ directDispatch: false, overlappedDispatch: false })).toBe(secondsWith({}));
});
