import { describe, expect, it } from 'vitest';
import { cacheTransferSeconds, disaggregatedPoint, disaggregatedState } from '../inference/disaggregated.ts';
import { constants, h100, layout, llama31Of70B } from '../inference/inference.testing.ts';
import { modelLoad } from '../inference/load.ts';
import { prepare } from '../inference/operating-point.ts';
import { replicaCosts } from './replica-costs.ts';
import { simulate } from './simulate.ts';

const inputTokens = { mean: 2000, cv: 0.8 };
const outputTokens = { mean: 300, cv: 0.8 };
const limits = { timeToFirstTokenSeconds: 4, timePerOutputTokenSeconds: 0.05 };
const traffic = { inputTokens, outputTokens, prefixCacheShare: 0.3, percentile: 0.95 };
const pool = { prefillReplicas: 1, decodeReplicas: 1 };

const pair = (() => {
  const prepared = prepare(h100, modelLoad(llama31Of70B), layout({ tensorParallel: 8 }), traffic, constants);
  const point = prepared === null ? null : disaggregatedPoint(h100, prepared, limits);
  if (prepared === null || point === null) throw new Error('the worked example has to fit');
  return { prepared, point };
})();

const runAt = (requestsPerSecond: number, extraTransferSeconds = 0) => {
  const { prepared } = pair;
  const costs = replicaCosts(h100, prepared, prepared.open.slots);
  const transferSeconds = (tokens: number): number =>
    extraTransferSeconds +
    cacheTransferSeconds(h100, {
      ...prepared,
      open: { ...prepared.open, mean: { ...prepared.open.mean, inputTokens: tokens } },
    });
  return simulate({
    deployment: {
      kind: 'separate',
      prefill: { replicas: 1, costs, rateShare: constants.disaggregatedPrefillShare },
      decode: { replicas: 1, costs, rateShare: constants.disaggregatedDecodeShare },
      transferSeconds,
    },
    routing: 'round-robin',
    traffic: {
      kind: 'drawn',
      arrivals: { requestsPerSecond, gapCv: 1 },
      shape: { inputTokens, outputTokens, longestTokens: null },
      requests: 4000,
      edge: 800,
    },
    seed: 5,
    runs: 2,
    limits,
    percentile: 0.95,
    firstTokenOverheadSeconds: constants.firstTokenOverheadSeconds,
  });
};

describe('separate pools for prompts and answers', () => {
  const saturation = Math.min(pair.point.prefillRequestsPerSecond, pair.point.decodeRequestsPerSecond);

  for (const [share, firstWithin] of [
    [0.2, 0.1],
    [0.6, 0.2],
  ] as const)
    it(`agree with the closed form on mean latencies at ${share} of what they carry`, () => {
      const state = disaggregatedState(pair.prepared, pair.point, pool, share * saturation);
      const { timeToFirstToken, timePerOutputToken } = runAt(share * saturation);
      const first = timeToFirstToken.mean.estimate / (state?.meanTimeToFirstTokenSeconds ?? Number.NaN);
      const each = timePerOutputToken.mean.estimate / (state?.meanTimePerOutputTokenSeconds ?? Number.NaN);
      expect(Math.abs(first - 1)).toBeLessThan(firstWithin);
      expect(Math.abs(each - 1)).toBeLessThan(0.06);
    });

  it('show the first token later by just the time that moving the cache takes', () => {
    const [plain, slow] = [runAt(0.3 * saturation), runAt(0.3 * saturation, 0.25)];
    const later = slow.timeToFirstToken.mean.estimate - plain.timeToFirstToken.mean.estimate;
    expect(later).toBeCloseTo(0.25, 9);
    expect(slow.timePerOutputToken.mean.estimate / plain.timePerOutputToken.mean.estimate).toBeCloseTo(1, 1);
  });

  it('keep prompts from lengthening the steps of answers, unlike one pool', () => {
    const { prepared } = pair;
    const rate = 0.5 * saturation;
    const mixed = simulate({
      deployment: {
        kind: 'mixed',
        replicas: 1,
        costs: replicaCosts(h100, prepared, prepared.open.slots),
      },
      routing: 'round-robin',
      traffic: {
        kind: 'drawn',
        arrivals: { requestsPerSecond: rate, gapCv: 1 },
        shape: { inputTokens, outputTokens, longestTokens: null },
        requests: 2000,
        edge: 400,
      },
      seed: 5,
      runs: 1,
      limits,
      percentile: 0.95,
      firstTokenOverheadSeconds: constants.firstTokenOverheadSeconds,
    });
    expect(runAt(rate).timePerOutputToken.atPercentile.estimate).toBeLessThan(
      0.9 * mixed.timePerOutputToken.atPercentile.estimate,
    );
  });
});
