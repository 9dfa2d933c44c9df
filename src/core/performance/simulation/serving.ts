import type { ServingWorkload } from '../../workload/request.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import { cacheTransferSeconds, disaggregatedPoint, disaggregatedState } from '../inference/disaggregated.ts';
import { modelLoad } from '../inference/load.ts';
import { type OpenLoopState, openLoop, runningQuantile } from '../inference/open-loop.ts';
import { type LatencyLimits, type Prepared, prepare } from '../inference/operating-point.ts';
import type { Machine } from '../machine.ts';
import type { ServingOutcome } from '../outcome.ts';
import type { Arrivals, ModulatedArrivals } from './arrivals.ts';
import type { Deployment } from './deployment.ts';
import type { Routing } from './fleet.ts';
import { replicaCosts } from './replica-costs.ts';
import { atRate, meanRate, type RequestTable } from './requests.ts';
import { type SimulationInput, type SimulationResult, simulate } from './simulate.ts';

/** A layout that a plan chose, ready to be simulated. */
export interface ServingCase {
  /** The machine the plan's estimates were made with. */
  readonly machine: Machine;
  readonly workload: ServingWorkload;
  readonly outcome: ServingOutcome;
  readonly constants: InferenceConstants;
}

export type ArrivalPattern =
  | { readonly kind: 'poisson' }
  | { readonly kind: 'bursty'; readonly cv: number }
  | ({ readonly kind: 'modulated' } & Omit<ModulatedArrivals, 'requestsPerSecond'>)
  | { readonly kind: 'trace'; readonly table: RequestTable };

export interface ServingSimulationOptions {
  /** null: the peak rate of the workload; for a trace the rate it has. */
  readonly requestsPerSecond: number | null;
  readonly arrivals: ArrivalPattern;
  /** Requests that count in each run; a trace is taken whole. */
  readonly requests: number;
  readonly runs: number;
  readonly seed: number;
  readonly routing: Routing;
  readonly onProgress?: (done: number, of: number) => void;
}

/** What the closed form says of the same layout at the same mean rate, seconds. */
export interface ClosedForm {
  readonly meanTimeToFirstToken: number;
  readonly timeToFirstToken: number;
  readonly meanTimePerOutputToken: number;
  readonly timePerOutputToken: number;
  readonly meanEndToEnd: number;
  readonly running: number;
}

/** What keeps the deployment from more: arrivals outrun it, places for requests run out, or a limit is nearest. */
export type SimulatedBinding = 'rate' | 'memory' | 'sequences' | 'first-token' | 'per-token' | 'nothing';

export interface ServingSimulation {
  readonly requestsPerSecond: number;
  readonly replicas: number;
  readonly percentile: number;
  readonly limits: LatencyLimits;
  /** Batch that the decode step is compiled for; null where shapes are not compiled. */
  readonly compiledBatch: number | null;
  readonly simulated: SimulationResult;
  /** null where the closed form finds no equilibrium at this rate. */
  readonly closedForm: ClosedForm | null;
  readonly keepsUp: boolean;
  readonly attained: boolean;
  readonly binding: SimulatedBinding;
}

/** Share of requests that may be left over at the end of the window before a queue counts as growing. */
const LEFT_OVER = 0.02;
/** Standard errors of a Poisson count allowed on top. */
const COUNT_ERRORS = 3;
/** Share of time in which requests wait for a place, from which places are what binds. */
const BLOCKED = 0.02;
/** Cache use from which memory, rather than the number of sequences, is what runs out. */
const FULL = 0.98;
/** Share of the requests that only fill the queues, before and after. */
const EDGE_SHARE = 0.1;

const limitSeconds = (milliseconds: number | null): number =>
  milliseconds === null ? Number.POSITIVE_INFINITY : milliseconds / 1000;

const preparedOf = ({ machine, workload, outcome, constants }: ServingCase): Prepared => {
  const traffic = { ...workload, percentile: workload.serviceLevel.percentile };
  const prepared = prepare(machine, modelLoad(workload.model), outcome.layout, traffic, constants);
  if (prepared === null) throw new RangeError(`the layout of ${outcome.workload} does not fit`);
  return prepared;
};

/**
 * The batch to compile for: the requests that decode at the percentile, as the closed form takes it at this rate; without
 * an equilibrium the batch of the plan, which holds for its highest load.
 */
const compiledBatch = ({ outcome }: ServingCase, { open }: Prepared, state: OpenLoopState | null): number =>
  state === null ? outcome.layout.batch : Math.ceil(Math.max(1, runningQuantile(open, state.running)));

const deploymentOf = (of: ServingCase, prepared: Prepared, state: OpenLoopState | null): Deployment => {
  const { machine, outcome, constants } = of;
  const { disaggregated } = outcome.layout;
  const costs = replicaCosts(machine, prepared, compiledBatch(of, prepared, state));
  if (disaggregated === null) return { kind: 'mixed', replicas: outcome.replicas, costs };
  const { open } = prepared;
  const transferSeconds = (inputTokens: number): number =>
    cacheTransferSeconds(machine, { ...prepared, open: { ...open, mean: { ...open.mean, inputTokens } } });
  return {
    kind: 'separate',
    prefill: {
      replicas: disaggregated.prefillReplicas,
      costs,
      rateShare: constants.disaggregatedPrefillShare,
    },
    decode: {
      replicas: disaggregated.decodeReplicas,
      costs,
      rateShare: constants.disaggregatedDecodeShare,
    },
    transferSeconds,
  };
};

const stateOf = (
  { machine, outcome }: ServingCase,
  prepared: Prepared,
  limits: LatencyLimits,
  rate: number,
): OpenLoopState | null => {
  const pool = outcome.layout.disaggregated;
  if (pool === null) return openLoop(prepared.open, rate / outcome.replicas);
  const point = disaggregatedPoint(machine, prepared, limits);
  return point === null ? null : disaggregatedState(prepared, point, pool, rate);
};

const closedFormOf = (state: OpenLoopState | null, outputTokens: number): ClosedForm | null =>
  state === null
    ? null
    : {
        meanTimeToFirstToken: state.meanTimeToFirstTokenSeconds,
        timeToFirstToken: state.timeToFirstTokenSeconds,
        meanTimePerOutputToken: state.meanTimePerOutputTokenSeconds,
        timePerOutputToken: state.timePerOutputTokenSeconds,
        meanEndToEnd:
          state.meanTimeToFirstTokenSeconds +
          Math.max(0, outputTokens - 1) * state.meanTimePerOutputTokenSeconds,
        running: state.running,
      };

const bindingOf = (result: SimulationResult, keepsUp: boolean, limits: LatencyLimits): SimulatedBinding => {
  if (result.blockedShare.estimate > BLOCKED)
    return result.largestCacheShare >= FULL ? 'memory' : 'sequences';
  if (!keepsUp) return 'rate';
  const first = result.timeToFirstToken.atPercentile.estimate / limits.timeToFirstTokenSeconds;
  const perToken = result.timePerOutputToken.atPercentile.estimate / limits.timePerOutputTokenSeconds;
  if (first === 0 && perToken === 0) return 'nothing';
  return first >= perToken ? 'first-token' : 'per-token';
};

const arrivalsAt = (
  pattern: Exclude<ArrivalPattern, { kind: 'trace' }>,
  requestsPerSecond: number,
): Arrivals => {
  switch (pattern.kind) {
    case 'poisson':
      return { requestsPerSecond, gapCv: 1 };
    case 'bursty':
      return { requestsPerSecond, gapCv: pattern.cv };
    case 'modulated': {
      const { burstRatio, burstShare, burstSeconds } = pattern;
      return { requestsPerSecond, burstRatio, burstShare, burstSeconds };
    }
  }
};

const trafficOf = (
  of: ServingCase,
  options: ServingSimulationOptions,
  requestsPerSecond: number,
  running: number,
): SimulationInput['traffic'] => {
  const { arrivals, requests } = options;
  if (arrivals.kind === 'trace') return { kind: 'trace', table: atRate(arrivals.table, requestsPerSecond) };
  const { inputTokens, outputTokens, model } = of.workload;
  return {
    kind: 'drawn',
    arrivals: arrivalsAt(arrivals, requestsPerSecond),
    shape: { inputTokens, outputTokens, longestTokens: model.maxPositions },
    requests,
    // The queues are full once the requests that run together have been replaced twice.
    edge: Math.ceil(Math.max(EDGE_SHARE * requests, Math.min(2 * running * of.outcome.replicas, requests))),
  };
};

/**
 * Simulates the layout of a plan at a rate, and sets it beside the closed form: the same step model, length family and
 * overheads, so that a difference is queueing, bursts and batching alone.
 */
export const simulateServing = (of: ServingCase, options: ServingSimulationOptions): ServingSimulation => {
  const { workload, outcome, constants } = of;
  const { serviceLevel } = workload;
  const limits = {
    timeToFirstTokenSeconds: limitSeconds(serviceLevel.timeToFirstTokenMs),
    timePerOutputTokenSeconds: limitSeconds(serviceLevel.timePerOutputTokenMs),
  };
  const { arrivals, runs, seed, routing, onProgress } = options;
  const own =
    arrivals.kind === 'trace'
      ? meanRate(arrivals.table)
      : workload.requestsPerSecond.estimate * workload.peakToMean;
  const requestsPerSecond = options.requestsPerSecond ?? own;
  const prepared = preparedOf(of);
  const state = stateOf(of, prepared, limits, requestsPerSecond);
  const running = state === null ? prepared.admissible : state.running;
  const simulated = simulate({
    deployment: deploymentOf(of, prepared, state),
    routing,
    traffic: trafficOf(of, options, requestsPerSecond, running),
    seed,
    // A trace is the same every time; only a router that draws lots makes runs differ.
    runs: arrivals.kind === 'trace' && routing !== 'random' ? 1 : runs,
    limits,
    percentile: serviceLevel.percentile,
    firstTokenOverheadSeconds: constants.firstTokenOverheadSeconds + prepared.open.prompt.launchSeconds,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const counted = simulated.runs * simulated.requestsPerRun;
  const keepsUp =
    1 - simulated.keptUp.estimate <= LEFT_OVER + COUNT_ERRORS / Math.sqrt(counted) && simulated.refused === 0;
  return Object.freeze({
    requestsPerSecond,
    replicas: outcome.replicas,
    percentile: serviceLevel.percentile,
    limits,
    compiledBatch: prepared.open.step.compiledShapes ? compiledBatch(of, prepared, state) : null,
    simulated,
    closedForm: closedFormOf(state, workload.outputTokens.mean),
    keepsUp,
    attained:
      keepsUp &&
      simulated.timeToFirstToken.atPercentile.estimate <= limits.timeToFirstTokenSeconds &&
      simulated.timePerOutputToken.atPercentile.estimate <= limits.timePerOutputTokenSeconds,
    binding: bindingOf(simulated, keepsUp, limits),
  });
};
