import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRule, float, run, sbuf, valuesIn } from './isa.testing.ts';
import { max8, ncFindIndex8, ncMatchReplace8 } from './top8.ts';

const UNMATCHED = 0xffffffff;

describe('max8', () => {
  it('gives the eight largest, descending, with repetitions', () => {
    const dst = sbuf([2, 8]);
    const src = sbuf([2, 9], [3, 1, 4, 1, 5, 9, 2, 6, 5, -1, -2, -3, -4, -5, -6, -7, -8, -9]);
    run(max8, { dst, src });
    expect(valuesIn(dst)).toEqual([9, 6, 5, 5, 4, 3, 2, 1, -1, -2, -3, -4, -5, -6, -7, -8]);
  });

  it('agrees with sorting', () => {
    const value = fc.float({ noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 8, maxLength: 40 }), (values) => {
        const dst = sbuf([1, 8]);
        run(max8, { dst, src: sbuf([1, values.length], values) });
        const sorted = [...values].sort((left, right) => right - left).slice(0, 8);
        expect(valuesIn(dst).map((each) => each + 0)).toEqual(sorted.map((each) => each + 0));
      }),
      { numRuns: 60 },
    );
  });

  it('searches 8 to 16384 elements', () => {
    expect(brokenRule(max8, { dst: sbuf([1, 8]), src: sbuf([1, 7]) })).toBe('search-elements');
    expect(brokenRule(max8, { dst: sbuf([1, 8]), src: sbuf([1, 16385]) })).toBe('search-elements');
    expect(brokenRule(max8, { dst: sbuf([1, 7]), src: sbuf([1, 8]) })).toBe('elements-per-partition');
  });
});

describe('nc_find_index8', () => {
  const data = sbuf([1, 11], [1, 2, 3, 4, 8, 8, 8, 8, 8, 8, 8]);

  it('gives equal values successive elements and all ones to those that are missing', () => {
    const dst = sbuf([1, 8], null, 'uint32');
    run(ncFindIndex8, { dst, data, vals: sbuf([1, 8], [3, 8, 8, 7, 1, 3, 8, 0]) });
    expect(valuesIn(dst)).toEqual([2, 4, 5, UNMATCHED, 0, UNMATCHED, 6, UNMATCHED]);
    const short = sbuf([1, 8], null, 'uint16');
    run(ncFindIndex8, { dst: short, data, vals: sbuf([1, 8], [3, 8, 8, 7, 1, 3, 8, 0]) });
    expect(valuesIn(short)).toEqual([2, 4, 5, 65535, 0, 65535, 6, 65535]);
  });

  it('writes unsigned indices', () => {
    const args = { dst: sbuf([1, 8], null, 'int32'), data, vals: sbuf([1, 8]) };
    expect(brokenRule(ncFindIndex8, args)).toBe('operand-dtype');
    expect(brokenRule(ncFindIndex8, { ...args, vals: sbuf([1, 7]) })).toBe('elements-per-partition');
  });
});

describe('nc_match_replace8', () => {
  it('goes through the values from the last to the first, as the page of the instruction shows', () => {
    const data = sbuf([1, 11], [1, 2, 3, 4, 8, 8, 8, 8, 8, 8, 8]);
    const dst = sbuf([1, 11]);
    const indices = sbuf([1, 8], null, 'uint32');
    const vals = sbuf([1, 8], [3, 8, 8, 8, 8, 8, 8, 8]);
    run(ncMatchReplace8, { dst, data, vals, imm: float(-1), dst_idx: indices });
    expect(valuesIn(indices)).toEqual([2, 10, 9, 8, 7, 6, 5, 4]);
    expect(valuesIn(dst)).toEqual([1, 2, -1, 4, -1, -1, -1, -1, -1, -1, -1]);
  });

  it('leaves what matches nothing, and works in place without indices', () => {
    const data = sbuf([1, 8], [5, 5, 6, 0, 0, 0, 0, 0]);
    run(ncMatchReplace8, {
      dst: data,
      data,
      vals: sbuf([1, 8], [5, 7, 7, 7, 7, 7, 7, 7]),
      imm: float(Number.NEGATIVE_INFINITY),
    });
    expect(valuesIn(data)).toEqual([Number.NEGATIVE_INFINITY, 5, 6, 0, 0, 0, 0, 0]);
  });

  it('needs a number and a result of the size of the data', () => {
    const args = { dst: sbuf([1, 8]), data: sbuf([1, 8]), vals: sbuf([1, 8]), imm: float(0) };
    expect(brokenRule(ncMatchReplace8, { ...args, imm: sbuf([1, 1]) })).toBe('argument');
    expect(brokenRule(ncMatchReplace8, { ...args, dst: sbuf([1, 9]) })).toBe('elements-differ');
    expect(brokenRule(ncMatchReplace8, { ...args, dst_idx: sbuf([1, 8]) })).toBe('operand-dtype');
  });
});
