import type { RequestTable } from './requests.ts';

/** Everything a run keeps about its requests, one column each; times are seconds since the start of the run. */
export interface WorkTable {
  readonly requests: RequestTable;
  /** When the first pass over its prompt began. */
  readonly startedAt: Float64Array;
  readonly firstTokenAt: Float64Array;
  /** NaN until it is done, and for a request too long for the replica. */
  readonly doneAt: Float64Array;
  readonly preemptions: Int32Array;
  /** Tokens produced so far, as of the last time the request started or stopped decoding. */
  readonly producedTokens: Int32Array;
  readonly promptTokensLeft: Int32Array;
  /** Attention core of the prompt per new token, seconds. */
  readonly coreSecondsPerToken: Float64Array;
  readonly admittedAs: Float64Array;
  /** Step of its replica at which it began to decode, and at which it will be done. */
  readonly firstStep: Float64Array;
  readonly lastStep: Float64Array;
  /** Context cost and cache at `firstStep`, and what each step adds. */
  readonly contextSeconds: Float64Array;
  readonly contextSecondsPerStep: Float64Array;
  readonly cacheBytes: Float64Array;
  readonly cacheBytesPerStep: Float64Array;
  /** The next request in the same pass; -1 at the end. */
  readonly nextInLane: Int32Array;
}

export const openWork = (requests: RequestTable): WorkTable => {
  const { count } = requests;
  return Object.freeze({
    requests,
    startedAt: new Float64Array(count).fill(Number.NaN),
    firstTokenAt: new Float64Array(count).fill(Number.NaN),
    doneAt: new Float64Array(count).fill(Number.NaN),
    preemptions: new Int32Array(count),
    producedTokens: new Int32Array(count),
    promptTokensLeft: new Int32Array(count),
    coreSecondsPerToken: new Float64Array(count),
    admittedAs: new Float64Array(count),
    firstStep: new Float64Array(count),
    lastStep: new Float64Array(count),
    contextSeconds: new Float64Array(count),
    contextSecondsPerStep: new Float64Array(count),
    cacheBytes: new Float64Array(count),
    cacheBytesPerStep: new Float64Array(count),
    nextInLane: new Int32Array(count).fill(-1),
  });
};

/** Element of a column. Columns are as long as the table, so that an index outside it is a fault of ours. */
export const at = (column: Float64Array | Int32Array, index: number): number => column[index] ?? Number.NaN;
