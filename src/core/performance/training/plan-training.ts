import { machineOf } from '../../catalog/machine-of.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import { countParameters } from '../../workload/parameters.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { Refusal, TrainingOutcome } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { searchFleets } from './fleet.ts';
import type { TrainingFormat } from './kernel-time.ts';
import { trainingOutcome } from './outcome-figures.ts';
import type { TrainingPractice } from './practice.ts';
import type { TrainingTask } from './prepared.ts';
import type { TrainingCase, TrainingPlanOptions } from './sizing.ts';
import { trainingStep } from './training-step.ts';

export type { TrainingPlanOptions } from './sizing.ts';

/** 16-bit weights, FP32 master weights and two moments: what a checkpoint writes for one parameter. */
const STATE_BYTES_PER_PARAMETER = 14;

/** What a workload trains. */
export const trainingTask = (workload: TrainingWorkload): TrainingTask => ({
  model: workload.model,
  sequenceLength: workload.sequenceLength,
  adapterRank: workload.method.kind === 'lora' ? workload.method.rank : null,
});

/** Formats the request accepts and the chip has a published peak in. */
export const trainingFormats = (machine: Machine, workload: TrainingWorkload): readonly TrainingFormat[] =>
  workload.computeFormats.filter((format) => machine.peakFlopsPerSecond[format] !== undefined);

/** Why a system cannot train a workload whatever its size, in words; null when it can. */
export const whyUnsuited = (
  system: SystemSpec,
  machine: Machine,
  workload: TrainingWorkload,
  practice: TrainingPractice,
): string | null => {
  const unsuited = practice.inference_only.find(({ chip }) => chip === system.chip.id);
  if (unsuited !== undefined) {
    return `${system.chip.name} is not made for training: ${unsuited.reason} (${unsuited.source})`;
  }
  if (trainingFormats(machine, workload).length > 0) return null;
  const native = Object.keys(machine.peakFlopsPerSecond).join(', ');
  return (
    `${system.chip.name} multiplies natively in ${native || 'no format with a published peak'}; the request accepts ` +
    `${workload.computeFormats.join(', ')} for training`
  );
};

const caseOf = (
  system: SystemSpec,
  workload: TrainingWorkload,
  calibrated: Calibrated<TrainingConstants>,
  options: TrainingPlanOptions,
): TrainingCase => {
  const machine = machineOf(system, 'estimate');
  const task = trainingTask(workload);
  const { total } = countParameters(workload.model);
  return {
    system,
    workload,
    calibrated,
    options,
    task,
    machine,
    formats: trainingFormats(machine, workload),
    // Adapters are a small share of the model; frozen weights need no checkpoint.
    stateBytes: task.adapterRank === null ? STATE_BYTES_PER_PARAMETER * total : 0,
  };
};

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Sizes a training run on a system: the smallest number of whole units that meets the deadline with interruptions
 * counted (without a deadline, the fleet that uses least unit time; see `chosenFleet`), in its fastest layout that fits in
 * memory. Refused in words when the chip multiplies in none of the wanted formats or when no layout fits.
 */
export const planTraining = (
  system: SystemSpec,
  workload: TrainingWorkload,
  calibrated: Calibrated<TrainingConstants>,
  options: TrainingPlanOptions,
): TrainingOutcome | Refusal => {
  const of = caseOf(system, workload, calibrated, options);
  const refused = (reason: string): Refusal => ({ kind: 'refused', workload: workload.name, reason });
  const unsuited = whyUnsuited(system, of.machine, workload, options.practice);
  if (unsuited !== null) return refused(unsuited);
  const found = searchFleets(of);
  if (found.best === null) {
    const miss =
      found.missBytes === null
        ? 'no layout divides the model over the chips'
        : `the nearest layout needs ${gigabytes(found.missBytes)} on a chip of ${gigabytes(of.machine.hbmBytes)}`;
    return refused(`${workload.model.name} does not fit: ${miss}`);
  }
  const step = trainingStep(of.machine, of.task, found.best.layout, calibrated.constants);
  return step === null ? refused('no layout found') : trainingOutcome(of, found.best, step, found);
};
