import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cents, centsFromUsd, usdFromCents } from './money.ts';

describe('money', () => {
  it('refuses fractions of a cent instead of rounding them away', () => {
    expect(() => cents(10.5)).toThrow(RangeError);
    expect(() => cents(2 ** 60)).toThrow(RangeError);
  });

  it('sends half a cent to the even neighbour', () => {
    expect(centsFromUsd(0.125)).toBe(12);
    expect(centsFromUsd(0.375)).toBe(38);
  });

  it('survives a round trip through dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (n) => centsFromUsd(usdFromCents(cents(n))) === n),
    );
  });
});
