import type { IsaDefinition } from '../../isa/definition.ts';
import { sharedConstant, sharedIdentityMatrix } from './constants.ts';
import { CREATION } from './creation.ts';
import { devicePrint } from './device-print.ts';
import { BINARY_OPERATIONS, binary } from './elementwise.ts';
import type { Lower } from './lowering.ts';
import { MOVEMENT } from './movement.ts';
import { rmsNorm, softmax } from './normalisation.ts';
import { rand, randomSeed } from './random.ts';
import { REDUCTIONS } from './reductions.ts';
import { ROUNDING } from './rounding.ts';
import { dropout, where } from './selection.ts';
import { UNARY } from './unary.ts';

const LOWERED: Readonly<Record<string, Lower>> = {
  ...Object.fromEntries(BINARY_OPERATIONS.map((name) => [name, binary(name)])),
  ...UNARY,
  ...ROUNDING,
  ...REDUCTIONS,
  ...CREATION,
  ...MOVEMENT,
  dropout,
  rand,
  random_seed: randomSeed,
  rms_norm: rmsNorm,
  shared_constant: sharedConstant,
  shared_identity_matrix: sharedIdentityMatrix,
  softmax,
  where,
};

/**
 * The functions of `nki.language` that compute, each as instructions of `nki.isa`, which `isa` holds by name. They are
 * called as definitions of `nki.isa` are. Source: aws-neuron-sdk nki/api/nki/language (tile API).
 */
export const languageDefinitions = (isa: ReadonlyMap<string, IsaDefinition>): readonly IsaDefinition[] => [
  ...Object.entries(LOWERED).map(
    ([name, lower]): IsaDefinition => ({
      name,
      call: (args, machine, context) => lower({ args, machine, context, isa }),
    }),
  ),
  devicePrint,
];
