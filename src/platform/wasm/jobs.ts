import type {
  BinaryKernel,
  NumericKernels,
  ReduceKernel,
  UnaryKernel,
} from '../../core/neuroncore/numeric/kernels.ts';

/** A piece of work on blocks of one memory, in whole numbers so that threads can hand it over. */
export type Job = readonly number[];

const UNARY: readonly UnaryKernel[] = ['exp', 'negate', 'abs', 'square', 'reciprocal', 'sqrt', 'relu'];
const BINARY: readonly BinaryKernel[] = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'max',
  'min',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
];
const REDUCE: readonly ReduceKernel[] = ['add', 'multiply', 'max', 'min'];

const MATMUL = 0;
const UNARY_JOB = 1;
const BINARY_JOB = 2;
const REDUCE_JOB = 3;
const BY_ROW = 4;

/** Most whole numbers that a job has. */
export const JOB_WORDS = 10;

type Block = Float32Array;

export const matmulJob = (out: Block, stationary: Block, moving: Block, sizes: readonly number[]): Job => [
  MATMUL,
  out.byteOffset,
  stationary.byteOffset,
  moving.byteOffset,
  ...sizes,
];

export const unaryJob = (operation: UnaryKernel, out: Block, x: Block): Job => [
  UNARY_JOB,
  UNARY.indexOf(operation),
  out.byteOffset,
  x.byteOffset,
  out.length,
];

export const binaryJob = (operation: BinaryKernel, out: Block, x: Block, y: Block): Job => [
  BINARY_JOB,
  BINARY.indexOf(operation),
  out.byteOffset,
  x.byteOffset,
  y.byteOffset,
  out.length,
];

export const reduceJob = (
  operation: ReduceKernel,
  out: Block,
  x: Block,
  rows: number,
  columns: number,
): Job => [REDUCE_JOB, REDUCE.indexOf(operation), out.byteOffset, x.byteOffset, rows, columns];

export const byRowJob = (
  operation: BinaryKernel,
  [out, x, y]: readonly [Block, Block, Block],
  rows: number,
  columns: number,
  reversed: boolean,
): Job => [
  BY_ROW,
  BINARY.indexOf(operation),
  out.byteOffset,
  x.byteOffset,
  y.byteOffset,
  rows,
  columns,
  Number(reversed),
];

/** Part `part` of `parts` of a count, all but the last in multiples of `unit`. */
export const shareOf = (
  count: number,
  unit: number,
  part: number,
  parts: number,
): readonly [number, number] => {
  const units = Math.ceil(count / unit);
  const edge = (index: number): number => Math.min(count, Math.floor((units * index) / parts) * unit);
  return [edge(part), edge(part + 1)];
};

/** Rows of one tile of the product, and elements of one step of a loop. */
const ROWS = 4;
const ELEMENTS = 16;

/** Does one part of a job on the blocks of a memory. The bits do not depend on the number of parts. */
export const perform = (
  kernels: NumericKernels,
  memory: ArrayBufferLike,
  job: Job,
  part: number,
  parts: number,
): void => {
  const [kind, first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh = 0] = job;
  const block = (byteOffset: number, from: number, to: number): Block =>
    new Float32Array(memory, byteOffset + from * Float32Array.BYTES_PER_ELEMENT, to - from);
  if (kind === MATMUL) {
    const [contraction, rows, columns, accumulate] = [fourth, fifth, sixth, seventh !== 0];
    const [from, to] = shareOf(rows, ROWS, part, parts);
    const stationary = block(second, 0, contraction * rows);
    const moving = block(third, 0, contraction * columns);
    const shape = { contraction, rows, columns, accumulate };
    kernels.matmulRows(block(first, 0, rows * columns), stationary, moving, shape, from, to);
  } else if (kind === UNARY_JOB) {
    const [from, to] = shareOf(fourth, ELEMENTS, part, parts);
    kernels.unary(UNARY[first] as UnaryKernel, block(second, from, to), block(third, from, to));
  } else if (kind === BINARY_JOB) {
    const [from, to] = shareOf(fifth, ELEMENTS, part, parts);
    const [out, x, y] = [block(second, from, to), block(third, from, to), block(fourth, from, to)];
    kernels.binary(BINARY[first] as BinaryKernel, out, x, y);
  } else if (kind === REDUCE_JOB) {
    const [from, to] = shareOf(fourth, 1, part, parts);
    const x = block(third, from * fifth, to * fifth);
    kernels.reduceRows(REDUCE[first] as ReduceKernel, block(second, from, to), x, to - from, fifth);
  } else {
    const [from, to] = shareOf(fifth, 1, part, parts);
    const [out, x] = [block(second, from * sixth, to * sixth), block(third, from * sixth, to * sixth)];
    const operation = BINARY[first] as BinaryKernel;
    kernels.binaryByRow(operation, out, x, block(fourth, from, to), to - from, sixth, seventh !== 0);
  }
};
