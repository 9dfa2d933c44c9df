import { z } from 'zod';
import { inferenceConstantsSchema } from '../inference/constants.ts';
import { type TrainingConstants, trainingConstantsSchema } from '../training/constants.ts';
import type { Measurement } from './measurement.ts';
import { matchesPattern, rowPatternSchema } from './row-pattern.ts';

/**
 * `catalog/measurements/memory-practice.yaml`: how software uses memory where it differs from the constants before
 * calibration. Entries whose pattern matches a row's software apply in order, later ones over earlier ones.
 */
export const memoryPracticeSchema = z.strictObject({
  practices: z.array(
    z.strictObject({
      /** Regular expression on a row's `software`, any case. */
      software: rowPatternSchema,
      source: z.string().min(1),
      inference: inferenceConstantsSchema.partial().optional(),
      training: trainingConstantsSchema.partial().optional(),
      /** What else the software may have done where sources do not tell, for the interval to carry. */
      trainingOpen: z.array(trainingConstantsSchema.partial()).optional(),
    }),
  ),
});

export type MemoryPractice = z.infer<typeof memoryPracticeSchema>['practices'][number];

const matching = (row: Measurement, practices: readonly MemoryPractice[]): readonly MemoryPractice[] =>
  practices.filter(({ software }) => matchesPattern(software, row.software));

/** The given constants of one model as the software of a row has them. */
export const practisedBy = <Constants extends object>(
  row: Measurement,
  practices: readonly MemoryPractice[],
  model: 'inference' | 'training',
  constants: Constants,
): Constants => Object.assign({}, constants, ...matching(row, practices).map((practice) => practice[model]));

/** The given constants of the training model as the software of a row has them, likeliest first. */
export const practisedTraining = (
  row: Measurement,
  practices: readonly MemoryPractice[],
  constants: TrainingConstants,
): readonly TrainingConstants[] => {
  const own = practisedBy(row, practices, 'training', constants);
  const open = matching(row, practices).flatMap(({ trainingOpen }) => trainingOpen ?? []);
  return [own, ...open.map((changes) => Object.assign({}, own, changes))];
};
