import type { CallContext, PySlice, PyValue } from '../../values.ts';

/** Positions selected by a slice: `count` of them from `start` on, `step` apart. */
export interface SliceRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/** How many numbers `range(start, stop, step)` holds. */
export const rangeCount = (start: number, stop: number, step: number): number => {
  if (step > 0) return start < stop ? Math.floor((stop - start - 1) / step) + 1 : 0;
  return start > stop ? Math.floor((start - stop - 1) / -step) + 1 : 0;
};

/** One end of a slice as an int; raises TypeError for anything that is neither an int nor None. */
const bound = (context: CallContext, value: PyValue, fallback: number): number => {
  if (value === null) return fallback;
  const index = context.typeOf(value).name === 'float' ? undefined : asIndex(context, value);
  if (index !== undefined) return index;
  return context.raise('TypeError', 'slice indices must be integers or None or have an __index__ method');
};

const asIndex = (context: CallContext, value: PyValue): number | undefined =>
  typeof value === 'number' ? value : context.attempt('TypeError', () => context.index(value));

const clamp = (position: number, length: number, step: number): number => {
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? length - 1 : length;
  const moved = position < 0 ? position + length : position;
  return Math.min(Math.max(moved, low), high);
};

/** The positions a slice selects in a sequence of `length` items. Source: library/functions `slice.indices`. */
export const sliceRange = (context: CallContext, slice: PySlice, length: number): SliceRange => {
  const step = bound(context, slice.step, 1);
  if (step === 0) return context.raise('ValueError', 'slice step cannot be zero');
  const start =
    slice.start === null ? (step < 0 ? length - 1 : 0) : clamp(bound(context, slice.start, 0), length, step);
  const stop =
    slice.stop === null ? (step < 0 ? -1 : length) : clamp(bound(context, slice.stop, 0), length, step);
  return { start, stop, step, count: rangeCount(start, stop, step) };
};

/** The items a slice selects. */
export const sliceItems = <Item>(items: readonly Item[], range: SliceRange): Item[] => {
  if (range.step === 1) return items.slice(range.start, range.start + range.count);
  const selected: Item[] = [];
  for (let index = 0, at = range.start; index < range.count; index += 1, at += range.step) {
    const item = items[at];
    if (item !== undefined) selected.push(item);
  }
  return selected;
};
