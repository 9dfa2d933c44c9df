import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constants, h100 } from '../inference/inference.testing.ts';
import type { Measurement } from './measurement.ts';
import { prepareRow } from './prepare.ts';
import { isRefusal } from './refusal.ts';
import { heldAnswerTokens } from './serving-limits.ts';

const row: Measurement = {
  id: 'server',
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
  hardware: 'gpu',
  chips: 1,
  precision: { weights: 'fp8' },
  parallelism: { tp: 1 },
  isl: 800,
  longest_isl: 2500,
  osl: 400,
  osl_is_mean: true,
  limits: { ttft_p99_ms: 2000, tpot_p99_ms: 100 },
  metric: 'output_tokens_per_s',
};

const predicted = (fields: Partial<Measurement>): number => {
  const prepared = prepareRow({ ...row, ...fields }, h100);
  if (isRefusal(prepared) || prepared.kind !== 'inference') throw new Error('the row can be predicted');
  return prepared.estimate(constants) ?? Number.NaN;
};

describe('a rate that is the highest to keep latency', () => {
  it('falls, and never rises, as either limit tightens', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 4, max: 200, noNaN: true }),
        fc.double({ min: 200, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (token, first, looser) => {
          const tight = predicted({ limits: { ttft_p99_ms: first, tpot_p99_ms: token } });
          expect(tight).toBeGreaterThan(0);
          expect(
            predicted({ limits: { ttft_p99_ms: first, tpot_p99_ms: looser * token } }),
          ).toBeGreaterThanOrEqual(tight * (1 - 1e-5));
          expect(
            predicted({ limits: { ttft_p99_ms: looser * first, tpot_p99_ms: token } }),
          ).toBeGreaterThanOrEqual(tight * (1 - 1e-5));
        },
      ),
      { numRuns: 30 },
    );
    expect(predicted({ limits: { ttft_p99_ms: 2000, tpot_p99_ms: 8 } })).toBeLessThan(0.7 * predicted({}));
  });

  it('is below what all requests queued at once give', () => {
    const offline = predicted({ task: 'serve_offline', limits: null });
    expect(predicted({})).toBeLessThan(offline);
    expect(predicted({})).toBeGreaterThan(0.5 * offline);
  });

  it('is lower where the longest prompt is longer, which the 99th percentile of first tokens waits for', () => {
    const limits = { ttft_p99_ms: 120, tpot_p99_ms: 100 };
    expect(predicted({ limits, longest_isl: 4000 })).toBeLessThan(predicted({ limits, longest_isl: 1000 }));
  });

  it('keeps to the requests that the engine was set to run', () => {
    expect(predicted({ max_batch: 8 })).toBeLessThan(0.5 * predicted({}));
    expect(predicted({ max_batch: 100_000 })).toBe(predicted({}));
  });
});

it('holds half of answers that are alike, and all of the mean where long ones run longer', () => {
  expect(heldAnswerTokens({ ...row, osl_is_mean: null }, 400)).toBe(200);
  expect(heldAnswerTokens(row, 400)).toBe(400);
});

it('takes passes as long as the engine was set to: prompts cut into shorter ones cost more', () => {
  const offline = { task: 'serve_offline', limits: null, isl: 16_000, osl: 100 } as const;
  const short = predicted({ ...offline, memory: { batched_tokens: 512 } });
  expect(short).toBeLessThan(predicted({ ...offline, memory: { batched_tokens: 8192 } }));
});
