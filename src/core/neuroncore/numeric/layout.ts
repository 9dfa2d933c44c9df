import { DTYPE_BYTES } from '../memory/dtype.ts';
import type { View } from '../memory/view.ts';

/**
 * Where the elements of a view stand, as bytes: element (i0, i1, ...) at `start + sum(strides[d] * i[d])`, elements in
 * row-major order. Dimensions of size 1 are left out and neighbours that continue each other are merged.
 */
export interface Layout {
  readonly start: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** A layout and the number of elements of the view that stand before its first. */
export interface Piece extends Layout {
  readonly before: number;
}

/** Elements of a view. */
export const elementsOf = (view: View): number => view.shape.reduce((product, size) => product * size, 1);

/**
 * Layouts that together cover the view. Nearly always one; a view that runs on from one partition to the next within
 * a dimension falls apart into more when the rows of its storage do not follow each other in memory.
 * @throws {RangeError} when the view is indirect or leaves its storage
 */
export const layoutsOf = (view: View): readonly Piece[] => {
  if (view.indirection !== null)
    throw new RangeError('an indirect view has to be resolved before its data move');
  if (elementsOf(view) === 0) return [];
  const width = DTYPE_BYTES[view.dtype];
  const perRow = view.storage.bytesPerPartition / width;
  checkInside(view, perRow);
  const pieces: Piece[] = [];
  collect(view, { width, perRow }, 0, view.offset, 0, pieces);
  return pieces;
};

interface Grain {
  readonly width: number;
  /** Elements of the view's type in one row of its storage. */
  readonly perRow: number;
}

const checkInside = (view: View, perRow: number): void => {
  let least = view.offset;
  let most = view.offset;
  for (let dimension = 0; dimension < view.shape.length; dimension += 1) {
    const reach = (view.strides[dimension] as number) * ((view.shape[dimension] as number) - 1);
    if (reach < 0) least += reach;
    else most += reach;
  }
  const elements = perRow * view.storage.partitions;
  if (least >= 0 && most < elements) return;
  throw new RangeError(
    `view of ${view.storage.name} reaches elements ${least} to ${most}; it has ${elements} of type ${view.dtype}`,
  );
};

const collect = (
  view: View,
  grain: Grain,
  from: number,
  offset: number,
  before: number,
  pieces: Piece[],
): void => {
  const whole = regularLayout(view, grain, from, offset);
  if (whole !== null) {
    pieces.push({ ...whole, before });
    return;
  }
  const inner = view.shape.slice(from + 1).reduce((product, size) => product * size, 1);
  const stride = view.strides[from] as number;
  for (let index = 0; index < (view.shape[from] as number); index += 1) {
    collect(view, grain, from + 1, offset + stride * index, before + inner * index, pieces);
  }
};

/** The layout of dimensions `from` and on, beginning at an element; null where no strides in bytes describe it. */
const regularLayout = (view: View, grain: Grain, from: number, offset: number): Layout | null => {
  const { base, pitch } = view.storage.contents;
  const { width, perRow } = grain;
  const flat = pitch === view.storage.bytesPerPartition || view.storage.partitions === 1;
  const row = flat ? 0 : Math.floor(offset / perRow);
  let least = offset - row * perRow;
  let most = least;
  const start = base + row * pitch + least * width;
  const shape: number[] = [];
  const strides: number[] = [];
  for (let dimension = from; dimension < view.shape.length; dimension += 1) {
    const size = view.shape[dimension] as number;
    const stride = view.strides[dimension] as number;
    if (size === 1) continue;
    shape.push(size);
    if (!flat && stride % perRow === 0) {
      strides.push((stride / perRow) * pitch);
      continue;
    }
    strides.push(stride * width);
    if (stride < 0) least += stride * (size - 1);
    else most += stride * (size - 1);
  }
  if (!flat && (least < 0 || most >= perRow)) return null;
  return { start, ...merged(shape, strides) };
};

const merged = (
  shape: readonly number[],
  strides: readonly number[],
): { readonly shape: readonly number[]; readonly strides: readonly number[] } => {
  const sizes: number[] = [];
  const steps: number[] = [];
  for (let dimension = 0; dimension < shape.length; dimension += 1) {
    const size = shape[dimension] as number;
    const step = strides[dimension] as number;
    const last = sizes.length - 1;
    if (last >= 0 && steps[last] === step * size) {
      sizes[last] = (sizes[last] as number) * size;
      steps[last] = step;
    } else {
      sizes.push(size);
      steps.push(step);
    }
  }
  return { shape: sizes, strides: steps };
};
