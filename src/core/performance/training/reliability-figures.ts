import type { SystemSpec } from '../../catalog/system.ts';
import { derived, explained, type Figure } from '../../quantity/figure.ts';
import { dalyIntervalSeconds } from '../goodput.ts';
import type { RunReliability } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import { goodputOn, type SizedFleet, stallSeconds } from './sizing.ts';

const SECONDS_PER_HOUR = 3600;
const DALY = 'doi 10.1016/j.future.2004.11.016, equations 20 and 37';

/** Share of wall time that is useful work; see `goodputShare`. */
export const goodputFigure = (
  best: Pick<SizedFleet, 'chips' | 'waitsForRepair'>,
  stateBytes: number,
  reliability: Reliability,
): Figure<'1'> =>
  derived(
    '1',
    `share of wall time that is useful on ${best.chips} chips, checkpoints at Daly's interval tau: tau / (M e^(R/M) ` +
      '(e^((tau + stall)/M) - 1)), M = chipHoursPerInterruption / chips, stall = state bytes per chip / ' +
      'checkpointBytesPerSecond + checkpointPauseSeconds, R = recoverySeconds' +
      (best.waitsForRepair
        ? ' + repairHours after the share of interruptions that are hardware failures (no spares are kept)'
        : '; failed hosts are replaced from spares'),
    {
      chipHoursPerInterruption: reliability.chipHoursPerInterruption,
      chipHoursPerHardwareFailure: reliability.chipHoursPerHardwareFailure,
      checkpointBytesPerSecond: reliability.checkpointBytesPerSecond,
      checkpointPauseSeconds: reliability.checkpointPauseSeconds,
      recoverySeconds: reliability.recoverySeconds,
      repairHours: reliability.repairHours,
    },
    (values) => goodputOn(best.chips, stateBytes, best.waitsForRepair, values),
    { reference: DALY },
  );

const chipsOf = (chips: number): Figure<'chips'> =>
  explained('chips', chips, 'datasheet', { formula: 'chips of the layout found by the search', inputs: {} });

const betweenInterruptions = (chips: number, reliability: Reliability): Figure<'s'> =>
  derived(
    's',
    '3600 * chipHoursPerInterruption / chips',
    { chipHoursPerInterruption: reliability.chipHoursPerInterruption, chips: chipsOf(chips) },
    (v) => (SECONDS_PER_HOUR * v.chipHoursPerInterruption) / v.chips,
    // A layout's number of chips is exact: the figure is as sure as the rate.
    { standing: reliability.chipHoursPerInterruption.standing },
  );

const checkpointEvery = (
  chips: number,
  stateBytes: number,
  secondsBetweenInterruptions: Figure<'s'>,
  reliability: Reliability,
): Figure<'s'> => {
  const checkpointStallSeconds = derived(
    's',
    `${stateBytes.toExponential(3)} bytes of state / ${chips} chips / checkpointBytesPerSecond + checkpointPauseSeconds`,
    {
      checkpointBytesPerSecond: reliability.checkpointBytesPerSecond,
      checkpointPauseSeconds: reliability.checkpointPauseSeconds,
    },
    (v) => stallSeconds(chips, stateBytes, v),
  );
  return derived(
    's',
    "Daly's interval between checkpoints: sqrt(2 stall M) (1 + sqrt(stall / 2M) / 3 + stall / 18M) - stall",
    { checkpointStallSeconds, secondsBetweenInterruptions },
    (v) => dalyIntervalSeconds(v.checkpointStallSeconds, v.secondsBetweenInterruptions),
    { reference: DALY },
  );
};

const spareUnitsFigure = (
  system: SystemSpec,
  best: Pick<SizedFleet, 'units' | 'spareUnits' | 'waitsForRepair'>,
  reliability: Reliability,
): Figure<'units'> =>
  explained('units', best.spareUnits, 'assumed', {
    formula: best.waitsForRepair
      ? `the headroom of the request on ${best.units} units, rounded down; a failed host is repaired while the job waits`
      : `fewest whole units so that, beside ${best.units} at work, hosts under repair are covered with sparesConfidence ` +
        '(binomial; a host is up for between / (between + repairHours) of the time, between its failures ' +
        'chipHoursPerHardwareFailure / chips of a host), and no fewer than the headroom of the request',
    inputs: {
      chipHoursPerHardwareFailure: reliability.chipHoursPerHardwareFailure,
      repairHours: reliability.repairHours,
      sparesConfidence: reliability.sparesConfidence,
      hostsPerUnit: system.hostsPerUnit,
    },
  });

/** What interruptions mean for a run of `wallSeconds`: how often, how many, how often to checkpoint, what is spare. */
export const runReliability = (
  system: SystemSpec,
  best: Pick<SizedFleet, 'chips' | 'units' | 'spareUnits' | 'waitsForRepair'>,
  stateBytes: number,
  reliability: Reliability,
  wallSeconds: Figure<'s'>,
  goodput: Figure<'1'>,
): RunReliability => {
  const secondsBetweenInterruptions = betweenInterruptions(best.chips, reliability);
  return {
    secondsBetweenInterruptions,
    interruptions: derived(
      '1',
      'wallSeconds / secondsBetweenInterruptions',
      { wallSeconds, secondsBetweenInterruptions },
      (v) => v.wallSeconds / v.secondsBetweenInterruptions,
    ),
    checkpointEverySeconds: checkpointEvery(best.chips, stateBytes, secondsBetweenInterruptions, reliability),
    lostSeconds: derived(
      's',
      'wallSeconds * (1 - goodput): checkpoints, work done again, recovery' +
        (best.waitsForRepair ? ', repair' : ''),
      { wallSeconds, goodput },
      (v) => v.wallSeconds * (1 - v.goodput),
    ),
    spareUnits: spareUnitsFigure(system, best, reliability),
    waitsForRepair: best.waitsForRepair,
  };
};
