import { machineOf } from '../../catalog/machine-of.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import type { Interval } from '../../quantity/figure.ts';
import type { PredictionStanding } from '../../quantity/standing.ts';
import { countParameters } from '../../workload/parameters.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { stepInterval } from './outcome-figures.ts';
import { trainingFormats, trainingTask, whyUnsuited } from './plan-training.ts';
import { globalBatches, type TrainingPractice } from './practice.ts';
import type { SearchProblem } from './search/prepared-search.ts';
import type { SearchResult } from './search.ts';

/** A workload on a fleet of given size on one system. */
export interface FixedFleet {
  readonly system: SystemSpec;
  readonly workload: TrainingWorkload;
  readonly calibrated: Calibrated<TrainingConstants>;
  readonly practice: TrainingPractice;
  readonly chips: number;
}

/** A layout with what a reader chooses by. */
export interface LayoutChoice {
  readonly layout: TrainingLayout;
  readonly stepSeconds: Interval;
  readonly tokensPerSecondPerChip: number;
  readonly bytesPerChip: number;
}

export interface FixedFleetAnswer {
  readonly workload: string;
  readonly model: string;
  readonly system: string;
  readonly systemName: string;
  readonly chips: number;
  readonly chipBytes: number;
  /** Most sequences per step; layouts take the largest multiple of their data-parallel degree within it. */
  readonly globalBatchSequences: number;
  readonly standing: PredictionStanding;
  readonly calibration: string;
  /** No other layout is both faster per sequence and smaller; fastest first. */
  readonly layouts: readonly LayoutChoice[];
  /** Why there is none, in words; null when there is one. */
  readonly refusal: string | null;
  readonly considered: number;
  readonly evaluated: number;
  readonly timed: number;
}

/** Why the system trains the workload on no number of chips, in words; null when it may. */
export const whyNoFleet = ({ system, workload, practice }: FixedFleet): string | null =>
  whyUnsuited(system, machineOf(system, 'estimate'), workload, practice);

/** The search over all layouts on exactly the fleet's chips. */
export const fixedFleetProblem = (of: FixedFleet): SearchProblem => {
  const { system, workload, calibrated, practice, chips } = of;
  const machine = machineOf(system, 'estimate');
  const { total } = countParameters(workload.model);
  const [choice] = globalBatches(practice, workload, total, system.chipsPerUnit);
  if (choice === undefined) throw new RangeError('Training practice needs to name a batch');
  return {
    machine,
    task: trainingTask(workload),
    chips,
    constants: calibrated.constants,
    options: {
      // The largest of the batches that are as good as the one asked for: ranks then divide one of them evenly.
      globalBatchSequences: Math.max(...choice.sequences),
      batch: 'at-most',
      use: 'all',
      formats: trainingFormats(machine, workload),
      microBatches: 'divisors',
      keepFront: true,
    },
  };
};

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const whyNone = (of: FixedFleet, found: SearchResult, problem: SearchProblem): string | null => {
  if (found.front.length > 0) return null;
  const unsuited = whyNoFleet(of);
  if (unsuited !== null) return unsuited;
  const { machine, chips, task } = problem;
  return found.nearestMiss === null
    ? `no layout divides ${task.model.name} over ${chips} chips`
    : `${task.model.name} does not fit: the nearest layout needs ${gigabytes(found.nearestMiss.bytes)} on a chip of ` +
        gigabytes(machine.hbmBytes);
};

/** What a search over a fixed fleet found, every step time with its interval. */
export const fixedFleetAnswer = (
  of: FixedFleet,
  problem: SearchProblem,
  found: SearchResult,
): FixedFleetAnswer => {
  const { system, workload, calibrated, chips } = of;
  return {
    workload: workload.name,
    model: workload.model.name,
    system: system.id,
    systemName: system.name,
    chips,
    chipBytes: problem.machine.hbmBytes,
    globalBatchSequences: problem.options.globalBatchSequences,
    standing: calibrated.standing,
    calibration: calibrated.version,
    layouts: found.front.map(({ layout, stepSeconds, bytesPerChip }) => ({
      layout,
      stepSeconds: stepInterval(system, problem.task, calibrated, layout, stepSeconds),
      tokensPerSecondPerChip: (layout.globalBatchSequences * workload.sequenceLength) / stepSeconds / chips,
      bytesPerChip,
    })),
    refusal: whyNone(of, found, problem),
    considered: found.considered,
    evaluated: found.evaluated,
    timed: found.timed,
  };
};
