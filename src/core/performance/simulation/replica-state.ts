import { type FinishHeap, openHeap } from './finish-heap.ts';
import { openQueue, type RequestQueue } from './queue.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import { at, type WorkTable } from './work-table.ts';

/** What a replica does: everything, prompts only, or answers to prompts that others have processed. */
export type ReplicaRole = 'mixed' | 'prefill' | 'decode';

/** Sums over a replica's run, for use and Little's law; seconds unless named otherwise. */
export interface ReplicaTotals {
  busySeconds: number;
  /** Of the busy seconds, those by which prompts made steps longer, or in which only prompts were processed. */
  promptSeconds: number;
  /** Time in which the request at the front waited for memory or for a place among the running. */
  blockedSeconds: number;
  /** Running requests, integrated over time. */
  runningSeconds: number;
  outputTokens: number;
  steps: number;
  events: number;
  preemptions: number;
  /** Requests that are too long for the cache even when alone. */
  refused: number;
  largestCacheShare: number;
}

export interface Replica {
  readonly costs: ReplicaCosts;
  readonly role: ReplicaRole;
  readonly work: WorkTable;
  readonly queue: RequestQueue;
  readonly heap: FinishHeap;
  readonly laneHead: Int32Array;
  readonly laneTail: Int32Array;
  /** Infinity while the lane is free. */
  readonly laneBusyUntil: Float64Array;
  /** Length of a pass about to start; negative when none is. */
  readonly lanePassSeconds: Float64Array;
  readonly totals: ReplicaTotals;
  clock: number;
  /** Decode steps so far. */
  step: number;
  running: number;
  prefilling: number;
  lanesBusy: number;
  contextSeconds: number;
  contextSecondsPerStep: number;
  cacheBytes: number;
  cacheBytesPerStep: number;
  admitted: number;
  blocked: boolean;
  admissionsHeld: boolean;
}

export const openReplica = (costs: ReplicaCosts, work: WorkTable, role: ReplicaRole = 'mixed'): Replica => ({
  costs,
  role,
  work,
  queue: openQueue(),
  heap: openHeap(work.lastStep),
  laneHead: new Int32Array(costs.lanes).fill(-1),
  laneTail: new Int32Array(costs.lanes).fill(-1),
  laneBusyUntil: new Float64Array(costs.lanes).fill(Number.POSITIVE_INFINITY),
  lanePassSeconds: new Float64Array(costs.lanes).fill(-1),
  totals: {
    busySeconds: 0,
    promptSeconds: 0,
    blockedSeconds: 0,
    runningSeconds: 0,
    outputTokens: 0,
    steps: 0,
    events: 0,
    preemptions: 0,
    refused: 0,
    largestCacheShare: 0,
  },
  clock: 0,
  step: 0,
  running: 0,
  prefilling: 0,
  lanesBusy: 0,
  contextSeconds: 0,
  contextSecondsPerStep: 0,
  cacheBytes: 0,
  cacheBytesPerStep: 0,
  admitted: 0,
  blocked: false,
  admissionsHeld: false,
});

/** Requests on a replica, waiting or not; what a router balances. */
export const outstanding = (r: Replica): number => r.queue.length + r.prefilling + r.running;

/** Tokens of a prompt found in the prefix cache; at least one is always new. */
export const cachedTokens = (r: Replica, request: number): number => {
  const input = at(r.work.requests.inputTokens, request);
  return Math.min(input - 1, Math.floor(input * r.costs.prefixCacheShare));
};

/** The coming step without prompts; 0 when nobody decodes. */
export const decodeStepSeconds = (r: Replica): number =>
  r.running === 0
    ? 0
    : at(r.costs.decodeSeconds, r.running) + at(r.costs.contextShare, r.running) * r.contextSeconds;
