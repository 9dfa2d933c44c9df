import { countParameters } from '../../workload/parameters.ts';
import { type BatchChoice, globalBatches } from './practice.ts';
import { modelFlopsPerToken } from './roofline.ts';
import { chosenFleet, type SizedFleet, sizedFleets, type TrainingCase } from './sizing.ts';
import { type FleetRange, type StepSearch, stepSearch, stepsOver } from './step-search.ts';

const MAX_CHIPS = 65_536;
/** Fleet sizes searched, over what perfect efficiency would need; the second only where the first is not enough. */
const FLEET_FACTORS = [4, 64] as const;
/** Chips searched over those that just hold weights, gradients and optimiser states. */
const ROOM_FOR_ACTIVATIONS = 4;
/** Weights, gradients and optimiser states of one parameter, for a first guess at the chips that hold a model. */
const TRAINED_BYTES_PER_PARAMETER = 16;

/** Fleet sizes worth searching, smallest range first, each from what perfect efficiency would need. */
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
  return FLEET_FACTORS.map((factor) => ({
    least: Math.min(limit, ideal),
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

/** Fleets of a range for one choice of batches: for each batch, fewest chips first. */
interface Gathered {
  readonly fleets: readonly SizedFleet[][];
  readonly misses: number[];
}

const nothingGathered = (choice: BatchChoice): Gathered => ({
  fleets: choice.sequences.map(() => []),
  misses: [],
});

const gather = (
  of: TrainingCase,
  into: Gathered,
  step: FleetRange,
  choice: BatchChoice,
  search: StepSearch,
): void => {
  choice.sequences.forEach((batch, index) => {
    const { best, missBytes } = search.over(batch, step);
    if (missBytes !== null) into.misses.push(missBytes);
    into.fleets[index]?.push(...best.flatMap((found) => sizedFleets(of, found)));
  });
};

/** Puts smaller fleets before those gathered. */
const gatherBelow = (
  of: TrainingCase,
  into: Gathered,
  range: FleetRange,
  choice: BatchChoice,
  search: StepSearch,
): void => {
  const below = nothingGathered(choice);
  for (const step of stepsOver(range)) gather(of, below, step, choice, search);
  into.misses.push(...below.misses);
  into.fleets.forEach((fleets, index) => {
    fleets.unshift(...(below.fleets[index] ?? []));
  });
};

/**
 * The fleet to take of those in a range. With a deadline, larger ones are looked at only until one is in time and nothing
 * beyond can do with as few units: none can be in time with less than perfect efficiency needs.
 */
const searchRange = (
  of: TrainingCase,
  range: FleetRange,
  choice: BatchChoice,
  search: StepSearch,
  isLast: boolean,
): SearchedFleets => {
  const { deadlineSeconds } = of.workload;
  const gathered = nothingGathered(choice);
  const chosen = (): SizedFleet | null => chosenFleet(gathered.fleets.flat(), deadlineSeconds);
  const answer = (): SearchedFleets => ({
    best: chosen(),
    evaluated: search.evaluated(),
    missBytes: gathered.misses.length === 0 ? null : Math.min(...gathered.misses),
    batchReason: choice.reason,
  });
  if (deadlineSeconds === null) {
    gather(of, gathered, { least: range.least, most: Math.floor(range.most) }, choice, search);
    return answer();
  }
  const steps = stepsOver(range);
  for (const step of steps) {
    gather(of, gathered, step, choice, search);
    const best = chosen();
    if (best === null || best.judgedSeconds > deadlineSeconds) continue;
    const enough = Math.floor(Math.min(range.most, (best.units + best.spareUnits) * of.system.chipsPerUnit));
    if (enough > step.most) gather(of, gathered, { least: step.most + 1, most: enough }, choice, search);
    return answer();
  }
  const [first] = steps;
  if (!isLast || first === undefined) return answer();
  // Too late anyhow: the soonest may be a smaller fleet, unless perfect efficiency would make it later still.
  const best = chosen();
  const least = best === null ? 1 : (range.least * deadlineSeconds) / best.judgedSeconds;
  if (least < first.least) gatherBelow(of, gathered, { least, most: first.least - 1 }, choice, search);
  return answer();
};

const sooner = (left: SizedFleet | null, right: SizedFleet | null): boolean =>
  left !== null && (right === null || left.judgedSeconds < right.judgedSeconds);

/** Searches layouts of every fleet size, for larger fleets and larger batches in turn until one meets the deadline. */
export const searchFleets = (of: TrainingCase): SearchedFleets => {
  const { options, workload, task, system } = of;
  const choices = globalBatches(
    options.practice,
    workload,
    countParameters(task.model).total,
    system.chipsPerUnit,
  );
  const deadline = workload.deadlineSeconds;
  const search = stepSearch(of);
  const ranges = fleetRanges(of);
  let answer: SearchedFleets | null = null;
  for (const [index, range] of ranges.entries()) {
    for (const choice of choices) {
      const found = searchRange(of, range, choice, search, index === ranges.length - 1);
      if (answer === null || sooner(found.best, answer.best)) answer = found;
      const { best } = answer;
      if (best !== null && (deadline === null || best.judgedSeconds <= deadline)) {
        return { ...answer, evaluated: search.evaluated() };
      }
    }
  }
  const nothing: SearchedFleets = { best: null, evaluated: 0, missBytes: null, batchReason: '' };
  return { ...(answer ?? nothing), evaluated: search.evaluated() };
};
