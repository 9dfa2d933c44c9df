import type { RandomStream } from '../../quantity/random.ts';
import type { LengthDistribution } from '../../workload/request.ts';
import { type Arrivals, gapsOf } from './arrivals.ts';
import { sampleLogNormal } from './sampling.ts';

/** The requests of a run in order of arrival, one column for each property. */
export interface RequestTable {
  readonly count: number;
  readonly arrivedAt: Float64Array;
  readonly inputTokens: Int32Array;
  readonly outputTokens: Int32Array;
}

export interface RequestShape {
  readonly inputTokens: LengthDistribution;
  readonly outputTokens: LengthDistribution;
  /** Positions the model knows; a longer draw has its prompt cut. null: no limit. */
  readonly longestTokens: number | null;
}

const wholeTokens = (random: RandomStream, { mean, cv }: LengthDistribution): number =>
  Math.max(1, Math.round(mean * sampleLogNormal(random, cv)));

/**
 * `count` requests that arrive from time 0 on, lengths log-normal and independent. The same random
 * streams give the same requests. Rates and lengths draw from streams of their own, so that a higher rate brings the
 * same requests sooner.
 */
export const drawRequests = (
  count: number,
  arrivals: Arrivals,
  shape: RequestShape,
  random: { readonly arrivals: RandomStream; readonly lengths: RandomStream },
): RequestTable => {
  const arrivedAt = new Float64Array(count);
  const inputTokens = new Int32Array(count);
  const outputTokens = new Int32Array(count);
  const nextGap = gapsOf(arrivals, random.arrivals);
  const longest = shape.longestTokens ?? Number.POSITIVE_INFINITY;
  let now = 0;
  for (let request = 0; request < count; request++) {
    now += nextGap();
    arrivedAt[request] = now;
    const input = wholeTokens(random.lengths, shape.inputTokens);
    const output = Math.min(wholeTokens(random.lengths, shape.outputTokens), Math.max(1, longest - 1));
    inputTokens[request] = Math.max(1, Math.min(input, longest - output));
    outputTokens[request] = output;
  }
  return { count, arrivedAt, inputTokens, outputTokens };
};

/** A trace taken at another mean rate: the same requests, the time between them stretched. */
export const atRate = (table: RequestTable, requestsPerSecond: number): RequestTable => {
  const factor = meanRate(table) / requestsPerSecond;
  return { ...table, arrivedAt: table.arrivedAt.map((time) => time * factor) };
};

/** Requests per second from the first arrival to the last; NaN with fewer than two or all at once. */
export const meanRate = ({ count, arrivedAt }: RequestTable): number => {
  const span = (arrivedAt[count - 1] ?? Number.NaN) - (arrivedAt[0] ?? Number.NaN);
  return span > 0 ? (count - 1) / span : Number.NaN;
};
