import { affineSelect, iota } from './affine.ts';
import type { IsaDefinition } from './definition.ts';
import { memset } from './memset.ts';
import { reciprocal } from './reciprocal.ts';
import { scalarTensorTensor } from './scalar-tensor-tensor.ts';
import { ncStreamShuffle } from './shuffle.ts';
import { tensorCopy, tensorCopyPredicated } from './tensor-copy.ts';
import { tensorPartitionReduce, tensorReduce } from './tensor-reduce.ts';
import { tensorScalar } from './tensor-scalar.ts';
import { tensorScalarReduce } from './tensor-scalar-reduce.ts';
import { tensorTensor } from './tensor-tensor.ts';

/** The instructions of the Vector, Scalar and GpSimd engines. */
export const COMPUTE_DEFINITIONS: readonly IsaDefinition[] = [
  affineSelect,
  iota,
  memset,
  ncStreamShuffle,
  reciprocal,
  scalarTensorTensor,
  tensorCopy,
  tensorCopyPredicated,
  tensorPartitionReduce,
  tensorReduce,
  tensorScalar,
  tensorScalarReduce,
  tensorTensor,
];
