import { randomStream } from '../../quantity/random.ts';
import type { ReplicaCosts } from './replica-costs.ts';
import type { RequestTable } from './requests.ts';

/** A table of requests from plain rows: time of arrival, input tokens, output tokens. */
export const tableOf = (rows: readonly (readonly [number, number, number])[]): RequestTable => ({
  count: rows.length,
  arrivedAt: Float64Array.from(rows, ([time]) => time),
  inputTokens: Int32Array.from(rows, ([, input]) => input),
  outputTokens: Int32Array.from(rows, ([, , output]) => output),
});

const MOST = 64;

/**
 * Round costs for worked examples: a step takes 10 ms plus 1 ms per running request, a prompt 1 ms per token in chunks of
 * 100, the cache one byte per token.
 */
export const roundCosts = (changes: Partial<ReplicaCosts> = {}): ReplicaCosts => ({
  decodeSeconds: Float64Array.from({ length: MOST + 1 }, (_, n) => 0.01 + 0.001 * n),
  contextShare: new Float64Array(MOST + 1),
  contextSeconds: () => 0,
  cacheBytes: (tokens) => tokens,
  cacheBudgetBytes: 1e9,
  sequencesLimit: MOST,
  passSeconds: (tokens) => 0.001 * tokens,
  sharedPassSeconds: () => 0,
  promptCoreSeconds: () => 0,
  chunkTokens: () => 100,
  packsPrompts: true,
  lanes: 1,
  prefixCacheShare: 0,
  ...changes,
});

export const anyRandom = randomStream(1);
