import { describe, expect, it } from 'vitest';
import { layoutOf } from '../training.testing.ts';
import { extendsFront, mergeKept, nothingKept, putOnFront, type Ranked } from './kept.ts';

const ranked = (cost: number, bytesPerChip: number, microBatch = 1): Ranked => ({
  layout: layoutOf({ microBatch }),
  chips: 8,
  stepSeconds: cost,
  bytesPerChip,
  cost,
});

describe('what a search keeps', () => {
  it('keeps the first of equals when parts are merged', () => {
    const [first, second] = [1, 2].map((microBatch) => {
      const part = nothingKept();
      const found = ranked(3, 10, microBatch);
      part.fastest.set(8, found);
      putOnFront(part.front, found);
      part.miss = ranked(0, 99, microBatch);
      return part;
    });
    if (first === undefined || second === undefined) throw new Error('two parts');
    mergeKept(first, second);
    expect(first.fastest.get(8)?.layout.microBatch).toBe(1);
    expect(first.front.map(({ layout }) => layout.microBatch)).toEqual([1]);
    expect(first.miss?.layout.microBatch).toBe(1);
  });

  it('takes off the front what a newcomer beats, also where it is only as dear or only as large', () => {
    const front: Ranked[] = [];
    for (const [cost, bytes] of [
      [1, 50],
      [2, 40],
      [3, 30],
      [4, 20],
      [2, 25],
      [3, 20],
    ] as const) {
      expect(extendsFront(front, cost, bytes)).toBe(true);
      putOnFront(front, ranked(cost, bytes));
    }
    expect(front.map(({ cost, bytesPerChip }) => [cost, bytesPerChip])).toEqual([
      [1, 50],
      [2, 25],
      [3, 20],
    ]);
    expect(extendsFront(front, 2, 25)).toBe(false);
    expect(extendsFront(front, 5, 20)).toBe(false);
  });
});
