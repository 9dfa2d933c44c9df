import { z } from 'zod';
import { InputError } from '../../input-error.ts';
import { type InferenceConstants, inferenceConstantsSchema } from './constants.ts';

const names = Object.keys(inferenceConstantsSchema.shape) as (keyof InferenceConstants)[];

/** `catalog/calibration/inference.json`: the constants before calibration, each with its source or the word assumption. */
const priorSchema = z.strictObject({
  schema: z.literal('rackwright.inference-constants/1'),
  version: z.string().min(1),
  constants: z.record(z.enum(names), z.strictObject({ value: z.number(), source: z.string().min(1) })),
});

export interface InferencePrior {
  readonly version: string;
  readonly constants: InferenceConstants;
  readonly sources: Readonly<Record<keyof InferenceConstants, string>>;
}

/**
 * Reads the content of the constants file. Calibration multiplies these values by factors (`resolveCalibration`).
 * Throws InputError naming the first place that does not fit.
 */
export const readInferencePrior = (content: unknown): InferencePrior => {
  const problem = (error: z.ZodError): InputError => {
    const issue = error.issues[0];
    return new InputError({
      attempted: 'reading the inference constants',
      found: issue === undefined ? 'something unexpected' : `${issue.path.join('.')}: ${issue.message}`,
      accepted: 'a file of schema rackwright.inference-constants/1 with every constant in its range',
    });
  };
  const file = priorSchema.safeParse(content);
  if (!file.success) throw problem(file.error);
  const entries = Object.entries(file.data.constants);
  const constants = inferenceConstantsSchema.safeParse(
    Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
  );
  if (!constants.success) throw problem(constants.error);
  return Object.freeze({
    version: file.data.version,
    constants: Object.freeze(constants.data),
    sources: Object.fromEntries(
      entries.map(([name, { source }]) => [name, source]),
    ) as InferencePrior['sources'],
  });
};
