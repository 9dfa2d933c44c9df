import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert, parseMeasure, spellingsOf } from './measure.ts';
import { UNITS } from './unit.ts';

describe('measure', () => {
  it.each([
    ['40 ms', 'ms', 40],
    ['40ms', 's', 0.04],
    ['1.2 MW', 'W', 1.2e6],
    ['2T tokens', 'tokens', 2e12],
    ['15 B tokens', 'tokens', 15e9],
    ['96 GiB', 'B', 96 * 2 ** 30],
    ['3200 Gbit/s', 'B/s', 400e9],
    ['7,000 lb', 'kg', 3175.14659],
    ['8.05 US cents/kWh', 'USD/kWh', 0.0805],
    ['86 F', 'degC', 30],
    ['10%', '1', 0.1],
    ['3 years', 'months', 36],
    ['12', 'months', 12],
    ['5M', 'tokens', 5e6],
    ['30 days', 's', 2592000],
  ] as const)('reads %s as %s', (text, unit, expected) => {
    expect(parseMeasure(text, unit)).toBeCloseTo(expected, 4);
  });

  it.each(['forty ms', '40 parsecs', '', '1..2 s', 'ms'])('does not guess at %j', (text) => {
    expect(parseMeasure(text, 's')).toBeNull();
  });

  it('does not turn one dimension into another', () => {
    expect(parseMeasure('40 ms', 'W')).toBeNull();
    expect(convert(1, 'GB', 'B/s')).toBeNull();
  });

  it('offers spellings that it then accepts', () => {
    for (const unit of UNITS) {
      for (const spelling of spellingsOf(unit)) expect(parseMeasure(`1 ${spelling}`, unit)).not.toBeNull();
    }
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...UNITS), (text, unit) => {
        const value = parseMeasure(text, unit);
        return value === null || Number.isFinite(value);
      }),
    );
  });
});
