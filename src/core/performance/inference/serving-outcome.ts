import type { SystemSpec } from '../../catalog/system.ts';
import { explained, type Figure, type Interval } from '../../quantity/figure.ts';
import type { UnitName } from '../../quantity/unit.ts';
import type { BatchWorkload, ServingWorkload } from '../../workload/request.ts';
import type { Calibrated, ResidualInterval } from '../calibrated.ts';
import type { Machine } from '../machine.ts';
import type { ServingOutcome } from '../outcome.ts';
import type { Reliability } from '../reliability.ts';
import type { InferenceConstants } from './constants.ts';
import { disaggregatedState, type Pools, poolRate, splitReplicas } from './disaggregated.ts';
import { type Reserve, replicasIn } from './fleet.ts';
import { isNative } from './formats.ts';
import { memoryBreakdown, memoryModel } from './memory.ts';
import {
  type OpenLoopState,
  type OpenLoopTraffic,
  openLoop,
  openLoopAt,
  openLoopModel,
  runningQuantile,
} from './open-loop.ts';
import type { LatencyLimits } from './operating-point.ts';
import { spanningNote } from './refusals.ts';
import { type ServingChoice, type ServingSearchResult, servingLayout } from './search.ts';
import { meanContext, promptOf } from './serving-load.ts';
import { decodeStepBreakdown, prefillBreakdown } from './step.ts';
import { stepModel } from './step-model.ts';
import { boundOf, rooflinePoints, utilisationOf } from './work-share.ts';

/** The same system with every fact at the low end, the estimate and the high end of its interval. */
export interface Machines {
  readonly low: Machine;
  readonly estimate: Machine;
  readonly high: Machine;
}

/** What is asked of a system. */
export interface Case {
  readonly workload: ServingWorkload | BatchWorkload;
  readonly traffic: OpenLoopTraffic;
  readonly limits: LatencyLimits;
  /** Peak requests per second. */
  readonly rate: number;
  /** The figure the rate was stated as; null for batch work, stated per day. */
  readonly rateFigure: Figure | null;
}

const REFERENCE =
  'engine step: compute and memory time add, plus launches and collectives (fit over 3,067 public serving rows); ' +
  'work per layer after arXiv 2205.05198; waits after Kleinrock, Queueing Systems I, 5.6';

/** Facts of the system that step times rest on. */
export const figuresBehind = (
  system: SystemSpec,
  format: ServingOutcome['layout']['computeFormat'],
): Record<string, Figure> => {
  const peak = system.chip.peakFlopsPerSecond[format] ?? system.chip.peakFlopsPerSecond.bf16;
  const network = system.tiers[0];
  return {
    hbmBytesPerSecond: system.chip.hbmBytesPerSecond,
    hbmBytes: system.chip.hbmBytes,
    ...(peak === undefined ? {} : { peakFlopsPerSecond: peak }),
    ...(network === undefined
      ? {}
      : {
          scaleUpBytesPerSecondPerChip: network.bytesPerSecondPerChip,
          scaleUpHopSeconds: network.hopSeconds,
        }),
  };
};

/** An estimate with the spread of the facts behind it, widened by what held-out measurements missed by. */
export const spread = (estimate: number, ends: readonly number[], residual: ResidualInterval): Interval => ({
  low: Math.min(estimate, ...ends) * Math.min(1, residual.low),
  estimate,
  high: Math.max(estimate, ...ends) * Math.max(1, residual.high),
});

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

const stateUnder = (
  choice: ServingChoice,
  pool: Pools | null,
  rate: number,
  replicas: number,
): OpenLoopState => {
  const { open } = choice.prepared;
  const state =
    choice.disaggregated === null || pool === null
      ? openLoop(open, rate / replicas)
      : disaggregatedState(choice.prepared, choice.disaggregated, pool, rate);
  return state ?? openLoopAt(open, choice.running);
};

interface Ends {
  readonly states: readonly OpenLoopState[];
  readonly ratios: readonly number[];
}

/** The same layout with as many requests running, on the low and the high machine. */
const endsOf = (
  machines: Machines,
  search: ServingSearchResult,
  of: Case,
  choice: ServingChoice,
  running: number,
): Ends => {
  const { open, layout } = choice.prepared;
  const at = (machine: Machine, requests: number): OpenLoopState => {
    const step = stepModel(machine, search.load, layout, open.step.constants);
    const model = openLoopModel(step, of.traffic, open.slots);
    return openLoopAt({ ...model, decodeOnly: choice.disaggregated !== null }, requests);
  };
  const estimate = at(machines.estimate, choice.running).requestsPerSecond;
  const ends = [machines.low, machines.high];
  return {
    states: ends.map((machine) => at(machine, running)),
    ratios: ends.map((machine) => at(machine, choice.running).requestsPerSecond / estimate),
  };
};

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
  const { open, chips } = prepared;
  const { constants, residuals, standing } = calibrated;
  const replicas = replicasIn({ chipsPerUnit: system.chipsPerUnit, chipsPerReplica: chips }, choice.units);
  const pool = choice.disaggregated === null ? null : splitReplicas(choice.disaggregated, replicas);
  const capacity =
    choice.disaggregated === null || pool === null
      ? replicas * choice.requestsPerSecond
      : poolRate(choice.disaggregated, pool);
  const offline = of.workload.kind === 'batch';
  const state = offline ? openLoopAt(open, running) : stateUnder(choice, pool, of.rate, replicas);
  const ends = endsOf(machines, search, of, choice, state.running);
  const layout = servingLayout(
    prepared,
    open.step.compiledShapes ? runningQuantile(open, running) : running,
    pool,
  );
  const inputs = {
    ...figuresBehind(system, layout.computeFormat),
    ...(of.rateFigure === null ? {} : { requestsPerSecond: of.rateFigure }),
  };
  const figure = <U extends UnitName>(unit: U, interval: Interval, formula: string): Figure<U> =>
    explained(unit, interval, standing, { formula, inputs, reference: REFERENCE });
  const rated = (perRequest: number): Interval =>
    spread(
      capacity * perRequest,
      ends.ratios.map((ratio) => ratio * capacity * perRequest),
      residuals['output-throughput'],
    );
  const output = of.traffic.outputTokens.mean;
  const shape = `${replicas} replicas of ${chips} chips, ${layout.batch} requests decoding together`;
  const capacityRate = rated(1);
  const latency = (value: (s: OpenLoopState) => number, residual: ResidualInterval): Interval =>
    spread(
      1000 * value(state),
      ends.states.map((end) => 1000 * value(end)).filter(Number.isFinite),
      residual,
    );
  const first = (s: OpenLoopState): number =>
    offline ? open.prompt.latencySeconds + s.meanTimePerOutputTokenSeconds : s.timeToFirstTokenSeconds;
  const firstEnds =
    choice.disaggregated === null
      ? latency(first, residuals['time-to-first-token'])
      : spread(1000 * first(state), [], residuals['time-to-first-token']);
  const memory = memoryModel(machines.estimate, search.load, prepared.layout, constants);
  const held = Math.min(open.slots, Math.max(1, runningQuantile(open, running)));
  return {
    kind: of.workload.kind,
    workload: of.workload.name,
    layout,
    replicas,
    chipsNeeded: choice.replicas * chips,
    unitsNeeded: choice.unitsWithSpares,
    spareUnits: choice.unitsWithSpares - choice.units,
    outputTokensPerSecondPerChip: figure(
      'tokens/s/chip',
      divided(rated(output), replicas * chips),
      `requests decoding together over time per output token, per chip, at the highest load within the limits: ${shape}`,
    ),
    outputTokensPerSecond: figure('tokens/s', rated(output), `request capacity x ${output} output tokens`),
    inputTokensPerSecond: figure(
      'tokens/s',
      rated(of.traffic.inputTokens.mean),
      `request capacity x ${of.traffic.inputTokens.mean} input tokens`,
    ),
    requestsPerSecondCapacity: figure(
      'requests/s',
      capacityRate,
      `highest rate within the limits of ${shape}`,
    ),
    timeToFirstTokenMs: figure(
      'ms',
      firstEnds,
      offline
        ? 'one prompt and one decode step'
        : 'wait behind other prompts + prompt + one decode step, at the peak rate',
    ),
    timePerOutputTokenMs: figure(
      'ms',
      latency((s) => s.timePerOutputTokenSeconds, residuals['time-per-output-token']),
      `decode step of ${Math.max(1, Math.round(state.running))} requests + prompts that arrive meanwhile, at the peak rate`,
    ),
    percentile: of.traffic.percentile,
    meetsServiceLevel,
    load: figure(
      '1',
      {
        low: of.rate / capacityRate.high,
        estimate: of.rate / capacityRate.estimate,
        high: of.rate / capacityRate.low,
      },
      'peak request rate / request capacity',
    ),
    memory: memoryBreakdown(memory, held, meanContext(open.mean)),
    decodeStep: decodeStepBreakdown(open.step, Math.max(1, running), meanContext(open.mean)),
    prefillStep: prefillBreakdown(open.step, promptOf(open.mean)),
    roofline: rooflinePoints(open, Math.max(1, running)),
    pareto: search.pareto,
    bound: boundOf(open, running, running >= 0.99 * prepared.admissible),
    utilisation: utilisationOf(machines.estimate, open, openLoopAt(open, running)),
    standing,
    layoutsEvaluated: search.layoutsEvaluated,
    notes: notesOf(system, machines.estimate, of, choice),
  };
};

const divided = (interval: Interval, by: number): Interval => ({
  low: interval.low / by,
  estimate: interval.estimate / by,
  high: interval.high / by,
});
