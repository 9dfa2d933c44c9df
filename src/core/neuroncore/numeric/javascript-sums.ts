import { settleNaNs } from './javascript-elementwise.ts';
import type { MatmulShape, ReduceKernel } from './kernels.ts';

const { fround } = Math;

/**
 * Rows `from` to `to` of out = stationary^T moving. Each result is the sum over k ascending of products rounded to
 * float32, begun at 0 and rounded at every step; an accumulating product adds that sum to what was there.
 */
export const matmulRows = (
  out: Float32Array,
  stationary: Float32Array,
  moving: Float32Array,
  { contraction, rows, columns, accumulate }: MatmulShape,
  from: number,
  to: number,
): void => {
  const sums = new Float32Array(columns);
  for (let row = from; row < to; row += 1) {
    sums.fill(0);
    for (let k = 0; k < contraction; k += 1) {
      const weight = stationary[k * rows + row] as number;
      const first = k * columns;
      for (let column = 0; column < columns; column += 1) {
        const product = fround(weight * (moving[first + column] as number));
        sums[column] = (sums[column] as number) + product;
      }
    }
    const target = out.subarray(row * columns, (row + 1) * columns);
    if (accumulate) {
      for (let column = 0; column < columns; column += 1) {
        target[column] = (target[column] as number) + (sums[column] as number);
      }
    } else target.set(sums);
  }
  settleNaNs(out.subarray(from * columns, to * columns));
};

/** Partial results that run side by side in a reduction: column c goes to lane c modulo this. */
export const REDUCTION_LANES = 16;

const START: Readonly<Record<ReduceKernel, number>> = {
  add: 0,
  multiply: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

const combine = (operation: ReduceKernel, x: number, y: number): number => {
  if (operation === 'add') return fround(x + y);
  if (operation === 'multiply') return fround(x * y);
  return operation === 'max' ? Math.max(x, y) : Math.min(x, y);
};

const intoLanes = (operation: ReduceKernel, lanes: Float32Array, x: Float32Array): void => {
  // The operation is decided outside of the loops over columns.
  if (operation === 'add') {
    for (let c = 0; c < x.length; c += 1) lanes[c & 15] = (lanes[c & 15] as number) + (x[c] as number);
  } else if (operation === 'multiply') {
    for (let c = 0; c < x.length; c += 1) lanes[c & 15] = (lanes[c & 15] as number) * (x[c] as number);
  } else if (operation === 'max') {
    for (let c = 0; c < x.length; c += 1) lanes[c & 15] = Math.max(lanes[c & 15] as number, x[c] as number);
  } else {
    for (let c = 0; c < x.length; c += 1) lanes[c & 15] = Math.min(lanes[c & 15] as number, x[c] as number);
  }
};

/**
 * out[r] = reduction of row r: sixteen lanes, each over its columns ascending and begun at the neutral element, then
 * folded in halves (lane i with lane i + 8, then i + 4, i + 2, i + 1).
 */
export const reduceRows = (
  operation: ReduceKernel,
  out: Float32Array,
  x: Float32Array,
  rows: number,
  columns: number,
): void => {
  const lanes = new Float32Array(REDUCTION_LANES);
  for (let row = 0; row < rows; row += 1) {
    lanes.fill(START[operation]);
    intoLanes(operation, lanes, x.subarray(row * columns, (row + 1) * columns));
    for (let half = REDUCTION_LANES / 2; half >= 1; half /= 2) {
      for (let lane = 0; lane < half; lane += 1) {
        lanes[lane] = combine(operation, lanes[lane] as number, lanes[lane + half] as number);
      }
    }
    out[row] = lanes[0] as number;
  }
  settleNaNs(out.subarray(0, rows));
};
