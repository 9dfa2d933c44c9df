import { z } from 'zod';
import type { Measurement } from './measurement.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/** What every entry of `catalog/measurements/serving-runs.yaml` names its run by, and what shows what it says. */
export const publishedRunShape = {
  group: rowPatternSchema,
  hardware: rowPatternSchema,
  software: rowPatternSchema,
  model: rowPatternSchema,
  /** What shows it. */
  why: z.string().min(1),
  source: z.string().min(1),
};

type PublishedRun = Readonly<Record<'group' | 'hardware' | 'software' | 'model', string>>;

/** Whether a row is of the run: all four patterns match what it says of itself. */
export const isOfRun = (row: Measurement, { group, hardware, software, model }: PublishedRun): boolean =>
  matchesPattern(group, row.group) &&
  matchesPattern(hardware, row.hardware) &&
  matchesPattern(software, row.software) &&
  matchesPattern(model, row.model);
