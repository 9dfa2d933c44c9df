import { machineOf } from '../../catalog/machine-of.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import { countParameters } from '../../workload/parameters.ts';
import type { TrainingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Refusal, TrainingOutcome } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { searchFleets } from './fleet.ts';
import { trainingOutcome } from './outcome-figures.ts';
import type { TrainingTask } from './prepared.ts';
import type { TrainingCase, TrainingPlanOptions } from './sizing.ts';
import { trainingStep } from './training-step.ts';

export type { TrainingPlanOptions } from './sizing.ts';

/** 16-bit weights, FP32 master weights and two moments: what a checkpoint writes for one parameter. */
const STATE_BYTES_PER_PARAMETER = 14;

const caseOf = (
  system: SystemSpec,
  workload: TrainingWorkload,
  calibrated: Calibrated<TrainingConstants>,
  options: TrainingPlanOptions,
): TrainingCase => {
  const machine = machineOf(system, 'estimate');
  const adapterRank = workload.method.kind === 'lora' ? workload.method.rank : null;
  const task: TrainingTask = { model: workload.model, sequenceLength: workload.sequenceLength, adapterRank };
  const { total } = countParameters(workload.model);
  return {
    system,
    workload,
    calibrated,
    options,
    task,
    machine,
    formats: workload.computeFormats.filter((format) => machine.peakFlopsPerSecond[format] !== undefined),
    // Adapters are a small share of the model; frozen weights need no checkpoint.
    stateBytes: adapterRank === null ? STATE_BYTES_PER_PARAMETER * total : 0,
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
  const unsuited = options.practice.inference_only.find(({ chip }) => chip === system.chip.id);
  if (unsuited !== undefined) {
    return refused(`${system.chip.name} is not made for training: ${unsuited.reason} (${unsuited.source})`);
  }
  if (of.formats.length === 0) {
    const native = Object.keys(of.machine.peakFlopsPerSecond).join(', ');
    return refused(
      `${system.chip.name} multiplies natively in ${native || 'no format with a published peak'}; the request accepts ` +
        `${workload.computeFormats.join(', ')} for training`,
    );
  }
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
