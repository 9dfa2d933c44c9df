import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumed, derived, figure, requested, widened } from './figure.ts';

const fact = (low: number, estimate: number, high: number) =>
  figure('s', { low, estimate, high }, 'vendor', { kind: 'fact', path: 'x', source: 's', asOf: '2026-01' });

const interval = fc
  .tuple(
    fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
  )
  .map(([estimate, below, above]) => fact(estimate / (1 + below), estimate, estimate * (1 + above)));

describe('figure', () => {
  it('refuses an interval that does not hold its estimate', () => {
    expect(() => fact(2, 1, 3)).toThrow(RangeError);
    expect(() => fact(0, Number.NaN, 3)).toThrow(RangeError);
  });

  it('takes the lowest quotient from the lowest dividend and the highest divisor', () => {
    const ratio = derived('1', 'a / b', { a: fact(1, 2, 3), b: fact(4, 5, 10) }, ({ a, b }) => a / b);
    expect([ratio.low, ratio.estimate, ratio.high]).toEqual([0.1, 0.4, 0.75]);
  });

  it('is no surer than its least sure input', () => {
    const guess = assumed('s', 1, { id: 'guess', reason: 'nobody says', override: 'assumptions.guess' });
    expect(derived('s', 'a + b', { a: requested('s', 1, 'x'), b: guess }, ({ a, b }) => a + b).standing).toBe(
      'assumed',
    );
  });

  it('holds every value that inputs inside their intervals can give', () => {
    fc.assert(
      fc.property(
        interval,
        interval,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, s, t) => {
          const at = (of: typeof a, share: number) => of.low + share * (of.high - of.low);
          const value = at(a, s) ** 2 / at(b, t);
          const result = derived('s', 'a^2 / b', { a, b }, (v) => v.a ** 2 / v.b);
          const slack = 1e-9 * Math.abs(value);
          return result.low <= value + slack && value <= result.high + slack;
        },
      ),
    );
  });

  it('keeps its estimate when a residual widens it', () => {
    const wide = widened(fact(1, 2, 3), { low: 0.5, high: 2 }, 'datasheet');
    expect([wide.low, wide.estimate, wide.high, wide.standing]).toEqual([0.5, 2, 6, 'datasheet']);
  });
});
