import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, summariseErrors } from './statistics.ts';

const scored = (value: number, predicted: number, low = predicted * 0.8, high = predicted * 1.2) => ({
  value,
  predicted,
  low,
  high,
});

describe('error statistics', () => {
  it('interpolates quantiles as Hyndman and Fan type 7', () => {
    // 0.9 of the way through 5 ordered values is position 3.6: 4 + 0.6 x (10 - 4) = 7.6.
    expect(quantile([10, 1, 3, 2, 4], 0.9)).toBeCloseTo(7.6, 12);
    expect(quantile([10, 1, 3, 2, 4], 0.5)).toBe(3);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('works out by hand for three rows', () => {
    // errors 10 %, 50 %, 20 %; inside their intervals: 100 in [88, 132], 200 not in [80, 120], 50 in [48, 72].
    const summary = summariseErrors([scored(100, 110), scored(200, 100), scored(50, 60)]);
    expect(summary.medianPercent).toBeCloseTo(20, 12);
    expect(summary.p90Percent).toBeCloseTo(44, 12);
    expect(summary.coverage).toBeCloseTo(2 / 3, 12);
    expect(summary.meanRelativeWidth).toBeCloseTo(0.4, 12);
    expect(summary.bias).toBeCloseTo(1.1, 12);
  });

  it('counts as covered exactly the rows inside their intervals', () => {
    const positive = fc.double({ min: 0.01, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive, fc.boolean()), { minLength: 1 }), (draws) => {
        const rows = draws.map(([value, predicted, inside]) =>
          inside
            ? scored(value, predicted, Math.min(value, predicted), Math.max(value, predicted))
            : scored(value, value * 2, value * 1.5, value * 3),
        );
        const inside = draws.filter(([, , covered]) => covered).length;
        expect(summariseErrors(rows).coverage).toBeCloseTo(inside / draws.length, 12);
      }),
    );
  });

  it('does not change when every value is given in another unit', () => {
    const rows = [scored(100, 110), scored(200, 100), scored(50, 60)];
    const scaled = rows.map((row) => scored(row.value / 1000, row.predicted / 1000));
    expect(summariseErrors(scaled).p90Percent).toBeCloseTo(summariseErrors(rows).p90Percent, 9);
  });
});
