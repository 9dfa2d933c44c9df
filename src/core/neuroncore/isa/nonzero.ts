import type { Instruction, Operand } from '../machine/instruction.ts';
import { loadPatterns, operandIn, storePatterns } from './blocks.ts';
import { type Call, issue } from './call.ts';
import { requireFree, requireOperands, requireSamePartitions } from './checks.ts';
import type { IsaDefinition } from './definition.ts';
import { integerArgument } from './integer-argument.ts';
import { freeCount, partitionCount, requireDtype, requireGeneration, viewArgument } from './operands.ts';

/** Each of the eight GpSimd processors works on the first of its partitions only. */
const CORE_PARTITIONS = 16;

const callNonzero = (call: Call): null => {
  const { args, machine, context } = call;
  requireGeneration(machine, context, 'nonzero_with_count', 'v3');
  const dst: Operand = { role: 'dst', view: viewArgument(args, 'dst', context) };
  const src: Operand = { role: 'src', view: viewArgument(args, 'src', context) };
  requireOperands(call, 'gpsimd', [dst, src]);
  requireSamePartitions(call, dst, src);
  requireFree(call, dst, freeCount(src.view) + 1);
  requireDtype(machine, context, src.view, 'src', ['float32', 'int32']);
  requireDtype(machine, context, dst.view, 'dst', ['int32']);
  const attributes = {
    index_offset: integerArgument(call, 'index_offset', 0),
    padding_val: integerArgument(call, 'padding_val', -1),
  };
  issue(call, {
    opcode: 'nonzero_with_count',
    engine: 'gpsimd',
    outputs: [firstOfEachCore(dst)],
    inputs: [firstOfEachCore(src)],
    attributes,
  });
  return null;
};

/** The first partition of each processor: all that the instruction reads and writes. */
const firstOfEachCore = ({ role, view }: Operand): Operand => {
  const [partitions = 1, ...free] = view.shape;
  const [stride = 0, ...strides] = view.strides;
  const rows = Math.ceil(partitions / CORE_PARTITIONS);
  const reached = { ...view, shape: [rows, ...free], strides: [stride * CORE_PARTITIONS, ...strides] };
  return { role, view: reached };
};

/** A pattern of zero: no bits but the sign of a float32. */
const isZero = (pattern: number, isFloat: boolean): boolean =>
  isFloat ? (pattern & 0x7fffffff) === 0 : pattern === 0;

const executeNonzero = (instruction: Instruction): void => {
  const src = operandIn(instruction, 'src');
  const dst = operandIn(instruction, 'dst');
  const { index_offset: offset, padding_val: padding } = instruction.attributes;
  const columns = freeCount(src);
  const source = loadPatterns(src);
  const out = new Uint32Array(partitionCount(dst) * (columns + 1));
  for (let partition = 0; partition < partitionCount(src); partition += 1) {
    const first = partition * (columns + 1);
    let found = 0;
    for (let column = 0; column < columns; column += 1) {
      if (isZero(source[partition * columns + column] as number, src.dtype === 'float32')) continue;
      out[first + found] = column + Number(offset);
      found += 1;
    }
    out.fill(Number(padding), first + found, first + columns);
    out[first + columns] = found;
  }
  storePatterns(dst, out);
};

/**
 * The indices of elements that are not zero, padding, and their number, in partitions 0, 16, ..., 112; the others stay.
 * Source: aws-neuron-sdk nki/api/nki/isa, `nonzero_with_count`.
 */
export const nonzeroWithCount: IsaDefinition = {
  name: 'nonzero_with_count',
  call: (args, machine, context) => callNonzero({ args, machine, context }),
  execute: executeNonzero,
};
