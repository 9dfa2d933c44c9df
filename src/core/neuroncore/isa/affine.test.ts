import { describe, expect, it } from 'vitest';
import { affineSelect, iota } from './affine.ts';
import { brokenRule, float, list, psum, run, sbuf, valuesIn } from './isa.testing.ts';
import { ncStreamShuffle } from './shuffle.ts';

type Arguments = Parameters<typeof run>[1];

describe('iota', () => {
  it('counts by the pattern, the partition and the offset', () => {
    const dst = sbuf([2, 6], null, 'int32');
    run(iota, { dst, pattern: list(list(10, 2), list(1, 3)), offset: 100, channel_multiplier: 1000 });
    expect(valuesIn(dst)).toEqual([100, 101, 102, 110, 111, 112, 1100, 1101, 1102, 1110, 1111, 1112]);
  });

  it('computes in 32-bit integers and casts to the type of the tile', () => {
    const word = sbuf([1, 2], null, 'int32');
    run(iota, { dst: word, pattern: list(list(2147483647, 2)), offset: 1 });
    expect(valuesIn(word)).toEqual([1, -2147483648]);
    const narrow = sbuf([1, 2], null, 'bfloat16');
    run(iota, { dst: narrow, pattern: list(list(258, 2)), offset: 1 });
    expect(valuesIn(narrow)).toEqual([1, 260]);
  });

  it('refuses patterns of another size or of more than four dimensions, and PSUM', () => {
    const pattern = list(list(1, 4));
    const broken = (change: Arguments) => brokenRule(iota, { dst: sbuf([1, 4]), pattern, ...change });
    expect(broken({})).toBe(null);
    expect(broken({ dst: sbuf([1, 5]) })).toBe('pattern-elements');
    const pair = list(1, 1);
    expect(broken({ dst: sbuf([1, 1]), pattern: list(pair, pair, pair, pair, pair) })).toBe(
      'pattern-dimensions',
    );
    expect(broken({ pattern: list(1, 4) })).toBe('argument');
    expect(broken({ dst: psum([1, 4]) })).toBe('operand-space');
  });
});

describe('affine_select', () => {
  const ones = sbuf([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const causal = { pattern: list(list(-1, 3)), channel_multiplier: 1, cmp_op: 'greater_equal' };

  it('keeps the lower triangle of scores', () => {
    const dst = sbuf([3, 3]);
    run(affineSelect, { dst, on_true_tile: ones, on_false_value: float(-9984), ...causal });
    expect(valuesIn(dst)).toEqual([1, -9984, -9984, 4, 5, -9984, 7, 8, 9]);
  });

  it('casts when types differ and keeps bits when they are equal', () => {
    const words = sbuf([1, 2], [16777217, 3], 'int32');
    const dst = sbuf([1, 2], null, 'int32');
    const args = { on_true_tile: words, on_false_value: 0, pattern: list(list(1, 2)), channel_multiplier: 0 };
    run(affineSelect, { dst, ...args });
    expect(valuesIn(dst)).toEqual([16777217, 0]);
    const floats = sbuf([1, 2]);
    run(affineSelect, { dst: floats, ...args });
    expect(valuesIn(floats)).toEqual([16777216, 0]);
  });

  it('stays in SBUF and compares only', () => {
    const args = { dst: sbuf([3, 3]), on_true_tile: ones, on_false_value: 0, ...causal };
    expect(brokenRule(affineSelect, { ...args, dst: psum([3, 3]) })).toBe('operand-space');
    expect(brokenRule(affineSelect, { ...args, cmp_op: 'add' })).toBe('operator-unsupported');
    expect(brokenRule(affineSelect, { ...args, on_false_value: sbuf([3, 1]) })).toBe('argument');
  });
});

describe('nc_stream_shuffle', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const rotate = list(...numbers(32).map((index) => (index + 31) % 32));

  it('moves partitions by the same mask in each quadrant', () => {
    const dst = sbuf([64, 1]);
    run(ncStreamShuffle, { dst, src: sbuf([64, 1], numbers(64)), shuffle_mask: rotate });
    expect(valuesIn(dst)).toEqual([31, ...numbers(31), 63, ...numbers(63).slice(32)]);
  });

  it('spreads one partition over a quadrant and leaves partitions masked by 255', () => {
    const dst = sbuf([32, 2], numbers(64), 'int32');
    const mask = list(...numbers(32).map((index) => (index === 1 ? 255 : 0)));
    run(ncStreamShuffle, { dst, src: sbuf([1, 2], [7, 8], 'int32'), shuffle_mask: mask });
    expect(valuesIn(dst).slice(0, 6)).toEqual([7, 8, 2, 3, 7, 8]);
  });

  it('works in place', () => {
    const tile = sbuf([32, 1], numbers(32));
    run(ncStreamShuffle, { dst: tile, src: tile, shuffle_mask: rotate });
    expect(valuesIn(tile)).toEqual([31, ...numbers(31)]);
  });

  it('refuses other types, sizes and masks', () => {
    const args = { dst: sbuf([32, 2]), src: sbuf([32, 2]), shuffle_mask: rotate };
    expect(brokenRule(ncStreamShuffle, { ...args, dst: sbuf([32, 2], null, 'bfloat16') })).toBe(
      'dtypes-differ',
    );
    expect(brokenRule(ncStreamShuffle, { ...args, dst: sbuf([32, 1]) })).toBe('elements-per-partition');
    expect(brokenRule(ncStreamShuffle, { ...args, shuffle_mask: list(0, 1) })).toBe('shuffle-mask');
    const beyond = list(...numbers(32).map(() => 32));
    expect(brokenRule(ncStreamShuffle, { ...args, shuffle_mask: beyond })).toBe('shuffle-mask');
  });
});
