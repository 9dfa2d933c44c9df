import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { isOfRun, publishedRunShape } from './published-run.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/**
 * `catalog/measurements/serving-runs.yaml`, `captures`: published serving runs whose launch script made the engine capture
 * passes over prompts, so that the host launches them in one go. Patterns are regular expressions, any case, on what a row
 * says of itself; all of them have to match. Assumption: nothing of a captured pass is left to launch, though engines may
 * start attention by itself.
 */
export const capturedPromptsSchema = z.array(
  z.strictObject({
    ...publishedRunShape,
    /** Date of the run, as a row's `as_of`; absent: any. */
    asOf: rowPatternSchema.optional(),
    /** Most tokens of a pass that is captured. */
    tokens: z.int().positive(),
    /** Tokens of a pass, over the nominal tokens of a prompt. */
    promptsPerPass: z.int().positive(),
  }),
);

export type CapturedPrompts = z.infer<typeof capturedPromptsSchema>[number];

/** How the run of a row captured prompts; null where no script says that it did. */
export const capturedPromptsOf = (
  row: Measurement,
  captures: readonly CapturedPrompts[],
): CapturedPrompts | null =>
  captures.find((run) => isOfRun(row, run) && matchesPattern(run.asOf, row.as_of)) ?? null;
