import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumed, derived, type Figure, figure, requested, widened } from './figure.ts';
import { couldFlip, sensitivityOf } from './sensitivity.ts';

const fact = (path: string, low: number, estimate: number, high: number) =>
  figure('USD', { low, estimate, high }, 'vendor', { kind: 'fact', path, source: 's', asOf: '2026-01' });

/** No width at all, or enough of it not to be lost in rounding. */
const width = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 2, noNaN: true }));

const leafOf = (name: string) =>
  fc
    .tuple(fc.double({ min: 1, max: 1e4, noNaN: true }), width, width)
    .map(([estimate, below, above]) => fact(name, estimate / (1 + below), estimate, estimate * (1 + above)));

const formula = (a: number, b: number, c: number) => (a * a + b) / c;
const nested = (a: Figure, b: Figure, c: Figure) =>
  derived(
    'USD',
    'top / c',
    { top: derived('USD', 'a^2 + b', { a, b }, (v) => v.a * v.a + v.b), c },
    (v) => v.top / v.c,
  );

describe('sensitivityOf', () => {
  it('names the leaves and gives the result at both ends of each, largest first', () => {
    const price = fact('prices/rack', 100, 200, 400);
    const years = requested('1', 4, 'terms.years');
    const share = assumed(
      '1',
      { low: 0.9, estimate: 1, high: 1.1 },
      { id: 'guess', reason: 'none', override: 'assumptions.guess' },
    );
    const cost = derived(
      'USD',
      'price * share / years',
      { price, share, years },
      (v) => (v.price * v.share) / v.years,
    );
    const found = sensitivityOf(cost, 5);
    expect(found.map(({ input, scoreLow, scoreHigh }) => [input, scoreLow, scoreHigh])).toEqual([
      ['prices/rack', 25, 100],
      ['guess', 45, 55.00000000000001],
    ]);
    expect(found[0]?.text).toBe('prices/rack between 100 and 400 USD takes the result from 25 to 100 USD');
    expect(sensitivityOf(cost, 1)).toHaveLength(1);
  });

  it('moves one fact everywhere it is used, even through separate figures', () => {
    const used = () => fact('prices/rack', 1, 2, 3);
    const sum = derived('USD', 'a + b', { a: used(), b: used() }, (v) => v.a + v.b);
    expect(sensitivityOf(sum, 5)).toMatchObject([{ scoreLow: 2, scoreHigh: 6 }]);
  });

  it('counts the residual of a widened prediction as an input of its own', () => {
    const base = derived('USD', 'a', { a: fact('a', 9, 10, 11) }, (v) => v.a);
    const prediction = widened(base, { low: 0.5, high: 2 }, 'datasheet');
    const doubled = derived('USD', '2 p', { p: prediction }, (v) => 2 * v.p);
    expect(
      sensitivityOf(doubled, 5).map(({ input, scoreLow, scoreHigh }) => [input, scoreLow, scoreHigh]),
    ).toEqual([
      ['model error of a', 10, 40],
      ['a', 18, 22],
    ]);
  });

  it('agrees with recomputing the formula with one leaf moved', () => {
    fc.assert(
      fc.property(leafOf('a'), leafOf('b'), leafOf('c'), (a, b, c) => {
        for (const effect of sensitivityOf(nested(a, b, c), 3)) {
          const at = (end: 'low' | 'high') => {
            const value = (leaf: Figure, name: string) => leaf[name === effect.input ? end : 'estimate'];
            return formula(value(a, 'a'), value(b, 'b'), value(c, 'c'));
          };
          const ends = [at('low'), at('high')];
          expect(effect.scoreLow).toBeCloseTo(Math.min(...ends), 6);
          expect(effect.scoreHigh).toBeCloseTo(Math.max(...ends), 6);
        }
      }),
    );
  });

  it('leaves out inputs without width and finds every other one', () => {
    fc.assert(
      fc.property(leafOf('a'), fc.double({ min: 1, max: 1e4, noNaN: true }), (a, sure) => {
        const inputs = sensitivityOf(nested(a, fact('b', sure, sure, sure), fact('c', 2, 2, 2)), 3);
        expect(inputs.map(({ input }) => input)).toEqual(a.low < a.high ? ['a'] : []);
      }),
    );
  });
});

describe('couldFlip', () => {
  const times = (share: Figure, price: Figure) =>
    derived('USD', 'share * price', { share, price }, (v) => v.share * v.price);

  it('is not alarmed by an input that moves both alike', () => {
    const electricity = fact('electricity', 10, 100, 1000);
    const cheap = times(fact('x', 1, 1, 1), electricity);
    const dear = times(fact('y', 1.1, 1.1, 1.1), electricity);
    expect(cheap.high).toBeGreaterThan(dear.low);
    expect(couldFlip(cheap, dear)).toBe(false);
  });

  it('warns when independent inputs reach across the gap', () => {
    expect(couldFlip(fact('x', 90, 100, 110), fact('y', 100, 112, 120))).toBe(true);
    expect(couldFlip(fact('x', 95, 100, 105), fact('y', 125, 130, 135))).toBe(false);
  });

  it('does not depend on which of the two comes first, and always holds for a tie', () => {
    fc.assert(
      fc.property(leafOf('a'), leafOf('b'), (a, b) => {
        expect(couldFlip(a, b)).toBe(couldFlip(b, a));
        expect(couldFlip(a, a)).toBe(true);
      }),
    );
  });

  it('refuses to order different units', () => {
    expect(() => couldFlip(fact('a', 1, 1, 1), requested('W', 1, 'b'))).toThrow(RangeError);
  });
});
