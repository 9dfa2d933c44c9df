import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { factOf, systemOf } from '../../catalog/system.testing.ts';
import { goodputShare } from '../goodput.ts';
import { reliabilityFrom, reliabilitySchema } from '../reliability.ts';
import { goodputFigure, runReliability } from './reliability-figures.ts';
import { type GoodputInputs, goodputOn, stallSeconds } from './sizing.ts';

const reliability = reliabilityFrom(
  reliabilitySchema.parse(
    parse(readFileSync(new URL('../../../../catalog/reliability.yaml', import.meta.url), 'utf8')),
  ),
  {},
);

// Weights in 16 bits, FP32 master weights and two moments of 405e9 parameters.
const LLAMA_STATE = 14 * 405e9;
const llama = { chips: 16_384, units: 2048, spareUnits: 16, waitsForRepair: false };
const server = systemOf({ chipsPerUnit: 8, hostsPerUnit: factOf('1', 'hosts', 1) });

describe('a published run of 16,384 chips', () => {
  // arXiv 2407.21783, section 3.3.4: 54 days, 419 unexpected interruptions, more than 90 % effective training time.
  const goodput = goodputFigure(llama, LLAMA_STATE, reliability);
  const run = runReliability(
    server,
    llama,
    LLAMA_STATE,
    reliability,
    factOf('s', 'wall', 54 * 86_400),
    goodput,
  );

  it('is interrupted as often as it was, every three hours', () => {
    expect(run.interruptions.estimate).toBeGreaterThan(418);
    expect(run.interruptions.estimate).toBeLessThan(420);
    expect(run.secondsBetweenInterruptions.estimate / 3600).toBeCloseTo(3.09, 1);
  });

  it('stays above 90 % useful, and its interval reaches no further down than published fleets do', () => {
    expect(goodput.estimate).toBeGreaterThan(0.9);
    expect(goodput.estimate).toBeLessThan(0.95);
    expect(goodput.low).toBeGreaterThan(0.7);
    expect(run.lostSeconds.estimate).toBeCloseTo((1 - goodput.estimate) * 54 * 86_400, 3);
  });

  // Copying 346 MB at 10 GB/s and 5 s of pause: 5.03 s; sqrt(2 x 5.03 x 11,136) = 335 s, Daly takes off the stall.
  it('takes a checkpoint every five and a half minutes', () => {
    expect(run.checkpointEverySeconds.estimate).toBeGreaterThan(325);
    expect(run.checkpointEverySeconds.estimate).toBeLessThan(340);
  });

  it('says what its spares rest on, down to published rates', () => {
    const { origin } = run.spareUnits;
    expect(origin.kind === 'formula' && Object.keys(origin.inputs)).toEqual([
      'chipHoursPerHardwareFailure',
      'repairHours',
      'sparesConfidence',
      'hostsPerUnit',
    ]);
  });
});

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const inputs: fc.Arbitrary<GoodputInputs> = fc.record({
  chipHoursPerInterruption: positive(5e3, 5e5),
  chipHoursPerHardwareFailure: positive(5e5, 1e6),
  checkpointBytesPerSecond: positive(1e9, 5e10),
  checkpointPauseSeconds: positive(0.1, 60),
  recoverySeconds: positive(10, 3000),
  repairHours: positive(1, 100),
});
const TINY = 1e-9;

describe('goodput', () => {
  it('falls with chips, and rises with the time between interruptions', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 30_000 }), fc.boolean(), (at, chips, waits) => {
        const share = goodputOn(chips, 1e12, waits, at);
        const rarer = { ...at, chipHoursPerInterruption: 1.5 * at.chipHoursPerInterruption };
        expect(goodputOn(2 * chips, 1e12, waits, at)).toBeLessThanOrEqual(share + TINY);
        expect(goodputOn(chips, 1e12, false, rarer)).toBeGreaterThanOrEqual(
          goodputOn(chips, 1e12, false, at) - TINY,
        );
      }),
    );
  });

  it('falls with slower repair only for a job that waits for it', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 30_000 }), (at, chips) => {
        const slower = { ...at, repairHours: 2 * at.repairHours };
        expect(goodputOn(chips, 1e12, true, slower)).toBeLessThan(goodputOn(chips, 1e12, true, at) + TINY);
        expect(goodputOn(chips, 1e12, false, slower)).toBe(goodputOn(chips, 1e12, false, at));
      }),
    );
  });

  // The loss at any other interval, by the same formula: no interval does better than Daly's by more than half a per mille.
  it('cannot be bettered by another interval between checkpoints', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 5000 }), positive(0.3, 3), (at, chips, factor) => {
        const mean = (3600 * at.chipHoursPerInterruption) / chips;
        const stall = stallSeconds(chips, 1e12, at);
        fc.pre(stall < mean / 10);
        const best = goodputShare({
          meanSecondsBetween: mean,
          checkpointStallSeconds: stall,
          recoverySeconds: at.recoverySeconds,
        });
        const other = factor * Math.sqrt(2 * stall * mean);
        const share =
          other / (mean * Math.exp(at.recoverySeconds / mean) * Math.expm1((other + stall) / mean));
        expect(share).toBeLessThanOrEqual(best * 1.0005);
      }),
    );
  });
});
