import fc from 'fast-check';
import { expect, it } from 'vitest';
import { h100 } from '../inference/inference.testing.ts';
import { clockShare, heldTo } from './power-limit.ts';

const row = { id: 'r', task: 'decode', model: 'm', hardware: 'gpu', chips: 1, metric: 'tpot_ms' } as const;

it('keeps 0.872 of the clocks at 500 of 700 W: the cube root of 395 W of 595 W above 105 W standing', () => {
  expect(clockShare(500, 700)).toBeCloseTo(Math.cbrt(395 / 595), 12);
  expect(clockShare(500, 700)).toBeCloseTo(0.872, 3);
});

it('keeps all clocks at the design power, never more, and fewer the lower the limit', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2000, noNaN: true }),
      fc.double({ min: 0, max: 2000, noNaN: true }),
      (a, b) => {
        const [low, high] = [clockShare(Math.min(a, b), 700), clockShare(Math.max(a, b), 700)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
      },
    ),
  );
  expect(clockShare(700, 700)).toBe(1);
});

it('slows arithmetic in every format and leaves memory alone', () => {
  const held = heldTo({ ...row, power: { limit_w: 500, design_w: 700 } }, h100);
  const share = clockShare(500, 700);
  for (const [format, peak] of Object.entries(h100.peakFlopsPerSecond))
    expect(Object.entries(held.peakFlopsPerSecond)).toContainEqual([format, share * peak]);
  expect({ ...held, peakFlopsPerSecond: h100.peakFlopsPerSecond }).toEqual(h100);
  expect(heldTo(row, h100)).toBe(h100);
});
