import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIn, toInterval } from './measures.ts';

describe('an assumption with a unit of its own', () => {
  it.each([
    ['h', '2 d', 48],
    ['s', '900 ns', 9e-7],
    ['kg', '1.1 t', 1100],
    ['1', '85 %', 0.85],
    ['USD/GPU-hour', '3 USD/chip-h', 3],
    ['million USD', '250 kUSD', 0.25],
    ['kW', '1200 W', 1.2],
  ])('kept in %s, written as %s', (kept, written, expected) => {
    expect(readIn(kept)(written)).toBeCloseTo(expected, 12);
  });

  it('takes a bare number as it is, whatever the unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        for (const kept of ['kg', 'million USD', '1', 'what nobody knows'])
          for (const written of [value, String(value)]) expect(readIn(kept)(written)).toBe(value);
      }),
    );
  });

  it('is refused in another dimension, and where ends are out of order', () => {
    expect(readIn('h')('2 kg')).toBeNull();
    expect(readIn('h')('')).toBeNull();
    expect(toInterval(['3 d', '1 d'], readIn('h'))).toBeNull();
    expect(toInterval({ low: '1 d', high: '3 d' }, readIn('h'))).toEqual({ low: 24, estimate: 48, high: 72 });
  });
});
