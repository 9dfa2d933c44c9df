import type { SystemSpec } from '../../catalog/system.ts';
import type { Memo } from '../../memo.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import { goodputShare } from '../goodput.ts';
import type { Machine } from '../machine.ts';
import type { Reliability } from '../reliability.ts';
import { spareUnitsFor } from '../spares.ts';
import type { TrainingConstants } from './constants.ts';
import type { TrainingFormat } from './kernel-time.ts';
import type { TrainingPractice } from './practice.ts';
import type { TrainingTask } from './prepared.ts';
import type { FoundLayout } from './search.ts';

export interface TrainingPlanOptions {
  /** Spare units as a share of those needed, rounded down; more are kept where the deadline needs them. */
  readonly failureHeadroom: number;
  readonly reliability: Reliability;
  readonly practice: TrainingPractice;
  /** Largest fleet considered, in chips. */
  readonly maxChips?: number;
  /** What searches for other requests found; nothing is remembered without it. */
  readonly memo?: Memo;
}

/** Fleets whose run costs at most this much more unit time than the cheapest count as equally cheap. */
const EQUALLY_CHEAP = 1.02;
const SECONDS_PER_HOUR = 3600;

/** A layout on its whole units, interruptions counted. */
export interface SizedFleet extends FoundLayout {
  readonly units: number;
  readonly spareUnits: number;
  /** No spares are needed: a failed host is repaired while the job waits. */
  readonly waitsForRepair: boolean;
  readonly goodput: number;
  readonly wallSeconds: number;
  /** What it is chosen by: a job that waits for repairs has to do with the slowest of them. */
  readonly judgedSeconds: number;
}

/** One workload on one system, everything worked out once. */
export interface TrainingCase {
  readonly system: SystemSpec;
  readonly workload: TrainingWorkload;
  readonly calibrated: Calibrated<TrainingConstants>;
  readonly options: TrainingPlanOptions;
  readonly task: TrainingTask;
  readonly machine: Machine;
  readonly formats: readonly TrainingFormat[];
  /** Bytes of a checkpoint. */
  readonly stateBytes: number;
}

/** What decides goodput, as plain numbers. */
export interface GoodputInputs {
  readonly chipHoursPerInterruption: number;
  readonly chipHoursPerHardwareFailure: number;
  readonly checkpointBytesPerSecond: number;
  readonly checkpointPauseSeconds: number;
  readonly recoverySeconds: number;
  readonly repairHours: number;
}

/** Seconds for which all chips stop for one checkpoint of `stateBytes` spread over them. */
export const stallSeconds = (
  chips: number,
  stateBytes: number,
  inputs: Pick<GoodputInputs, 'checkpointBytesPerSecond' | 'checkpointPauseSeconds'>,
): number => stateBytes / chips / inputs.checkpointBytesPerSecond + inputs.checkpointPauseSeconds;

/**
 * Goodput of a job on `chips` whose checkpoint of `stateBytes` is spread over them. A job without spares waits for the
 * repair after the share of interruptions that are hardware failures.
 */
export const goodputOn = (
  chips: number,
  stateBytes: number,
  waitsForRepair: boolean,
  inputs: GoodputInputs,
): number => {
  const hardware = Math.min(1, inputs.chipHoursPerInterruption / inputs.chipHoursPerHardwareFailure);
  const waiting = waitsForRepair ? hardware * SECONDS_PER_HOUR * inputs.repairHours : 0;
  return goodputShare({
    meanSecondsBetween: (SECONDS_PER_HOUR * inputs.chipHoursPerInterruption) / chips,
    checkpointStallSeconds: stallSeconds(chips, stateBytes, inputs),
    recoverySeconds: inputs.recoverySeconds + waiting,
  });
};

const at = (reliability: Reliability, bad: 'low' | 'estimate', slow: 'high' | 'estimate'): GoodputInputs => ({
  chipHoursPerInterruption: reliability.chipHoursPerInterruption[bad],
  chipHoursPerHardwareFailure: reliability.chipHoursPerHardwareFailure[bad],
  checkpointBytesPerSecond: reliability.checkpointBytesPerSecond[bad],
  checkpointPauseSeconds: reliability.checkpointPauseSeconds[slow],
  recoverySeconds: reliability.recoverySeconds[slow],
  repairHours: reliability.repairHours[slow],
});

/** Whole units that hold the hosts which are statistically under repair, beyond chips the layout leaves over. */
const spareUnitsOf = (system: SystemSpec, reliability: Reliability, chips: number, units: number): number => {
  const chipsPerHost = system.chipsPerUnit / system.hostsPerUnit.estimate;
  const between = reliability.chipHoursPerHardwareFailure.estimate / chipsPerHost;
  const availability = between / (between + reliability.repairHours.estimate);
  const hosts = Math.ceil(chips / chipsPerHost);
  const spareHosts = spareUnitsFor(hosts, availability, reliability.sparesConfidence.estimate);
  const leftOver = units * system.chipsPerUnit - chips;
  return Math.max(0, Math.ceil((spareHosts * chipsPerHost - leftOver) / system.chipsPerUnit));
};

/** The layout on whole units, without spares and with the spares that let it go on when hosts fail. */
export const sizedFleets = (of: TrainingCase, found: FoundLayout): readonly SizedFleet[] => {
  const { system, workload, options, stateBytes } = of;
  const { reliability, failureHeadroom } = options;
  const units = Math.ceil(found.chips / system.chipsPerUnit);
  const steps = Math.ceil(workload.tokens / (found.layout.globalBatchSequences * workload.sequenceLength));
  const kept = Math.floor(failureHeadroom * units);
  const expected = at(reliability, 'estimate', 'estimate');
  const worst = at(reliability, 'low', 'high');
  const seconds = steps * found.stepSeconds;
  return [true, false].map((waitsForRepair) => {
    const goodput = goodputOn(found.chips, stateBytes, waitsForRepair, expected);
    const judged = waitsForRepair ? goodputOn(found.chips, stateBytes, true, worst) : goodput;
    return {
      ...found,
      units,
      spareUnits: waitsForRepair
        ? kept
        : Math.max(kept, spareUnitsOf(system, reliability, found.chips, units)),
      waitsForRepair,
      goodput,
      wallSeconds: seconds / goodput,
      judgedSeconds: seconds / judged,
    };
  });
};

const least = (candidates: readonly SizedFleet[], cost: (fleet: SizedFleet) => number): SizedFleet | null =>
  candidates.reduce<SizedFleet | null>(
    (best, fleet) => (best === null || cost(fleet) < cost(best) ? fleet : best),
    null,
  );

const allUnits = (fleet: SizedFleet): number => fleet.units + fleet.spareUnits;

const soonest = (candidates: readonly SizedFleet[]): SizedFleet | null =>
  least(candidates, (fleet) => fleet.judgedSeconds);

const fewest = (candidates: readonly SizedFleet[]): SizedFleet | null => {
  const units = Math.min(...candidates.map(allUnits));
  return soonest(candidates.filter((fleet) => allUnits(fleet) === units));
};

/**
 * Times are what goodput leaves; without spares, with the most frequent failures and the slowest repairs.
 * With a deadline: the fewest units, spares included, that meet it, then the soonest done; if none does, the soonest
 * done. Without one: the fleet that uses least unit time for the run, of those within 2 % the one with the fewest units.
 */
export const chosenFleet = (
  fleets: readonly SizedFleet[],
  deadlineSeconds: number | null,
): SizedFleet | null => {
  if (deadlineSeconds !== null) {
    const inTime = fleets.filter((fleet) => fleet.judgedSeconds <= deadlineSeconds);
    return inTime.length > 0 ? fewest(inTime) : soonest(fleets);
  }
  const unitTime = (fleet: SizedFleet) => allUnits(fleet) * fleet.judgedSeconds;
  const cheapest = least(fleets, unitTime);
  if (cheapest === null) return null;
  return fewest(fleets.filter((fleet) => unitTime(fleet) <= EQUALLY_CHEAP * unitTime(cheapest)));
};
