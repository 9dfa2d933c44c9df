import { at } from './at.ts';
import { isInteger } from './dtype.ts';
import { isOnChip } from './storage.ts';
import { product } from './strides.ts';
import type { RegisterValue, View } from './view.ts';
import { refuse } from './view-error.ts';
import { dimensionOf, keepColumns, keepFirst, viewText } from './whole.ts';

/** Whether an index is a tensor rather than a register. */
export const isIndexTensor = (source: View | RegisterValue): source is View => 'storage' in source;

/** Refuses a second run-time address. Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.is_indirect`. */
export const keepDirect = (view: View, asked: string): void => {
  if (view.indirection === null) return;
  refuse(
    'view-indirect',
    asked,
    `the view already has a run-time address (${view.indirection.kind})`,
    'one run-time address for each view',
  );
};

/** Refuses an index tensor that is not one integer in SBUF (or HBM, from where a register can be loaded). */
export const checkScalarIndex = (source: View | RegisterValue, asked: string): void => {
  if (!isIndexTensor(source)) return;
  if (product(source.shape) !== 1 || !isInteger(source.dtype) || source.storage.space === 'psum') {
    refuse(
      'view-indirect',
      asked,
      `the index is ${viewText(source)} of type ${source.dtype}`,
      'a run-time index is a register or an integer tensor of shape (1, 1) in SBUF',
    );
  }
};

/** Whether one dimension of the view can go: tensors on chip keep two, tensors in HBM one. */
export const canDrop = (view: View): boolean => view.shape.length > (isOnChip(view.storage.space) ? 2 : 1);

/** The view at one index of a dimension, which stays with size 1. Throws ViewError out of bounds. */
export const pick = (view: View, dimension: number, index: number): View => {
  const size = at(view.shape, dimension);
  const resolved = index < 0 ? index + size : index;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= size) {
    refuse(
      'view-bounds',
      `index ${index} of dimension ${dimension}`,
      viewText(view),
      `indices are 0 to ${size - 1}`,
    );
  }
  if (dimension === 0 && view.indirection?.kind === 'vector') keepFirst(view, `index ${index}`);
  const shape = [...view.shape];
  shape[dimension] = 1;
  return { ...view, shape, offset: view.offset + resolved * at(view.strides, dimension) };
};

/** `size` elements of a dimension from an index that is known when the instruction runs. */
export const pickDynamic = (
  view: View,
  dimension: number,
  source: View | RegisterValue,
  size: number,
): View => {
  const asked = `a run-time index of dimension ${dimension}`;
  keepDirect(view, asked);
  checkScalarIndex(source, asked);
  if (dimension === 0 && isOnChip(view.storage.space)) keepFirst(view, asked);
  const stride = at(view.strides, dimension);
  const extent = at(view.shape, dimension);
  if (stride === 0 && extent > 1) {
    refuse(
      'view-indirect',
      asked,
      `dimension ${dimension} is broadcast`,
      'a run-time index needs real elements',
    );
  }
  if (!Number.isInteger(size) || size < 1 || size > extent) {
    refuse('view-bounds', `${size} elements from ${asked}`, viewText(view), `1 to ${extent} elements`);
  }
  const shape = [...view.shape];
  shape[dimension] = size;
  return { ...view, shape, indirection: { kind: 'scalar', dimension, source, stride, extent } };
};

/** The view without a dimension of size 1; the view itself when none may go. */
export const dropDimension = (view: View, dimension: number): View => {
  if (!canDrop(view)) return view;
  const shape = [...view.shape];
  const strides = [...view.strides];
  shape.splice(dimension, 1);
  strides.splice(dimension, 1);
  return { ...view, shape, strides };
};

/**
 * One element of a dimension, which goes; the partition of a tensor on chip stays with size 1, as does the last free
 * dimension when it is the only one. The index is a number, a register or an integer tensor of one element. Throws
 * ViewError out of bounds, on a run-time partition and on a second run-time index.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.select`; nki/deep-dives/nki-aps.rst, "Scalar Dynamic Access".
 */
export const select = (view: View, dimension: number, index: number | View | RegisterValue): View => {
  const asked = `select(dim=${dimension})`;
  keepColumns(view, asked);
  const where = dimensionOf(view, dimension, asked);
  const picked = typeof index === 'number' ? pick(view, where, index) : pickDynamic(view, where, index, 1);
  return where === 0 && isOnChip(view.storage.space) ? picked : dropDimension(picked, where);
};

/** Refuses indices that are not integers in SBUF, one for each partition. */
const checkVectorIndices = (indices: View, asked: string): void => {
  const one = product(indices.shape.slice(1)) === 1;
  if (!one || !isInteger(indices.dtype) || indices.storage.space !== 'sbuf' || indices.indirection !== null) {
    refuse(
      'view-indirect',
      asked,
      `the indices are ${viewText(indices)} of type ${indices.dtype}`,
      'run-time indices are an integer tensor of shape (partitions, 1) in SBUF',
    );
  }
};

/** `view` with its first dimension read through one index for each partition; `stride` elements between indices. */
export const withVector = (
  view: View,
  indices: View,
  along: { readonly stride: number; readonly extent: number; readonly asked: string },
): View => {
  const { stride, extent, asked } = along;
  checkVectorIndices(indices, asked);
  if (isOnChip(view.storage.space)) {
    refuse('view-indirect', asked, viewText(view), 'a vector of indices reads and writes tensors in HBM');
  }
  if (at(view.shape, 0) > at(indices.shape, 0)) {
    refuse(
      'view-indirect',
      asked,
      `${at(view.shape, 0)} rows through ${at(indices.shape, 0)} indices`,
      'one index for each row',
    );
  }
  return { ...view, indirection: { kind: 'vector', dimension: 0, indices, stride, extent } };
};

/**
 * The rows of an HBM tensor at one index for each partition: the first dimension becomes as long as the indices.
 * Throws ViewError unless the dimension is 0 and the tensor direct.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.vector_select`.
 */
export const vectorSelect = (view: View, dimension: number, indices: View): View => {
  const asked = `vector_select(dim=${dimension})`;
  keepDirect(view, asked);
  if (dimension !== 0) refuse('view-indirect', asked, viewText(view), 'indices count along dimension 0');
  const stride = at(view.strides, 0);
  const extent = at(view.shape, 0);
  if (stride === 0 && extent > 1) {
    refuse('view-indirect', asked, 'dimension 0 is broadcast', 'run-time indices need real elements');
  }
  const rows = { ...view, shape: [at(indices.shape, 0), ...view.shape.slice(1)] };
  return withVector(rows, indices, { stride, extent, asked });
};

/**
 * Columns of a tensor on chip at indices held in the same partitions (tensor indirection, NeuronCore-v4): a view of
 * shape (partitions, count). Throws ViewError off chip, on other ranks and when there are fewer indices than `count`.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.indirect`.
 */
export const indirectColumns = (view: View, indices: View, count: number | null): View => {
  const asked = 'indirect(index)';
  keepDirect(view, asked);
  const available = product(indices.shape);
  const wanted = count ?? available;
  if (!isOnChip(view.storage.space) || view.shape.length !== 2) {
    refuse('view-indirect', asked, viewText(view), 'a two-dimensional tensor in SBUF or PSUM');
  }
  if (
    indices.storage.space !== 'sbuf' ||
    !isInteger(indices.dtype) ||
    at(indices.shape, 0) !== at(view.shape, 0) ||
    !Number.isInteger(wanted) ||
    wanted < 1 ||
    wanted > available
  ) {
    refuse(
      'view-indirect',
      asked,
      `${wanted} offsets from ${viewText(indices)} of type ${indices.dtype}`,
      `an integer tensor in SBUF with ${at(view.shape, 0)} partitions, and no more offsets than it has`,
    );
  }
  const stride = at(view.strides, 1);
  const extent = at(view.shape, 1);
  return {
    ...view,
    shape: [at(view.shape, 0), wanted],
    indirection: { kind: 'columns', dimension: 1, indices, stride, extent },
  };
};
