import { machineOf } from '../../catalog/machine-of.ts';
import type { SystemSpec } from '../../catalog/system.ts';
import { type Memo, NO_MEMO } from '../../memo.ts';
import type { BatchWorkload, ServingWorkload } from '../../workload/request.ts';
import type { Calibrated } from '../calibrated.ts';
import type { Refusal, ServingOutcome } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import type { InferenceConstants } from './constants.ts';
import type { Case, Machines } from './operation.ts';
import { planEncoder } from './plan-encoder.ts';
import { doesNotFit, encoderCannotGenerate, refusal } from './refusals.ts';
import { nearestLimits, searchServing } from './search.ts';
import type { ServingSearchInput } from './search-input.ts';
import type { Speculation } from './serving-load.ts';
import { outcomeOf, reserveOf } from './serving-outcome.ts';

export interface ServingPlanOptions {
  /** Extra rate kept in reserve for failures, as a share of the peak; binomial spares replace it where they are more. */
  readonly failureHeadroom: number;
  readonly reliability: Reliability;
  readonly speculation?: Speculation | null;
  /** What searches for other requests found; nothing is remembered without it. */
  readonly memo?: Memo;
}

const SECONDS_PER_DAY = 86_400;
/** Batch work has no promise to keep; its lengths are judged at the median. */
const NO_PROMISE = 0.5;
const NONE = Number.POSITIVE_INFINITY;

const limitSeconds = (milliseconds: number | null): number =>
  milliseconds === null ? NONE : milliseconds / 1000;

const caseOf = (workload: ServingWorkload | BatchWorkload, options: ServingPlanOptions): Case => {
  const shared = {
    inputTokens: workload.inputTokens,
    outputTokens: workload.outputTokens,
    prefixCacheShare: workload.prefixCacheShare,
    speculation: options.speculation ?? null,
  };
  if (workload.kind === 'batch')
    return {
      workload,
      traffic: { ...shared, percentile: NO_PROMISE },
      limits: { timeToFirstTokenSeconds: NONE, timePerOutputTokenSeconds: NONE },
      rate: workload.requestsPerDay / SECONDS_PER_DAY,
      rateFigure: null,
    };
  const { serviceLevel, requestsPerSecond, peakToMean } = workload;
  return {
    workload,
    traffic: { ...shared, percentile: serviceLevel.percentile },
    limits: {
      timeToFirstTokenSeconds: limitSeconds(serviceLevel.timeToFirstTokenMs),
      timePerOutputTokenSeconds: limitSeconds(serviceLevel.timePerOutputTokenMs),
    },
    rate: requestsPerSecond.estimate * peakToMean,
    rateFigure: requestsPerSecond,
  };
};

const machinesOf = (system: SystemSpec): Machines => ({
  low: machineOf(system, 'low'),
  estimate: machineOf(system, 'estimate'),
  high: machineOf(system, 'high'),
});

/**
 * The smallest number of whole units of a system that carries a workload at its peak rate within its service level, with
 * spares, and what it then does; or why it cannot. When the service level cannot be kept at any load, the outcome is
 * the nearest miss, with `meetsServiceLevel` false. Figures are taken at the estimate of every fact; their intervals
 * take the same layout and load at both ends of the facts and widen them by the calibration's residuals.
 */
export const planServing = (
  system: SystemSpec,
  workload: ServingWorkload | BatchWorkload,
  calibrated: Calibrated<InferenceConstants>,
  options: ServingPlanOptions,
): ServingOutcome | Refusal => {
  const { memo = NO_MEMO } = options;
  const machines = memo.beside('machines', system, () => machinesOf(system));
  const { model } = workload;
  if (!model.causal)
    return workload.kind === 'serving'
      ? encoderCannotGenerate(workload.name, model.name)
      : planEncoder(
          system,
          machines,
          workload,
          calibrated,
          reserveOf(system, options.reliability, options.failureHeadroom),
        );
  const asked = caseOf(workload, options);
  const longest = workload.inputTokens.mean + workload.outputTokens.mean;
  if (model.maxPositions !== null && longest > model.maxPositions)
    return refusal(
      workload.name,
      `requests of ${Math.round(longest)} tokens are longer than the ${model.maxPositions} positions of ${model.name}`,
    );
  const input: ServingSearchInput = {
    machine: machines.estimate,
    model,
    traffic: asked.traffic,
    limits: asked.limits,
    weightFormat: workload.weightFormat,
    keyValueFormat: workload.keyValueFormat,
    constants: calibrated.constants,
    chipsPerUnit: system.chipsPerUnit,
    reserve: reserveOf(system, options.reliability, options.failureHeadroom),
    requestsPerSecond: asked.rate,
    disaggregation: workload.kind === 'batch' ? 'never' : workload.disaggregation,
    offline: workload.kind === 'batch',
  };
  const found = searchServing(input, memo);
  if (found.choice !== null) return outcomeOf(system, machines, calibrated, asked, found, found.choice, true);
  const loosened = nearestLimits(found.prepared, asked.limits);
  const missed = loosened === null ? null : searchServing({ ...input, limits: loosened }, memo, found);
  if (missed !== null && missed.choice !== null) {
    const pareto = missed.pareto.map((point) => ({ ...point, meetsServiceLevel: false }));
    return outcomeOf(system, machines, calibrated, asked, { ...missed, pareto }, missed.choice, false);
  }
  const space = { ...input, chips: found.chipsMost, pipelines: [1, 2, 4, 8] };
  return found.prepared.length === 0
    ? doesNotFit(workload.name, space, found.load, calibrated.constants, longest)
    : refusal(
        workload.name,
        `${model.name} fits, but separate prefill and decode pools cannot carry it at any load`,
      );
};
