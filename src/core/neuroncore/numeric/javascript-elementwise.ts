import { QUIET_NAN } from './decode-tables.ts';
import { exponential } from './exponential.ts';
import type { BinaryKernel, UnaryKernel } from './kernels.ts';

const { fround, max, min, sqrt } = Math;

/** Gives every NaN of a block the one pattern that kernels write. */
export const settleNaNs = (block: Float32Array): void => {
  const bits = new Uint32Array(block.buffer, block.byteOffset, block.length);
  for (let index = 0; index < bits.length; index += 1) {
    if (((bits[index] as number) & 0x7fffffff) > 0x7f800000) bits[index] = QUIET_NAN;
  }
};

type UnaryLoop = (out: Float32Array, x: Float32Array) => void;
/** `step` is 1 where y has a value for each element of x, 0 where it has one for all. */
type BinaryLoop = (out: Float32Array, x: Float32Array, y: Float32Array, step: number) => void;

// One loop for each operation: a loop that calls a function it is given is several times slower.
const UNARY: Readonly<Record<UnaryKernel, UnaryLoop>> = {
  exp: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = exponential(x[i] as number);
  },
  negate: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = -(x[i] as number);
  },
  abs: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = Math.abs(x[i] as number);
  },
  square: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = (x[i] as number) * (x[i] as number);
  },
  reciprocal: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = 1 / (x[i] as number);
  },
  sqrt: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = sqrt(x[i] as number);
  },
  relu: (out, x) => {
    for (let i = 0; i < out.length; i += 1) out[i] = max(x[i] as number, 0);
  },
};

const BINARY: Readonly<Record<BinaryKernel, BinaryLoop>> = {
  add: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = (x[i] as number) + (y[j] as number);
  },
  subtract: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = (x[i] as number) - (y[j] as number);
  },
  multiply: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = (x[i] as number) * (y[j] as number);
  },
  divide: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = (x[i] as number) / (y[j] as number);
  },
  max: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = max(x[i] as number, y[j] as number);
  },
  min: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = min(x[i] as number, y[j] as number);
  },
  equal: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = x[i] === y[j] ? 1 : 0;
  },
  notEqual: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step) out[i] = x[i] !== y[j] ? 1 : 0;
  },
  less: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step)
      out[i] = (x[i] as number) < (y[j] as number) ? 1 : 0;
  },
  lessEqual: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step)
      out[i] = (x[i] as number) <= (y[j] as number) ? 1 : 0;
  },
  greater: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step)
      out[i] = (x[i] as number) > (y[j] as number) ? 1 : 0;
  },
  greaterEqual: (out, x, y, step) => {
    for (let i = 0, j = 0; i < out.length; i += 1, j += step)
      out[i] = (x[i] as number) >= (y[j] as number) ? 1 : 0;
  },
};

/** out = operation(x); `out` may be x. */
export const unary = (operation: UnaryKernel, out: Float32Array, x: Float32Array): void => {
  UNARY[operation](out, x);
  settleNaNs(out);
};

/** out = x operation y, element by element; `out` may be either operand. */
export const binary = (
  operation: BinaryKernel,
  out: Float32Array,
  x: Float32Array,
  y: Float32Array,
): void => {
  BINARY[operation](out, x, y, 1);
  settleNaNs(out);
};

/** What gives the same with its operands the other way round. */
const MIRRORED: Readonly<Partial<Record<BinaryKernel, BinaryKernel>>> = {
  add: 'add',
  multiply: 'multiply',
  max: 'max',
  min: 'min',
  equal: 'equal',
  notEqual: 'notEqual',
  less: 'greater',
  lessEqual: 'greaterEqual',
  greater: 'less',
  greaterEqual: 'lessEqual',
};

const reversedLoop = (operation: BinaryKernel): BinaryLoop => {
  const mirrored = MIRRORED[operation];
  if (mirrored !== undefined) return BINARY[mirrored];
  if (operation === 'subtract') {
    return (out, x, y) => {
      const value = y[0] as number;
      for (let i = 0; i < out.length; i += 1) out[i] = value - (x[i] as number);
    };
  }
  return (out, x, y) => {
    const value = y[0] as number;
    for (let i = 0; i < out.length; i += 1) out[i] = value / (x[i] as number);
  };
};

/** out[r, c] = x[r, c] operation y[r], or y[r] operation x[r, c] when reversed; `out` may be x. */
export const binaryByRow = (
  operation: BinaryKernel,
  out: Float32Array,
  x: Float32Array,
  y: Float32Array,
  rows: number,
  columns: number,
  reversed: boolean,
): void => {
  const loop = reversed ? reversedLoop(operation) : BINARY[operation];
  for (let row = 0; row < rows; row += 1) {
    const from = row * columns;
    loop(out.subarray(from, from + columns), x.subarray(from, from + columns), y.subarray(row, row + 1), 0);
  }
  settleNaNs(out.subarray(0, rows * columns));
};

/** A float32 whose bits can be seen, for one value at a time. */
const value = new Float32Array(1);
const valueBits = new Uint32Array(value.buffer);

/** Nearest of the values that keep the upper bits of a float32, ties to even. */
const dropBits = (bits: number, dropped: number): number => {
  const half = (1 << (dropped - 1)) - 1;
  return (bits + half + ((bits >>> dropped) & 1)) & -(1 << dropped);
};

/** Nearest float16, seen as float32: ten bits of fraction, steps of 2^-24 below 2^-14, infinity from 65520 on. */
const halfBits = (bits: number): number => {
  const sign = bits & 0x80000000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude < 0x38800000) {
    valueBits[0] = magnitude;
    value[0] = fround(fround((value[0] as number) + 0.5) - 0.5);
    return sign | (valueBits[0] as number);
  }
  const rounded = dropBits(magnitude, 13);
  return sign | (rounded >= 0x47800000 ? 0x7f800000 : rounded);
};

/** Rounds in place, as `NumericKernels.roundTo`. */
export const roundTo = (format: 'bfloat16' | 'float16' | 'tfloat32', x: Float32Array): void => {
  const bits = new Uint32Array(x.buffer, x.byteOffset, x.length);
  for (let index = 0; index < bits.length; index += 1) {
    const word = bits[index] as number;
    if ((word & 0x7fffffff) > 0x7f800000) bits[index] = QUIET_NAN;
    else if (format === 'bfloat16') bits[index] = dropBits(word, 16);
    else bits[index] = format === 'float16' ? halfBits(word) : dropBits(word, 13);
  }
};
