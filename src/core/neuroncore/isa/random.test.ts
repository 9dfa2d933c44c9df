import { describe, expect, it } from 'vitest';
import { exponential } from './exponential.ts';
import { brokenRule, float, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { dropout, rand2, randGetState, randSetState, rng, setRngSeed } from './random.ts';

const seed = (value: number) => sbuf([1, 1], [value], 'uint32');

describe('random numbers', () => {
  it('come again after the same seed, and differ between seeds and partitions', () => {
    const machine = testMachine();
    const draw = (value: number): number[] => {
      run(setRngSeed, { src_seeds: seed(value) }, machine);
      const dst = sbuf([2, 4], null, 'uint32');
      run(rng, { dst }, machine);
      return valuesIn(dst);
    };
    const first = draw(7);
    expect(draw(7)).toEqual(first);
    expect(draw(8)).not.toEqual(first);
    expect(first.slice(0, 4)).not.toEqual(first.slice(4));
  });

  it('follow XORWOW from a state that is loaded, and give back the state they reached', () => {
    const machine = testMachine();
    const states = sbuf([1, 6], [123456789, 362436069, 521288629, 88675123, 5783321, 6615241], 'uint32');
    run(randSetState, { src_seeds: states }, machine);
    const dst = sbuf([1, 3], null, 'uint32');
    run(rng, { dst, engine: 'gpsimd' }, machine);
    // Worked by hand with Python's integers from the recurrence in Marsaglia's paper.
    expect(valuesIn(dst)).toEqual([246875399, 3690007200, 1264581005]);
    const reached = sbuf([1, 6], null, 'uint32');
    run(randGetState, { dst: reached }, machine);
    expect(valuesIn(reached)[5]).toBe((6615241 + 3 * 362437) % 2 ** 32);
  });

  it('keep the lowest bits in narrow types', () => {
    const wide = sbuf([1, 2], null, 'uint32');
    const narrow = sbuf([1, 2], null, 'uint8');
    for (const dst of [wide, narrow]) run(rng, { dst }, testMachine());
    expect(valuesIn(narrow)).toEqual(valuesIn(wide).map((each) => each % 256));
  });

  it('are marked as not those of the chip', () => {
    const machine = testMachine();
    run(rng, { dst: sbuf([1, 1], null, 'int32') }, machine);
    expect(machine.reported.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['random-substitute', 'warning'],
    ]);
  });

  it('are integers, drawn by engines that have a generator', () => {
    const args = { dst: sbuf([1, 1], null, 'int32') };
    expect(brokenRule(rng, { ...args, engine: 'gpsimd' }, testMachine('v2'))).toBe('engine-unsupported');
    expect(brokenRule(rng, { dst: sbuf([1, 1]) })).toBe('operand-dtype');
    const state = { src_seeds: sbuf([1, 24], null, 'uint32') };
    expect(brokenRule(randSetState, state, testMachine('v2'))).toBe('generation');
    expect(brokenRule(randSetState, { ...state, engine: 'vector' })).toBe('engine-unsupported');
    expect(brokenRule(randSetState, { ...state, engine: 'vector' }, testMachine('v4'))).toBe(null);
    expect(brokenRule(randSetState, state)).toBe('elements-per-partition');
    expect(brokenRule(randGetState, { dst: psum([1, 6], null, 'uint32') })).toBe('operand-space');
    expect(brokenRule(setRngSeed, { src_seeds: sbuf([1, 2], null, 'uint32') })).toBe('random-state');
  });

  it('spread evenly between two bounds', () => {
    const dst = sbuf([2, 4096]);
    run(rand2, { dst, min: sbuf([2, 1], [-1, 10]), max: sbuf([2, 1], [1, 11]) }, testMachine('v4'));
    const values = valuesIn(dst);
    const mean = (from: number) =>
      values.slice(from, from + 4096).reduce((sum, each) => sum + each, 0) / 4096;
    expect(Math.abs(mean(0))).toBeLessThan(0.05);
    expect(Math.abs(mean(4096) - 10.5)).toBeLessThan(0.025);
    expect(values.slice(0, 4096).every((each) => each >= -1 && each < 1)).toBe(true);
    const scalars = { dst, min: float(1), max: float(1) };
    expect(brokenRule(rand2, scalars, testMachine('v4'))).toBe('random-range');
    expect(brokenRule(rand2, scalars)).toBe('generation');
  });

  it('drop elements with the probability of their partition', () => {
    const data = sbuf([3, 2000], Array(6000).fill(3), 'bfloat16');
    const dst = sbuf([3, 2000], null, 'bfloat16');
    run(dropout, { dst, data, prob: sbuf([3, 1], [0, 1, 0.25]) });
    const dropped = (row: number) =>
      valuesIn(dst)
        .slice(row * 2000, (row + 1) * 2000)
        .filter((each) => each === 0).length;
    expect([dropped(0), dropped(1)]).toEqual([0, 2000]);
    expect(Math.abs(dropped(2) - 500)).toBeLessThan(100);
    expect(
      brokenRule(dropout, { dst: sbuf([1, 1]), data: sbuf([1, 1], null, 'bfloat16'), prob: float(0) }),
    ).toBe('dtypes-differ');
    const words = sbuf([1, 1], null, 'int32');
    const prob = sbuf([1, 1], null, 'bfloat16');
    expect(brokenRule(dropout, { dst: words, data: words, prob })).toBe('operand-dtype');
  });
});

describe('exponential', () => {
  const src = sbuf([2, 2], [1, 2, 3, 4]);

  it('subtracts a value of each partition and sums up', () => {
    const dst = sbuf([2, 2]);
    const result = sbuf([2, 1]);
    const args = {
      dst,
      src,
      max_value: sbuf([2, 1], [2, 4]),
      reduce_res: result,
      reduce_cmd: 'reset_reduce',
    };
    run(exponential, args, testMachine('v4'));
    const [e1 = Number.NaN, one, ...rest] = valuesIn(dst);
    expect(Math.abs(e1 / Math.exp(-1) - 1)).toBeLessThan(1e-6);
    expect([one, ...rest]).toEqual([1, e1, 1]);
    expect(valuesIn(result)).toEqual([Math.fround(e1 + 1), Math.fround(e1 + 1)]);
  });

  it('starts its sum from a loaded value', () => {
    const result = sbuf([1, 1]);
    const args = { dst: sbuf([1, 1]), src: sbuf([1, 1], [0]), reduce_res: result, reduce_cmd: 'load_reduce' };
    run(exponential, { ...args, reduce_init: float(41) }, testMachine('v4'));
    expect(valuesIn(result)).toEqual([42]);
  });

  it('exists on NeuronCore-v4, in its types and up to four dimensions', () => {
    const args = { dst: sbuf([2, 2]), src };
    expect(brokenRule(exponential, args)).toBe('generation');
    expect(brokenRule(exponential, { ...args, dst: sbuf([2, 2], null, 'uint32') }, testMachine('v4'))).toBe(
      'operand-dtype',
    );
    expect(brokenRule(exponential, { ...args, reduce_init: float(1) }, testMachine('v4'))).toBe(
      'reduce-init',
    );
    const deep = { dst: sbuf([2, 1, 1, 1, 2]), src: sbuf([2, 1, 1, 1, 2]) };
    expect(brokenRule(exponential, deep, testMachine('v4'))).toBe('operand-dimensions');
  });
});
