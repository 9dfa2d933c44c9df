import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { isOfRun, publishedRunShape } from './published-run.ts';

const waitsForMoreSchema = z.strictObject({
  ...publishedRunShape,
  inputTokens: z.int().positive(),
  outputTokens: z.int().positive(),
  /** The script does so below this tensor-parallel degree. */
  tensorParallelBelow: z.int().positive(),
  /** Decode steps that the first prompt of a batch waits at most. */
  steps: z.int().positive(),
  /** Tokens of waiting prompts that end the wait before. */
  tokens: z.int().positive(),
});

const looksEverySchema = z.strictObject({
  ...publishedRunShape,
  /** The script does so from this number of clients on, and below the other one. */
  clientsFrom: z.int().positive(),
  clientsBelow: z.int().positive().optional(),
  /** Decode steps after which the engine looks for requests again. */
  everySteps: z.int().positive(),
});

/**
 * `catalog/measurements/serving-runs.yaml`, `holds`: published serving runs whose launch script made the engine hold
 * prompts back for more to come, or look for new requests every so many steps alone. Patterns are regular expressions, any
 * case, on what a row says of itself; all of them have to match, and both nominal lengths where they are given.
 */
export const heldPromptsSchema = z.array(z.union([waitsForMoreSchema, looksEverySchema]));

export type HeldPrompts = z.infer<typeof heldPromptsSchema>[number];

const appliesTo = (row: Measurement, hold: HeldPrompts): boolean => {
  if ('everySteps' in hold)
    return (
      row.concurrency != null &&
      row.concurrency >= hold.clientsFrom &&
      row.concurrency < (hold.clientsBelow ?? Number.POSITIVE_INFINITY)
    );
  return (
    row.isl === hold.inputTokens &&
    row.osl === hold.outputTokens &&
    (row.parallelism?.tp ?? Number.POSITIVE_INFINITY) < hold.tensorParallelBelow
  );
};

/** How the run of a row held prompts back; null where no script says that it did. */
export const heldPromptsOf = (row: Measurement, holds: readonly HeldPrompts[]): HeldPrompts | null =>
  holds.find((hold) => isOfRun(row, hold) && appliesTo(row, hold)) ?? null;
