import type { DType } from '../memory/dtype.ts';
import type { Overflow } from './encode-tables.ts';

/**
 * Arithmetic on blocks of float32, done by WebAssembly SIMD or by its JavaScript twin; both give the same bits. Every
 * NaN that comes out is the quiet one with the sign bit clear.
 * Blocks are row-major [rows, columns] without gaps. Buffers come from `block` so that an implementation can keep
 * them in its own memory; a buffer stays valid until the next `release` of its mark.
 */
export interface NumericKernels {
  /** `wasm` or `javascript`, for reports. */
  readonly implementation: string;
  /** A zero-filled or dirty scratch block of that many floats. */
  readonly block: (floats: number) => Float32Array;
  readonly mark: () => number;
  readonly release: (mark: number) => void;
  /** out[M, N] (+)= stationary[K, M]^T moving[K, N], products and sums in float32, k ascending in a fixed order. */
  readonly matmul: (
    out: Float32Array,
    stationary: Float32Array,
    moving: Float32Array,
    contraction: number,
    rows: number,
    columns: number,
    accumulate: boolean,
  ) => void;
  /** The rows `from` to `to` (excluded) of such a product, with the same bits as the whole: the share of one worker. */
  readonly matmulRows: (
    out: Float32Array,
    stationary: Float32Array,
    moving: Float32Array,
    shape: MatmulShape,
    from: number,
    to: number,
  ) => void;
  /** out = operation(x), element by element. */
  readonly unary: (operation: UnaryKernel, out: Float32Array, x: Float32Array) => void;
  /** out = x operation y, element by element. */
  readonly binary: (operation: BinaryKernel, out: Float32Array, x: Float32Array, y: Float32Array) => void;
  /** out[r, c] = x[r, c] operation y[r] (or reversed), y holding one value for each row. */
  readonly binaryByRow: (
    operation: BinaryKernel,
    out: Float32Array,
    x: Float32Array,
    y: Float32Array,
    rows: number,
    columns: number,
    reversed: boolean,
  ) => void;
  /** out[r] = reduction over c of x[r, c], c ascending in a fixed order. */
  readonly reduceRows: (
    operation: ReduceKernel,
    out: Float32Array,
    x: Float32Array,
    rows: number,
    columns: number,
  ) => void;
  /** Rounds in place to the values that bfloat16 / float16 / tfloat32 can hold, to nearest even. */
  readonly roundTo: (format: 'bfloat16' | 'float16' | 'tfloat32', x: Float32Array) => void;
  /** Conversion of patterns without gaps where it is faster than the loops of transfer.ts; null where it is not. */
  readonly conversion: DenseConversion | null;
}

/** Conversions between patterns and values that lie in the memory of the kernels; the same bits as transfer.ts gives. */
export interface DenseConversion {
  readonly knows: (dtype: DType) => boolean;
  readonly holds: (block: Float32Array) => boolean;
  /** Values of as many patterns as `out` takes. */
  readonly decode: (dtype: DType, out: Float32Array, patterns: Uint8Array) => void;
  /** Patterns of all values of x. */
  readonly encode: (dtype: DType, patterns: Uint8Array, x: Float32Array, overflow: Overflow) => void;
}

/** Sizes of a product out[rows, columns] = stationary[contraction, rows]^T moving[contraction, columns]. */
export interface MatmulShape {
  readonly contraction: number;
  readonly rows: number;
  readonly columns: number;
  readonly accumulate: boolean;
}

export type UnaryKernel = 'exp' | 'negate' | 'abs' | 'square' | 'reciprocal' | 'sqrt' | 'relu';
/** Comparisons give 1 or 0; `max` and `min` give NaN when either operand is NaN. */
export type BinaryKernel =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'max'
  | 'min'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual';
export type ReduceKernel = 'add' | 'multiply' | 'max' | 'min';
