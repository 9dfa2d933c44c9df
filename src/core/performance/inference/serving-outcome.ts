import type { SystemSpec } from '../../catalog/system.ts';
import { explained, type Figure, type Interval, requested } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';
import {
  type Calibrated,
  type PredictedQuantity,
  type ResidualInterval,
  residualFigure,
} from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { ServingLayout, ServingOutcome } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import type { ServingChoice } from './choice.ts';
import type { InferenceConstants } from './constants.ts';
import { figuresBehind, loadOn, spread, times } from './figures.ts';
import type { Reserve } from './fleet.ts';
import { isNative } from './formats.ts';
import { servingLayout } from './front.ts';
import { memoryBreakdown, memoryModel } from './memory.ts';
import { type OpenLoopState, openLoopAt, runningQuantile } from './open-loop.ts';
import { type Case, type Machines, type Operation, operationOf } from './operation.ts';
import { spanningNote } from './refusals.ts';
import type { ServingSearchResult } from './search.ts';
import { meanContext, promptOf } from './serving-load.ts';
import { decodeStepBreakdown, prefillBreakdown } from './step.ts';
import { boundOf, fleetUse, rooflinePoints, type Use, utilisationOf } from './work-share.ts';

const REFERENCE =
  'engine step: compute and memory time add, plus launches and collectives (fit over 3,067 public serving rows); ' +
  'work per layer after arXiv 2205.05198; waits after Kleinrock, Queueing Systems I, 5.6';

/** Share of the admissible load from which memory is what limits. */
const FULL_SHARE = 0.99;

/** What failures of a system's hosts ask of a fleet. */
export const reserveOf = (
  system: SystemSpec,
  reliability: Reliability,
  failureHeadroom: number,
): Reserve => ({
  chipsPerUnit: system.chipsPerUnit,
  hostsPerUnit: system.hostsPerUnit.estimate,
  failureHeadroom,
  chipHoursPerHardwareFailure: reliability.chipHoursPerHardwareFailure.estimate,
  repairHours: reliability.repairHours.estimate,
  confidence: reliability.sparesConfidence.estimate,
});

const notesOf = (
  system: SystemSpec,
  machine: Machine,
  of: Case,
  choice: ServingChoice,
): readonly string[] => {
  const { layout, chips, open } = choice.prepared;
  const widened = [...new Set([layout.weightFormat, layout.expertFormat])].filter(
    (format) => !isNative(machine, format),
  );
  return [
    ...(chips > system.chipsPerUnit ? [spanningNote(machine, chips, system.chipsPerUnit)] : []),
    ...widened.map(
      (format) =>
        `${machine.chipId} does not multiply ${format}: such weights are widened to ${layout.computeFormat}, which saves memory only`,
    ),
    ...(layout.weightFormat === of.workload.model.formats.linear
      ? []
      : [
          `weights are taken to ${layout.weightFormat} from the ${of.workload.model.formats.linear} they are published in`,
        ]),
    ...(open.step.compiledShapes
      ? [
          'shapes are compiled: a step takes as long as the batch it was compiled for, prompts are padded and run alone',
        ]
      : []),
  ];
};

type Maker = <U extends UnitName>(
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

const makerOf = (
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

const capacityFigures = (
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

const latencyFigures = (
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

/** Where memory and time go at the highest load. */
const detailsOf = (machine: Machine, search: ServingSearchResult, { prepared, running }: ServingChoice) => {
  const { open, layout, admissible } = prepared;
  const { constants } = open.step;
  const context = meanContext(open.mean);
  const held = Math.min(open.slots, Math.max(1, runningQuantile(open, running)));
  // An engine that runs as many requests as it is set up for is not short of memory.
  const byMemory = open.slots < constants.sequencesLimit * layout.attentionDataParallel;
  return {
    memory: memoryBreakdown(memoryModel(machine, search.load, layout, constants), held, context),
    decodeStep: decodeStepBreakdown(open.step, Math.max(1, running), context),
    prefillStep: prefillBreakdown(open.step, promptOf(open.mean)),
    roofline: rooflinePoints(open, Math.max(1, running)),
    pareto: search.pareto,
    bound: boundOf(open, running, byMemory && running >= FULL_SHARE * admissible),
    utilisation: utilisationOf(machine, open, openLoopAt(open, running)),
    layoutsEvaluated: search.layoutsEvaluated,
  };
};

/**
 * Use of the chips of all units at the mean rate asked for, spares idle. Batch work runs at the highest load for the share
 * of time that the work fills.
 */
const useAsked = (
  system: SystemSpec,
  machine: Machine,
  of: Case,
  choice: ServingChoice,
  operation: Operation,
): Use => {
  const { replicas, pool, meanState } = operation;
  const { open, chips } = choice.prepared;
  const held = (choice.unitsWithSpares * system.chipsPerUnit) / chips;
  const promptReplicas = pool === null ? 0 : pool.prefillReplicas;
  const fleet = {
    replicas: replicas - promptReplicas,
    promptReplicas,
    spareReplicas: Math.max(0, held - replicas),
  };
  if (meanState !== null) return fleetUse(machine, open, { ...fleet, state: meanState });
  const full = fleetUse(machine, open, { ...fleet, state: openLoopAt(open, choice.running) });
  const share = Math.min(1, of.rate / operation.requestsPerSecondCapacity);
  return { compute: share * full.compute, memory: share * full.memory, busy: share * full.busy };
};

/** The outcome of a choice: units filled with replicas, latencies at the peak rate, capacity at the highest load. */
export const outcomeOf = (
  system: SystemSpec,
  machines: Machines,
  calibrated: Calibrated<InferenceConstants>,
  of: Case,
  search: ServingSearchResult,
  choice: ServingChoice,
  meetsServiceLevel: boolean,
): ServingOutcome => {
  const { prepared, running } = choice;
  const { residuals, standing } = calibrated;
  const operation = operationOf(system, machines, of, search, choice);
  // A compiled engine is compiled for the crowd, not for the mean.
  const batch = prepared.open.step.compiledShapes ? runningQuantile(prepared.open, running) : running;
  const layout = servingLayout(prepared, batch, operation.pool);
  const make = makerOf(system, of, layout, calibrated);
  return {
    kind: of.workload.kind,
    workload: of.workload.name,
    layout,
    replicas: operation.replicas,
    chipsNeeded: choice.replicas * prepared.chips,
    unitsNeeded: choice.unitsWithSpares,
    spareUnits: choice.unitsWithSpares - choice.units,
    ...capacityFigures(make, of, operation, layout, residuals['output-throughput']),
    ...latencyFigures(make, of, choice, operation, residuals),
    percentile: of.traffic.percentile,
    meetsServiceLevel,
    ...detailsOf(machines.estimate, search, choice),
    utilisationAsked: useAsked(system, machines.estimate, of, choice, operation),
    standing,
    notes: notesOf(system, machines.estimate, of, choice),
  };
};
