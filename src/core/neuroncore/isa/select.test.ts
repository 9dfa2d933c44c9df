import { describe, expect, it } from 'vitest';
import { brokenRule, float, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { rangeSelect, selectReduce } from './select.ts';

type Arguments = Parameters<typeof run>[1];
const LEAST = -3.4028234663852886e38;

describe('range_select', () => {
  const tile = psum([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]);
  const bounds = { bound0: sbuf([2, 1], [10, 12]), bound1: sbuf([2, 1], [12, 20]) };
  const args = {
    on_true_tile: tile,
    comp_op0: 'greater_equal',
    comp_op1: 'less',
    ...bounds,
    range_start: 10,
  };

  it('keeps the elements whose index lies between the bounds of their partition', () => {
    const dst = sbuf([2, 4]);
    const result = sbuf([2, 1]);
    run(rangeSelect, { ...args, dst, reduce_res: result, on_false_value: float(LEAST) });
    expect(valuesIn(dst)).toEqual([1, 2, LEAST, LEAST, LEAST, LEAST, 7, 8]);
    expect(valuesIn(result)).toEqual([2, 8]);
  });

  it('gives minus infinity in narrower types, and the least float32 as maximum of an empty range', () => {
    const dst = sbuf([2, 4], null, 'bfloat16');
    const result = sbuf([2, 1]);
    run(rangeSelect, { ...args, dst, reduce_res: result, bound0: sbuf([2, 1], [100, 100]) });
    expect(valuesIn(dst)).toEqual(Array(8).fill(Number.NEGATIVE_INFINITY));
    expect(valuesIn(result)).toEqual([LEAST, LEAST]);
  });

  it('goes on reducing over several tiles', () => {
    const machine = testMachine();
    const result = sbuf([2, 1]);
    const dst = sbuf([2, 4]);
    run(rangeSelect, { ...args, dst, on_true_tile: sbuf([2, 4], [9, 9, 9, 9, 1, 1, 1, 1]) }, machine);
    run(rangeSelect, { ...args, dst, reduce_cmd: 'reduce', reduce_res: result }, machine);
    expect(valuesIn(result)).toEqual([9, 8]);
  });

  it('holds its arguments to the rules', () => {
    const broken = (change: Arguments, generation: 'v2' | 'v3' = 'v3') =>
      brokenRule(rangeSelect, { ...args, dst: sbuf([2, 4]), ...change }, testMachine(generation));
    expect(broken({}, 'v2')).toBe('generation');
    expect(broken({ on_false_value: float(0) })).toBe('range-select-fill');
    expect(broken({ comp_op0: 'not_equal' })).toBe('operator-unsupported');
    expect(broken({ reduce_op: 'add' })).toBe('operator-unsupported');
    expect(broken({ bound0: sbuf([2, 1], null, 'int32') })).toBe('operand-dtype');
    expect(broken({ on_true_tile: sbuf([2, 4], null, 'int32') })).toBe('operand-dtype');
    expect(broken({ bound1: sbuf([2, 2]) })).toBe('elements-per-partition');
    expect(broken({ range_start: 2 ** 24 })).toBe('range-select-index');
    expect(broken({ dst: sbuf([2, 5]) })).toBe('elements-differ');
  });
});

describe('select_reduce', () => {
  const predicate = sbuf([2, 2], [1, 0, 0, 3], 'uint8');
  const chosen = sbuf([2, 2], [1, 2, 3, 4], 'bfloat16');

  it('takes elements from a tile or a number, or the other way round', () => {
    const dst = sbuf([2, 2]);
    run(selectReduce, { dst, predicate, on_true: chosen, on_false: float(-5) });
    expect(valuesIn(dst)).toEqual([1, -5, -5, 4]);
    run(selectReduce, {
      dst,
      predicate,
      on_true: chosen,
      on_false: sbuf([2, 1], [7, 8]),
      reverse_pred: true,
    });
    expect(valuesIn(dst)).toEqual([7, 2, 3, 8]);
  });

  it('reduces by maximum when asked', () => {
    const result = sbuf([2, 1]);
    const args = { dst: sbuf([2, 2]), predicate, on_true: chosen, on_false: float(-5), reduce_res: result };
    run(selectReduce, { ...args, reduce_cmd: 'reset_reduce' });
    expect(valuesIn(result)).toEqual([1, 4]);
  });

  it('holds its arguments to the rules', () => {
    const args = { dst: sbuf([2, 2]), predicate, on_true: chosen, on_false: float(0) };
    const broken = (change: Arguments) => brokenRule(selectReduce, { ...args, ...change });
    expect(broken({})).toBe(null);
    expect(broken({ predicate: sbuf([2, 2], null, 'uint32') })).toBe('operand-dtype');
    expect(broken({ on_true: sbuf([2, 2], null, 'int32') })).toBe('operand-dtype');
    expect(broken({ reduce_op: 'minimum' })).toBe('operator-unsupported');
    expect(broken({ predicate: psum([2, 2], null, 'uint8'), on_true: psum([2, 2]) })).toBe(
      'inputs-both-psum',
    );
    expect(broken({ predicate: sbuf([2, 1], null, 'uint8') })).toBe('elements-differ');
  });
});
