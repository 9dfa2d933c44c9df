import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adjustable, fitFactors, withFactors } from './fit.ts';

interface Line {
  readonly slope: number;
  readonly offset: number;
}
const ADJUSTABLE: readonly Adjustable[] = [
  { name: 'slope', min: 0.01, max: 100, spread: 1 },
  { name: 'offset', min: 0.01, max: 100, spread: 1, whenZero: 1 },
];
const OPTIONS = { pull: 0.05, steps: [0.5, 0.2, 0.08, 0.03] };
const rowsOf = (truth: Line, xs: readonly number[]) =>
  xs.map((x) => ({
    evaluate: (line: Line) => line.slope * x + line.offset,
    value: truth.slope * x + truth.offset,
    weight: 1,
  }));
const XS = [0.1, 0.5, 1, 2, 5, 10, 20, 50];

describe('fitting factors', () => {
  it('finds the constants that made the data', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (a, b) => {
          const truth = { slope: a, offset: b };
          const start = { slope: 1, offset: 1 };
          const fitted = withFactors(
            start,
            fitFactors(rowsOf(truth, XS), start, ADJUSTABLE, OPTIONS),
            ADJUSTABLE,
          );
          for (const x of XS) {
            const error = Math.log((fitted.slope * x + fitted.offset) / (a * x + b));
            expect(Math.abs(error)).toBeLessThan(0.12);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stays with the parent where nothing speaks', () => {
    expect(fitFactors([], { slope: 1, offset: 1 }, ADJUSTABLE, OPTIONS)).toEqual({});
  });

  it('moves less on one row than on many', () => {
    const start = { slope: 1, offset: 1 };
    const of = (n: number) =>
      fitFactors(rowsOf({ slope: 3, offset: 1 }, Array(n).fill(10) as number[]), start, ADJUSTABLE, {
        ...OPTIONS,
        pull: 2,
      });
    expect(of(1)['slope'] ?? 1).toBeLessThan(of(50)['slope'] ?? 1);
  });

  it('ignores a row that is hopelessly wrong', () => {
    const start = { slope: 1, offset: 1 };
    const good = rowsOf({ slope: 2, offset: 1 }, XS);
    const wrong = { evaluate: (line: Line) => line.slope * 10 + line.offset, value: 1e6, weight: 1 };
    expect(fitFactors([...good, wrong], start, ADJUSTABLE, OPTIONS)).toEqual(
      fitFactors(good, start, ADJUSTABLE, OPTIONS),
    );
  });

  it('reaches a constant that starts at zero', () => {
    expect(withFactors({ slope: 1, offset: 0 }, { offset: 2 }, ADJUSTABLE).offset).toBe(2);
  });
});
