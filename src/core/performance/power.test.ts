import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PowerConstants } from '../catalog/power-and-site.ts';
import { chipOf, factOf, systemOf } from '../catalog/system.testing.ts';
import { chipWatts, joulesPerToken, powerShare, systemWatts, tokensPerSecondPerWatt } from './power.ts';

const constants = (awake = 0, compute = 1, memory = 1, sustained = 1): PowerConstants => ({
  awakeShare: factOf('1', 'awake', awake),
  computeWeight: factOf('1', 'compute', compute),
  memoryWeight: factOf('1', 'memory', memory),
  sustainedShare: factOf('1', 'sustained', sustained),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('power', () => {
  // 0.25 + 1.2 x 0.3 + 0.5 x 0.4 = 0.81 of the way from 200 W idle to 1,000 W design: 848 W.
  it('adds what being awake, arithmetic and memory traffic draw, as worked by hand', () => {
    const drawn = chipWatts(chipOf(), { compute: 0.3, memory: 0.4 }, constants(0.25, 1.2, 0.5));
    expect(drawn.estimate).toBeCloseTo(848, 9);
  });

  // Awake half of the time: 0.125 + 1.2 x 0.15 + 0.5 x 0.2 = 0.405, so 524 W.
  it('counts being awake only while there is work', () => {
    const half = { compute: 0.15, memory: 0.2, busy: 0.5 };
    expect(chipWatts(chipOf(), half, constants(0.25, 1.2, 0.5)).estimate).toBeCloseTo(524, 9);
  });

  it('stays between idle and peak for any load and weights', () => {
    const weight = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(share, share, share, weight, weight, (compute, memory, busy, awake, compose) => {
        const at = { compute, memory, busy };
        const { average, idle, peak } = systemWatts(
          systemOf(),
          3,
          at,
          constants(awake, compose, compose, 0.8),
        );
        expect(average.estimate).toBeGreaterThanOrEqual(idle.estimate - 1e-6);
        expect(average.estimate).toBeLessThanOrEqual(peak.estimate + 1e-6);
      }),
    );
  });

  it('rises with use and with time at work', () => {
    fc.assert(
      fc.property(share, share, share, (compute, memory, more) => {
        const at = (use: number, busy: number) =>
          powerShare({ compute: use, memory, busy }, constants(0.25, 1.2, 0.5)).estimate;
        expect(at(Math.min(1, compute + more), 1)).toBeGreaterThanOrEqual(at(compute, 1));
        expect(at(compute, 1)).toBeGreaterThanOrEqual(at(compute, more));
      }),
    );
  });

  it('is idle power without load and peak power under full load', () => {
    const none = systemWatts(systemOf(), 2, { compute: 0, memory: 0, busy: 0 }, constants(0.25));
    expect(none.average.estimate).toBe(60_000);
    const full = { compute: 1, memory: 1 };
    expect(systemWatts(systemOf(), 2, full, constants()).average.estimate).toBe(240_000);
    expect(systemWatts(systemOf(), 2, full, constants(0, 1, 1, 0.85)).average.estimate).toBe(204_000);
  });

  // 10 kW at 5,000 tokens/s: 2 J per token, 0.5 tokens/s per watt.
  it('gives energy per token and throughput per watt', () => {
    const watts = factOf('W', 'w', 10_000);
    const rate = factOf('tokens/s', 't', { low: 4000, estimate: 5000, high: 8000 });
    expect(joulesPerToken(watts, rate)).toMatchObject({ low: 1.25, estimate: 2, high: 2.5 });
    expect(tokensPerSecondPerWatt(rate, watts)).toMatchObject({ low: 0.4, estimate: 0.5, high: 0.8 });
  });
});
