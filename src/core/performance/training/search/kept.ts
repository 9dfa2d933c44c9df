import type { FoundLayout } from './found.ts';

/** A layout and what it is compared by: seconds for the whole global batch asked for. */
export interface Ranked extends FoundLayout {
  readonly cost: number;
}

/** What a search, or a part of one, has seen so far. Plain data, so that parts can be worked out elsewhere. */
export interface Kept {
  /** The fastest layout by number of chips. */
  readonly fastest: Map<number, Ranked>;
  /** Layouts that no other beats in both cost and bytes, cheapest first. */
  readonly front: Ranked[];
  /** The layout that came nearest to fitting among those that did not. */
  miss: FoundLayout | null;
  considered: number;
  evaluated: number;
  timed: number;
}

export const nothingKept = (): Kept => ({
  fastest: new Map(),
  front: [],
  miss: null,
  considered: 0,
  evaluated: 0,
  timed: 0,
});

/** How many entries of the front are at most as dear. */
const noDearer = (front: readonly Ranked[], cost: number): number => {
  let low = 0;
  let high = front.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = front[middle];
    if (entry !== undefined && entry.cost <= cost) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Whether a layout belongs on the front: of equals, the first found stays. */
export const extendsFront = (front: readonly Ranked[], cost: number, bytes: number): boolean => {
  const cheaper = front[noDearer(front, cost) - 1];
  return cheaper === undefined || bytes < cheaper.bytesPerChip;
};

/** Puts a layout that extends the front in its place and takes out those it beats. */
export const putOnFront = (front: Ranked[], found: Ranked): void => {
  let from = noDearer(front, found.cost);
  let to = from;
  // One as dear but larger is beaten too.
  while (front[from - 1]?.cost === found.cost) from -= 1;
  for (
    let next = front[to];
    next !== undefined && next.bytesPerChip >= found.bytesPerChip;
    next = front[to]
  ) {
    to += 1;
  }
  front.splice(from, to - from, found);
};

const smaller = (left: FoundLayout | null, right: FoundLayout | null): FoundLayout | null =>
  right === null || (left !== null && left.bytesPerChip <= right.bytesPerChip) ? left : right;

/**
 * Adds what a later part of a search has seen. Merged in the order of the parts, the outcome is that of one search over
 * all of them, to the bit: the first of equals stays either way.
 */
export const mergeKept = (into: Kept, part: Kept): void => {
  for (const [chips, found] of part.fastest) {
    const before = into.fastest.get(chips);
    if (before === undefined || found.cost < before.cost) into.fastest.set(chips, found);
  }
  for (const found of part.front) {
    if (extendsFront(into.front, found.cost, found.bytesPerChip)) putOnFront(into.front, found);
  }
  into.miss = smaller(into.miss, part.miss);
  into.considered += part.considered;
  into.evaluated += part.evaluated;
  into.timed += part.timed;
};
