import { countParameters } from '../../workload/parameters.ts';
import { type BatchChoice, globalBatches } from './practice.ts';
import { modelFlopsPerToken } from './roofline.ts';
import { searchTrainingLayouts } from './search.ts';
import { chosenFleet, type SizedFleet, sizedFleets, type TrainingCase } from './sizing.ts';

const MAX_CHIPS = 65_536;
/** Fleet sizes searched, over what perfect efficiency would need; the second only where the first is not enough. */
const FLEET_FACTORS = [4, 64] as const;
/** Chips searched over those that just hold weights, gradients and optimiser states. */
const ROOM_FOR_ACTIVATIONS = 4;
/** Weights, gradients and optimiser states of one parameter, for a first guess at the chips that hold a model. */
const TRAINED_BYTES_PER_PARAMETER = 16;

interface FleetRange {
  readonly least: number;
  readonly most: number;
}

/** Fleet sizes worth searching, smallest range first: no fleet can be faster than its peak. */
const fleetRanges = ({
  machine,
  workload,
  options,
  task,
  formats,
  system,
}: TrainingCase): readonly FleetRange[] => {
  const limit = Math.max(options.maxChips ?? MAX_CHIPS, system.chipsPerUnit);
  const holding = (TRAINED_BYTES_PER_PARAMETER * countParameters(task.model).total) / machine.hbmBytes;
  const roomy = Math.max(ROOM_FOR_ACTIVATIONS * holding, system.chipsPerUnit);
  if (workload.deadlineSeconds === null) return [{ least: 1, most: Math.min(limit, roomy) }];
  const peaks = formats.flatMap((format) => {
    const peak = machine.peakFlopsPerSecond[format];
    return peak === undefined ? [] : [peak];
  });
  const ideal =
    (modelFlopsPerToken(task) * workload.tokens) / (workload.deadlineSeconds * Math.max(...peaks));
  return FLEET_FACTORS.map((factor, index) => ({
    least: index === 0 ? Math.min(limit, ideal) : 1,
    most: Math.min(limit, Math.max(factor * ideal, roomy)),
  }));
};

/** The fleet chosen, and what the search saw on the way. */
export interface SearchedFleets {
  readonly best: SizedFleet | null;
  readonly evaluated: number;
  /** Bytes per chip of the layout that came nearest to fitting; null when one fitted or none was possible. */
  readonly missBytes: number | null;
  readonly batchReason: string;
}

const searchOnce = (of: TrainingCase, range: FleetRange, choice: BatchChoice): SearchedFleets => {
  let evaluated = 0;
  const misses: number[] = [];
  const fleets = choice.sequences.flatMap((globalBatchSequences) => {
    const result = searchTrainingLayouts(
      of.machine,
      of.task,
      Math.floor(range.most),
      of.calibrated.constants,
      {
        globalBatchSequences,
        use: 'up-to',
        minChips: range.least,
        formats: of.formats,
      },
    );
    evaluated += result.evaluated;
    if (result.nearestMiss !== null) misses.push(result.nearestMiss.bytes);
    return result.best.flatMap((found) => sizedFleets(of, found));
  });
  return {
    best: chosenFleet(fleets, of.workload.deadlineSeconds),
    evaluated,
    missBytes: misses.length === 0 ? null : Math.min(...misses),
    batchReason: choice.reason,
  };
};

/** Searches layouts of every fleet size, for larger fleets and larger batches in turn until one meets the deadline. */
export const searchFleets = (of: TrainingCase): SearchedFleets => {
  const { workload, options, task, system } = of;
  const choices = globalBatches(
    options.practice,
    workload,
    countParameters(task.model).total,
    system.chipsPerUnit,
  );
  const deadline = workload.deadlineSeconds;
  let evaluated = 0;
  let answer: SearchedFleets | null = null;
  for (const range of fleetRanges(of)) {
    for (const choice of choices) {
      const found = searchOnce(of, range, choice);
      evaluated += found.evaluated;
      if (answer === null || sooner(found.best, answer.best)) answer = found;
      const { best } = answer;
      if (best !== null && (deadline === null || best.judgedSeconds <= deadline)) {
        return { ...answer, evaluated };
      }
    }
  }
  return answer === null
    ? { best: null, evaluated, missBytes: null, batchReason: '' }
    : { ...answer, evaluated };
};

const sooner = (left: SizedFleet | null, right: SizedFleet | null): boolean =>
  left !== null && (right === null || left.judgedSeconds < right.judgedSeconds);
