import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bnAggr, bnStats } from './batch-norm.ts';
import { brokenRule, run, sbuf, valuesIn } from './isa.testing.ts';

describe('bn_stats', () => {
  it('describes even and odd elements apart', () => {
    const dst = sbuf([1, 6]);
    run(bnStats, { dst, data: sbuf([1, 5], [1, 10, 2, 20, 6]) });
    expect(valuesIn(dst)).toEqual([3, 3, 14, 2, 15, 50]);
  });

  it('takes up to 512 elements', () => {
    expect(brokenRule(bnStats, { dst: sbuf([1, 6]), data: sbuf([1, 512]) })).toBe(null);
    expect(brokenRule(bnStats, { dst: sbuf([1, 6]), data: sbuf([1, 513]) })).toBe('bn-stats-elements');
    expect(brokenRule(bnStats, { dst: sbuf([1, 5]), data: sbuf([1, 5]) })).toBe('elements-per-partition');
  });
});

describe('bn_aggr', () => {
  it('gives mean and variance of all elements', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        fc.array(value, { minLength: 1, maxLength: 30 }),
        (left, right) => {
          const statistics = [left, right].flatMap((values) => {
            const dst = sbuf([1, 6]);
            run(bnStats, { dst, data: sbuf([1, values.length], values) });
            return valuesIn(dst);
          });
          const dst = sbuf([1, 2]);
          run(bnAggr, { dst, data: sbuf([1, 12], statistics) });
          const all = [...left, ...right];
          const mean = all.reduce((sum, each) => sum + each, 0) / all.length;
          const variance = all.reduce((sum, each) => sum + (each - mean) ** 2, 0) / all.length;
          const [gotMean = Number.NaN, gotVariance = Number.NaN] = valuesIn(dst);
          expect(Math.abs(gotMean - mean)).toBeLessThan(1e-4);
          expect(Math.abs(gotVariance - variance)).toBeLessThan(1e-4 * (1 + variance));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes triples', () => {
    expect(brokenRule(bnAggr, { dst: sbuf([1, 2]), data: sbuf([1, 7]) })).toBe('bn-aggr-elements');
    expect(brokenRule(bnAggr, { dst: sbuf([1, 3]), data: sbuf([1, 6]) })).toBe('elements-per-partition');
  });
});
