import { join } from 'node:path';
import { z } from 'zod';
import { type ActivationTable, isActivation } from '../../core/neuroncore/numeric/activations.ts';
import { readTextFile } from './text-file.ts';
import { parseYaml } from './yaml-document.ts';

const BOUND = /^(-?)(?:2\^(-?\d+)|pi(?:\/(\d+))?)$/;

/** A bound as the documents print it, as the nearest float32 that data can have. */
const bound = z
  .string()
  .regex(BOUND, { error: 'a power of two such as 2^-64, or pi or a part of it such as -pi/2' })
  .transform((text) => {
    const [, sign, power, divisor] = BOUND.exec(text) ?? [];
    const magnitude =
      power === undefined ? Math.PI / (divisor === undefined ? 1 : Number(divisor)) : 2 ** Number(power);
    return Math.fround(sign === '-' ? -magnitude : magnitude);
  });

const file = z.strictObject({
  as_of: z.string(),
  source: z.string().min(1),
  ranges: z.array(
    z.strictObject({
      name: z.string().refine((name) => isActivation(name), { error: 'the name of an activation function' }),
      least: bound,
      most: bound,
      symmetric: z.boolean().default(false),
      text: z.string().min(1),
    }),
  ),
});

/** Valid ranges of the activation functions, from a catalogue folder. Throws InputError with line and caret at its first fault. */
export const readActivationTable = async (catalogue: string): Promise<ActivationTable> => {
  const attempted = 'reading the ranges of activation functions';
  const content = await readTextFile(join(catalogue, 'neuroncore', 'activations.yaml'), attempted);
  return parseYaml('neuroncore/activations.yaml', content, file, attempted);
};
