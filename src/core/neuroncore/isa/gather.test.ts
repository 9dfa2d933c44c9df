import { describe, expect, it } from 'vitest';
import { localGather, ncNGather } from './gather.ts';
import { brokenRule, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { nonzeroWithCount } from './nonzero.ts';
import { sequenceBounds } from './sequence-bounds.ts';
import { topk } from './topk.ts';

type Arguments = Parameters<typeof run>[1];
const counted = (count: number, value: (index: number) => number = (index) => index) =>
  Array.from({ length: count }, (_, index) => value(index));

describe('nc_n_gather', () => {
  it('gathers within each partition over flattened free dimensions', () => {
    const dst = sbuf([2, 3], null, 'int32');
    const data = sbuf([2, 2, 2], [16777217, 1, 2, 3, 10, 11, 12, 13], 'int32');
    run(ncNGather, { dst, data, indices: sbuf([2, 3], [0, 3, 0, 2, 2, 1], 'uint32') });
    expect(valuesIn(dst)).toEqual([16777217, 3, 16777217, 12, 12, 11]);
  });

  it('stays in SBUF, keeps the type and takes uint32 inside the tile', () => {
    const args = {
      dst: sbuf([1, 2]),
      data: sbuf([1, 4], counted(4)),
      indices: sbuf([1, 2], [0, 4], 'uint32'),
    };
    expect(() => run(ncNGather, args)).toThrow(/index 4 leads out/);
    const broken = (change: Arguments) => brokenRule(ncNGather, { ...args, ...change });
    expect(broken({ dst: sbuf([1, 2], null, 'bfloat16') })).toBe('dtypes-differ');
    expect(broken({ indices: sbuf([1, 2], null, 'int32') })).toBe('operand-dtype');
    expect(broken({ data: psum([1, 4]) })).toBe('operand-space');
    expect(broken({ dst: sbuf([1, 3]) })).toBe('elements-differ');
  });
});

describe('local_gather', () => {
  it('shares the indices of 16 partitions, read along the partitions first', () => {
    const dst = sbuf([32, 17]);
    const index = sbuf(
      [32, 2],
      counted(64, (place) => (place % 2 === 0 ? Math.floor(place / 2) % 8 : 9)),
      'uint16',
    );
    const source = sbuf([32, 10], counted(320));
    run(localGather, { dst, src_buffer: source, index, num_valid_indices: 17 });
    const row = [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 9];
    expect(valuesIn(dst)).toEqual(
      counted(32).flatMap((partition) => row.map((each) => partition * 10 + each)),
    );
  });

  it('gathers runs of elements', () => {
    const dst = sbuf([16, 32, 2]);
    const index = sbuf(
      [16, 2],
      counted(32, (place) => 2 * (place % 3)),
      'uint16',
    );
    run(localGather, { dst, src_buffer: sbuf([16, 6], counted(96)), index, num_elem_per_idx: 2 });
    expect(valuesIn(dst).slice(0, 6)).toEqual([0, 1, 4, 5, 2, 3]);
  });

  it('holds sizes to its rules', () => {
    const args = {
      dst: sbuf([16, 16]),
      src_buffer: sbuf([16, 6]),
      index: sbuf(
        [16, 1],
        counted(16, () => 0),
        'uint16',
      ),
    };
    const broken = (change: Arguments) => brokenRule(localGather, { ...args, ...change });
    expect(broken({})).toBe(null);
    expect(broken({ num_elem_per_idx: 3, dst: sbuf([16, 48]) })).toBe('local-gather-size');
    expect(broken({ num_valid_indices: 17, dst: sbuf([16, 17]) })).toBe('local-gather-size');
    expect(broken({ dst: sbuf([16, 15]) })).toBe('elements-per-partition');
    const eight = { dst: sbuf([8, 16]), src_buffer: sbuf([8, 6]), index: sbuf([8, 1], null, 'uint16') };
    expect(broken(eight)).toBe('gpsimd-partitions');
    expect(broken({ index: sbuf([16, 1]) })).toBe('operand-dtype');
  });
});

describe('sequence_bounds', () => {
  it('gives start and end of each segment, as the page of the instruction shows', () => {
    const dst = sbuf([1, 2, 9], null, 'int32');
    run(sequenceBounds, { dst, segment_ids: sbuf([1, 9], [0, 1, 1, 2, 2, 2, 0, 3, 3], 'int32') });
    expect(valuesIn(dst)).toEqual([9, 1, 1, 3, 3, 3, 9, 7, 7, -1, 3, 3, 6, 6, 6, -1, 9, 9]);
  });

  it('takes one partition of float32 or int32', () => {
    const args = { dst: sbuf([1, 2, 3]), segment_ids: sbuf([1, 3]) };
    expect(brokenRule(sequenceBounds, args)).toBe(null);
    expect(brokenRule(sequenceBounds, { ...args, segment_ids: sbuf([1, 3], null, 'int16') })).toBe(
      'operand-dtype',
    );
    expect(brokenRule(sequenceBounds, { dst: sbuf([2, 6]), segment_ids: sbuf([2, 3]) })).toBe(
      'single-partition',
    );
    expect(brokenRule(sequenceBounds, { ...args, dst: sbuf([1, 3]) })).toBe('elements-per-partition');
  });
});

describe('nonzero_with_count', () => {
  it('lists the places of nonzero elements in every sixteenth partition', () => {
    const values = counted(17 * 8, (index) => (index < 8 ? ([0, 1, 1, 0, 0, 1, 0, 0][index] as number) : 0));
    const dst = sbuf(
      [17, 9],
      counted(17 * 9, () => 77),
      'int32',
    );
    run(nonzeroWithCount, { dst, src: sbuf([17, 8], values), index_offset: 16, padding_val: -1 });
    const got = valuesIn(dst);
    expect(got.slice(0, 9)).toEqual([17, 18, 21, -1, -1, -1, -1, -1, 3]);
    expect(new Set(got.slice(9, 144))).toEqual(new Set([77]));
    expect(got.slice(144)).toEqual([-1, -1, -1, -1, -1, -1, -1, -1, 0]);
  });

  it('needs one more element in its result, int32, and NeuronCore-v3', () => {
    const args = { dst: sbuf([1, 9], null, 'int32'), src: sbuf([1, 8]) };
    expect(brokenRule(nonzeroWithCount, args, testMachine('v2'))).toBe('generation');
    expect(brokenRule(nonzeroWithCount, { ...args, dst: sbuf([1, 8], null, 'int32') })).toBe(
      'elements-per-partition',
    );
    expect(brokenRule(nonzeroWithCount, { ...args, dst: sbuf([1, 9]) })).toBe('operand-dtype');
    expect(brokenRule(nonzeroWithCount, { ...args, src: sbuf([1, 8], null, 'bfloat16') })).toBe(
      'operand-dtype',
    );
  });
});

describe('topk', () => {
  it('takes the largest of the sequence that runs down 16 partitions', () => {
    const source = sbuf(
      [16, 2],
      counted(32, (place) => ((place * 7) % 32) - 4),
      'bfloat16',
    );
    const values = sbuf([16, 3], null, 'bfloat16');
    const indices = sbuf([16, 3], null, 'uint32');
    run(topk, { val_dst: values, idx_dst: indices, src: source, n: 20 });
    const sequence = counted(20, (index) => ((((index % 16) * 2 + Math.floor(index / 16)) * 7) % 32) - 4);
    const sorted = [...sequence]
      .sort((left, right) => right - left)
      .slice(0, 3)
      .reverse();
    expect(valuesIn(values).slice(0, 3)).toEqual(sorted);
    expect(
      valuesIn(indices)
        .slice(0, 3)
        .map((index) => sequence[index]),
    ).toEqual(sorted);
    expect(valuesIn(values).slice(45)).toEqual(sorted);
  });

  it('holds sizes and types to its rules', () => {
    const args = {
      val_dst: sbuf([16, 3], null, 'bfloat16'),
      idx_dst: sbuf([16, 3], null, 'uint32'),
      src: sbuf([16, 2], null, 'bfloat16'),
      n: 20,
    };
    const broken = (change: Arguments) => brokenRule(topk, { ...args, ...change });
    expect(broken({})).toBe(null);
    expect(broken({ n: 33 })).toBe('topk-size');
    expect(broken({ n: 7 })).toBe('topk-size');
    expect(broken({ src: sbuf([16, 2]) })).toBe('operand-dtype');
    expect(broken({ idx_dst: sbuf([16, 3], null, 'int32') })).toBe('operand-dtype');
  });
});
