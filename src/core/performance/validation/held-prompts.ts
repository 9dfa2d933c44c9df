import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/**
 * `catalog/measurements/serving-runs.yaml`, `holds`: published serving runs whose launch script made the engine hold
 * prompts back for more to come. Patterns are regular expressions, any case, on what a row says of itself; all of them
 * and both nominal lengths have to match.
 */
export const heldPromptsSchema = z.array(
  z.strictObject({
    group: rowPatternSchema,
    hardware: rowPatternSchema,
    software: rowPatternSchema,
    model: rowPatternSchema,
    inputTokens: z.int().positive(),
    outputTokens: z.int().positive(),
    /** The script does so below this tensor-parallel degree. */
    tensorParallelBelow: z.int().positive(),
    /** Decode steps that the first prompt of a batch waits at most. */
    steps: z.int().positive(),
    /** Tokens of waiting prompts that end the wait before. */
    tokens: z.int().positive(),
    /** What shows it. */
    why: z.string().min(1),
    source: z.string().min(1),
  }),
);

export type HeldPrompts = z.infer<typeof heldPromptsSchema>[number];

/** How the run of a row held prompts back; null where no script says that it did. */
export const heldPromptsOf = (row: Measurement, holds: readonly HeldPrompts[]): HeldPrompts | null =>
  holds.find(
    ({ group, hardware, software, model, inputTokens, outputTokens, tensorParallelBelow }) =>
      matchesPattern(group, row.group) &&
      matchesPattern(hardware, row.hardware) &&
      matchesPattern(software, row.software) &&
      matchesPattern(model, row.model) &&
      row.isl === inputTokens &&
      row.osl === outputTokens &&
      (row.parallelism?.tp ?? Number.POSITIVE_INFINITY) < tensorParallelBelow,
  ) ?? null;
