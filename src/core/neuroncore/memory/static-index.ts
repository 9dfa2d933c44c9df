import { at } from './at.ts';
import { isOnChip } from './storage.ts';
import type { RegisterValue, View } from './view.ts';

/** One item between the brackets of `tensor[...]`. */
export type IndexItem =
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'dynamic'; readonly source: View | RegisterValue }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number | null;
    }
  | { readonly kind: 'window'; readonly start: number | View | RegisterValue; readonly size: number }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'new' };

/** One bound of a slice as an index, counted from the end when it is negative; it may lie out of the dimension. */
export const sliceBound = (value: number | null, otherwise: number, size: number): number => {
  if (value === null) return otherwise;
  return value < 0 ? value + size : value;
};

/** A view under way from one shape to another. */
interface Draft {
  readonly shape: number[];
  readonly strides: number[];
  offset: number;
}

/** Takes one index or range of a dimension; false when it is neither or does not lie within the dimension. */
const take = (draft: Draft, dimension: number, item: IndexItem, isPartition: boolean): boolean => {
  const size = at(draft.shape, dimension);
  const stride = at(draft.strides, dimension);
  if (item.kind === 'integer') {
    const index = item.value < 0 ? item.value + size : item.value;
    if (!Number.isInteger(index) || index < 0 || index >= size) return false;
    draft.shape[dimension] = 1;
    draft.offset += index * stride;
    return true;
  }
  if (item.kind !== 'slice') return false;
  const step = item.step === null ? 1 : item.step;
  const start = sliceBound(item.start, 0, size);
  const end = sliceBound(item.stop, size, size);
  if (!(Number.isInteger(start) && Number.isInteger(end) && Number.isInteger(step))) return false;
  if (start < 0 || start >= end || end > size || step < 1 || (isPartition && step > 1)) return false;
  draft.shape[dimension] = Math.ceil((end - start) / step);
  draft.strides[dimension] = stride * step;
  draft.offset += start * stride;
  return true;
};

/**
 * `tensor[items]` for plain views where every item is an integer or a range within its dimension, as nearly all are; null
 * for everything else, right or wrong. Dimensions of integers go from the front, as many as may.
 */
export const indexStatically = (view: View, items: readonly IndexItem[]): View | null => {
  if (view.indirection !== null || items.length > view.shape.length) return null;
  const onChip = isOnChip(view.storage.space);
  const draft = { shape: [...view.shape], strides: [...view.strides], offset: view.offset };
  let removable = view.shape.length - (onChip ? 2 : 1);
  for (let dimension = 0; dimension < items.length; dimension += 1)
    if (!take(draft, dimension, at(items, dimension), onChip && dimension === 0)) return null;
  let kept = 0;
  for (let dimension = 0; dimension < view.shape.length; dimension += 1) {
    const isSingle = dimension < items.length && at(items, dimension).kind === 'integer';
    if (isSingle && removable > 0 && !(onChip && dimension === 0)) {
      removable -= 1;
      continue;
    }
    draft.shape[kept] = at(draft.shape, dimension);
    draft.strides[kept] = at(draft.strides, dimension);
    kept += 1;
  }
  draft.shape.length = kept;
  draft.strides.length = kept;
  const { shape, strides, offset } = draft;
  return { storage: view.storage, dtype: view.dtype, shape, strides, offset, indirection: null };
};
