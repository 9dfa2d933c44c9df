import type { DType } from './dtype.ts';
import { elementsPerRow, isOnChip, storageExtent } from './storage.ts';
import { rowMajorStrides } from './strides.ts';
import type { Storage, View } from './view.ts';
import { refuse, tupleText } from './view-error.ts';

/** A view as messages name it: `x of shape (128, 64) with strides (64, 1) in sbuf`. */
export const viewText = (view: View): string =>
  `${view.storage.name === '' ? 'a tensor' : view.storage.name} of shape ${tupleText(view.shape)} with strides ${tupleText(
    view.strides,
  )} in ${view.storage.space}`;

/** All of a storage as a dense tensor of the shape. Throws ViewError when shape and dtype do not fill it exactly. */
export const wholeView = (storage: Storage, shape: readonly number[], dtype: DType): View => {
  const extent = storageExtent(storage.space, shape, dtype);
  if (extent.partitions !== storage.partitions || extent.bytesPerPartition !== storage.bytesPerPartition) {
    refuse(
      'view-shape',
      `a tensor of shape ${tupleText(shape)} and type ${dtype}`,
      `it takes ${extent.partitions} x ${extent.bytesPerPartition} bytes`,
      `its storage has ${storage.partitions} x ${storage.bytesPerPartition} bytes`,
    );
  }
  const strides = rowMajorStrides(shape);
  if (isOnChip(storage.space)) strides[0] = elementsPerRow(storage, dtype);
  return { storage, dtype, shape, strides, offset: 0, indirection: null };
};

/** The dimension a caller named, counted from the end when negative. Throws ViewError when there is none. */
export const dimensionOf = (
  view: View,
  dimension: number,
  asked: string,
  count = view.shape.length,
): number => {
  const resolved = dimension < 0 ? dimension + count : dimension;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= count) {
    refuse(
      'view-argument',
      asked,
      `there is no dimension ${dimension} in ${viewText(view)}`,
      `dimensions are 0 to ${count - 1}`,
    );
  }
  return resolved;
};

/**
 * Refuses an operation on the dimension that must stay first: the partition of tensors on chip, and the dimension of a
 * vector of indices. Source: aws-neuron-sdk nki/api/nki/language, constraints of the `NkiTensor` methods.
 */
export const keepFirst = (view: View, asked: string): void => {
  if (isOnChip(view.storage.space)) {
    refuse(
      'view-partition',
      asked,
      `dimension 0 of ${viewText(view)} is the partition`,
      'the partition dimension stays first and whole; moving data between partitions takes an instruction',
    );
  }
  if (view.indirection?.kind === 'vector') {
    refuse(
      'view-indirect',
      asked,
      'dimension 0 is read through a vector of indices',
      'that dimension cannot be sliced, selected, split, merged or moved',
    );
  }
};

/** Refuses what a view that reads its columns through indices cannot do: its shape is final. */
export const keepColumns = (view: View, asked: string): void => {
  if (view.indirection?.kind !== 'columns') return;
  refuse(
    'view-indirect',
    asked,
    'the view reads its columns through indices',
    'use it as an operand as it is',
  );
};
