import { at } from './at.ts';
import { isOnChip } from './storage.ts';
import { product, restride, rowMajorStrides } from './strides.ts';
import type { View } from './view.ts';
import { refuse, tupleText } from './view-error.ts';
import { dimensionOf, keepColumns, keepFirst, viewText } from './whole.ts';

/** Fills in the one size that may be -1. Throws ViewError when sizes are not positive or do not multiply to `total`. */
const completeShape = (shape: readonly number[], total: number, asked: string, found: string): number[] => {
  const known = product(shape.filter((size) => size !== -1));
  const open = shape.filter((size) => size === -1).length;
  const complete = shape.map((size) => (size === -1 ? total / known : size));
  if (
    open > 1 ||
    complete.some((size) => !Number.isSafeInteger(size) || size < 1) ||
    product(complete) !== total
  ) {
    refuse(
      'view-shape',
      asked,
      `${found} has ${total} elements there`,
      'the sizes multiply to that number, and at most one of them is -1',
    );
  }
  return complete;
};

const keepsFirst = (view: View): boolean =>
  isOnChip(view.storage.space) || view.indirection?.kind === 'vector';

/**
 * The same elements in the same order under another shape, without a copy; one size may be -1. Throws ViewError when
 * the sizes differ, when a partition would change, and when the strides allow it only with a copy.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.reshape`.
 */
export const reshape = (view: View, shape: readonly number[]): View => {
  const asked = `reshape(${tupleText(shape)})`;
  keepColumns(view, asked);
  const wanted = completeShape(shape, product(view.shape), asked, viewText(view));
  const fixed = keepsFirst(view) ? 1 : 0;
  if (fixed === 1 && wanted[0] !== view.shape[0]) keepFirst(view, asked);
  const strides = restride(view.shape.slice(fixed), view.strides.slice(fixed), wanted.slice(fixed));
  if (strides === null) {
    return refuse(
      'view-layout',
      asked,
      viewText(view),
      'its elements do not lie so that this shape is possible without a copy',
    );
  }
  return { ...view, shape: wanted, strides: [...view.strides.slice(0, fixed), ...strides] };
};

/**
 * Splits one dimension into several; one size may be -1. Throws ViewError when the sizes do not multiply to it and on
 * the partition. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.reshape_dim`.
 */
export const reshapeDimension = (view: View, dimension: number, shape: readonly number[]): View => {
  const asked = `reshape_dim(${dimension}, ${tupleText(shape)})`;
  keepColumns(view, asked);
  const where = dimensionOf(view, dimension, asked);
  const wanted = completeShape(shape, at(view.shape, where), asked, viewText(view));
  if (where === 0 && wanted.length !== 1) keepFirst(view, asked);
  const strides = rowMajorStrides(wanted, at(view.strides, where));
  return {
    ...view,
    shape: [...view.shape.slice(0, where), ...wanted, ...view.shape.slice(where + 1)],
    strides: [...view.strides.slice(0, where), ...strides, ...view.strides.slice(where + 1)],
  };
};

/**
 * Merges the dimensions from `start` to `end`, both included, into one. Throws ViewError on the partition and where
 * they do not lie one inside the other. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.flatten_dims`.
 */
export const flattenDimensions = (view: View, start: number, end: number): View => {
  const asked = `flatten_dims(${start}, ${end})`;
  keepColumns(view, asked);
  const first = dimensionOf(view, start, asked);
  const last = dimensionOf(view, end, asked);
  if (first > last) refuse('view-argument', asked, 'the range is empty', 'the first dimension comes first');
  if (first === last) return view;
  if (first === 0) keepFirst(view, asked);
  const merged = view.shape.slice(first, last + 1);
  const strides = restride(merged, view.strides.slice(first, last + 1), [product(merged)]);
  if (strides === null) {
    return refuse(
      'view-layout',
      asked,
      viewText(view),
      'each of these dimensions must step exactly over the next one',
    );
  }
  return {
    ...view,
    shape: [...view.shape.slice(0, first), product(merged), ...view.shape.slice(last + 1)],
    strides: [...view.strides.slice(0, first), ...strides, ...view.strides.slice(last + 1)],
  };
};
