import { at } from './at.ts';
import { isOnChip } from './storage.ts';
import type { View } from './view.ts';
import { refuse, tupleText } from './view-error.ts';
import { dimensionOf, keepColumns, keepFirst, viewText } from './whole.ts';

/**
 * The dimensions in another order. Throws ViewError unless `order` names each dimension once and keeps a partition or
 * a dimension of indices first. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.permute`.
 */
export const permute = (view: View, order: readonly number[]): View => {
  const asked = `permute(${tupleText(order)})`;
  keepColumns(view, asked);
  const resolved = order.map((dimension) => dimensionOf(view, dimension, asked));
  if (resolved.length !== view.shape.length || new Set(resolved).size !== resolved.length) {
    refuse('view-argument', asked, viewText(view), 'each dimension is named exactly once');
  }
  if (resolved[0] !== 0) keepFirst(view, asked);
  return {
    ...view,
    shape: resolved.map((dimension) => at(view.shape, dimension)),
    strides: resolved.map((dimension) => at(view.strides, dimension)),
  };
};

const replaced = (list: readonly number[], index: number, value: number): number[] => {
  const copy = [...list];
  copy[index] = value;
  return copy;
};

/**
 * Repeats a dimension of size 1, with stride 0. Throws ViewError on other sizes and on the partition.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.broadcast`.
 */
export const broadcast = (view: View, dimension: number, size: number): View => {
  const asked = `broadcast(dim=${dimension}, size=${size})`;
  keepColumns(view, asked);
  const where = dimensionOf(view, dimension, asked);
  if (!Number.isInteger(size) || size < 1) {
    refuse('view-argument', asked, `the size is ${size}`, 'it is a positive integer');
  }
  if (at(view.shape, where) !== 1) {
    refuse('view-shape', asked, viewText(view), 'only a dimension of size 1 can be repeated');
  }
  if (where === 0 && size !== 1) keepFirst(view, asked);
  return {
    ...view,
    shape: replaced(view.shape, where, size),
    strides: size === 1 ? view.strides : replaced(view.strides, where, 0),
  };
};

/**
 * The view repeated to a shape of the same rank: each dimension stays or grows from 1. Throws ViewError otherwise.
 * Source: aws-neuron-sdk nki/api/nki/language, `broadcast_to`.
 */
export const broadcastTo = (view: View, shape: readonly number[]): View => {
  if (shape.length !== view.shape.length) {
    refuse(
      'view-shape',
      `broadcast to ${tupleText(shape)}`,
      viewText(view),
      'the new shape has the same number of dimensions',
    );
  }
  let result = view;
  shape.forEach((size, dimension) => {
    if (size !== at(view.shape, dimension)) result = broadcast(result, dimension, size);
  });
  return result;
};

/**
 * Inserts a dimension of size 1 before `dimension` (after the last when it equals their number). Throws ViewError in
 * front of a partition. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.expand_dim`.
 */
export const expandDimension = (view: View, dimension: number): View => {
  const asked = `expand_dim(${dimension})`;
  keepColumns(view, asked);
  const where = dimensionOf(view, dimension, asked, view.shape.length + 1);
  if (where === 0) keepFirst(view, asked);
  const stride = where === view.shape.length ? 1 : at(view.shape, where) * at(view.strides, where);
  return {
    ...view,
    shape: [...view.shape.slice(0, where), 1, ...view.shape.slice(where)],
    strides: [...view.strides.slice(0, where), stride, ...view.strides.slice(where)],
  };
};

/**
 * Removes a dimension of size 1. Throws ViewError on other sizes, on the partition and on the only dimension.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.squeeze_dim`.
 */
export const squeezeDimension = (view: View, dimension: number): View => {
  const asked = `squeeze_dim(${dimension})`;
  keepColumns(view, asked);
  const where = dimensionOf(view, dimension, asked);
  if (at(view.shape, where) !== 1) {
    refuse('view-shape', asked, viewText(view), 'only a dimension of size 1 can be removed');
  }
  if (where === 0) keepFirst(view, asked);
  const least = isOnChip(view.storage.space) ? 2 : 1;
  if (view.shape.length <= least) {
    refuse('view-shape', asked, viewText(view), `a tensor in ${view.storage.space} keeps at least ${least}`);
  }
  return {
    ...view,
    shape: view.shape.filter((_, index) => index !== where),
    strides: view.strides.filter((_, index) => index !== where),
  };
};
