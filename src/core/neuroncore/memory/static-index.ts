import { isOnChip } from './storage.ts';
import type { RegisterValue, View } from './view.ts';

/** One item between the brackets of `tensor[...]`. */
export type IndexItem =
  | number
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

/** Whether a range begins and ends within its dimension, goes forwards and holds something. */
const isWithin = (start: number, end: number, step: number, size: number): boolean =>
  Number.isInteger(start) &&
  Number.isInteger(end) &&
  Number.isInteger(step) &&
  start >= 0 &&
  start < end &&
  end <= size &&
  step >= 1;

/** How many of the dimensions that integers index go, from the front: one stays, on chip besides the partition. */
const removedCount = (items: readonly IndexItem[], rank: number, onChip: boolean): number => {
  let count = 0;
  for (let dimension = onChip ? 1 : 0; dimension < items.length; dimension += 1)
    if (typeof items[dimension] === 'number') count += 1;
  return Math.min(count, Math.max(0, rank - (onChip ? 2 : 1)));
};

/**
 * `tensor[items]` for plain views where every item is an integer or a range within its dimension, as nearly all are; null
 * for everything else, right or wrong. Dimensions of integers go from the front, as many as may.
 */
export const indexStatically = (view: View, items: readonly IndexItem[]): View | null => {
  const rank = view.shape.length;
  if (view.indirection !== null || items.length > rank) return null;
  const onChip = isOnChip(view.storage.space);
  let removable = removedCount(items, rank, onChip);
  const shape = new Array<number>(rank - removable);
  const strides = new Array<number>(rank - removable);
  let { offset } = view;
  let kept = 0;
  for (let dimension = 0; dimension < rank; dimension += 1) {
    let size = view.shape[dimension] as number;
    let stride = view.strides[dimension] as number;
    const item = items[dimension];
    if (typeof item === 'number') {
      const index = item < 0 ? item + size : item;
      if (!Number.isInteger(index) || index < 0 || index >= size) return null;
      offset += index * stride;
      size = 1;
      if (removable > 0 && !(onChip && dimension === 0)) {
        removable -= 1;
        continue;
      }
    } else if (item !== undefined) {
      if (item.kind !== 'slice') return null;
      const step = item.step === null ? 1 : item.step;
      const start = sliceBound(item.start, 0, size);
      const end = sliceBound(item.stop, size, size);
      if (!isWithin(start, end, step, size) || (onChip && dimension === 0 && step > 1)) return null;
      offset += start * stride;
      size = Math.ceil((end - start) / step);
      stride *= step;
    }
    shape[kept] = size;
    strides[kept] = stride;
    kept += 1;
  }
  return { storage: view.storage, dtype: view.dtype, shape, strides, offset, indirection: null };
};
