import type { LengthDistribution } from '../../workload/request.ts';
import { lengthQuantile, normalQuantile } from './distribution.ts';
import { meanWaitSeconds, waitQuantileSeconds } from './queue.ts';
import {
  decodeSecondsPerTokenAt,
  meanContext,
  type PromptCost,
  promptCost,
  promptOf,
  type Speculation,
  type TokenLengths,
} from './serving-load.ts';
import { type ContextCost, contextCost, prefillSeconds } from './step.ts';
import type { StepModel } from './step-model.ts';

export interface OpenLoopTraffic {
  readonly inputTokens: LengthDistribution;
  readonly outputTokens: LengthDistribution;
  readonly prefixCacheShare: number;
  /** Share of requests that a promise must hold for, 0.5 to 0.999. */
  readonly percentile: number;
  readonly speculation?: Speculation | null;
}

/** What stays the same over all arrival rates of one layout; prepared once. */
export interface OpenLoopModel {
  readonly step: StepModel;
  readonly mean: TokenLengths;
  /** Of the mean context, over which all steps decode. */
  readonly context: ContextCost;
  readonly prompt: PromptCost;
  /** From start to first token of a prompt of the length that the percentile asks for. */
  readonly longPromptSeconds: number;
  readonly promptPasses: number;
  readonly longPromptPasses: number;
  readonly inputCv: number;
  readonly outputCv: number;
  readonly percentile: number;
  /** Standard normal quantile of the percentile, at least 0. */
  readonly z: number;
  readonly slots: number;
  /** Prompts are processed elsewhere (a pool of their own). */
  readonly decodeOnly: boolean;
}

/** A replica in equilibrium at one arrival rate. Percentiles are those of the traffic. */
export interface OpenLoopState {
  /** Mean requests decoding. */
  readonly running: number;
  readonly requestsPerSecond: number;
  /** Share of time in which prompts hold up everything else. */
  readonly promptLoad: number;
  /** Of a step of all that decode, prompts left out. */
  readonly decodeSeconds: number;
  readonly meanTimePerOutputTokenSeconds: number;
  readonly timePerOutputTokenSeconds: number;
  readonly meanTimeToFirstTokenSeconds: number;
  readonly timeToFirstTokenSeconds: number;
}

/**
 * Mean context of requests under way: long answers run longer, so that a request met at random has an answer of mean
 * E[o^2]/E[o], of which half is written (inspection paradox; Kleinrock, Queueing Systems I, 5.2).
 */
export const runningContext = ({ outputTokens }: OpenLoopTraffic, inputTokens: number): number =>
  inputTokens + (outputTokens.mean * (1 + outputTokens.cv ** 2)) / 2;

const lengthsOf = (traffic: OpenLoopTraffic, inputTokens: number): TokenLengths => ({
  inputTokens,
  outputTokens: traffic.outputTokens.mean,
  prefixCacheShare: traffic.prefixCacheShare,
  speculation: traffic.speculation ?? null,
  contextTokens: runningContext(traffic, inputTokens),
});

/** Prepares a layout for open-loop evaluation; `slots` is the most requests it can hold (`maxBatch`). */
export const openLoopModel = (step: StepModel, traffic: OpenLoopTraffic, slots: number): OpenLoopModel => {
  const mean = lengthsOf(traffic, traffic.inputTokens.mean);
  const long = lengthsOf(traffic, lengthQuantile(traffic.inputTokens, traffic.percentile));
  const passes = (lengths: TokenLengths): number =>
    Math.max(
      1,
      Math.ceil((lengths.inputTokens * (1 - traffic.prefixCacheShare)) / step.constants.prefillChunkTokens),
    );
  return {
    step,
    mean,
    context: contextCost(step, meanContext(mean)),
    prompt: promptCost(step, mean),
    longPromptSeconds: prefillSeconds(step, promptOf(long)),
    promptPasses: passes(mean),
    longPromptPasses: passes(long),
    inputCv: traffic.inputTokens.cv,
    outputCv: traffic.outputTokens.cv,
    percentile: traffic.percentile,
    z: Math.max(0, normalQuantile(traffic.percentile)),
    slots,
    decodeOnly: false,
  };
};

/** Requests decoding at the percentile when `running` decode on average: a Poisson number, approximated as normal. */
export const runningQuantile = (model: OpenLoopModel, running: number): number =>
  running + model.z * Math.sqrt(running);

/** Most requests that may decode on average so that, at the percentile, none has to wait for memory. */
export const admissibleRunning = (model: OpenLoopModel): number => {
  const root = (-model.z + Math.sqrt(model.z * model.z + 4 * model.slots)) / 2;
  return root * root;
};

/** Places of the numbers of a state where a loop over many loads keeps them in an array. */
export const STATE = {
  requestsPerSecond: 0,
  promptLoad: 1,
  decodeSeconds: 2,
  meanTimePerOutputToken: 3,
  timePerOutputToken: 4,
  meanTimeToFirstToken: 5,
  timeToFirstToken: 6,
} as const;
const STATE_SIZE = 7;

/** A decode step when the number of running requests is at the percentile. */
const crowdDecodeSeconds = ({ step, mean, context }: OpenLoopModel, crowd: number): number =>
  decodeSecondsPerTokenAt(
    step,
    Math.max(1, step.compiledShapes ? Math.ceil(crowd) : crowd),
    context,
    mean.speculation,
  );

/**
 * What the mean request of a replica with `running` requests decoding on average sees, first tokens left out, written to
 * `out` by the places of `STATE`; the others are left as they are. For loops that ask for nothing else.
 */
export const fillRates = (model: OpenLoopModel, running: number, out: Float64Array): void => {
  const { step, mean, context } = model;
  // A compiled engine runs the batch it was compiled for, which has to hold the crowd.
  // A request runs beside as many others as run on average (Poisson arrivals see time averages), and itself.
  const decode = step.compiledShapes
    ? crowdDecodeSeconds(model, runningQuantile(model, running))
    : decodeSecondsPerTokenAt(
        step,
        Math.max(1, Math.min(model.slots, running + 1)),
        context,
        mean.speculation,
      );
  const occupancy = model.decodeOnly ? 0 : model.prompt.occupancySeconds;
  const interference = (running / mean.outputTokens) * occupancy;
  const perToken = decode + interference;
  const requestsPerSecond = running / (mean.outputTokens * perToken);
  out[STATE.requestsPerSecond] = requestsPerSecond;
  out[STATE.promptLoad] = requestsPerSecond * occupancy;
  out[STATE.decodeSeconds] = decode;
  out[STATE.meanTimePerOutputToken] = perToken;
};

/** The replica with `running` requests decoding on average, as `openLoopAt`, written to `out` by the places of `STATE`. */
export const fillState = (model: OpenLoopModel, running: number, out: Float64Array): void => {
  const { step, mean, prompt, percentile, z } = model;
  const { constants } = step;
  fillRates(model, running, out);
  const promptLoad = out[STATE.promptLoad] ?? Number.NaN;
  const decode = out[STATE.decodeSeconds] ?? Number.NaN;
  const perToken = out[STATE.meanTimePerOutputToken] ?? Number.NaN;
  const crowdDecode = step.compiledShapes
    ? decode
    : crowdDecodeSeconds(model, runningQuantile(model, running));
  const interference = model.decodeOnly ? 0 : (running / mean.outputTokens) * prompt.occupancySeconds;
  const spread = 1 + z * Math.sqrt((1 + model.inputCv ** 2) / Math.max(1, running));
  const load = promptLoad < constants.queueLoadLimit ? promptLoad : 1;
  const wait = model.decodeOnly
    ? 0
    : constants.queueFactor *
      meanWaitSeconds(load, prompt.latencySeconds - prompt.launchSeconds, model.inputCv);
  const base = constants.firstTokenOverheadSeconds;
  // Where others decode, a prompt waits for half of the step under way and each of its passes goes with a step of theirs.
  const busy = 1 - Math.exp(-running);
  const steps = model.decodeOnly ? 1 : busy * (model.promptPasses + 0.5);
  const meanFirst = base + wait + (model.decodeOnly ? 0 : prompt.latencySeconds) + steps * decode;
  const first =
    base +
    waitQuantileSeconds(wait, percentile) +
    (model.decodeOnly ? 0 : model.longPromptSeconds) +
    model.longPromptPasses * crowdDecode;
  out[STATE.timePerOutputToken] = Math.max(perToken, crowdDecode + interference * spread);
  out[STATE.meanTimeToFirstToken] = meanFirst;
  out[STATE.timeToFirstToken] = percentile > 0.5 ? Math.max(meanFirst, first) : first;
};

/** An array that `fillState` can write to. */
export const stateArray = (): Float64Array => new Float64Array(STATE_SIZE);

// Written in full before it is read, so that no evaluation sees another's values.
const scratch = stateArray();
const written = (place: number): number => scratch[place] ?? Number.NaN;

/**
 * The replica with `running` requests decoding on average (Little's law ties it to the arrival rate). Time per token is
 * the decode step plus the prompts that arrive meanwhile; its percentile takes the number of running requests and of
 * prompts at theirs. Time to first token is the wait behind other prompts (Pollaczek-Khinchine), the prompt itself and
 * a decode step; its percentile adds the wait's and the prompt length's percentiles, which is on the safe side.
 */
export const openLoopAt = (model: OpenLoopModel, running: number): OpenLoopState => {
  fillState(model, running, scratch);
  return {
    running,
    requestsPerSecond: written(STATE.requestsPerSecond),
    promptLoad: written(STATE.promptLoad),
    decodeSeconds: written(STATE.decodeSeconds),
    meanTimePerOutputTokenSeconds: written(STATE.meanTimePerOutputToken),
    timePerOutputTokenSeconds: written(STATE.timePerOutputToken),
    meanTimeToFirstTokenSeconds: written(STATE.meanTimeToFirstToken),
    timeToFirstTokenSeconds: written(STATE.timeToFirstToken),
  };
};

/** Requests per second of the replica with `running` requests decoding on average. */
export const requestsPerSecondAt = (model: OpenLoopModel, running: number): number => {
  fillRates(model, running, scratch);
  return written(STATE.requestsPerSecond);
};

const ITERATIONS = 60;
const RELATIVE_STEP = 1e-6;

/**
 * The largest number of running requests, up to `most`, for which `accept` holds. `accept` must hold below and fail
 * above some point; 0 when it fails even for the smallest load looked at (a hundredth of a request).
 */
export const largestRunning = (
  most: number,
  accept: (running: number) => boolean,
  precision = RELATIVE_STEP,
): number => {
  if (most <= 0) return 0;
  if (accept(most)) return most;
  let low = Math.min(0.01, most / 2);
  if (!accept(low)) return 0;
  let high = most;
  for (let iteration = 0; iteration < ITERATIONS && high > low * (1 + precision); iteration++) {
    const middle = Math.sqrt(low * high);
    if (accept(middle)) low = middle;
    else high = middle;
  }
  return low;
};

/**
 * Equilibrium at an arrival rate per replica, or null when there is none: requests arrive faster than the replica can
 * process them, or more would have to run than its memory holds.
 */
export const openLoop = (model: OpenLoopModel, requestsPerSecond: number): OpenLoopState | null => {
  const most = admissibleRunning(model);
  if (most <= 0 || requestsPerSecondAt(model, most) < requestsPerSecond) return null;
  const running = largestRunning(most, (at) => {
    fillRates(model, at, scratch);
    return written(STATE.requestsPerSecond) <= requestsPerSecond;
  });
  const state = openLoopAt(model, Math.max(running, Math.min(0.01, most / 2)));
  return Number.isFinite(state.meanTimeToFirstTokenSeconds) ? state : null;
};

/** Requests per second the replica could process if none had to wait: its throughput limit. */
export const saturationRequestsPerSecond = (model: OpenLoopModel): number =>
  requestsPerSecondAt(model, admissibleRunning(model));
