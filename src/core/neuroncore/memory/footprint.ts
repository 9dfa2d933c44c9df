import type { OperandShape, Region } from '../timing/program.ts';
import { boxAt, type Extent } from '../timing/step-table.ts';
import { at } from './at.ts';
import { DTYPE_BYTES } from './dtype.ts';
import { isOnChip } from './storage.ts';
import type { View } from './view.ts';

/** Dimensions that an index replaces do not step through memory as their strides say. */
const replacedDimension = (view: View): number => {
  if (view.indirection?.kind === 'vector') return 0;
  return view.indirection?.kind === 'columns' ? view.shape.length - 1 : -1;
};

/** Elements from the first to the last one of the dimensions from `first` on, run-time index included where it can reach. */
const reachFrom = (view: View, first: number): number => {
  const replaced = replacedDimension(view);
  let reach = 0;
  for (let dimension = first; dimension < view.shape.length; dimension += 1) {
    if (dimension !== replaced) reach += at(view.strides, dimension) * (at(view.shape, dimension) - 1);
  }
  return view.indirection === null ? reach : reach + view.indirection.stride * (view.indirection.extent - 1);
};

/** Of a view: the partition on chip in which it begins, and the byte within it; HBM is one row. */
export const firstPartition = ({ storage, offset, dtype }: View): number => {
  if (!isOnChip(storage.space)) return 0;
  const start = offset * DTYPE_BYTES[dtype];
  return start < storage.bytesPerPartition ? 0 : Math.floor(start / storage.bytesPerPartition);
};

/** The byte within its first partition at which a view begins. */
export const firstByte = (view: View, partition = firstPartition(view)): number =>
  view.offset * DTYPE_BYTES[view.dtype] - partition * view.storage.bytesPerPartition;

/**
 * How far the elements of a view reach from its first byte: partitions on chip, bytes of the one row in HBM. A run-time
 * address may lie anywhere along its dimension, so that its box reaches to the end of it (within the storage).
 */
export const extentOf = (view: View): Extent => {
  const { storage, indirection, shape, strides } = view;
  const elementBytes = DTYPE_BYTES[view.dtype];
  const onChip = isOnChip(storage.space);
  const reached = (reachFrom(view, onChip ? 1 : 0) + 1) * elementBytes;
  const rows = onChip ? NO_ROWS : rowsOf(view);
  const isStrided = !onChip && indirection === null && !isContiguous(view);
  return {
    partitions: onChip ? at(shape, 0) : 1,
    bytes: indirection === null ? reached : Math.min(reached, storage.bytesPerPartition - firstByte(view)),
    pitchBytes: wrapsAround(view.offset, rows) ? 0 : rows.pitch * elementBytes,
    elements: isStrided ? { elementBytes, shape, strides } : null,
    indirect: indirection !== null,
  };
};

/** The smallest box around all elements of a view. */
export const regionOf = (view: View): Region => {
  const partition = firstPartition(view);
  return boxAt(view.storage.id, partition, firstByte(view, partition), extentOf(view));
};

/** The rows of an HBM access: elements from one row to the next, and from the first to the last element of a row. */
export interface Rows {
  readonly pitch: number;
  readonly reach: number;
}

const NO_ROWS: Rows = { pitch: 0, reach: 0 };

/**
 * The rows of an HBM access, so that tiles of a matrix that lie side by side are told apart; a pitch of 0 when it has no
 * rows, they touch each other, or do not repeat at one pitch.
 */
export const rowsOf = (view: View): Rows => {
  if (view.indirection !== null) return NO_ROWS;
  let reach = 0;
  let pitch = 0;
  for (let dimension = view.shape.length - 1; dimension >= 0; dimension -= 1) {
    const size = at(view.shape, dimension);
    const stride = at(view.strides, dimension);
    if (size === 1) continue;
    if (pitch === 0 && stride > reach + 1) pitch = stride;
    if (pitch === 0) reach += stride * (size - 1);
    else if (stride % pitch !== 0) return NO_ROWS;
  }
  return { pitch, reach };
};

/** Whether rows that begin at the offset go on beyond the pitch, so that they are no columns of a matrix. */
export const wrapsAround = (offset: number, { pitch, reach }: Rows): boolean =>
  pitch !== 0 && (offset % pitch) + reach + 1 > pitch;

/**
 * What an access costs by its shape. On chip, elements are counted for each partition; in HBM the view is one row, whose
 * runs may cross its first dimension unless that is read through indices.
 */
export const operandShapeOf = (role: string, view: View): OperandShape => {
  const bytes = DTYPE_BYTES[view.dtype];
  const onChip = isOnChip(view.storage.space);
  const first = onChip ? 1 : 0;
  const replaced = replacedDimension(view);
  let elements = 1;
  let innermost = -1;
  let run = 1;
  let unbroken = true;
  for (let dimension = view.shape.length - 1; dimension >= first; dimension -= 1) {
    const size = at(view.shape, dimension);
    elements *= size;
    if (size === 1) continue;
    const stride = at(view.strides, dimension);
    if (innermost < 0) innermost = dimension === replaced ? 1 : stride;
    unbroken &&= stride === run && dimension !== replaced;
    if (unbroken) run *= size;
  }
  return {
    role,
    dtype: view.dtype,
    space: view.storage.space,
    partitions: onChip ? at(view.shape, 0) : 1,
    elementsPerPartition: elements,
    innermostStrideBytes: (innermost < 0 ? 1 : innermost) * bytes,
    contiguousBytes: run * bytes,
    indirect: view.indirection !== null,
  };
};

/** Whether two boxes share a byte of the same storage. */
export const regionsMeet = (left: Region, right: Region): boolean =>
  left.storage === right.storage &&
  left.partitionStart < right.partitionEnd &&
  right.partitionStart < left.partitionEnd &&
  left.byteStart < right.byteEnd &&
  right.byteStart < left.byteEnd;

/** Whether a view is dense in row-major order; partitions on chip are separate memories and do not count. */
export const isContiguous = (view: View): boolean => {
  let expected = 1;
  const first = isOnChip(view.storage.space) ? 1 : 0;
  for (let dimension = view.shape.length - 1; dimension >= first; dimension -= 1) {
    const size = at(view.shape, dimension);
    if (size === 1) continue;
    if (at(view.strides, dimension) !== expected) return false;
    expected *= size;
  }
  return true;
};
