import { createJavascriptKernels } from '../../core/neuroncore/numeric/javascript.ts';
import type {
  BinaryKernel,
  NumericKernels,
  ReduceKernel,
  UnaryKernel,
} from '../../core/neuroncore/numeric/kernels.ts';
import { claimMemory } from '../../core/neuroncore/numeric/owner.ts';
import { createScratch, type Scratch } from '../../core/neuroncore/numeric/scratch.ts';
import { createConversion } from './conversion.ts';
import { instantiate, type NumericExports, RESERVED_BYTES, type WasmMemory } from './instance.ts';

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Loads of the kernels may reach this far beyond a block. */
const SLACK_BYTES = 64;

/** The part of a memory that the blocks of one thread come from. */
export interface Region {
  readonly firstByte: number;
  readonly bytes: number;
}

/** All of a memory but what the kernels keep for themselves. */
export const wholeRegion = (memory: WasmMemory): Region => ({
  firstByte: RESERVED_BYTES,
  bytes: memory.buffer.byteLength - RESERVED_BYTES,
});

/** In the order in which the kernels number them; exp is a function of its own. */
const UNARY: readonly UnaryKernel[] = ['negate', 'abs', 'square', 'reciprocal', 'sqrt', 'relu'];
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

/** What the parts below work with. */
interface Ground {
  readonly exports: NumericExports;
  readonly scratch: Scratch;
  /** Does what has no room in the memory. */
  readonly fallback: NumericKernels;
  readonly buffer: ArrayBufferLike;
}

type Block = Float32Array;

const requireFloats = (block: Block, floats: number): void => {
  if (block.length < floats)
    throw new RangeError(`a block of ${block.length} floats where ${floats} are needed`);
};

/**
 * Runs `work` on blocks in the memory: the given ones where they lie in it, else copies; `out` is copied as well where
 * its old values count. Gives false, having done nothing, when the copies have no room.
 */
const inMemory = (
  { scratch, buffer }: Ground,
  out: Block,
  outIsRead: boolean,
  inputs: readonly Block[],
  work: (out: Block, inputs: readonly Block[]) => void,
): boolean => {
  if (out.buffer === buffer && inputs.every((each) => each.buffer === buffer)) {
    work(out, inputs);
    return true;
  }
  const mark = scratch.mark();
  const copied = (block: Block, wanted: boolean): Block => {
    if (block.buffer === buffer) return block;
    const copy = scratch.block(block.length);
    if (wanted && copy.buffer === buffer) copy.set(block);
    return copy;
  };
  const places = inputs.map((each) => copied(each, true));
  const target = copied(out, outIsRead);
  const fits = target.buffer === buffer && places.every((each) => each.buffer === buffer);
  if (fits) {
    work(target, places);
    if (target !== out) out.set(target);
  }
  scratch.release(mark);
  return fits;
};

const matmulRowsOf = (ground: Ground): NumericKernels['matmulRows'] => {
  const { exports, scratch, fallback, buffer } = ground;
  return (out, stationary, moving, shape, from, to) => {
    const { contraction, rows, columns, accumulate } = shape;
    requireFloats(out, rows * columns);
    requireFloats(stationary, contraction * rows);
    requireFloats(moving, contraction * columns);
    if (contraction === 0 || columns === 0 || to <= from) {
      fallback.matmulRows(out, stationary, moving, shape, from, to);
      return;
    }
    const mark = scratch.mark();
    const panels = scratch.block(4 * contraction * Math.ceil((to - from) / 4) + 8 * contraction);
    const done =
      panels.buffer === buffer &&
      inMemory(ground, out, true, [stationary, moving], (target, [weights, values]) => {
        exports.matmul(
          ...[
            target.byteOffset,
            (weights as Block).byteOffset,
            (values as Block).byteOffset,
            panels.byteOffset,
          ],
          ...[contraction, rows, columns, Number(accumulate), from, to],
        );
      });
    scratch.release(mark);
    if (!done) fallback.matmulRows(out, stationary, moving, shape, from, to);
  };
};

const reduceRowsOf = (ground: Ground): NumericKernels['reduceRows'] => {
  return (operation, out, x, rows, columns) => {
    requireFloats(out, rows);
    requireFloats(x, rows * columns);
    const kind = REDUCE.indexOf(operation);
    const done = inMemory(ground, out, true, [x], (target, [source]) =>
      ground.exports.reduce_rows(kind, target.byteOffset, (source as Block).byteOffset, rows, columns),
    );
    if (!done) ground.fallback.reduceRows(operation, out, x, rows, columns);
  };
};

const unaryOf = (ground: Ground): NumericKernels['unary'] => {
  const { exports, fallback } = ground;
  return (operation, out, x) => {
    requireFloats(x, out.length);
    const kind = UNARY.indexOf(operation);
    const done = inMemory(ground, out, false, [x], (target, [source]) => {
      const from = (source as Block).byteOffset;
      if (operation === 'exp') exports.exp(target.byteOffset, from, target.length);
      else exports.unary(kind, target.byteOffset, from, target.length);
    });
    if (!done) fallback.unary(operation, out, x);
  };
};

/** Bytes from one block of sixteen elements to the next. */
const STEP = 64;

const binaryOf = (ground: Ground): NumericKernels['binary'] => {
  return (operation, out, x, y) => {
    requireFloats(x, out.length);
    requireFloats(y, out.length);
    const kind = BINARY.indexOf(operation);
    const done = inMemory(ground, out, false, [x, y], (target, [left, right]) =>
      ground.exports.binary(
        ...[kind, target.byteOffset, (left as Block).byteOffset, STEP, (right as Block).byteOffset, STEP],
        target.length,
      ),
    );
    if (!done) ground.fallback.binary(operation, out, x, y);
  };
};

const binaryByRowOf = (ground: Ground): NumericKernels['binaryByRow'] => {
  return (operation, out, x, y, rows, columns, reversed) => {
    requireFloats(out, rows * columns);
    requireFloats(x, rows * columns);
    requireFloats(y, rows);
    const kind = BINARY.indexOf(operation);
    const done = inMemory(ground, out, true, [x, y], (target, [left, right]) =>
      ground.exports.binary_by_row(
        ...[kind, target.byteOffset, (left as Block).byteOffset, (right as Block).byteOffset],
        ...[rows, columns, Number(reversed)],
      ),
    );
    if (!done) ground.fallback.binaryByRow(operation, out, x, y, rows, columns, reversed);
  };
};

const roundToOf = (ground: Ground): NumericKernels['roundTo'] => {
  const { exports, fallback } = ground;
  const round = {
    bfloat16: exports.round_to_bfloat16,
    float16: exports.round_to_float16,
    tfloat32: exports.round_to_tfloat32,
  };
  return (format, x) => {
    const done = inMemory(ground, x, true, [], (target) =>
      round[format](target.byteOffset, target.byteOffset, target.length),
    );
    if (!done) fallback.roundTo(format, x);
  };
};

/**
 * The kernels in WebAssembly on a memory, for one of the threads that share it; blocks come from the thread's region.
 * The bits are those of `createJavascriptKernels`.
 */
export const kernelsOn = (memory: WasmMemory, thread: number, region: Region): NumericKernels => {
  const exports = instantiate(memory, thread);
  const floats = Math.floor((region.bytes - SLACK_BYTES) / FLOAT_BYTES);
  const scratch = createScratch(memory.buffer, region.firstByte, floats);
  const ground: Ground = { exports, scratch, fallback: createJavascriptKernels(0), buffer: memory.buffer };
  const matmulRows = matmulRowsOf(ground);
  const kernels: NumericKernels = {
    implementation: 'wasm',
    ...scratch,
    matmul: (out, stationary, moving, contraction, rows, columns, accumulate) =>
      matmulRows(out, stationary, moving, { contraction, rows, columns, accumulate }, 0, rows),
    matmulRows,
    unary: unaryOf(ground),
    binary: binaryOf(ground),
    binaryByRow: binaryByRowOf(ground),
    reduceRows: reduceRowsOf(ground),
    roundTo: roundToOf(ground),
    conversion: createConversion(exports, memory.buffer),
  };
  claimMemory(memory.buffer, kernels);
  return kernels;
};
