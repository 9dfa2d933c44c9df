import type { Machine } from '../machine.ts';
import { sendSeconds } from '../network/collectives.ts';
import { networkConstantsOf } from './constants.ts';
import { cacheBytesPerSequence } from './memory.ts';
import {
  fillState,
  largestRunning,
  type OpenLoopModel,
  type OpenLoopState,
  openLoop,
  requestsPerSecondAt,
  STATE,
  stateArray,
} from './open-loop.ts';
import type { LatencyLimits, Prepared } from './operating-point.ts';
import { meanWaitSeconds, waitQuantileSeconds } from './queue.ts';

/** Prompts processed by some replicas and answers written by others, all laid out alike; per replica. */
export interface DisaggregatedPoint {
  readonly prefillRequestsPerSecond: number;
  readonly decodeRequestsPerSecond: number;
  /** Mean requests on one decode replica at its rate. */
  readonly running: number;
  /** Moving one prompt's cache from one replica to another. */
  readonly transferSeconds: number;
}

/** What one replica of each pool carries. */
export type PoolRates = Pick<DisaggregatedPoint, 'prefillRequestsPerSecond' | 'decodeRequestsPerSecond'>;

const LOAD_STEPS = 12;
const RUNNING_PRECISION = 5e-3;

/**
 * Seconds to move the cache of one prompt: every chip sends its share to its partner, over the scale-up network when two
 * replicas fit into it, otherwise over the next one out. Layer-wise overlap with the prompt is left out (safe side).
 */
export const cacheTransferSeconds = (machine: Machine, prepared: Prepared): number => {
  const { step, mean } = prepared.open;
  const network = {
    ...networkConstantsOf(step.constants),
    sendEfficiency: step.constants.cacheTransferEfficiency,
  };
  const share = cacheBytesPerSequence(prepared.memory, mean.inputTokens);
  return sendSeconds(machine, network, share, { size: 2, stride: Math.max(1, Math.ceil(prepared.chips)) });
};

/** Rate of one prefill replica that spends all its time on prompts. */
export const promptsPerSecond = ({ open }: Prepared): number =>
  (open.step.constants.disaggregatedPrefillShare * open.step.pipelineParallel * open.step.attentionCopies) /
  open.prompt.latencySeconds;

const waitForPrompts = (open: OpenLoopModel, load: number): number =>
  open.step.constants.queueFactor * meanWaitSeconds(load, open.prompt.latencySeconds, open.inputCv);

const firstTokenSeconds = (open: OpenLoopModel, load: number, transferSeconds: number): number =>
  open.step.constants.firstTokenOverheadSeconds +
  waitQuantileSeconds(waitForPrompts(open, load), open.percentile) +
  open.longPromptSeconds +
  transferSeconds;

const meanFirstTokenSeconds = (open: OpenLoopModel, load: number, transferSeconds: number): number =>
  open.step.constants.firstTokenOverheadSeconds +
  waitForPrompts(open, load) +
  open.prompt.latencySeconds +
  transferSeconds;

/** Highest share of time a prefill replica may be busy so that first tokens come in time; 0 when not even idle. */
const highestPromptLoad = (open: OpenLoopModel, transferSeconds: number, limitSeconds: number): number => {
  if (firstTokenSeconds(open, 0, transferSeconds) > limitSeconds) return 0;
  let low = 0;
  let high = open.step.constants.queueLoadLimit;
  for (let step = 0; step < LOAD_STEPS; step++) {
    const middle = (low + high) / 2;
    if (firstTokenSeconds(open, middle, transferSeconds) <= limitSeconds) low = middle;
    else high = middle;
  }
  return low;
};

// Written in full before it is read, so that no evaluation sees another's values.
const scratch = stateArray();

/**
 * Highest rates of a prefill and of a decode replica under the limits, each reduced by what real deployments lose
 * against a pool that works alone (AIConfigurator, ai-dynamo/aiconfigurator@095f58a: 0.90 and 0.92); null when the
 * limits cannot be kept.
 */
export const disaggregatedPoint = (
  machine: Machine,
  prepared: Prepared,
  limits: LatencyLimits,
): DisaggregatedPoint | null => {
  const transferSeconds = cacheTransferSeconds(machine, prepared);
  const load = highestPromptLoad(prepared.open, transferSeconds, limits.timeToFirstTokenSeconds);
  if (load === 0) return null;
  const decode = { ...prepared.open, decodeOnly: true };
  const running = largestRunning(
    prepared.admissible,
    (at) => {
      fillState(decode, at, scratch);
      return (scratch[STATE.timePerOutputToken] ?? Number.NaN) <= limits.timePerOutputTokenSeconds;
    },
    RUNNING_PRECISION,
  );
  if (running === 0) return null;
  const share = prepared.open.step.constants.disaggregatedDecodeShare;
  return {
    prefillRequestsPerSecond: load * promptsPerSecond(prepared),
    decodeRequestsPerSecond: share * requestsPerSecondAt(decode, running),
    running,
    transferSeconds,
  };
};

/** Latencies of pools that share a rate; null when a pool cannot carry it. Percentiles are those of the traffic. */
export const disaggregatedState = (
  prepared: Prepared,
  point: DisaggregatedPoint,
  pool: Pools,
  requestsPerSecond: number,
): OpenLoopState | null => {
  const { constants } = prepared.open.step;
  const decode = { ...prepared.open, decodeOnly: true };
  const perDecode = requestsPerSecond / pool.decodeReplicas / constants.disaggregatedDecodeShare;
  const state = openLoop(decode, perDecode);
  if (state === null) return null;
  const load = requestsPerSecond / pool.prefillReplicas / promptsPerSecond(prepared);
  const timeToFirstTokenSeconds = firstTokenSeconds(prepared.open, load, point.transferSeconds);
  return {
    ...state,
    requestsPerSecond: state.requestsPerSecond * constants.disaggregatedDecodeShare,
    promptLoad: load,
    timeToFirstTokenSeconds,
    meanTimeToFirstTokenSeconds: Math.min(
      timeToFirstTokenSeconds,
      meanFirstTokenSeconds(prepared.open, load, point.transferSeconds),
    ),
  };
};

export interface Pools {
  readonly prefillReplicas: number;
  readonly decodeReplicas: number;
}

/** Smallest numbers of prefill and decode replicas that carry a rate. */
export const pools = (point: PoolRates, requestsPerSecond: number): Pools => ({
  prefillReplicas: Math.max(1, Math.ceil(requestsPerSecond / point.prefillRequestsPerSecond)),
  decodeReplicas: Math.max(1, Math.ceil(requestsPerSecond / point.decodeRequestsPerSecond)),
});

/** The split of a number of replicas (at least two) into pools that carries the highest rate. */
export const splitReplicas = (point: DisaggregatedPoint, replicas: number): Pools => {
  const share =
    point.decodeRequestsPerSecond / (point.prefillRequestsPerSecond + point.decodeRequestsPerSecond);
  const rate = (prefill: number): number =>
    poolRate(point, { prefillReplicas: prefill, decodeReplicas: replicas - prefill });
  const below = Math.min(replicas - 1, Math.max(1, Math.floor(share * replicas)));
  const above = Math.min(replicas - 1, below + 1);
  const prefillReplicas = rate(above) > rate(below) ? above : below;
  return { prefillReplicas, decodeReplicas: replicas - prefillReplicas };
};

/** Requests per second that pools of these sizes carry. */
export const poolRate = (point: DisaggregatedPoint, of: Pools): number =>
  Math.min(
    of.prefillReplicas * point.prefillRequestsPerSecond,
    of.decodeReplicas * point.decodeRequestsPerSecond,
  );
