import { describe, expect, it } from 'vitest';
import { randomStream } from '../../quantity/random.ts';
import { drawRequests, meanRate } from './requests.ts';
import { sampleGamma, sampleLogNormal } from './sampling.ts';
import { acrossRuns, quantileOf, shareWithin } from './statistics.ts';

const momentsOf = (count: number, sample: () => number) => {
  const values = Array.from({ length: count }, sample);
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
};

describe('samples', () => {
  it('of the Gamma distribution have its mean and spread, below and above shape 1', () => {
    for (const shape of [0.25, 1, 4]) {
      const random = randomStream(11);
      const { mean, cv } = momentsOf(60_000, () => sampleGamma(random, shape));
      expect(mean / shape).toBeCloseTo(1, 1);
      expect(cv * Math.sqrt(shape)).toBeCloseTo(1, 1);
    }
  });

  it('of lengths have mean 1 and the coefficient of variation asked for', () => {
    for (const cv of [0, 0.5, 1]) {
      const random = randomStream(12);
      const found = momentsOf(60_000, () => sampleLogNormal(random, cv));
      expect(found.mean).toBeCloseTo(1, 1);
      expect(found.cv).toBeCloseTo(cv, 1);
    }
  });

  it('of arrivals have the rate asked for, regular, Poisson or in bursts', () => {
    for (const gapCv of [0, 1, 3]) {
      const table = drawRequests(
        60_000,
        { requestsPerSecond: 7, gapCv },
        { inputTokens: { mean: 10, cv: 1 }, outputTokens: { mean: 10, cv: 1 }, longestTokens: 40 },
        { arrivals: randomStream(13, 0), lengths: randomStream(13, 1) },
      );
      expect(Math.abs(meanRate(table) / 7 - 1)).toBeLessThan(0.05);
      expect(
        table.inputTokens.every((input, at) => input + (table.outputTokens[at] ?? Number.NaN) <= 40),
      ).toBe(true);
    }
  });
});

describe('statistics', () => {
  it('give the confidence interval of a mean over runs', () => {
    // Mean 2, standard deviation 1, three runs: t(2) = 4.303, half-width 4.303 / sqrt(3) = 2.484.
    const { estimate, low, high } = acrossRuns([1, 2, 3]);
    expect(estimate).toBe(2);
    expect(low).toBeCloseTo(-0.484, 3);
    expect(high).toBeCloseTo(4.484, 3);
    expect(acrossRuns([5])).toEqual({ estimate: 5, low: null, high: null });
  });

  it('take quantiles by nearest rank and shares up to and including the limit', () => {
    const ten = Float64Array.from({ length: 10 }, (_, at) => at + 1);
    expect(quantileOf(ten, 0.5)).toBe(5);
    expect(quantileOf(ten, 0.9)).toBe(9);
    expect(quantileOf(ten, 0.95)).toBe(10);
    expect(shareWithin(ten, 3)).toBe(0.3);
    expect(shareWithin(ten, 0.5)).toBe(0);
    expect(shareWithin(ten, Number.POSITIVE_INFINITY)).toBe(1);
  });
});
