import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectation, quantile, tailMean } from './quantile.ts';

const dates = [
  { value: 100, probability: 0.5 },
  { value: 130, probability: 0.3 },
  { value: 200, probability: 0.15 },
  { value: null, probability: 0.05 },
];

describe('quantiles of promise dates', () => {
  it('are the first day by which enough futures have delivered', () => {
    expect(quantile(dates, 0.5)).toBe(100);
    expect(quantile(dates, 0.8)).toBe(130);
    expect(quantile(dates, 0.95)).toBe(200);
  });

  it('do not exist where too many futures never deliver', () => {
    expect(quantile(dates, 0.96)).toBeNull();
  });

  it('grow with the share that is asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (values) => {
        const even = values.map((value) => ({ value, probability: 1 / values.length }));
        const [low, high] = [quantile(even, 0.5), quantile(even, 0.9)];
        expect(low).toBeLessThanOrEqual(high as number);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the tail of shortfalls', () => {
  const losses = [
    { value: 0, probability: 0.9 },
    { value: 10, probability: 0.06 },
    { value: 40, probability: 0.04 },
  ];

  it('is the mean of the worst futures, part of one where the share cuts it', () => {
    expect(expectation(losses)).toBeCloseTo(2.2, 12);
    // The worst 5 %: 4 % at 40 and 1 % at 10.
    expect(tailMean(losses, 0.95)).toBeCloseTo((40 * 0.04 + 10 * 0.01) / 0.05, 9);
  });

  it('is at least the mean of all of them', () => {
    expect(tailMean(losses, 0.5)).toBeGreaterThanOrEqual(expectation(losses));
  });
});
