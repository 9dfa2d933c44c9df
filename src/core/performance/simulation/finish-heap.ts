import { at } from './work-table.ts';

/** Binary heap of running requests, the one that is done first on top; keys stand in a column of the work table. */
export interface FinishHeap {
  readonly keys: Float64Array;
  items: Int32Array;
  size: number;
}

const FIRST_SIZE = 64;

export const openHeap = (keys: Float64Array): FinishHeap => ({
  keys,
  items: new Int32Array(FIRST_SIZE),
  size: 0,
});

const before = (heap: FinishHeap, a: number, b: number): boolean => {
  const difference = at(heap.keys, a) - at(heap.keys, b);
  // Ties by number, so that the order never depends on how the heap came about.
  return difference < 0 || (difference === 0 && a < b);
};

const siftUp = (heap: FinishHeap, from: number): void => {
  const { items } = heap;
  const item = at(items, from);
  let place = from;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = at(items, parent);
    if (!before(heap, item, above)) break;
    items[place] = above;
    place = parent;
  }
  items[place] = item;
};

const siftDown = (heap: FinishHeap, from: number): void => {
  const { items, size } = heap;
  const item = at(items, from);
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    if (child + 1 < size && before(heap, at(items, child + 1), at(items, child))) child += 1;
    const below = at(items, child);
    if (!before(heap, below, item)) break;
    items[place] = below;
    place = child;
  }
  items[place] = item;
};

export const addToHeap = (heap: FinishHeap, item: number): void => {
  if (heap.size === heap.items.length) {
    const larger = new Int32Array(2 * heap.size);
    larger.set(heap.items);
    heap.items = larger;
  }
  heap.items[heap.size] = item;
  heap.size += 1;
  siftUp(heap, heap.size - 1);
};

/** The running request that is done first; -1 when none runs. */
export const topOfHeap = (heap: FinishHeap): number => (heap.size === 0 ? -1 : at(heap.items, 0));

export const removeFromHeap = (heap: FinishHeap, place: number): void => {
  heap.size -= 1;
  if (place === heap.size) return;
  heap.items[place] = at(heap.items, heap.size);
  siftDown(heap, place);
  siftUp(heap, place);
};
