import { type MemoKey, NO_MEMO } from '../../memo.ts';
import { type SharedCosts, sharedCosts } from './search/shared-costs.ts';
import { type FoundLayout, searchTrainingLayouts } from './search.ts';
import type { TrainingCase } from './sizing.ts';

/** Fleet sizes in chips, both ends included. */
export interface FleetRange {
  readonly least: number;
  readonly most: number;
}

/** What a search over a step of fleet sizes with one batch found. */
export interface StepFound {
  /** The fastest layout for each number of chips, fewest first. */
  readonly best: readonly FoundLayout[];
  readonly evaluated: number;
  readonly missBytes: number | null;
}

export interface StepSearch {
  readonly over: (globalBatchSequences: number, step: FleetRange) => StepFound;
  /** Layouts evaluated in all steps asked for, each step counted once. */
  readonly evaluated: () => number;
}

/** Steps per doubling of the number of chips. */
const STEPS_PER_OCTAVE = 2;

const endOfStep = (step: number): number => Math.floor(2 ** (step / STEPS_PER_OCTAVE));

/**
 * A range in steps whose ends do not depend on it, smallest first, so that another deadline finds most of them searched.
 * The first one holds the least of the range and may begin below it.
 */
export const stepsOver = ({ least, most }: FleetRange): readonly FleetRange[] => {
  const steps: FleetRange[] = [];
  for (let step = 0; steps.length === 0 || endOfStep(step - 1) < most; step += 1) {
    const [from, to] = [step === 0 ? 1 : endOfStep(step - 1) + 1, endOfStep(step)];
    if (to >= from && to >= least) steps.push({ least: from, most: Math.min(to, Math.floor(most)) });
  }
  return steps;
};

/**
 * Searches steps of fleet sizes for one workload on one system. Costs that do not depend on batch and fleet are worked out
 * once for all of them, and whole steps are remembered where the plan has a memo.
 */
export const stepSearch = (of: TrainingCase): StepSearch => {
  const { machine, task, calibrated, formats, options } = of;
  const { constants } = calibrated;
  const memo = options.memo ?? NO_MEMO;
  // Where a machine stands does not change what it does.
  const key: MemoKey = [
    { ...machine, systemId: '' },
    task.model,
    task.sequenceLength,
    task.adapterRank,
    constants,
    formats,
  ];
  let shared: SharedCosts | null = null;
  const searched = (globalBatchSequences: number, { least, most }: FleetRange): StepFound => {
    shared ??= sharedCosts(machine, task, constants, true);
    const options = {
      globalBatchSequences,
      use: 'up-to',
      minChips: least,
      formats,
      boundTimes: true,
    } as const;
    const found = searchTrainingLayouts(machine, task, most, constants, options, shared);
    const { best, evaluated, nearestMiss } = found;
    return { best, evaluated, missBytes: nearestMiss === null ? null : nearestMiss.bytes };
  };
  const asked = new Map<string, StepFound>();
  return {
    over: (batch, step) => {
      const name = `${batch} ${step.least} ${step.most}`;
      const found =
        asked.get(name) ??
        memo.recall('training step', [...key, batch, step.least, step.most], () => searched(batch, step));
      asked.set(name, found);
      return found;
    },
    evaluated: () => [...asked.values()].reduce((sum, found) => sum + found.evaluated, 0),
  };
};
