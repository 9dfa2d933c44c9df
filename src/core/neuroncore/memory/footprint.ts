import type { OperandShape, Region } from '../timing/program.ts';
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

/**
 * The smallest box around all elements of a view: partitions on chip, bytes of the one row in HBM. A run-time address
 * may lie anywhere along its dimension, so that its box reaches to the end of it (within the storage).
 */
export const regionOf = (view: View): Region => {
  const { storage } = view;
  const bytes = DTYPE_BYTES[view.dtype];
  const rowBytes = storage.bytesPerPartition;
  const start = view.offset * bytes;
  const onChip = isOnChip(storage.space);
  const partition = onChip ? Math.floor(start / rowBytes) : 0;
  const byteStart = start - partition * rowBytes;
  const byteEnd = byteStart + (reachFrom(view, onChip ? 1 : 0) + 1) * bytes;
  const region: { -readonly [Field in keyof Region]: Region[Field] } = {
    storage: storage.id,
    partitionStart: partition,
    partitionEnd: partition + (onChip ? at(view.shape, 0) : 1),
    byteStart,
    byteEnd: view.indirection === null ? byteEnd : Math.min(byteEnd, rowBytes),
  };
  const pitchBytes = onChip ? null : pitchOf(view);
  if (pitchBytes !== null) region.pitchBytes = pitchBytes;
  if (view.indirection !== null) region.indirect = true;
  else if (!onChip && !isContiguous(view)) {
    const { offset, shape, strides } = view;
    region.elements = { elementBytes: bytes, offset, shape, strides };
  }
  return region;
};

/**
 * Bytes from one row of an HBM access to the next, so that tiles of a matrix that lie side by side are told apart; null
 * when the access has no rows, its rows touch each other, wrap around, or do not repeat at one pitch.
 */
const pitchOf = (view: View): number | null => {
  if (view.indirection !== null) return null;
  let reach = 0;
  let pitch = 0;
  for (let dimension = view.shape.length - 1; dimension >= 0; dimension -= 1) {
    const size = at(view.shape, dimension);
    const stride = at(view.strides, dimension);
    if (size === 1) continue;
    if (pitch === 0 && stride > reach + 1) pitch = stride;
    if (pitch === 0) reach += stride * (size - 1);
    else if (stride % pitch !== 0) return null;
  }
  const wraps = pitch === 0 || (view.offset % pitch) + reach + 1 > pitch;
  return wraps ? null : pitch * DTYPE_BYTES[view.dtype];
};

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
