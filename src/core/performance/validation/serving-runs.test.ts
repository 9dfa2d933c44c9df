import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytes, bytesPerSecond, flopsPerSecond } from '../../quantity/unit.ts';
import { constants } from '../inference/inference.testing.ts';
import type { Machine } from '../machine.ts';
import type { Measurement } from './measurement.ts';
import { prepareRow } from './prepare.ts';
import { isRefusal } from './refusal.ts';
import { type CachedServingRun, cachedShare, computedTokensOf } from './serving-runs.ts';

const row: Measurement = {
  id: 'run',
  group: 'table',
  task: 'serve_online',
  model: 'Llama-3.1-8B',
  arch: {
    params_b: 8.03,
    layers: 32,
    hidden: 4096,
    heads: 32,
    kv_heads: 8,
    head_dim: 128,
    ffn: 14336,
    vocab: 128256,
    gated_ffn: true,
  },
  hardware: 'h200',
  chips: 1,
  software: 'vllm 0.12.0',
  precision: { weights: 'fp8' },
  parallelism: { tp: 1 },
  isl: 2000,
  osl: 100,
  concurrency: 64,
  metric: 'tpot_ms',
};

const run: CachedServingRun = {
  group: '^table$',
  hardware: '^h200',
  software: '^vllm 0\\.12\\.0$',
  model: '^llama-3\\.1-8b',
  weights: '^fp8$',
  recomputedTokens: 16,
  differentPrompts: 100,
  requestsPerClient: 20,
  why: 'arithmetic',
  source: 'table',
};

const machine: Machine = {
  systemId: 'h200',
  chipId: 'h200',
  vendor: 'worked',
  peakFlopsPerSecond: { bf16: flopsPerSecond(1e15), fp8: flopsPerSecond(2e15) },
  hbmBytes: bytes(141e9),
  hbmBytesPerSecond: bytesPerSecond(4.8e12),
  tiers: [],
  chipsPerUnit: 1,
  cores: null,
};

const predicted = (fields: Partial<Measurement>, runs: readonly CachedServingRun[]): number => {
  const prepared = prepareRow({ ...row, ...fields }, machine, { cachedRuns: runs });
  if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
  return prepared.estimate(constants) ?? Number.NaN;
};

it('leaves 16 of 2,000 tokens to compute: 0.992 come from the cache', () => {
  expect(cachedShare(2000, 16)).toBe(0.992);
});

it('never takes more than the prompt from the cache, nor anything of one that is recomputed whole', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: 256 }),
      (input, recomputed) => {
        const share = cachedShare(input, recomputed);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(input * (1 - share)).toBeCloseTo(Math.min(input, recomputed), 6);
      },
    ),
  );
});

it('computes each of 100 different prompts once: 100 of 1,280 requests of 64 clients, and 16 tokens of the others', () => {
  expect(computedTokensOf(row, [run])).toBeCloseTo((100 / 1280) * 2000 + (1180 / 1280) * 16, 9);
});

it('computes every prompt where no more are sent than there are different ones', () => {
  expect(computedTokensOf({ ...row, concurrency: 5 }, [run])).toBe(2000);
});

it.each([
  { group: 'other table' },
  { hardware: 'h100' },
  { software: 'vllm 0.12.1' },
  { model: 'Llama-3.1-70B' },
  { precision: { weights: 'bf16' } },
  { precision: null },
])('is not of a row with %o', (fields) => {
  expect(computedTokensOf({ ...row, ...fields }, [run])).toBeNull();
});

it.each(['tpot_ms', 'ttft_ms'])('takes the time of prompts out of %s of its rows alone', (metric) => {
  const computed = predicted({ metric }, []);
  expect(predicted({ metric }, [run])).toBeLessThan(0.7 * computed);
  expect(predicted({ metric, software: 'vllm 0.12.1' }, [run])).toBe(computed);
});

it('still reads the whole prompt in decode steps', () => {
  const alone = { concurrency: 1, metric: 'tpot_ms' };
  // One client meets no prompt but its own, so that a token takes what a decode step does.
  expect(predicted(alone, [run])).toBeCloseTo(predicted(alone, []), 1);
  expect(predicted({ ...alone, isl: 100_000 }, [run])).toBeGreaterThan(1.5 * predicted(alone, [run]));
});

it.each([
  ['an engine that takes prompts first', { software: 'sglang 0.5.1' }, true],
  ['one that mixes them with answers', {}, false],
  ['a single client', { software: 'sglang 0.5.1', concurrency: 1 }, false],
  ['lengths drawn for every request', { software: 'sglang 0.5.1', notes: '0.8-1.0 of the nominal' }, false],
])('reads %s in step and drifted apart, or one way alone: %o, both: %s', (_what, fields, both) => {
  const prepared = prepareRow({ ...row, ...fields, metric: 'ttft_ms' }, machine);
  if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
  const found = prepared.evaluate(constants);
  if (found === null) throw new Error('the model fits');
  expect(found.low < found.high).toBe(both);
  // In step all prompts go before any answer, so that the first token comes later; that is the likelier reading.
  expect(found.estimate).toBe(found.high);
});
