import { describe, expect, it } from 'vitest';
import { checkOverrides } from './assumption-figure.ts';
import type { AssumptionEntry } from './schema.ts';

const row = (id: string, unit: string, low: number, high: number): [string, AssumptionEntry] => [
  id,
  { id, unit, low, estimate: (low + high) / 2, high, reason: 'for the test', applies_to: ['all'] },
];
const assumptions = new Map([
  row('idle-share', '1', 0.08, 0.3),
  row('liquid-share', '1', 0, 0.5),
  row('overhead', '1', 1.3, 1.9),
  row('price', 'USD', 4000, 31_000),
]);
const check =
  (id: string, low: number, high: number = low) =>
  () =>
    checkOverrides(assumptions, { [id]: { low, estimate: low, high } });

describe('an override of an assumption', () => {
  it.each([
    ['idle-share', 0, 0, 'a number above 0, at most 1'],
    ['idle-share', 0.2, 1.2, 'a number above 0, at most 1'],
    ['liquid-share', -0.1, 0.2, 'a number of 0 or more, at most 1'],
    ['overhead', -2, -2, 'a number above 0'],
    ['price', 0, 100, 'a number above 0'],
  ])('%s is refused from %d to %d', (id, low, high, accepted) => {
    expect(check(id, low, high)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        problem: expect.objectContaining({ found: expect.stringContaining(id), accepted }),
      }),
    );
  });

  it('may leave the shipped interval within what such a number can be', () => {
    expect(check('idle-share', 1)).not.toThrow();
    expect(check('liquid-share', 0)).not.toThrow();
    expect(check('overhead', 0.5, 4)).not.toThrow();
    expect(check('price', 1)).not.toThrow();
  });

  it('is refused by name where there is no such assumption, with the nearest', () => {
    expect(check('idle-shore', 0.1)).toThrow('nearest: idle-share');
  });
});
