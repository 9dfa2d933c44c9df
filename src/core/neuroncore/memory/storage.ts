import { at } from './at.ts';
import { DTYPE_BYTES, type DType } from './dtype.ts';
import type { Contents, Space, Storage } from './view.ts';
import { refuse, tupleText } from './view-error.ts';

/** Whether the space has partitions. */
export const isOnChip = (space: Space): boolean => space === 'sbuf' || space === 'psum';

/** Elements of `dtype` in one row of a storage (in all of it in HBM); a fraction when the row does not divide. */
export const elementsPerRow = (storage: Storage, dtype: DType): number =>
  storage.bytesPerPartition / DTYPE_BYTES[dtype];

/** Contents of a storage of its own whose bytes do not exist yet. `pitch` is its row in bytes. */
export const emptyContents = (bytesPerPartition: number): Contents => ({
  bytes: null,
  base: 0,
  pitch: bytesPerPartition,
  written: null,
});

/**
 * Rows and bytes for each row that a tensor of this shape takes: on chip the first dimension is the partition, in HBM
 * everything is one row. Throws ViewError on shapes without elements.
 * Source: aws-neuron-sdk nki/get-started/about/tiling-overview.rst, "Layout considerations".
 */
export const storageExtent = (
  space: Space,
  shape: readonly number[],
  dtype: DType,
): { readonly partitions: number; readonly bytesPerPartition: number } => {
  let elements = 1;
  let isShape = shape.length > 0;
  for (const size of shape) {
    isShape &&= Number.isSafeInteger(size) && size >= 1;
    elements *= size;
  }
  if (!isShape) {
    refuse(
      'view-shape',
      `a tensor of shape ${tupleText(shape)}`,
      'a dimension is missing or not a positive integer',
      'every dimension has at least one element',
    );
  }
  const partitions = isOnChip(space) ? at(shape, 0) : 1;
  return { partitions, bytesPerPartition: (elements / partitions) * DTYPE_BYTES[dtype] };
};
