import { createHash } from 'node:crypto';
import type { Digest } from '../core/supply/allocation/baseline.ts';
import type { Effort } from '../core/supply/promise/futures.ts';
import { openHighs } from '../platform/solver/highs.ts';

export const sha256: Digest = (text) => createHash('sha256').update(text).digest('hex');

export interface EffortOptions {
  /** Relative gap to the best bound that is good enough. */
  readonly relativeGap: number;
  /** Seconds after which the best found so far is taken, for each program that is solved. */
  readonly timeLimitSeconds: number;
  readonly onProgress: (text: string | null) => void;
}

/** HiGHS, opened, with the digest and the limits under which a question about supply is answered. */
export const openEffort = async (options: EffortOptions): Promise<Effort> => {
  const { relativeGap, timeLimitSeconds, onProgress } = options;
  onProgress('starting the solver');
  return { solver: await openHighs(), digest: sha256, relativeGap, timeLimitSeconds, onStep: onProgress };
};
