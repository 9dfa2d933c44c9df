import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { matchesPattern } from './row-pattern.ts';

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text, 'i');
    return true;
  } catch {
    return false;
  }
};

const pattern = z.string().min(1).refine(isPattern, 'a regular expression');

/**
 * `catalog/measurements/serving-runs.yaml`: published serving runs that kept prompts in a prefix cache without printing
 * it, each shown by arithmetic on what it does print. Patterns are regular expressions, any case, on what a row says of
 * itself; all of them have to match.
 */
export const servingRunsSchema = z.strictObject({
  runs: z.array(
    z.strictObject({
      group: pattern,
      hardware: pattern,
      software: pattern,
      model: pattern,
      /** Format of the weights, as a row's `precision.weights`. */
      weights: pattern,
      /** Tokens of a prompt that are computed although all of it is in the prefix cache. */
      recomputedTokens: z.int().positive(),
      /** The arithmetic that shows it. */
      why: z.string().min(1),
      source: z.string().min(1),
    }),
  ),
});

export type CachedServingRun = z.infer<typeof servingRunsSchema>['runs'][number];

/** Tokens of a prompt that the run of a row computed, the rest being in its prefix cache; null where none was shown to be. */
export const recomputedTokensOf = (row: Measurement, runs: readonly CachedServingRun[]): number | null => {
  const run = runs.find(
    ({ group, hardware, software, model, weights }) =>
      matchesPattern(group, row.group) &&
      matchesPattern(hardware, row.hardware) &&
      matchesPattern(software, row.software) &&
      matchesPattern(model, row.model) &&
      matchesPattern(weights, row.precision?.['weights']),
  );
  return run === undefined ? null : run.recomputedTokens;
};

/** Share of a prompt of so many tokens that comes from the prefix cache, 0 to below 1: all but the recomputed ones. */
export const cachedShare = (inputTokens: number, recomputedTokens: number): number =>
  inputTokens <= recomputedTokens ? 0 : 1 - recomputedTokens / inputTokens;
