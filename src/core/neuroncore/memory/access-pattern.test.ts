import { describe, expect, it } from 'vitest';
import { accessPattern, type Pattern, type PatternRequest, patternOf } from './access-pattern.ts';
import { isContiguous, operandShapeOf, regionOf, regionsMeet } from './footprint.ts';
import { reinterpret } from './reinterpret.ts';
import { permute } from './reorder.ts';
import { columnOffsets, runsOf } from './runs.ts';
import { indirectColumns, select, vectorSelect } from './select.ts';
import { slice } from './slice.ts';
import { numbered, positionsOf, testTensor } from './storage.testing.ts';
import type { View } from './view.ts';

const ap = (view: View, pattern: Pattern, rest: Partial<PatternRequest> = {}): View =>
  accessPattern(view, {
    pattern,
    offset: null,
    scalarOffset: null,
    vectorOffset: null,
    indirectDimension: 0,
    dtype: null,
    ...rest,
  });

/** Gives an index tensor its values, one for each partition or all in one row. */
const holding = (view: View, values: readonly number[]): View => {
  view.storage.contents.bytes = new Uint8Array(Int32Array.from(values).buffer);
  return view;
};

describe('an explicit access pattern', () => {
  it('is what the view operations compose', () => {
    const tensor = testTensor('sbuf', [128, 64]);
    const view = slice(tensor, 1, { start: 8, end: 24, step: 1 });
    expect(patternOf(view)).toEqual([
      [64, 128],
      [1, 16],
    ]);
    expect(ap(tensor, patternOf(view), { offset: 8 })).toEqual(view);
    expect(ap(view, patternOf(view))).toEqual(view);
  });

  it('addresses the storage, not the view it is called on', () => {
    const tensor = testTensor('sbuf', [128, 256]);
    const inner = ap(tensor, [
      [256, 128],
      [2, 128],
    ]);
    const pattern: Pattern = [
      [256, 128],
      [1, 64],
    ];
    expect(ap(inner, pattern)).toEqual(ap(tensor, pattern));
  });

  it('reads overlapping windows of pooling in five dimensions', () => {
    const view = ap(
      testTensor('sbuf', [2, 6, 6]),
      [
        [36, 2],
        [12, 3],
        [2, 3],
        [6, 2],
        [1, 2],
      ],
      {},
    );
    expect(view.shape).toEqual([2, 3, 3, 2, 2]);
    expect(positionsOf(view).slice(0, 8)).toEqual([0, 1, 6, 7, 2, 3, 8, 9]);
  });

  it('steps over every partition and stays in the storage', () => {
    const tensor = testTensor('sbuf', [16, 32]);
    expect(() =>
      ap(tensor, [
        [64, 8],
        [1, 32],
      ]),
    ).toThrow('the partition dimension steps by 64 elements; its step is the 32 elements of one partition');
    expect(() =>
      ap(
        tensor,
        [
          [32, 16],
          [1, 32],
        ],
        { offset: 1 },
      ),
    ).toThrow(/reaches partitions 0 to 15 and elements 1 to 32 of each; x has 16 partitions of 32 elements/);
    expect(() => ap(testTensor('hbm', [4, 8]), [[8, 5]])).toThrow(/reaches .* elements 0 to 32/);
    expect(ap(testTensor('hbm', [4, 8]), [[0, 128]]).shape).toEqual([128]);
  });

  it('counts in elements of the type it reinterprets to', () => {
    const tensor = testTensor('sbuf', [128, 256], 'int32');
    const pattern: Pattern = [
      [512, 128],
      [1, 512],
    ];
    expect(ap(tensor, pattern, { dtype: 'bfloat16' })).toMatchObject({
      dtype: 'bfloat16',
      shape: [128, 512],
    });
    const part = slice(tensor, 1, { start: 8, end: 256, step: 1 });
    expect(
      ap(
        part,
        [
          [512, 128],
          [1, 2],
        ],
        { dtype: 'bfloat16' },
      ).offset,
    ).toBe(16);
  });

  it('adds a run-time index times the stride of the indexed dimension', () => {
    const index = holding(testTensor('sbuf', [1, 1], 'int32'), [2]);
    const tensor = numbered(testTensor('hbm', [4, 3, 5]));
    const view = ap(
      tensor,
      [
        [5, 3],
        [1, 5],
      ],
      { scalarOffset: index, indirectDimension: 0 },
    );
    expect(view.indirection).toMatchObject({ kind: 'scalar', stride: 15, extent: 4 });
    expect([...runsOf(view).rowStarts]).toEqual([30 * 4, 35 * 4, 40 * 4]);
    expect(select(tensor, 0, index)).toEqual(view);
    expect(regionOf(view)).toMatchObject({ byteStart: 0, byteEnd: 60 * 4 });
    expect(() => select(view, 0, index)).toThrow(/one run-time address for each view/);
    expect(() => select(testTensor('sbuf', [4, 8]), 0, index)).toThrow(/is the partition/);
  });

  it('reads one row for each index and marks rows outside the tensor', () => {
    const indices = holding(testTensor('sbuf', [3, 1], 'int32'), [3, 0, 4]);
    const tensor = numbered(testTensor('hbm', [4, 5]));
    const view = vectorSelect(tensor, 0, indices);
    expect(view.shape).toEqual([3, 5]);
    const runs = runsOf(view);
    expect([...runs.rowStarts]).toEqual([15 * 4, 0, -1]);
    expect(runs.rowsOutside).toBe(1);
    expect(
      ap(
        tensor,
        [
          [5, 3],
          [1, 5],
        ],
        { vectorOffset: indices },
      ),
    ).toEqual(view);
    expect(() => slice(view, 0, { start: 0, end: 1, step: 1 })).toThrow(/through a vector of indices/);
    expect(() => permute(view, [1, 0])).toThrow(/through a vector of indices/);
    expect(slice(view, 1, { start: 1, end: 3, step: 1 }).shape).toEqual([3, 2]);
    expect(() => vectorSelect(testTensor('sbuf', [4, 5]), 0, indices)).toThrow(/tensors in HBM/);
  });

  it('reads columns at offsets that run down the partitions of each group', () => {
    const indices = holding(testTensor('sbuf', [4, 2], 'int32'), [0, 4, 1, 5, 2, 6, 3, 7]);
    const view = indirectColumns(testTensor('sbuf', [4, 9]), indices, 4);
    expect(view.shape).toEqual([4, 4]);
    expect(columnOffsets(view, 2).map((offsets) => [...offsets])).toEqual([
      [0, 1, 4, 5],
      [2, 3, 6, 7],
    ]);
    expect(columnOffsets(indirectColumns(testTensor('sbuf', [4, 9]), indices, 8), 4)[0]).toEqual(
      Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7]),
    );
    const many = indirectColumns(testTensor('sbuf', [4, 9]), indices, 8);
    expect(() => columnOffsets(many, 2)).toThrow(/8 columns through indices: a group has 4/);
    expect(() => indirectColumns(testTensor('sbuf', [4, 9]), indices, 9)).toThrow(
      /no more offsets than it has/,
    );
  });
});

describe('reinterpreting a view', () => {
  it('scales the last dimension, the strides and the offset', () => {
    const tensor = testTensor('sbuf', [128, 64]);
    expect(reinterpret(tensor, 'uint8')).toMatchObject({ shape: [128, 256], strides: [256, 1] });
    expect(reinterpret(tensor, 'int32')).toMatchObject({ shape: [128, 64], strides: [64, 1] });
    const part = slice(testTensor('sbuf', [8, 16], 'uint8'), 1, { start: 4, end: 12, step: 1 });
    expect(reinterpret(part, 'float32')).toMatchObject({ shape: [8, 2], strides: [4, 1], offset: 1 });
  });

  it('refuses gaps and odd sizes', () => {
    const bytes = testTensor('sbuf', [8, 16], 'uint8');
    expect(() => reinterpret(slice(bytes, 1, { start: 0, end: 16, step: 2 }), 'float32')).toThrow(
      /dense last/,
    );
    expect(() => reinterpret(slice(bytes, 1, { start: 0, end: 6, step: 1 }), 'float32')).toThrow(
      /whole number/,
    );
    expect(() => reinterpret(slice(bytes, 1, { start: 2, end: 10, step: 1 }), 'float32')).toThrow(
      /whole number/,
    );
  });
});

describe('what an operand costs', () => {
  it('counts elements of a partition on chip and of everything in HBM', () => {
    expect(operandShapeOf('src', testTensor('sbuf', [128, 4, 8], 'bfloat16'))).toEqual({
      role: 'src',
      dtype: 'bfloat16',
      space: 'sbuf',
      partitions: 128,
      elementsPerPartition: 32,
      innermostStrideBytes: 2,
      contiguousBytes: 64,
      indirect: false,
    });
    expect(operandShapeOf('src', testTensor('hbm', [4, 8]))).toMatchObject({
      partitions: 1,
      elementsPerPartition: 32,
      contiguousBytes: 128,
    });
  });

  it('sees strides, breaks and repeated elements', () => {
    const tensor = testTensor('sbuf', [128, 4, 8], 'bfloat16');
    const part = slice(tensor, 2, { start: 0, end: 4, step: 1 });
    expect(operandShapeOf('src', part)).toMatchObject({ innermostStrideBytes: 2, contiguousBytes: 8 });
    const turned = permute(tensor, [0, 2, 1]);
    expect(operandShapeOf('src', turned)).toMatchObject({ innermostStrideBytes: 16, contiguousBytes: 2 });
    expect(isContiguous(turned)).toBe(false);
    const repeated = ap(tensor, [
      [32, 128],
      [1, 4],
      [0, 8],
    ]);
    expect(operandShapeOf('src', repeated)).toMatchObject({ innermostStrideBytes: 0, contiguousBytes: 2 });
  });

  it('tells boxes apart that share no byte', () => {
    const tensor = testTensor('sbuf', [128, 8]);
    const left = regionOf(slice(tensor, 1, { start: 0, end: 4, step: 1 }));
    const right = regionOf(slice(tensor, 1, { start: 4, end: 8, step: 1 }));
    expect(regionsMeet(left, right)).toBe(false);
    expect(regionsMeet(left, regionOf(tensor))).toBe(true);
    const upper = regionOf(slice(tensor, 0, { start: 0, end: 64, step: 1 }));
    expect(regionsMeet(upper, regionOf(slice(tensor, 0, { start: 64, end: 128, step: 1 })))).toBe(false);
  });
});
