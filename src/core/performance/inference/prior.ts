import { z } from 'zod';
import { InputError } from '../../input-error.ts';
import type { Factors } from '../calibration/factors.ts';
import type { ScopeFactors } from '../calibration/fit.ts';
import { kernelsScope } from '../calibration/scopes.ts';
import { type InferenceConstants, inferenceConstantsSchema } from './constants.ts';

const names = Object.keys(inferenceConstantsSchema.shape) as (keyof InferenceConstants)[];

const entrySchema = z.strictObject({ value: z.number(), source: z.string().min(1) });

/**
 * `catalog/calibration/inference.json`: the constants before calibration, each with its source or the word assumption,
 * and by chip those that its kernels are known to reach where they are measured by themselves.
 */
const priorSchema = z.strictObject({
  schema: z.literal('rackwright.inference-constants/1'),
  version: z.string().min(1),
  constants: z.record(z.enum(names), entrySchema),
  kernels: z.record(z.string().min(1), z.partialRecord(z.enum(names), entrySchema)),
});

export interface InferencePrior {
  readonly version: string;
  readonly constants: InferenceConstants;
  readonly sources: Readonly<Record<keyof InferenceConstants, string>>;
  /** What kernels of single chips are known to reach, over `constants`; scopes are named `kernels/<chip id>`. */
  readonly kernels: ScopeFactors;
}

type KnownConstants = { readonly [name in keyof InferenceConstants]?: number | undefined };

const valuesOf = (entries: Readonly<Record<string, z.infer<typeof entrySchema>>>): Record<string, number> =>
  Object.fromEntries(Object.entries(entries).map(([name, { value }]) => [name, value]));

/** Constants that a chip is known to have, within their ranges and where there is something to multiply. */
const kernelConstants = (constants: InferenceConstants) =>
  inferenceConstantsSchema
    .partial()
    .refine(
      (known) => names.every((name) => known[name] === undefined || (known[name] > 0 && constants[name] > 0)),
      'a factor needs a constant above 0',
    );

const factorsOver = (constants: InferenceConstants, known: KnownConstants): Factors =>
  Object.fromEntries(
    names.flatMap((name): [string, number][] => {
      const value = known[name];
      return value === undefined ? [] : [[name, value / constants[name]]];
    }),
  );

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
  const constants = inferenceConstantsSchema.safeParse(valuesOf(file.data.constants));
  if (!constants.success) throw problem(constants.error);
  const kernels = Object.entries(file.data.kernels).map(([chipId, entries]) => {
    const known = kernelConstants(constants.data).safeParse(valuesOf(entries));
    if (!known.success) throw problem(known.error);
    return [kernelsScope(chipId), factorsOver(constants.data, known.data)] as const;
  });
  return Object.freeze({
    version: file.data.version,
    constants: Object.freeze(constants.data),
    sources: Object.fromEntries(
      Object.entries(file.data.constants).map(([name, { source }]) => [name, source]),
    ) as InferencePrior['sources'],
    kernels: new Map(kernels),
  });
};
