import { activationDefinitions } from './activation.ts';
import type { ActivationRanges } from './activation-function.ts';
import { affineSelect, iota } from './affine.ts';
import { bnAggr, bnStats } from './batch-norm.ts';
import type { IsaDefinition } from './definition.ts';
import type { EngineTable } from './engine.ts';
import { exponential } from './exponential.ts';
import { localGather, ncNGather } from './gather.ts';
import { MEMSET_ENGINES, memset } from './memset.ts';
import { nonzeroWithCount } from './nonzero.ts';
import { quantizeMx } from './quantize-mx.ts';
import {
  dropout,
  RNG_ENGINES,
  rand2,
  randGetState,
  randSetState,
  rng,
  STATE_ENGINES,
  setRngSeed,
} from './random.ts';
import { reciprocal } from './reciprocal.ts';
import { scalarTensorTensor } from './scalar-tensor-tensor.ts';
import { rangeSelect, selectReduce } from './select.ts';
import { sequenceBounds } from './sequence-bounds.ts';
import { ncStreamShuffle } from './shuffle.ts';
import { COPY_ENGINES, tensorCopy, tensorCopyPredicated } from './tensor-copy.ts';
import { tensorPartitionReduce, tensorReduce } from './tensor-reduce.ts';
import { TENSOR_SCALAR_ENGINES, tensorScalar } from './tensor-scalar.ts';
import { tensorScalarCumulative } from './tensor-scalar-cumulative.ts';
import { tensorScalarReduce } from './tensor-scalar-reduce.ts';
import { TENSOR_TENSOR_ENGINES, tensorTensor } from './tensor-tensor.ts';
import { tensorTensorScan } from './tensor-tensor-scan.ts';
import { max8, ncFindIndex8, ncMatchReplace8 } from './top8.ts';
import { topk } from './topk.ts';

const INDEPENDENT: readonly IsaDefinition[] = [
  affineSelect,
  bnAggr,
  bnStats,
  dropout,
  exponential,
  iota,
  localGather,
  max8,
  memset,
  ncFindIndex8,
  ncMatchReplace8,
  ncNGather,
  ncStreamShuffle,
  nonzeroWithCount,
  quantizeMx,
  rand2,
  randGetState,
  randSetState,
  rangeSelect,
  reciprocal,
  rng,
  scalarTensorTensor,
  selectReduce,
  sequenceBounds,
  setRngSeed,
  tensorCopy,
  tensorCopyPredicated,
  tensorPartitionReduce,
  tensorReduce,
  tensorScalar,
  tensorScalarCumulative,
  tensorScalarReduce,
  tensorTensor,
  tensorTensorScan,
  topk,
];

/** The instructions of the Vector, Scalar and GpSimd engines. */
export const COMPUTE_DEFINITIONS: readonly IsaDefinition[] = [...activationDefinitions([]), ...INDEPENDENT];

/**
 * The definitions by opcode, with activations that also report (`activation-range`) inputs outside of `ranges`: those of
 * catalog/neuroncore/activations.yaml.
 */
export const withActivationRanges = (
  definitions: ReadonlyMap<string, IsaDefinition>,
  ranges: ActivationRanges,
): ReadonlyMap<string, IsaDefinition> =>
  new Map([...definitions, ...activationDefinitions(ranges).map((each) => [each.name, each] as const)]);

/** Engines of the instructions that leave a choice, by name; the same as in catalog/neuroncore/isa.yaml. */
export const CHOICES_OF_ENGINE: Readonly<Record<string, EngineTable>> = {
  memset: MEMSET_ENGINES,
  rand_get_state: STATE_ENGINES,
  rand_set_state: STATE_ENGINES,
  rng: RNG_ENGINES,
  tensor_copy: COPY_ENGINES,
  tensor_scalar: TENSOR_SCALAR_ENGINES,
  tensor_tensor: TENSOR_TENSOR_ENGINES,
};
