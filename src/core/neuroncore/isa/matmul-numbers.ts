import type { Instruction } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import type { View } from '../memory/view.ts';
import { valuesOf } from '../numeric/transfer.ts';
import { readAnywhere, writeAnywhere } from './indirect-blocks.ts';

/** Partitions that share indices on the Tensor engine. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.indirect`. */
const INDEX_GROUP = 32;

/** Values of an operand as TensorE multiplies them: tfloat32 operands lose all but ten bits of their mantissa. */
export const readFactor = (machine: Machine, instruction: Instruction, view: View): Float32Array => {
  const { numerics } = machine;
  const block = numerics.block(valuesOf(view));
  readAnywhere(machine, instruction, view, block, 'error', INDEX_GROUP);
  if (view.dtype === 'tfloat32') numerics.roundTo('tfloat32', block);
  return block;
};

const clearRuns = (block: Float32Array, runs: readonly number[]): void => {
  for (let index = 0; index + 1 < runs.length; index += 2) {
    const [first = 0, count = 0] = runs.slice(index, index + 2);
    block.fill(0, first, first + count);
  }
};

/**
 * Writes the product of a matmul to PSUM: over what is there, or added to it in float32 and then rounded to the type of
 * the result. Source: aws-neuron-sdk nki/guides/architecture/trainium3_arch.rst, "BF16 Matmul Results in PSUM".
 */
export const writeProduct = (
  machine: Machine,
  instruction: Instruction,
  dst: View,
  product: Float32Array,
): void => {
  const { accumulate, fresh } = instruction.attributes;
  if (accumulate !== 'overwrite') {
    const before = machine.numerics.block(product.length);
    readAnywhere(machine, instruction, dst, before, 'error', INDEX_GROUP);
    if (Array.isArray(fresh)) clearRuns(before, fresh);
    machine.numerics.binary('add', product, before, product);
  }
  writeAnywhere(machine, instruction, dst, product, 'error', INDEX_GROUP);
};
