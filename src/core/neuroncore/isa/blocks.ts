import { KernelFault } from '../machine/diagnostic.ts';
import type { Instruction } from '../machine/instruction.ts';
import { operandOf } from '../machine/instruction.ts';
import type { Machine } from '../machine/machine.ts';
import { DTYPE_BYTES, type DType } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';
import { readIntegers, writeNumbers } from '../numeric/integers.ts';
import {
  copyBits,
  readBits,
  readBlock,
  valuesOf,
  valuesPerElement,
  writeBits,
  writeBlock,
} from '../numeric/transfer.ts';
import { directParts } from './indirect.ts';
import { describeView } from './operands.ts';

/**
 * The operand of that role as it stands when the instruction runs: an index in a register or in memory is read now.
 * Views that read columns through indices stay what they are; loads and stores follow them.
 * Throws KernelFault (`index-out-of-bounds`) when an index leads out of the tensor.
 */
export const operandIn = (instruction: Instruction, role: string): View => {
  const view = operandOf(instruction, role);
  if (view === undefined) throw new RangeError(`${instruction.opcode} has no operand ${role}`);
  if (view.indirection === null) return view;
  const parts = directParts(view);
  if (parts.some((part) => part.view === null)) {
    const message = `a run-time index of ${role} leads out of ${view.storage.name}, of which ${describeView(view)} is accessed.`;
    throw new KernelFault({
      rule: 'index-out-of-bounds',
      severity: 'error',
      message,
      site: instruction.site,
    });
  }
  const [first] = parts;
  return view.indirection.kind === 'scalar' && first !== undefined && first.view !== null ? first.view : view;
};

type Words = Float32Array | Uint32Array | Int32Array;

const load = <Block extends Words>(
  view: View,
  block: Block,
  read: (view: View, out: Block) => void,
): Block => {
  if (view.indirection === null) {
    read(view, block);
    return block;
  }
  for (const part of directParts(view)) {
    if (part.view === null) continue;
    const dense = block.slice(0, part.count) as Block;
    read(part.view, dense);
    for (let index = 0; index < part.count; index += 1) {
      block[part.first + index * part.step] = dense[index] as number;
    }
  }
  return block;
};

const store = <Block extends Words>(
  view: View,
  block: Block,
  write: (view: View, block: Block) => void,
): void => {
  if (view.indirection === null) {
    write(view, block);
    return;
  }
  for (const part of directParts(view)) {
    if (part.view === null) continue;
    const dense = block.slice(0, part.count) as Block;
    for (let index = 0; index < part.count; index += 1) {
      dense[index] = block[part.first + index * part.step] as number;
    }
    write(part.view, dense);
  }
};

/** Elements of a view in row-major order as float32: [partitions, elements per partition]. */
export const loadFloats = (machine: Machine, view: View): Float32Array =>
  load(view, machine.numerics.block(valuesOf(view)), (direct, out) =>
    readBlock(direct, out, machine.numerics),
  );

/** Writes a block of float32 [partitions, elements per partition] into a view, cast to its type. */
export const storeFloats = (machine: Machine, view: View, block: Float32Array): void =>
  store(view, block, (direct, values) => writeBlock(direct, values, machine.numerics));

/** The bit patterns of a view's elements in row-major order, each in the low bits of a word. */
export const loadPatterns = (view: View): Uint32Array =>
  load(view, new Uint32Array(valuesOf(view) / valuesPerElement(view.dtype)), readBits);

/** Writes bit patterns into a view's elements. */
export const storePatterns = (view: View, patterns: Uint32Array): void => store(view, patterns, writeBits);

/** Integers of a view in row-major order, exactly; uint32 from 2^31 on appears negative. */
export const loadIntegers = (view: View): Int32Array =>
  load(view, new Int32Array(valuesOf(view)), readIntegers);

/** Copies the bits of all elements between views of as many elements of the same width. */
export const copyPatterns = (dst: View, src: View): void => {
  if (dst.indirection === null && src.indirection === null) copyBits(dst, src);
  else storePatterns(dst, loadPatterns(src));
};

/** The bits of an element. */
export const widthOf = (view: View): number => DTYPE_BYTES[view.dtype] * 8;

/** Runs work whose blocks are given back to the kernels afterwards. */
export const withBlocks = (machine: Machine, work: () => void): void => {
  const mark = machine.numerics.mark();
  try {
    work();
  } finally {
    machine.numerics.release(mark);
  }
};

/** The bit pattern that a number has in an element type, rounded as results are. */
export const patternOf = (dtype: DType, value: number): number => {
  const view = singleElement(dtype);
  writeNumbers(view, Float64Array.of(value));
  const pattern = new Uint32Array(1);
  readBits(view, pattern);
  return pattern[0] as number;
};

/** A view of one element in a storage of its own. */
const singleElement = (dtype: DType): View => ({
  storage: {
    id: -1,
    name: 'immediate',
    space: 'sbuf',
    core: 0,
    partitions: 1,
    bytesPerPartition: 4,
    address: null,
    site: null,
    contents: { bytes: null, base: 0, pitch: 4, written: null },
  },
  dtype,
  shape: [1, 1],
  strides: [1, 1],
  offset: 0,
  indirection: null,
});
