import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './at.ts';
import { regionOf } from './footprint.ts';
import { indexView } from './index-view.ts';
import { rearrange } from './rearrange.ts';
import { broadcast, broadcastTo, expandDimension, permute, squeezeDimension } from './reorder.ts';
import { flattenDimensions, reshape, reshapeDimension } from './reshape.ts';
import { forEachRun, runsOf } from './runs.ts';
import { slice } from './slice.ts';
import { numbered, numbersOf, positionsOf, testTensor } from './storage.testing.ts';
import { isOnChip } from './storage.ts';
import { product } from './strides.ts';
import type { View } from './view.ts';
import { ViewError } from './view-error.ts';

/** The plain meaning of a view: its shape and where each element stands, in row-major order. */
interface Plain {
  readonly shape: readonly number[];
  readonly positions: readonly number[];
}

const plainOf = (view: View): Plain => ({ shape: view.shape, positions: positionsOf(view) });

const unravel = (index: number, shape: readonly number[]): number[] => {
  const result: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    result.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return result;
};

const ravel = (indices: readonly number[], shape: readonly number[]): number =>
  indices.reduce((sum, index, dimension) => sum * at(shape, dimension) + index, 0);

/** A new array whose element at `indices` is the old one at `from(indices)`. */
const gathered = (
  plain: Plain,
  shape: readonly number[],
  from: (indices: readonly number[]) => readonly number[],
): Plain => ({
  shape,
  positions: Array.from({ length: product(shape) }, (_, index) =>
    at(plain.positions, ravel(from(unravel(index, shape)), plain.shape)),
  ),
});

interface Step {
  readonly name: string;
  readonly view: View;
  readonly plain: Plain;
}

type Operation = (view: View, plain: Plain, draw: (below: number) => number) => Step;

const replace = (list: readonly number[], index: number, value: number): number[] =>
  list.map((each, position) => (position === index ? value : each));

const OPERATIONS: readonly Operation[] = [
  (view, plain, draw) => {
    const dimension = draw(plain.shape.length);
    const size = at(plain.shape, dimension);
    const start = draw(size);
    const end = start + 1 + draw(size - start);
    const step = dimension === 0 && isOnChip(view.storage.space) ? 1 : 1 + draw(3);
    const shape = replace(plain.shape, dimension, Math.ceil((end - start) / step));
    return {
      name: `slice ${dimension} ${start}:${end}:${step}`,
      view: slice(view, dimension, { start, end, step }),
      plain: gathered(plain, shape, (indices) =>
        replace(indices, dimension, start + at(indices, dimension) * step),
      ),
    };
  },
  (view, plain, draw) => {
    const first = isOnChip(view.storage.space) ? 1 : 0;
    const order = plain.shape.map((_, index) => index);
    for (let index = order.length - 1; index > first; index -= 1) {
      const other = first + draw(index - first + 1);
      [order[index], order[other]] = [at(order, other), at(order, index)];
    }
    return {
      name: `permute ${order}`,
      view: permute(view, order),
      plain: gathered(
        plain,
        order.map((dimension) => at(plain.shape, dimension)),
        (indices) => plain.shape.map((_, dimension) => at(indices, order.indexOf(dimension))),
      ),
    };
  },
  (view, plain, draw) => {
    const dimension = 1 + draw(plain.shape.length);
    const shape = [...plain.shape.slice(0, dimension), 1, ...plain.shape.slice(dimension)];
    const size = 1 + draw(3);
    const expanded = expandDimension(view, dimension);
    return {
      name: `expand ${dimension} to ${size}`,
      view: broadcast(expanded, dimension, size),
      plain: gathered(plain, replace(shape, dimension, size), (indices) =>
        indices.filter((_, index) => index !== dimension),
      ),
    };
  },
  (view, plain, draw) => {
    const first = isOnChip(view.storage.space) ? 1 : 0;
    const dimension = first + draw(plain.shape.length - first);
    const size = at(plain.shape, dimension);
    const outer = [1, 2, 3].filter((each) => size % each === 0);
    const split = [at(outer, draw(outer.length)), -1];
    const inner = size / at(split, 0);
    return {
      name: `split ${dimension} by ${split}`,
      view: reshapeDimension(view, dimension, split),
      plain: {
        shape: [...plain.shape.slice(0, dimension), at(split, 0), inner, ...plain.shape.slice(dimension + 1)],
        positions: plain.positions,
      },
    };
  },
  (view, plain, draw) => {
    const last = plain.shape.length - 1;
    if (last < 2) return { name: 'nothing', view, plain };
    const dimension = 1 + draw(last - 1);
    const shape = [
      ...plain.shape.slice(0, dimension),
      at(plain.shape, dimension) * at(plain.shape, dimension + 1),
      ...plain.shape.slice(dimension + 2),
    ];
    return {
      name: `flatten ${dimension}`,
      view: flattenDimensions(view, dimension, dimension + 1),
      plain: { shape, positions: plain.positions },
    };
  },
  (view, plain) => {
    const [first = 1, ...rest] = plain.shape;
    return {
      name: 'reshape to two dimensions',
      view: reshape(view, [first, -1]),
      plain: { shape: [first, product(rest)], positions: plain.positions },
    };
  },
];

/** A chain of random operations; those that the layout refuses are left out. */
const chains = fc
  .record({
    space: fc.constantFrom('sbuf' as const, 'shared_hbm' as const),
    shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
    draws: fc.array(fc.nat(1000), { minLength: 4, maxLength: 30 }),
  })
  .map(({ space, shape, draws }) => {
    let view = numbered(testTensor(space, shape));
    let plain = plainOf(view);
    const names: string[] = [];
    let next = 0;
    const draw = (below: number): number => {
      const value = at(draws, next % draws.length) % Math.max(below, 1);
      next += 1;
      return value;
    };
    while (next < draws.length) {
      const operation = at(OPERATIONS, draw(OPERATIONS.length));
      try {
        const step = operation(view, plain, draw);
        if (product(step.plain.shape) > 4000) break;
        ({ view, plain } = step);
        names.push(step.name);
      } catch (error) {
        if (!(error instanceof ViewError)) throw error;
      }
    }
    return { view, plain, names };
  });

describe('a chain of view operations', () => {
  it('addresses the elements that plain arrays would', () => {
    fc.assert(
      fc.property(chains, ({ view, plain }) => {
        expect(view.shape).toEqual(plain.shape);
        expect(positionsOf(view)).toEqual(plain.positions);
      }),
      { numRuns: 200 },
    );
  });

  it('has a region that holds every element and ends with the outermost ones', () => {
    fc.assert(
      fc.property(chains, ({ view, plain }) => {
        const region = regionOf(view);
        const row = view.storage.bytesPerPartition;
        const bytes = plain.positions.map((position) => position * 4);
        const partitions = bytes.map((byte) => Math.floor(byte / row));
        const within = bytes.map((byte) => byte % row);
        expect(region.partitionStart).toBe(Math.min(...partitions));
        expect(region.partitionEnd).toBe(Math.max(...partitions) + 1);
        expect(region.byteStart).toBe(Math.min(...within));
        expect(region.byteEnd).toBe(Math.max(...within) + 4);
      }),
      { numRuns: 200 },
    );
  });

  it('has runs that give the elements in row-major order', () => {
    fc.assert(
      fc.property(chains, ({ view, plain }) => {
        const runs = runsOf(view);
        const values = numbersOf(view);
        const read: number[] = [];
        forEachRun(runs, (byte) => {
          for (let index = 0; index < runs.count; index += 1) {
            read.push(at(values, (byte + index * runs.strideBytes) / 4));
          }
        });
        expect(read).toEqual(plain.positions);
        expect(runs.rowsOutside).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('slicing between brackets', () => {
  const integerOrSlice = fc.oneof(
    fc.integer({ min: -7, max: 7 }),
    fc.record({
      kind: fc.constant('slice' as const),
      start: fc.option(fc.integer({ min: -9, max: 9 })),
      stop: fc.option(fc.integer({ min: -9, max: 9 })),
      step: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
  );

  /** The indices along one dimension, or null where Python raises, cuts the slice short or finds none. */
  const along = (
    item: typeof integerOrSlice extends fc.Arbitrary<infer Item> ? Item : never,
    size: number,
  ) => {
    const all = Array.from({ length: size }, (_, index) => index);
    if (typeof item === 'number') {
      const index = all.at(item);
      return item < -size || item >= size || index === undefined ? null : [index];
    }
    const isInside = (bound: number | null) => bound === null || (bound >= -size && bound <= size);
    if (!isInside(item.start) || !isInside(item.stop)) return null;
    const part = all.slice(item.start ?? undefined, item.stop ?? undefined);
    const step = item.step ?? 1;
    const stepped = part.filter((_, index) => index % step === 0);
    return stepped.length === 0 ? null : stepped;
  };

  it('takes the elements that NumPy takes, and refuses slices that NumPy would cut short', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 4 }),
        fc.array(integerOrSlice, { minLength: 1, maxLength: 3 }),
        (shape, items) => {
          const tensor = testTensor('shared_hbm', shape);
          const picked = shape.map((size, dimension) => {
            const item = items[dimension];
            return item === undefined ? Array.from({ length: size }, (_, index) => index) : along(item, size);
          });
          if (picked.some((each) => each === null)) {
            expect(() => indexView(tensor, items)).toThrow(ViewError);
            return;
          }
          const lists = picked.map((each) => each ?? []);
          const expected = lists
            .reduce<number[][]>(
              (rows, list) => rows.flatMap((row) => list.map((index) => [...row, index])),
              [[]],
            )
            .map((indices) => ravel(indices, shape));
          const view = indexView(tensor, items);
          expect(positionsOf(view)).toEqual(expected);
          const kept = lists.filter((_, dimension) => typeof items[dimension] !== 'number');
          expect(view.shape).toEqual(kept.length === 0 ? [1] : kept.map((list) => list.length));
        },
      ),
      { numRuns: 200 },
    );
  });

  const whole = { kind: 'slice', start: null, stop: null, step: null } as const;

  it('keeps the partition and one free dimension of a tensor on chip', () => {
    const tensor = testTensor('sbuf', [64, 64, 64]);
    expect(indexView(tensor, [0, 0, 10]).shape).toEqual([1, 1]);
    expect(indexView(tensor, [whole, 0]).shape).toEqual([64, 64]);
    expect(indexView(tensor, [whole, 0, 10]).shape).toEqual([64, 1]);
    expect(indexView(tensor, [0, { kind: 'ellipsis' }, whole]).shape).toEqual([1, 64, 64]);
    expect(indexView(tensor, [whole, 0, 10]).offset).toBe(10);
  });

  it('drops integers of a tensor in HBM down to one dimension', () => {
    const tensor = testTensor('hbm', [2, 128, 1024]);
    expect(indexView(tensor, [1]).shape).toEqual([128, 1024]);
    expect(indexView(tensor, [whole, 1, { kind: 'window', start: 4, size: 2 }]).shape).toEqual([2, 2]);
    expect(indexView(tensor, [1, -1, 3])).toMatchObject({
      shape: [1],
      offset: (128 + 127) * 1024 + 3,
    });
  });

  it('inserts dimensions for None, but not in front of a partition', () => {
    const tensor = testTensor('sbuf', [8, 4]);
    expect(indexView(tensor, [whole, { kind: 'new' }]).shape).toEqual([8, 1, 4]);
    expect(() => indexView(tensor, [{ kind: 'new' }])).toThrow(/dimension 0 .* is the partition/);
  });

  it('refuses windows beyond the end, every second partition and too many indices', () => {
    const tensor = testTensor('sbuf', [128, 64]);
    expect(() => indexView(tensor, [whole, { kind: 'window', start: 60, size: 8 }])).toThrow(
      'elements 60:68 of dimension 1: x of shape (128, 64) with strides (64, 1) in sbuf; 0 <= start < end <= 64 and step >= 1',
    );
    expect(() => indexView(tensor, [{ kind: 'slice', start: 0, stop: 128, step: 2 }])).toThrow(
      /every 2th partition/,
    );
    expect(() => indexView(tensor, [whole, whole, whole])).toThrow(/no more indices than dimensions/);
    expect(() => indexView(tensor, [128])).toThrow(/indices are 0 to 127/);
  });
});

describe('the documented views', () => {
  it('permutes, splits and merges by name', () => {
    const tensor = testTensor('sbuf', [128, 24]);
    const view = rearrange(tensor, ['b', ['h', 'w']], ['b', 'w', 'h'], new Map([['h', 4]]));
    expect(view).toMatchObject({ shape: [128, 6, 4], strides: [24, 1, 6] });
    const back = rearrange(view, ['b', 'w', 'h'], ['b', 'h', 'w'], new Map());
    expect(rearrange(back, ['b', 'h', 'w'], ['b', ['h', 'w']], new Map())).toEqual(tensor);
    expect(() => rearrange(tensor, ['b', 'f'], ['f', 'b'], new Map())).toThrow(/is the partition/);
    expect(() => rearrange(tensor, ['b', 'f'], ['b', 'g'], new Map())).toThrow(
      /the right side the same names/,
    );
  });

  it('reshapes only what lies in order, and never the partition', () => {
    const tensor = testTensor('sbuf', [128, 4, 6]);
    expect(reshape(tensor, [128, 24]).strides).toEqual([24, 1]);
    expect(reshape(tensor, [128, 2, -1]).shape).toEqual([128, 2, 12]);
    expect(() => reshape(tensor, [256, 12])).toThrow(/is the partition/);
    expect(() => reshape(permute(tensor, [0, 2, 1]), [128, 24])).toThrow(/without a copy/);
    expect(() => reshape(tensor, [128, 25])).toThrow(/has 3072 elements there/);
  });

  it('broadcasts only dimensions of size 1', () => {
    const tensor = testTensor('sbuf', [128, 1, 64]);
    expect(broadcast(tensor, 1, 8)).toMatchObject({ shape: [128, 8, 64], strides: [64, 0, 1] });
    expect(broadcastTo(tensor, [128, 8, 64]).shape).toEqual([128, 8, 64]);
    expect(() => broadcast(tensor, 2, 8)).toThrow(/only a dimension of size 1/);
    expect(() => broadcast(testTensor('sbuf', [1, 8]), 0, 4)).toThrow(/is the partition/);
    expect(squeezeDimension(tensor, 1).shape).toEqual([128, 64]);
  });
});
