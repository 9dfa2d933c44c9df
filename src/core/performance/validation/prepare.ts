import type { CalibrationTarget } from '../calibration/calibration.ts';
import type { Machine } from '../machine.ts';
import { capturedPromptsOf } from './captured-prompts.ts';
import { engineMemoryKnown, engineMemoryReadings, engineSetups } from './engine-memory.ts';
import { engineOfRow, familyOfRow, releaseOfRow, sourceOfRow } from './engine-of-row.ts';
import { heldPromptsOf } from './held-prompts.ts';
import type { KnownOfRuns } from './measured-machines.ts';
import type { Measurement } from './measurement.ts';
import type { MemoryPractice } from './memory-practice.ts';
import { modelOfRow } from './model-of-row.ts';
import { firstPossible, type Prepared, readings } from './prediction.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';
import { servingCases } from './serving-case.ts';
import { isSaturated, meetingsOf, servingRun } from './serving-engine.ts';
import { servingMetric } from './serving-metrics.ts';
import { computedTokensOf } from './serving-runs.ts';
import { trainingCases } from './training-case.ts';
import { trainingMemoryKnown, trainingMemoryReadings } from './training-memory.ts';
import {
  isTrainingTime,
  trainingEstimate,
  trainingMetricKnown,
  trainingReadings,
} from './training-metrics.ts';
import { statedByRecipes, type TrainingRecipe, withRecipe } from './training-recipes.ts';

const notModelled = (row: Measurement): RowRefusal =>
  refuse('metric-not-modelled', `${row.metric} of ${row.task}: the row does not say over which work`);

const hasExperts = (row: Measurement): boolean => (row.arch?.experts ?? 1) > 1;

const targetOf = (row: Measurement, machine: Machine): CalibrationTarget => ({
  chipId: machine.chipId,
  vendor: machine.vendor,
  engine: engineOfRow(row),
  release: releaseOfRow(row),
  family: familyOfRow(row),
  experts: hasExperts(row),
  model: modelOfRow(row),
  source: sourceOfRow(row),
});

type Practices = readonly MemoryPractice[];

const prepareTraining = (
  row: Measurement,
  machine: Machine,
  practices: Practices,
  recipes: readonly TrainingRecipe[],
): Prepared | RowRefusal => {
  const ofMemory = trainingMemoryKnown(row.metric);
  if (!ofMemory && !trainingMetricKnown(row.metric)) return notModelled(row);
  const stated = statedByRecipes(row, recipes);
  const cases = trainingCases(withRecipe(row, stated), machine, stated);
  if (isRefusal(cases)) return cases;
  return {
    kind: 'training',
    quantity: ofMemory ? 'memory' : 'training-step',
    target: targetOf(row, machine),
    mixtureOfExperts: hasExperts(row),
    inverse: !ofMemory && !isTrainingTime(row.metric),
    saturated: null,
    evaluate: (constants) =>
      ofMemory
        ? trainingMemoryReadings(row, cases, practices, constants)
        : trainingReadings(row, cases, constants),
    estimate: (constants) =>
      ofMemory
        ? (trainingMemoryReadings(row, cases, practices, constants)?.estimate ?? null)
        : trainingEstimate(row, cases, constants),
  };
};

const prepareEngineMemory = (
  row: Measurement,
  machine: Machine,
  practices: Practices,
): Prepared | RowRefusal => {
  if (!engineMemoryKnown(row.metric)) return notModelled(row);
  const setups = engineSetups(row, machine);
  if (isRefusal(setups)) return setups;
  return {
    kind: 'inference',
    quantity: 'memory',
    target: targetOf(row, machine),
    mixtureOfExperts: hasExperts(row),
    inverse: false,
    saturated: null,
    evaluate: (constants) => engineMemoryReadings(row, setups, practices, constants),
    estimate: (constants) => engineMemoryReadings(row, setups, practices, constants)?.estimate ?? null,
  };
};

/**
 * Makes a row ready to be predicted, or says why it cannot be: everything it states, and every reading of what it
 * leaves open, as a function of the model's constants. Pure; looks nothing up but the machine, for rows of memory how
 * software uses it, and what is known of a run beside its table: recipes of trainers, prefix caches, held and captured
 * prompts of engines.
 */
export const prepareRow = (
  row: Measurement,
  machine: Machine | null,
  { practices = [], recipes = [], cachedRuns = [], holds = [], captures = [] }: KnownOfRuns = {},
): Prepared | RowRefusal => {
  if (machine === null)
    return refuse('hardware-not-in-catalogue', `no machine of the catalogue is called ${row.hardware}`);
  if (row.task === 'train') return prepareTraining(row, machine, practices, recipes);
  if (row.task === 'serve_memory') return prepareEngineMemory(row, machine, practices);
  const metric = servingMetric(row);
  if (metric === undefined) return notModelled(row);
  const cases = servingCases(row, machine);
  if (isRefusal(cases)) return cases;
  const known = {
    computedTokens: computedTokensOf(row, cachedRuns),
    held: heldPromptsOf(row, holds),
    captured: capturedPromptsOf(row, captures),
  };
  const runs = meetingsOf(cases.map((at) => servingRun(row, at, known)));
  return {
    kind: 'inference',
    quantity: metric.quantity,
    target: targetOf(row, machine),
    mixtureOfExperts: hasExperts(row),
    inverse: false,
    saturated: (constants) => runs.slice(0, 1).some((run) => isSaturated(run, constants)),
    evaluate: (constants) => readings(runs.map((run) => metric.value(run, constants))),
    estimate: (constants) => firstPossible(runs, (run) => metric.value(run, constants)),
  };
};
