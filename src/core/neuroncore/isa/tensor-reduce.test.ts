import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRule, float, list, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { tensorPartitionReduce, tensorReduce } from './tensor-reduce.ts';
import { tensorScalarReduce } from './tensor-scalar-reduce.ts';

type Arguments = Parameters<typeof run>[1];

const COUNTED = Array.from({ length: 24 }, (_, index) => index + 1);

describe('tensor_reduce', () => {
  it('reduces the last free dimensions', () => {
    const data = sbuf([2, 3, 4], COUNTED);
    const rows = sbuf([2, 3]);
    run(tensorReduce, { dst: rows, op: 'add', data, axis: 2 });
    expect(valuesIn(rows)).toEqual([10, 26, 42, 58, 74, 90]);
    const all = sbuf([2, 1]);
    run(tensorReduce, { dst: all, op: 'maximum', data, axis: list(1, 2), negate: true });
    expect(valuesIn(all)).toEqual([-12, -24]);
    run(tensorReduce, { dst: all, op: 'minimum', data, axis: list(-2, -1) });
    expect(valuesIn(all)).toEqual([1, 13]);
  });

  it('reads axis 1 as the last one in NKI 0.2', () => {
    const dst = sbuf([2, 3]);
    run(tensorReduce, { dst, op: 'add', data: sbuf([2, 3, 4], COUNTED), axis: 1 }, testMachine('v3', [0, 2]));
    expect(valuesIn(dst)).toEqual([10, 26, 42, 58, 74, 90]);
  });

  it('has products, differences, logic and bits', () => {
    const reduced = (op: string, values: number[], dtype: 'float32' | 'uint8' = 'float32') => {
      const dst = sbuf([1, 1], null, dtype);
      run(tensorReduce, { dst, op, data: sbuf([1, values.length], values, dtype), axis: 1 });
      return valuesIn(dst)[0];
    };
    expect(reduced('multiply', [2, 3, 4])).toBe(24);
    expect(reduced('subtract', [10, 3, 4])).toBe(3);
    expect(reduced('logical_and', [1, 5, 0])).toBe(0);
    expect(reduced('logical_or', [0, 5, 0])).toBe(1);
    expect(reduced('bitwise_or', [1, 6, 8], 'uint8')).toBe(15);
    expect(reduced('bitwise_and', [7, 6, 14], 'uint8')).toBe(6);
    expect(reduced('bitwise_xor', [7, 6, 14], 'uint8')).toBe(15);
  });

  it('sums within the error of float32', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 64 }), (values) => {
        const dst = sbuf([1, 1]);
        run(tensorReduce, { dst, op: 'add', data: sbuf([1, values.length], values), axis: 1 });
        const exact = values.reduce((sum, each) => sum + each, 0);
        const bound = values.reduce((sum, each) => sum + Math.abs(each), 0) * values.length * 2 ** -23;
        expect(Math.abs((valuesIn(dst)[0] as number) - exact)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses other axes, operators and sizes', () => {
    const args = { dst: sbuf([2, 3]), op: 'add', data: sbuf([2, 3, 4]), axis: 2 };
    const broken = (change: Arguments) => brokenRule(tensorReduce, { ...args, ...change });
    expect(broken({})).toBe(null);
    expect(broken({ axis: 0 })).toBe('reduce-axis');
    expect(broken({ axis: 1 })).toBe('reduce-axis');
    expect(broken({ axis: list(0, 1, 2) })).toBe('reduce-axis');
    expect(broken({ axis: 3 })).toBe('reduce-axis');
    expect(broken({ op: 'power' })).toBe('operator-unsupported');
    expect(broken({ op: 'bitwise_or' })).toBe('operand-dtype');
    expect(broken({ dst: sbuf([2, 4]) })).toBe('elements-per-partition');
    expect(broken({ dst: sbuf([1, 3]) })).toBe('partitions-differ');
    const bits = { dst: sbuf([2, 3], null, 'uint8'), data: sbuf([2, 3, 4], null, 'uint8'), op: 'bitwise_or' };
    expect(broken({ ...bits, negate: true })).toBe('reduce-negate');
  });
});

describe('tensor_partition_reduce', () => {
  it('reduces across partitions into one', () => {
    const data = sbuf([3, 2], [1, 2, 3, 4, 5, 9]);
    const dst = sbuf([1, 2]);
    const reduced = (op: string) => {
      run(tensorPartitionReduce, { dst, op, data });
      return valuesIn(dst);
    };
    expect([reduced('add'), reduced('average'), reduced('maximum')]).toEqual([
      [9, 15],
      [3, 5],
      [5, 9],
    ]);
    const bits = sbuf([1, 2], null, 'uint8');
    run(tensorPartitionReduce, { dst: bits, op: 'bitwise_or', data: sbuf([2, 2], [1, 2, 4, 2], 'uint8') });
    expect(valuesIn(bits)).toEqual([5, 2]);
  });

  it('stays in SBUF and takes five operators', () => {
    const args = { dst: sbuf([1, 2]), op: 'add', data: sbuf([3, 2]) };
    expect(brokenRule(tensorPartitionReduce, { ...args, data: psum([3, 2]) })).toBe('operand-space');
    expect(brokenRule(tensorPartitionReduce, { ...args, op: 'multiply' })).toBe('operator-unsupported');
    expect(brokenRule(tensorPartitionReduce, { ...args, dst: sbuf([3, 2]) })).toBe('partitions-differ');
  });
});

describe('tensor_scalar_reduce', () => {
  const data = sbuf([2, 3], [1, 2, 3, 4, 5, 6]);

  it('gives the results and their reduction', () => {
    const dst = sbuf([2, 3]);
    const result = sbuf([2, 1]);
    const args = { dst, data, op0: 'multiply', operand0: float(2), reduce_op: 'add', reduce_res: result };
    run(tensorScalarReduce, args);
    expect([valuesIn(dst), valuesIn(result)]).toEqual([
      [2, 4, 6, 8, 10, 12],
      [12, 30],
    ]);
    run(tensorScalarReduce, { ...args, reduce_op: 'maximum', reduce_res_negate: true });
    expect(valuesIn(result)).toEqual([-6, -12]);
  });

  it('goes on from the registers of the engine, or from a given value', () => {
    const result = sbuf([2, 1]);
    const args = { dst: sbuf([2, 3]), data, op0: 'add', operand0: float(0), reduce_op: 'add' };
    const machine = testMachine();
    run(tensorScalarReduce, args, machine);
    run(tensorScalarReduce, { ...args, reduce_cmd: 'reduce', reduce_res: result }, machine);
    expect(valuesIn(result)).toEqual([12, 30]);
    const initial = { reduce_cmd: 'load_reduce', reduce_init: sbuf([2, 1], [100, 200]) };
    run(tensorScalarReduce, { ...args, ...initial, reduce_res: result }, machine);
    expect(valuesIn(result)).toEqual([106, 215]);
  });

  it('keeps the negation of its result out of the registers', () => {
    const result = sbuf([2, 1]);
    const args = {
      dst: sbuf([2, 3]),
      data,
      op0: 'add',
      operand0: float(0),
      reduce_op: 'add',
      reduce_res: result,
    };
    const machine = testMachine();
    run(tensorScalarReduce, { ...args, reduce_res_negate: true }, machine);
    run(tensorScalarReduce, { ...args, reduce_cmd: 'reduce' }, machine);
    expect(valuesIn(result)).toEqual([12, 30]);
  });

  it('refuses bits, idle registers, reversed operands and stray initial values', () => {
    const args = {
      dst: sbuf([2, 3]),
      data,
      op0: 'add',
      operand0: float(0),
      reduce_op: 'add',
      reduce_res: sbuf([2, 1]),
    };
    const broken = (change: Arguments) => brokenRule(tensorScalarReduce, { ...args, ...change });
    expect(broken({ op0: 'bitwise_and' })).toBe('operator-unsupported');
    expect(broken({ reduce_op: 'subtract' })).toBe('operator-unsupported');
    expect(broken({ reverse0: true })).toBe('reverse-unsupported');
    expect(broken({ reduce_init: float(1) })).toBe('reduce-init');
    expect(broken({ reduce_res: sbuf([2, 2]) })).toBe('elements-per-partition');
    expect(broken({ reduce_res: sbuf([2, 1], null, 'int32') })).toBe('operand-dtype');
    expect(() => run(tensorScalarReduce, { ...args, reduce_cmd: 'idle' })).toThrow(/reduce_cmd/);
  });
});
