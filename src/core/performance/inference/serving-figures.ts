import type { SystemSpec } from '../../catalog/system.ts';
import { explained, type Figure, type Interval, requested } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';
import {
  type Calibrated,
  type PredictedQuantity,
  type ResidualInterval,
  residualFigure,
} from '../calibrated.ts';
import type { ServingLayout } from '../outcome.ts';
import type { ServingChoice } from './choice.ts';
import type { InferenceConstants } from './constants.ts';
import { figuresBehind, loadOn, spread, times } from './figures.ts';
import type { OpenLoopState } from './open-loop.ts';
import type { Case, Operation } from './operation.ts';

const REFERENCE =
  'engine step: compute and memory time add, plus launches and collectives (fit over 3,067 public serving rows); ' +
  'work per layer after arXiv 2205.05198; waits after Kleinrock, Queueing Systems I, 5.6';

/** Makes a figure of an interval: how it comes about, and whose published errors it rests on. */
export type Maker = <U extends UnitName>(
  unit: U,
  interval: Interval,
  formula: string,
  error: PredictedQuantity,
) => Figure<U>;

const INTERVAL_RULE = 'interval: slowest and fastest reading of the facts times measuredOverPredicted';

/** What the request says of the traffic, as leaves of everything predicted from it. */
const trafficInputs = (of: Case): Readonly<Record<string, Figure>> => {
  const { workload } = of;
  const at = `workloads.${workload.name}`;
  const { inputTokens, outputTokens, prefixCacheShare } = of.traffic;
  return {
    ...(of.rateFigure === null ? {} : { requestsPerSecond: of.rateFigure }),
    ...(workload.kind === 'serving' ? { peakToMean: requested('1', workload.peakToMean, `${at}.peak`) } : {}),
    inputTokens: requested('tokens', inputTokens.mean, `${at}.input`),
    outputTokens: requested('tokens', outputTokens.mean, `${at}.output`),
    ...(prefixCacheShare > 0
      ? { prefixCacheShare: requested('1', prefixCacheShare, `${at}.prefix_cache`) }
      : {}),
  };
};

const layoutText = (layout: ServingLayout): string => {
  const degrees = [
    `tensor ${layout.tensorParallel}`,
    `pipeline ${layout.pipelineParallel}`,
    `expert ${layout.expertParallel}`,
    `attention copies ${layout.attentionDataParallel}`,
  ].join(', ');
  const formats = `weights ${layout.weightFormat}, cache ${layout.keyValueFormat}, arithmetic ${layout.computeFormat}`;
  const pools = layout.disaggregated;
  return pools === null
    ? `layout ${degrees}; ${formats}`
    : `layout ${degrees}; ${formats}; ${pools.prefillReplicas} replicas for prompts, ${pools.decodeReplicas} for answers`;
};

/** Makes figures that rest on the facts of a system, the traffic of a case and the errors of a calibration. */
export const makerOf = (
  system: SystemSpec,
  of: Case,
  layout: ServingLayout,
  calibrated: Calibrated<InferenceConstants>,
): Maker => {
  const inputs = {
    ...figuresBehind(system, layout.computeFormat),
    ...trafficInputs(of),
  };
  const within = `${layoutText(layout)}; ${INTERVAL_RULE}`;
  // Figures of one quantity rest on the very same inputs, which are made once.
  const known = new Map<PredictedQuantity, Readonly<Record<string, Figure>>>();
  const inputsOf = (quantity: PredictedQuantity): Readonly<Record<string, Figure>> => {
    const made = known.get(quantity) ?? {
      ...inputs,
      measuredOverPredicted: residualFigure(calibrated, quantity),
    };
    known.set(quantity, made);
    return made;
  };
  return (unit, interval, formula, error) =>
    explained(unit, interval, calibrated.standing, {
      formula: `${formula}; ${within}`,
      inputs: inputsOf(error),
      reference: REFERENCE,
    });
};

/** What the replicas of an operation manage at the highest load within the limits. */
export const capacityFigures = (
  make: Maker,
  of: Case,
  { replicas, requestsPerSecondCapacity, ends }: Operation,
  layout: ServingLayout,
  residual: ResidualInterval,
) => {
  const { inputTokens, outputTokens } = of.traffic;
  const capacity = spread(
    requestsPerSecondCapacity,
    ends.ratios.map((ratio) => ratio * requestsPerSecondCapacity),
    residual,
  );
  const output = times(capacity, outputTokens.mean);
  const shape = `${replicas} replicas of ${layout.chipsPerReplica} chips, ${layout.batch} requests decoding together`;
  return {
    outputTokensPerSecondPerChip: make(
      'tokens/s/chip',
      times(output, 1 / (replicas * layout.chipsPerReplica)),
      `requests decoding together over time per output token, per chip, at the highest load within the limits: ${shape}`,
      'output-throughput',
    ),
    outputTokensPerSecond: make(
      'tokens/s',
      output,
      `request capacity x ${outputTokens.mean} output tokens`,
      'output-throughput',
    ),
    inputTokensPerSecond: make(
      'tokens/s',
      times(capacity, inputTokens.mean),
      `request capacity x ${inputTokens.mean} input tokens`,
      'output-throughput',
    ),
    requestsPerSecondCapacity: make(
      'requests/s',
      capacity,
      `highest rate within the limits of ${shape}`,
      'output-throughput',
    ),
    load: make(
      '1',
      loadOn(of.rate, capacity),
      'requestsPerSecond x peakToMean / request capacity',
      'output-throughput',
    ),
  };
};

/** Times of a request at the peak rate. */
export const latencyFigures = (
  make: Maker,
  of: Case,
  { prepared, disaggregated }: ServingChoice,
  { state, ends }: Operation,
  residuals: Calibrated<InferenceConstants>['residuals'],
) => {
  const offline = of.workload.kind === 'batch';
  const interval = (value: (s: OpenLoopState) => number, residual: ResidualInterval): Interval => {
    const atEnds = ends.states.map((end) => 1000 * value(end)).filter(Number.isFinite);
    return spread(1000 * value(state), atEnds, residual);
  };
  const first = (s: OpenLoopState): number =>
    offline
      ? prepared.open.prompt.latencySeconds + s.meanTimePerOutputTokenSeconds
      : s.timeToFirstTokenSeconds;
  const perToken = (s: OpenLoopState): number => s.timePerOutputTokenSeconds;
  return {
    timeToFirstTokenMs: make(
      'ms',
      // The ends run decoding alone where prompts have a pool of their own, so they say nothing about first tokens.
      disaggregated === null
        ? interval(first, residuals['time-to-first-token'])
        : spread(1000 * first(state), [], residuals['time-to-first-token']),
      offline
        ? 'one prompt and one decode step'
        : 'wait behind other prompts + prompt + one decode step, at the peak rate',
      'time-to-first-token',
    ),
    timePerOutputTokenMs: make(
      'ms',
      interval(perToken, residuals['time-per-output-token']),
      `decode step of ${Math.max(1, Math.round(state.running))} requests + prompts that arrive meanwhile, at the peak rate`,
      'time-per-output-token',
    ),
  };
};
