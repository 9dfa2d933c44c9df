import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNITS } from '../quantity/unit.ts';
import { formatFigure, formatNumber, formatShare, formatValue } from './format.ts';

describe('formatValue', () => {
  it.each([
    [1_200_000, 'W', '1.20 MW'],
    [120, 'kW', '120 kW'],
    [2500, 'kW', '2.50 MW'],
    [2.9e12, 'B/s', '2.90 TB/s'],
    [96e9, 'B', '96 GB'],
    [667e12, 'FLOP/s', '667 TFLOP/s'],
    [0.04, 's', '40 ms'],
    [7_776_000, 's', '90 d'],
    [1500, 'ms', '1,500 ms'],
    [12_500, 'ms', '12.5 s'],
    [3_400_000, 'USD', '$3.40M'],
    [5_500, 'USD', '$5,500'],
    [-5_500, 'USD', '-$5,500'],
    [0.417, 'USD/Mtok', '$0.417/Mtok'],
    [0.08, 'USD/kWh', '$0.0800/kWh'],
    [98.32, 'USD/h', '$98.3/h'],
    [2e12, 'tokens', '2T tokens'],
    [24_800, 'tokens/s', '24.8k tok/s'],
    [0, 'USD', '$0'],
    [0, 'W', '0 W'],
    [45, 'degC', '45 °C'],
  ] as const)('writes %d %s as %s', (value, unit, expected) => {
    expect(formatValue(value, unit)).toBe(expected);
  });

  it('says when a number has no end or is not known', () => {
    expect(formatValue(Number.POSITIVE_INFINITY, 'ms')).toBe('∞ ms');
    expect(formatNumber(Number.NaN)).toBe('unknown');
  });
});

describe('formatFigure', () => {
  it.each([
    ['ms', 31, 38.24, 48.9, '38 ms (31–49)'],
    ['USD', 2.53e6, 2.98e6, 3.52e6, '$3.0M (2.5–3.5)'],
    ['W', 115e3, 120e3, 132e3, '120 kW (115–132)'],
    ['ms', 14, 14, 14, '14 ms'],
    ['USD', -2e6, 1e6, 3e6, '$1.0M (-2.0 to 3.0)'],
    ['1', 0.998, 0.999, 1, '0.999 (0.998–1.000)'],
    ['ms', 20, 40, Number.POSITIVE_INFINITY, '40 ms (20–∞)'],
    ['USD/Mtok', 1.4, 2.6, 5.4, '$2.6/Mtok (1.4–5.4)'],
  ] as const)('writes %s %d, %d, %d as %s', (unit, low, estimate, high, expected) => {
    expect(formatFigure({ unit, low, estimate, high })).toBe(expected);
  });

  it('writes shares as per cent', () => {
    expect(formatShare({ low: 0.35, estimate: 0.412, high: 0.48 })).toBe('41 % (35–48)');
  });

  it('writes any figure on one short line', () => {
    const interval = fc
      .tuple(
        fc.double({ noNaN: true, min: -1e30, max: 1e30 }),
        fc.double({ noNaN: true, min: 0, max: 1e30 }),
        fc.double({ noNaN: true, min: 0 }),
      )
      .map(([estimate, below, above]) => ({ low: estimate - below, estimate, high: estimate + above }));
    fc.assert(
      fc.property(interval, fc.constantFrom(...UNITS), (each, unit) => {
        const text = formatFigure({ ...each, unit });
        expect(text.length).toBeLessThan(60);
        expect(text).not.toMatch(/NaN|undefined|\n/);
      }),
    );
  });
});
