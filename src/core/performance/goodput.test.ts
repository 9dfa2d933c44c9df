import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dalyIntervalSeconds, goodputShare, youngIntervalSeconds } from './goodput.ts';
import { reliabilityFrom, reliabilitySchema } from './reliability.ts';
import { atMostAway, spareUnitsFor } from './spares.ts';

const file = reliabilitySchema.parse(
  parse(readFileSync(new URL('../../../catalog/reliability.yaml', import.meta.url), 'utf8')),
);
const reliability = reliabilityFrom(file, {});

describe('goodput', () => {
  // arXiv 2407.21783, section 3.3.4: 419 unexpected interruptions in 54 days on 16,384 GPUs, more than 90 % effective.
  it('matches Llama 3 405B on 16,384 H100', () => {
    const meanHours = reliability.chipHoursPerInterruption.estimate / 16_384;
    expect(meanHours).toBeCloseTo((54 * 24) / 419, 1);
    // Weights and optimiser states, 14 bytes for each of 405e9 parameters, spread over the chips.
    const copy = (14 * 405e9) / 16_384 / reliability.checkpointBytesPerSecond.estimate;
    const share = goodputShare({
      meanSecondsBetween: 3600 * meanHours,
      checkpointStallSeconds: copy + reliability.checkpointPauseSeconds.estimate,
      recoverySeconds: reliability.recoverySeconds.estimate,
    });
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.95);
  });

  // sqrt(2 x 50 s x 10,000 s) = 1,000 s; Daly adds 1/3 sqrt(0.0025) + 0.0025/9 and takes off the stall.
  it('gives the intervals of Young and Daly', () => {
    expect(youngIntervalSeconds(50, 10_000)).toBe(1000);
    expect(dalyIntervalSeconds(50, 10_000)).toBeCloseTo(1000 * (1 + 0.05 / 3 + 0.0025 / 9) - 50, 9);
    expect(dalyIntervalSeconds(300, 100)).toBe(100);
  });

  it('approaches 1 - stall/tau - (tau/2 + R)/M when interruptions are rare', () => {
    const rare = { meanSecondsBetween: 1e7, checkpointStallSeconds: 10, recoverySeconds: 600 };
    const tau = dalyIntervalSeconds(10, 1e7);
    expect(goodputShare(rare)).toBeCloseTo(1 - 10 / tau - (tau / 2 + 600) / 1e7, 5);
  });

  it('is a share, and smaller with more chips, longer stalls and slower recovery', () => {
    const positive = fc.double({ min: 1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 1e3, max: 1e8, noNaN: true }),
        positive,
        positive,
        (mean, stall, recovery) => {
          const at = (meanSecondsBetween: number, checkpointStallSeconds: number, recoverySeconds: number) =>
            goodputShare({ meanSecondsBetween, checkpointStallSeconds, recoverySeconds });
          const share = at(mean, stall, recovery);
          return (
            share > 0 &&
            share < 1 &&
            at(mean / 2, stall, recovery) <= share &&
            at(mean, stall, 2 * recovery) <= share &&
            at(mean, 2 * stall, recovery) <= share * (1 + 1e-3)
          );
        },
      ),
    );
  });
});

describe('spare units', () => {
  // Two of which each works with 0.9: both 0.81; with one spare 0.729 + 3 x 0.081 = 0.972.
  it('are as few as reach the confidence', () => {
    expect(atMostAway(2, 0, 0.1)).toBeCloseTo(0.81, 12);
    expect(atMostAway(3, 1, 0.1)).toBeCloseTo(0.972, 12);
    expect(spareUnitsFor(2, 0.9, 0.8)).toBe(0);
    expect(spareUnitsFor(2, 0.9, 0.95)).toBe(1);
  });

  it('never fall when more units are needed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 0.9, max: 1, noNaN: true }), (n, a) => {
        return spareUnitsFor(n, a, 0.95) <= spareUnitsFor(n + 1, a, 0.95);
      }),
    );
  });

  it('takes a user interval in place of the published one', () => {
    const quoted = reliabilityFrom(file, {
      'reliability.repair-hours': { low: 1, estimate: 2, high: 3 },
    }).repairHours;
    expect([quoted.estimate, quoted.standing]).toEqual([2, 'user']);
  });

  it('finds the spares of a fleet of any size at once, near the exact count where both can be had', () => {
    const exact = (units: number, away: number) => {
      let spares = 0;
      while (atMostAway(units + spares, spares, away) < 0.95) spares += 1;
      return spares;
    };
    expect(Math.abs(spareUnitsFor(60_000, 0.98, 0.95) / exact(60_000, 0.02) - 1)).toBeLessThan(0.01);
    expect(spareUnitsFor(1e9, 0.99, 0.95)).toBeGreaterThan(1e7);
  });
});
