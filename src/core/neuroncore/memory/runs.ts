import { at } from './at.ts';
import { DTYPE_BYTES } from './dtype.ts';
import { indexValues, scalarValue } from './index-values.ts';
import { isOnChip } from './storage.ts';
import { type Block, mergeDimensions } from './strides.ts';
import type { View } from './view.ts';
import { refuse } from './view-error.ts';

/**
 * A view as bytes: row r (its first dimension; a single row for a view of one dimension in HBM) begins at byte
 * `rowStarts[r]` of `storage.contents.bytes`, or lies outside the storage when that is -1. Every row has the same runs:
 * run k has `count` elements, `strideBytes` apart, the first at `rowStarts[r] + runStarts[k]`. Rows, runs and elements
 * follow the row-major order of the view.
 */
export interface Runs {
  readonly rowStarts: Float64Array;
  readonly runStarts: Float64Array;
  readonly count: number;
  readonly strideBytes: number;
  /** Rows that a run-time address puts outside the storage. */
  readonly rowsOutside: number;
}

/** Offsets of all combinations of the outer blocks, in row-major order, in elements times `scale`. */
const combinations = (blocks: readonly Block[], scale: number): Float64Array => {
  let total = 1;
  for (const { size } of blocks) total *= size;
  const result = new Float64Array(total);
  let filled = 1;
  for (const { size, stride } of blocks) {
    // From the back, so that each earlier combination is read before its place is taken.
    for (let base = filled - 1; base >= 0; base -= 1) {
      const start = at(result, base);
      for (let step = size - 1; step >= 0; step -= 1)
        result[base * size + step] = start + step * stride * scale;
    }
    filled *= size;
  }
  return result;
};

/** Offset of each row in elements from the beginning of the storage, run-time index included. */
const rowOffsets = (view: View): Float64Array => {
  const hasRows = isOnChip(view.storage.space) || view.shape.length > 1;
  const rows = hasRows ? at(view.shape, 0) : 1;
  const offsets = new Float64Array(rows);
  const { indirection } = view;
  if (indirection?.kind === 'vector') {
    const indices = indexValues(indirection.indices);
    for (let row = 0; row < rows; row += 1) {
      const index = at(indices, row);
      // -1 marks rows to skip: it leads out of the tensor even where other rows lie before the view.
      offsets[row] = index < 0 ? Number.NEGATIVE_INFINITY : view.offset + index * indirection.stride;
    }
    return offsets;
  }
  const base =
    indirection?.kind === 'scalar'
      ? view.offset + scalarValue(indirection.source) * indirection.stride
      : view.offset;
  const stride = hasRows ? at(view.strides, 0) : 0;
  for (let row = 0; row < rows; row += 1) offsets[row] = base + row * stride;
  return offsets;
};

/**
 * The runs of a view whose storage has bytes. Run-time indices are read now, from their storages or registers. Rows
 * that they put outside the storage are marked, never moved. Views that read columns through indices have rows and runs
 * of their own on every engine: see `columnOffsets`.
 */
export const runsOf = (view: View): Runs => {
  const { storage } = view;
  const bytes = DTYPE_BYTES[view.dtype];
  const hasRows = isOnChip(storage.space) || view.shape.length > 1;
  const blocks = mergeDimensions(view.shape, view.strides, hasRows ? 1 : 0);
  const inner = blocks.pop() ?? { size: 1, stride: 1 };
  const runStarts = combinations(blocks, bytes);
  let reach = inner.stride * (inner.size - 1);
  for (const { size, stride } of blocks) reach += stride * (size - 1);
  const row = storage.bytesPerPartition / bytes;
  const offsets = rowOffsets(view);
  const { base, pitch } = storage.contents;
  let rowsOutside = 0;
  for (let index = 0; index < offsets.length; index += 1) {
    const offset = at(offsets, index);
    const partition = Math.floor(offset / row);
    const within = offset - partition * row;
    if (partition < 0 || partition >= storage.partitions || within + reach >= row) {
      offsets[index] = -1;
      rowsOutside += 1;
    } else {
      offsets[index] = base + partition * pitch + within * bytes;
    }
  }
  return { rowStarts: offsets, runStarts, count: inner.size, strideBytes: inner.stride * bytes, rowsOutside };
};

/** Calls `visit` with the byte of each run of each row inside the storage, in row-major order. */
export const forEachRun = (runs: Runs, visit: (byte: number, row: number) => void): void => {
  const { rowStarts, runStarts } = runs;
  for (let row = 0; row < rowStarts.length; row += 1) {
    const start = at(rowStarts, row);
    if (start < 0) continue;
    for (let run = 0; run < runStarts.length; run += 1) visit(start + at(runStarts, run), row);
  }
};

/**
 * The element of the innermost dimension that each of the columns of a view stands for, one row of offsets for each
 * group of partitions: offset i of a group is `indices[i mod group, i div group]` of that group's partitions.
 * Throws ViewError when the indices of a group are fewer than the columns.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.indirect`.
 */
export const columnOffsets = (view: View, group: number): readonly Float64Array[] => {
  if (view.indirection?.kind !== 'columns') return [];
  const { indices } = view.indirection;
  const partitions = at(indices.shape, 0);
  const columns = at(view.shape, view.shape.length - 1);
  const values = indexValues(indices);
  const perPartition = values.length / partitions;
  const enough = Math.min(group, partitions) * perPartition;
  if (columns > enough) {
    refuse(
      'view-bounds',
      `${columns} columns through indices`,
      `a group has ${enough}`,
      'no more columns than that',
    );
  }
  const groups: Float64Array[] = [];
  for (let first = 0; first < partitions; first += group) {
    const size = Math.min(group, partitions - first);
    const offsets = new Float64Array(columns);
    for (let column = 0; column < columns; column += 1) {
      const partition = first + (column % size);
      offsets[column] = at(values, partition * perPartition + Math.floor(column / size));
    }
    groups.push(offsets);
  }
  return groups;
};
