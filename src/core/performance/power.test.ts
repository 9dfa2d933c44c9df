import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PowerConstants } from '../catalog/power-and-site.ts';
import { chipOf, factOf, systemOf } from '../catalog/system.testing.ts';
import { chipWatts, joulesPerToken, powerShare, systemWatts, tokensPerSecondPerWatt } from './power.ts';

const constants = (exponent: number, memoryWeight = 1): PowerConstants => ({
  combinationExponent: factOf('1', 'exponent', exponent),
  memoryWeight: factOf('1', 'weight', memoryWeight),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('power', () => {
  // (0.3^2 + 0.4^2)^(1/2) = 0.5, so a chip of 200 W idle and 1,000 W design draws 600 W.
  it('combines arithmetic and memory use as worked by hand', () => {
    expect(chipWatts(chipOf(), { compute: 0.3, memory: 0.4 }, constants(2)).estimate).toBeCloseTo(600, 9);
  });

  // Memory-bound decode on an H200: 137 to 300 W of 700 W measured (arXiv 2605.11999); idle taken as 75 W.
  it('keeps decode on a GPU near what was measured rather than at design power', () => {
    const h200 = chipOf({ designWatts: factOf('W', 'd', 700), idleWatts: factOf('W', 'i', 75) });
    const weight = factOf('1', 'w', { low: 0.3, estimate: 0.5, high: 1 });
    const drawn = chipWatts(h200, { compute: 0.1, memory: 0.7 }, { ...constants(2), memoryWeight: weight });
    expect(drawn.low).toBeLessThan(300);
    expect(drawn.estimate).toBeLessThan(350);
  });

  it('stays between idle and peak for any load and exponent', () => {
    fc.assert(
      fc.property(share, share, fc.double({ min: 1, max: 20, noNaN: true }), (compute, memory, exponent) => {
        const { average, idle, peak } = systemWatts(systemOf(), 3, { compute, memory }, constants(exponent));
        expect(average.estimate).toBeGreaterThanOrEqual(idle.estimate - 1e-6);
        expect(average.estimate).toBeLessThanOrEqual(peak.estimate + 1e-6);
      }),
    );
  });

  it('rises with use and falls with the exponent', () => {
    fc.assert(
      fc.property(share, share, share, (compute, memory, more) => {
        const at = (use: number, exponent: number) =>
          powerShare({ compute: use, memory }, constants(exponent)).estimate;
        expect(at(Math.min(1, compute + more), 2)).toBeGreaterThanOrEqual(at(compute, 2));
        expect(at(compute, 8)).toBeLessThanOrEqual(at(compute, 2) + 1e-9);
      }),
    );
  });

  it('is idle power without load and peak power under full load', () => {
    const none = systemWatts(systemOf(), 2, { compute: 0, memory: 0 }, constants(2));
    expect(none.average.estimate).toBe(60_000);
    expect(systemWatts(systemOf(), 2, { compute: 1, memory: 1 }, constants(2)).average.estimate).toBe(
      240_000,
    );
  });

  // 10 kW at 5,000 tokens/s: 2 J per token, 0.5 tokens/s per watt.
  it('gives energy per token and throughput per watt', () => {
    const watts = factOf('W', 'w', 10_000);
    const rate = factOf('tokens/s', 't', { low: 4000, estimate: 5000, high: 8000 });
    expect(joulesPerToken(watts, rate)).toMatchObject({ low: 1.25, estimate: 2, high: 2.5 });
    expect(tokensPerSecondPerWatt(rate, watts)).toMatchObject({ low: 0.4, estimate: 0.5, high: 0.8 });
  });
});
