import { randomStream } from '../../quantity/random.ts';
import type { Arrivals } from './arrivals.ts';
import { type Deployment, runDeployment } from './deployment.ts';
import type { Routing } from './fleet.ts';
import {
  type LatencySummary,
  type MeasureOptions,
  measureRun,
  QUANTILES,
  type RunSummary,
  waitingOverTime,
} from './measure.ts';
import { drawRequests, type RequestShape, type RequestTable } from './requests.ts';
import { acrossRuns, type Estimate } from './statistics.ts';

export interface SimulationInput extends Omit<MeasureOptions, 'window'> {
  readonly deployment: Deployment;
  readonly routing: Routing;
  /** Requests to draw, or a trace to play as it is. */
  readonly traffic:
    | {
        readonly kind: 'drawn';
        readonly arrivals: Arrivals;
        readonly shape: RequestShape;
        /** Requests that count, and as many before and after that only fill the queues (`edge` each). */
        readonly requests: number;
        readonly edge: number;
      }
    | { readonly kind: 'trace'; readonly table: RequestTable };
  readonly seed: number;
  /** Independent repetitions, each with random streams of its own. */
  readonly runs: number;
  /** Told before each run, so that somebody waiting sees it move. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** One latency over all runs, seconds. */
export interface LatencyEstimate {
  readonly mean: Estimate;
  readonly quantiles: readonly { readonly p: number; readonly seconds: Estimate }[];
  readonly atPercentile: Estimate;
  readonly withinLimit: Estimate;
}

export interface SimulationResult {
  readonly runs: number;
  readonly requestsPerRun: number;
  readonly timeToFirstToken: LatencyEstimate;
  readonly timePerOutputToken: LatencyEstimate;
  readonly endToEnd: LatencyEstimate;
  readonly withinAllLimits: Estimate;
  readonly keptUp: Estimate;
  readonly requestsPerSecond: Estimate;
  readonly outputTokensPerSecond: Estimate;
  readonly utilisation: Estimate;
  readonly promptShare: Estimate;
  readonly blockedShare: Estimate;
  readonly meanRunning: Estimate;
  readonly preemptionsPerRequest: Estimate;
  /** Requests too long for the cache, all runs together. */
  readonly refused: number;
  /** Of the fullest replica, at its fullest, in any run. */
  readonly largestCacheShare: number;
  /** Requests waiting, averaged over equal stretches of the first run. */
  readonly waiting: readonly number[];
  readonly simulatedTokens: number;
  readonly simulatedSteps: number;
  readonly events: number;
}

const WAITING_BINS = 60;
/** Random streams of one run: arrivals, lengths, routing. */
const STREAMS_PER_RUN = 3;

const requestsOf = ({ traffic, seed }: SimulationInput, run: number): RequestTable =>
  traffic.kind === 'trace'
    ? traffic.table
    : drawRequests(traffic.requests + 2 * traffic.edge, traffic.arrivals, traffic.shape, {
        arrivals: randomStream(seed, STREAMS_PER_RUN * run),
        lengths: randomStream(seed, STREAMS_PER_RUN * run + 1),
      });

const windowOf = ({ traffic }: SimulationInput) =>
  traffic.kind === 'trace'
    ? { first: 0, end: traffic.table.count }
    : { first: traffic.edge, end: traffic.edge + traffic.requests };

/** Estimates of what cannot be below zero, or above `most`: nor can the ends of their intervals. */
const across = (values: readonly number[], most = Number.POSITIVE_INFINITY): Estimate => {
  const { estimate, low, high } = acrossRuns(values);
  return {
    estimate,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(most, high),
  };
};

const latencyOf = (summaries: readonly LatencySummary[]): LatencyEstimate => ({
  mean: across(summaries.map(({ mean }) => mean)),
  quantiles: QUANTILES.map((p, index) => ({
    p,
    seconds: across(summaries.map(({ quantiles }) => quantiles[index] ?? Number.NaN)),
  })),
  atPercentile: across(summaries.map(({ atPercentile }) => atPercentile)),
  withinLimit: across(
    summaries.map(({ withinLimit }) => withinLimit),
    1,
  ),
});

/**
 * Simulates a deployment in independent runs and gives means over them with 95 % confidence intervals. Pure: the same
 * input gives the same result, byte for byte.
 */
export const simulate = (input: SimulationInput): SimulationResult => {
  const { deployment, routing, seed, runs, onProgress } = input;
  const window = windowOf(input);
  const summaries: RunSummary[] = [];
  let waiting: readonly number[] = [];
  for (let run = 0; run < runs; run++) {
    onProgress?.(run, runs);
    const random = randomStream(seed, STREAMS_PER_RUN * run + 2);
    const log = runDeployment(deployment, requestsOf(input, run), routing, random);
    summaries.push(measureRun(log, { ...input, window }));
    if (run === 0) waiting = waitingOverTime(log, WAITING_BINS);
  }
  const rate = (pick: (run: RunSummary) => number): Estimate => across(summaries.map(pick));
  const share = (pick: (run: RunSummary) => number): Estimate => across(summaries.map(pick), 1);
  const sum = (pick: (run: RunSummary) => number): number =>
    summaries.reduce((total, run) => total + pick(run), 0);
  return Object.freeze({
    runs,
    requestsPerRun: window.end - window.first,
    timeToFirstToken: latencyOf(summaries.map((run) => run.timeToFirstToken)),
    timePerOutputToken: latencyOf(summaries.map((run) => run.timePerOutputToken)),
    endToEnd: latencyOf(summaries.map((run) => run.endToEnd)),
    withinAllLimits: share((run) => run.withinAllLimits),
    keptUp: rate((run) => run.keptUp),
    requestsPerSecond: rate((run) => run.requestsPerSecond),
    outputTokensPerSecond: rate((run) => run.outputTokensPerSecond),
    utilisation: share((run) => run.utilisation),
    promptShare: share((run) => run.promptShare),
    blockedShare: share((run) => run.blockedShare),
    meanRunning: rate((run) => run.meanRunning),
    preemptionsPerRequest: rate((run) => run.preemptionsPerRequest),
    refused: sum((run) => run.refused),
    largestCacheShare: Math.max(...summaries.map((run) => run.largestCacheShare)),
    waiting,
    simulatedTokens: sum((run) => run.simulatedTokens),
    simulatedSteps: sum((run) => run.simulatedSteps),
    events: sum((run) => run.events),
  });
};
