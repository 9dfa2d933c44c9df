import type { LatencyLimits } from '../inference/operating-point.ts';
import { type RunLog, totalOf } from './deployment.ts';
import type { Replica } from './replica-state.ts';
import { meanOfColumn, quantileOf, shareWithin } from './statistics.ts';
import { at } from './work-table.ts';

/** Quantiles a simulation reports besides the one of the service level. */
export const QUANTILES = [0.5, 0.9, 0.95, 0.99] as const;

/** One latency over the requests measured, seconds. */
export interface LatencySummary {
  readonly mean: number;
  /** In the order of `QUANTILES`. */
  readonly quantiles: readonly number[];
  /** At the percentile of the service level. */
  readonly atPercentile: number;
  /** Share of requests within the limit. */
  readonly withinLimit: number;
}

/** One run, measured between the first and the last request that count. */
export interface RunSummary {
  readonly timeToFirstToken: LatencySummary;
  readonly timePerOutputToken: LatencySummary;
  readonly endToEnd: LatencySummary;
  /** Share of requests that keep every limit. */
  readonly withinAllLimits: number;
  /** Requests done over requests arrived in the window; below 1 the queue grows. */
  readonly keptUp: number;
  readonly requestsPerSecond: number;
  readonly outputTokensPerSecond: number;
  /** Share of time in which a replica works, and of it what prompts take. */
  readonly utilisation: number;
  readonly promptShare: number;
  /** Share of time in which memory (or the limit of sequences) keeps a request waiting. */
  readonly blockedShare: number;
  /** Requests decoding on one replica that does. */
  readonly meanRunning: number;
  readonly preemptionsPerRequest: number;
  readonly refused: number;
  /** Of the fullest replica, at its fullest. */
  readonly largestCacheShare: number;
  readonly simulatedTokens: number;
  readonly simulatedSteps: number;
  readonly events: number;
}

/** Which requests count: those from index `first` to before `end`; the others only fill the queues before and after. */
export interface Window {
  readonly first: number;
  readonly end: number;
}

export interface MeasureOptions {
  readonly window: Window;
  readonly limits: LatencyLimits;
  readonly percentile: number;
  /** Time to first token that no replica spends: networks, tokenising. Added to first tokens and whole answers. */
  readonly firstTokenOverheadSeconds: number;
}

const summaryOf = (values: Float64Array, percentile: number, limit: number): LatencySummary => {
  const ascending = values.sort();
  return {
    mean: meanOfColumn(ascending),
    quantiles: QUANTILES.map((p) => quantileOf(ascending, p)),
    atPercentile: quantileOf(ascending, percentile),
    withinLimit: shareWithin(ascending, limit),
  };
};

interface Samples {
  readonly first: Float64Array;
  readonly perToken: Float64Array;
  readonly whole: Float64Array;
  readonly withinAll: number;
}

/** Latencies of the requests that count and are done; time per token only where there is a second one. */
const samplesOf = (log: RunLog, { window, limits, firstTokenOverheadSeconds }: MeasureOptions): Samples => {
  const most = window.end - window.first;
  const first = new Float64Array(most);
  const whole = new Float64Array(most);
  const perToken = new Float64Array(most);
  let done = 0;
  let several = 0;
  let within = 0;
  for (let request = window.first; request < window.end; request++) {
    const end = at(log.doneAt, request);
    if (Number.isNaN(end)) continue;
    const shown = at(log.firstTokenAt, request);
    const arrived = at(log.requests.arrivedAt, request);
    const output = at(log.requests.outputTokens, request);
    const toFirst = shown - arrived + firstTokenOverheadSeconds;
    const each = output > 1 ? (end - shown) / (output - 1) : 0;
    first[done] = toFirst;
    whole[done] = end - arrived + firstTokenOverheadSeconds;
    done += 1;
    if (output > 1) {
      perToken[several] = each;
      several += 1;
    }
    if (toFirst <= limits.timeToFirstTokenSeconds && each <= limits.timePerOutputTokenSeconds) within += 1;
  }
  return {
    first: first.subarray(0, done),
    whole: whole.subarray(0, done),
    perToken: perToken.subarray(0, several),
    withinAll: done === 0 ? Number.NaN : within / done,
  };
};

const throughputOf = (log: RunLog, { first, end }: Window) => {
  const from = at(log.requests.arrivedAt, first);
  const to = at(log.requests.arrivedAt, end - 1);
  let requests = 0;
  let tokens = 0;
  let arrived = 0;
  for (let request = 0; request < log.requests.count; request++) {
    const done = at(log.doneAt, request);
    const arrival = at(log.requests.arrivedAt, request);
    if (arrival > from && arrival <= to) arrived += 1;
    if (!(done > from && done <= to)) continue;
    requests += 1;
    tokens += at(log.requests.outputTokens, request);
  }
  const seconds = to - from;
  return {
    keptUp: arrived === 0 ? 1 : requests / arrived,
    requestsPerSecond: requests / seconds,
    outputTokensPerSecond: tokens / seconds,
  };
};

const clocksOf = (fleet: readonly Replica[]): number => fleet.reduce((sum, { clock }) => sum + clock, 0);

/** Measures a run. Percentiles are of requests: each counts once, with the mean time between its own tokens. */
export const measureRun = (log: RunLog, options: MeasureOptions): RunSummary => {
  const { percentile, limits, window } = options;
  const samples = samplesOf(log, options);
  const { fleet } = log;
  const decoding = fleet.filter(({ role }) => role !== 'prefill');
  const clocks = clocksOf(fleet);
  const busy = totalOf(fleet, (totals) => totals.busySeconds);
  return {
    timeToFirstToken: summaryOf(samples.first, percentile, limits.timeToFirstTokenSeconds),
    timePerOutputToken: summaryOf(samples.perToken, percentile, limits.timePerOutputTokenSeconds),
    endToEnd: summaryOf(samples.whole, percentile, Number.POSITIVE_INFINITY),
    withinAllLimits: samples.withinAll,
    ...throughputOf(log, window),
    utilisation: busy / clocks,
    promptShare: totalOf(fleet, (totals) => totals.promptSeconds) / busy,
    blockedShare: totalOf(fleet, (totals) => totals.blockedSeconds) / clocks,
    meanRunning: totalOf(decoding, (totals) => totals.runningSeconds) / clocksOf(decoding),
    preemptionsPerRequest: totalOf(fleet, (totals) => totals.preemptions) / log.requests.count,
    refused: totalOf(fleet, (totals) => totals.refused),
    largestCacheShare: fleet.reduce((most, { totals }) => Math.max(most, totals.largestCacheShare), 0),
    simulatedTokens: totalOf(fleet, (totals) => totals.outputTokens),
    simulatedSteps: totalOf(fleet, (totals) => totals.steps),
    events: totalOf(fleet, (totals) => totals.events),
  };
};

/** Requests waiting for their first pass, averaged over `bins` equal stretches of time from the first to the last arrival. */
export const waitingOverTime = (log: RunLog, bins: number): readonly number[] => {
  const { arrivedAt, count } = log.requests;
  const from = at(arrivedAt, 0);
  const width = (at(arrivedAt, count - 1) - from) / bins;
  const waited = new Array<number>(bins).fill(0);
  if (!(width > 0)) return waited;
  for (let request = 0; request < count; request++) {
    const start = at(log.startedAt, request);
    if (Number.isNaN(start)) continue;
    const arrived = at(arrivedAt, request);
    const lastBin = Math.min(bins - 1, Math.floor((start - from) / width));
    for (let bin = Math.min(bins - 1, Math.floor((arrived - from) / width)); bin <= lastBin; bin++) {
      const begin = Math.max(arrived, from + bin * width);
      const end = Math.min(start, from + (bin + 1) * width);
      waited[bin] = (waited[bin] ?? Number.NaN) + Math.max(0, end - begin) / width;
    }
  }
  return waited;
};
