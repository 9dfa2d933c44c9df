import type { LatencyLimits } from '../inference/operating-point.ts';
import {
  admissibleRunning,
  type LoopResult,
  largestRunning,
  normalQuantile,
  openLoopAt,
  openLoopModel,
  type StepModel,
} from '../inference/predict.ts';
import type { Measurement } from './measurement.ts';

/**
 * Assumption: spread of prompts and answers of a data set, standard deviation over mean, where only means are printed.
 * That of answers that may end at every token alike (geometric lengths).
 */
const DATA_SET_CV = 1;

/** Percentile that published limits hold for (`target_latency_percentile` of MLPerf's LoadGen). */
const PERCENTILE = 0.99;

/**
 * The spread of lengths of which so few are beyond the longest: the log-normal whose percentile is the longest, at most
 * the assumed spread; that one where the longest is not known.
 */
const spreadUpTo = (mean: number, longest: number | null | undefined): number => {
  if (longest == null || longest <= mean) return DATA_SET_CV;
  const z = normalQuantile(PERCENTILE);
  const deviation = z - Math.sqrt(Math.max(0, z * z - 2 * Math.log(longest / mean)));
  return Math.min(DATA_SET_CV, Math.sqrt(Math.expm1(deviation * deviation)));
};

/** Whether a row's answer is the mean over a data set rather than the length of every answer. */
const isMeanAnswer = (row: Measurement): boolean => row.osl_is_mean === true;

/**
 * Tokens of its answer that a running request holds in the mean: half of them where answers are alike, more where they
 * are drawn, since long ones run longer (inspection paradox; Kleinrock, Queueing Systems I, 5.2).
 */
export const heldAnswerTokens = (row: Measurement, outputTokens: number): number =>
  (outputTokens * (1 + (isMeanAnswer(row) ? DATA_SET_CV ** 2 : 0))) / 2;

/** Latency that the row's rate was the highest to keep; null where it was not. */
export const limitsOf = (row: Measurement): LatencyLimits | null =>
  row.limits == null
    ? null
    : {
        timeToFirstTokenSeconds: row.limits.ttft_p99_ms / 1e3,
        timePerOutputTokenSeconds: row.limits.tpot_p99_ms / 1e3,
      };

/** A replica whose requests come at random times. */
export interface LimitedReplica {
  readonly inputTokens: number;
  readonly longestInputTokens: number | null;
  readonly outputTokens: number;
  readonly slots: number;
}

/**
 * The replica at the highest rate of random arrivals that keeps the limits; with one request at a time if none does. As a
 * plan promises it: percentiles of the open loop are on the safe side, so that runs tuned to the limits may exceed it.
 */
export const highestRate = (
  step: StepModel,
  { inputTokens, longestInputTokens, outputTokens, slots }: LimitedReplica,
  limits: LatencyLimits,
): LoopResult => {
  const model = openLoopModel(
    step,
    {
      inputTokens: { mean: inputTokens, cv: spreadUpTo(inputTokens, longestInputTokens) },
      outputTokens: { mean: outputTokens, cv: DATA_SET_CV },
      prefixCacheShare: 0,
      percentile: PERCENTILE,
    },
    slots,
  );
  const running = largestRunning(admissibleRunning(model), (at) => {
    const state = openLoopAt(model, at);
    return (
      state.promptLoad < step.constants.queueLoadLimit &&
      state.timeToFirstTokenSeconds <= limits.timeToFirstTokenSeconds &&
      state.timePerOutputTokenSeconds <= limits.timePerOutputTokenSeconds
    );
  });
  const state = openLoopAt(model, Math.max(1, running));
  return {
    timePerOutputTokenSeconds: state.meanTimePerOutputTokenSeconds,
    timeToFirstTokenSeconds: state.meanTimeToFirstTokenSeconds,
    outputTokensPerSecond: state.requestsPerSecond * outputTokens,
    requestsPerSecond: state.requestsPerSecond,
    promptLoad: state.promptLoad,
  };
};
