import { z } from 'zod';
import { type CapturedPrompts, capturedPromptsSchema } from './captured-prompts.ts';
import { type HeldPrompts, heldPromptsSchema } from './held-prompts.ts';
import type { Measurement } from './measurement.ts';
import { isOfRun, publishedRunShape } from './published-run.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/**
 * `catalog/measurements/serving-runs.yaml`: published serving runs that kept prompts in a prefix cache without printing
 * it, each shown by arithmetic on what it does print; those whose launch scripts held prompts back; and those whose
 * scripts captured passes over them. Patterns are regular expressions, any case, on what a row says of itself; all of
 * them have to match.
 */
export const servingRunsSchema = z.strictObject({
  runs: z.array(
    z.strictObject({
      ...publishedRunShape,
      /** Format of the weights, as a row's `precision.weights`. */
      weights: rowPatternSchema,
      /** Tokens of a prompt that are computed although all of it is in the prefix cache. */
      recomputedTokens: z.int().positive(),
      /** Different prompts that the load generator drew from, each of which is computed when it first comes. */
      differentPrompts: z.int().positive(),
      requestsPerClient: z.int().positive(),
    }),
  ),
  holds: heldPromptsSchema.optional(),
  captures: capturedPromptsSchema.optional(),
});

export type CachedServingRun = z.infer<typeof servingRunsSchema>['runs'][number];

/** What is known of published serving runs beside their tables. */
export interface ServingRuns {
  readonly cachedRuns: readonly CachedServingRun[];
  readonly holds: readonly HeldPrompts[];
  readonly captures: readonly CapturedPrompts[];
}

/** Share of requests whose prompt comes for the first time; all of them where the number of clients is not printed. */
const firstTimeShare = (
  row: Measurement,
  { differentPrompts, requestsPerClient }: CachedServingRun,
): number =>
  row.concurrency == null ? 1 : Math.min(1, differentPrompts / (requestsPerClient * row.concurrency));

/**
 * Tokens of a prompt that the run of a row computed, in the mean over its requests: all of those that came for the first
 * time, the recomputed ones of the others. null where no run of its kind was shown to have had prompts in its cache.
 */
export const computedTokensOf = (row: Measurement, runs: readonly CachedServingRun[]): number | null => {
  const run = runs.find(
    (one) => isOfRun(row, one) && matchesPattern(one.weights, row.precision?.['weights']),
  );
  if (run === undefined || row.isl == null) return null;
  const first = firstTimeShare(row, run);
  return first * row.isl + (1 - first) * Math.min(row.isl, run.recomputedTokens);
};

/** Share of a prompt of so many tokens that comes from the prefix cache, 0 to below 1: all but the computed ones. */
export const cachedShare = (inputTokens: number, computedTokens: number): number =>
  inputTokens <= computedTokens ? 0 : 1 - computedTokens / inputTokens;
