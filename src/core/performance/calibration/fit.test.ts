import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adjustable, type Factors, withFactors } from './factors.ts';
import { type FitRow, fitFactors } from './fit.ts';

interface Line {
  readonly slope: number;
  readonly offset: number;
}
const ADJUSTABLE: readonly Adjustable[] = [
  { name: 'slope', min: 0.01, max: 100, spread: 1 },
  { name: 'offset', min: 0.01, max: 100, spread: 1, whenZero: 1 },
];
const START: Line = { slope: 1, offset: 1 };
const XS = [0.1, 0.5, 1, 2, 5, 10, 20, 50];

const rowsOf = (truth: Line, xs: readonly number[], scopes = ['global']): FitRow<Line>[] =>
  xs.map((x) => ({
    evaluate: (line: Line) => line.slope * x + line.offset,
    value: truth.slope * x + truth.offset,
    weight: 1,
    scopes,
  }));

const fitOf = (rows: readonly FitRow<Line>[], pull = 0.05) =>
  fitFactors(rows, START, { adjustable: ADJUSTABLE, pullOf: () => pull, iterations: 20 });

const lineUnder = (...factors: (Factors | undefined)[]): Line =>
  factors.reduce<Line>((line, one) => withFactors(line, one ?? {}, ADJUSTABLE), START);

describe('fitting factors', () => {
  it('finds the constants that made the data', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (a, b) => {
          const fitted = lineUnder(fitOf(rowsOf({ slope: a, offset: b }, XS)).get('global'));
          for (const x of XS) {
            const error = Math.log((fitted.slope * x + fitted.offset) / (a * x + b));
            expect(Math.abs(error)).toBeLessThan(0.1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('has nothing to say without rows', () => {
    expect(fitOf([]).size).toBe(0);
  });

  it('moves less on one row than on many', () => {
    const of = (n: number) =>
      lineUnder(fitOf(rowsOf({ slope: 3, offset: 1 }, Array(n).fill(10) as number[]), 2).get('global')).slope;
    expect(of(1)).toBeGreaterThan(1);
    expect(of(1)).toBeLessThan(of(50));
  });

  it('hardly moves for a row that is hopelessly wrong', () => {
    const good = rowsOf({ slope: 2, offset: 1 }, XS);
    const wrong = { ...rowsOf({ slope: 1, offset: 0 }, [10])[0], value: 1e6 } as FitRow<Line>;
    const without = lineUnder(fitOf(good).get('global'));
    const withIt = lineUnder(fitOf([...good, wrong]).get('global'));
    expect(withIt.slope / without.slope).toBeCloseTo(1, 2);
  });

  it('gives what scopes have in common to the wide one and what is special to the narrow one', () => {
    const rows = [
      ...rowsOf({ slope: 2, offset: 1 }, XS, ['global', 'chip/a']),
      ...rowsOf({ slope: 2, offset: 1 }, XS, ['global', 'chip/b']),
      ...rowsOf({ slope: 3, offset: 1 }, XS, ['global', 'chip/c']),
    ];
    const fitted = fitOf(rows, 0.5);
    const slope = (...scopes: string[]) => lineUnder(...scopes.map((scope) => fitted.get(scope))).slope;
    expect(slope('global')).toBeGreaterThan(1.7);
    expect(slope('global', 'chip/a')).toBeCloseTo(2, 1);
    expect(slope('global', 'chip/c')).toBeGreaterThan(2.8);
  });

  it('says the same from the same rows, to the bit', () => {
    const rows = rowsOf({ slope: 1.7, offset: 0.4 }, XS);
    expect(fitOf(rows)).toEqual(fitOf(rows));
  });

  it('reaches a constant that starts at zero', () => {
    expect(withFactors({ slope: 1, offset: 0 }, { offset: 2 }, ADJUSTABLE).offset).toBe(2);
  });

  it('keeps known factors as they are, with or without rows, and fits the others around them', () => {
    const known = new Map([
      ['kernels/a', { slope: 2 }],
      ['kernels/b', { slope: 0.5 }],
    ]);
    const options = { adjustable: ADJUSTABLE, pullOf: () => 1e-3, iterations: 20 };
    const rows = rowsOf({ slope: 3, offset: 1 }, XS, ['global', 'kernels/a']);
    const fitted = fitFactors(rows, START, { ...options, known });
    expect(fitted.get('kernels/a')).toEqual({ slope: 2 });
    expect(fitted.get('kernels/b')).toEqual({ slope: 0.5 });
    expect(fitted.get('global')?.slope).toBeCloseTo(1.5, 2);
  });

  it('is not pulled at by known factors: what they explain leaves the rest where it was', () => {
    const known = new Map([['kernels/a', { slope: 20 }]]);
    const options = { adjustable: ADJUSTABLE, pullOf: () => 1, iterations: 20 };
    const rows = rowsOf({ slope: 20, offset: 1 }, XS, ['global', 'kernels/a']);
    expect(fitFactors(rows, START, { ...options, known }).get('global')).toEqual({});
  });
});
