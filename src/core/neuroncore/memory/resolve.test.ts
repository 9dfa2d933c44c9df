import { describe, expect, it } from 'vitest';
import { columnViews, directViews } from './resolve.ts';
import { runsOf } from './runs.ts';
import { indirectColumns, select, vectorSelect } from './select.ts';
import { slice } from './slice.ts';
import { positionsOf, testTensor } from './storage.testing.ts';
import type { View } from './view.ts';

const holding = (shape: readonly number[], values: readonly number[]): View => {
  const view = testTensor('sbuf', shape, 'int32');
  view.storage.contents.bytes = new Uint8Array(Int32Array.from(values).buffer);
  return view;
};

const positions = (views: readonly (View | null)[]): unknown =>
  views.map((each) => (each === null ? null : positionsOf(each)));

describe('resolving run-time addresses', () => {
  it('shifts by a scalar index and finds addresses outside', () => {
    const tensor = testTensor('hbm', [4, 3]);
    expect(positions(directViews(select(tensor, 0, { id: 1, value: 2 })))).toEqual([[6, 7, 8]]);
    expect(directViews(select(tensor, 0, { id: 1, value: 4 }))).toEqual([null]);
    expect(directViews(select(tensor, 0, { id: 1, value: -1 }))).toEqual([null]);
    expect(directViews(tensor)).toEqual([tensor]);
  });

  it('gives one row for each index of a vector', () => {
    const rows = vectorSelect(testTensor('hbm', [4, 2]), 0, holding([3, 1], [3, 9, 0]));
    expect(positions(directViews(rows))).toEqual([[6, 7], null, [0, 1]]);
  });

  it('skips an index below 0 that would lead to a row before the view', () => {
    const lower = vectorSelect(
      slice(testTensor('hbm', [4, 2]), 0, { start: 2, end: 4, step: 1 }),
      0,
      holding([2, 1], [-1, 1]),
    );
    expect(positions(directViews(lower))).toEqual([null, [6, 7]]);
    expect(runsOf(lower).rowStarts[0]).toBe(-1);
  });

  it('gives one column of each group of partitions for each of its offsets', () => {
    const columns = indirectColumns(testTensor('sbuf', [4, 5]), holding([4, 1], [4, 0, 1, 5]), 2);
    expect(columnViews(columns, 2).map(positions)).toEqual([
      [
        [4, 9],
        [0, 5],
      ],
      [[11, 16], null],
    ]);
  });
});
