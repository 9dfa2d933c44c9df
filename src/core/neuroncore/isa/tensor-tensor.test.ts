import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRule, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import type { Operator } from './operators.ts';
import { tensorTensor } from './tensor-tensor.ts';

/** The result of an operator on float32 tiles. */
const floats = (
  op: string,
  x: readonly number[],
  y: readonly number[],
  generation: 'v3' | 'v4' = 'v3',
): number[] => {
  const dst = sbuf([1, x.length]);
  const args = { dst, data1: sbuf([1, x.length], x), data2: sbuf([1, y.length], y), op };
  run(tensorTensor, args, testMachine(generation));
  return valuesIn(dst);
};

const integers = (op: string, x: readonly number[], y: readonly number[], engine?: string): number[] => {
  const dst = sbuf([1, x.length], null, 'int32');
  const data1 = sbuf([1, x.length], x, 'int32');
  run(tensorTensor, { dst, data1, data2: sbuf([1, y.length], y, 'int32'), op, engine });
  return valuesIn(dst);
};

describe('tensor_tensor', () => {
  it('computes in float32', () => {
    expect(floats('add', [1, 16777216, 0.1], [2, 1, 0.2])).toEqual([
      3,
      16777216,
      Math.fround(0.30000001192092896),
    ]);
    expect(floats('subtract', [1, 5], [2, 2.5])).toEqual([-1, 2.5]);
    expect(floats('multiply', [3, 1e30], [4, 1e30])).toEqual([12, Number.POSITIVE_INFINITY]);
    expect(floats('maximum', [3, -4], [4, -5])).toEqual([4, -4]);
    expect(floats('minimum', [3, -4], [4, -5])).toEqual([3, -5]);
    expect(floats('power', [2, 9], [10, 0.5])).toEqual([1024, 3]);
  });

  it('gives 1 and 0 for comparisons and logic', () => {
    const x = [1, 2, 3, 0];
    const y = [2, 2, 2, 0];
    const results = Object.fromEntries(
      [
        'equal',
        'not_equal',
        'less',
        'less_equal',
        'greater',
        'greater_equal',
        'logical_and',
        'logical_or',
        'logical_xor',
      ].map((op) => [op, floats(op, x, y).join('')]),
    );
    expect(results).toEqual({
      equal: '0101',
      not_equal: '1010',
      less: '1000',
      less_equal: '1101',
      greater: '0010',
      greater_equal: '0111',
      logical_and: '1110',
      logical_or: '1110',
      logical_xor: '0000',
    });
  });

  it('has abs_max and abs_min, which keep signs and break ties for the second, from NeuronCore-v4 on', () => {
    expect(floats('abs_max', [-3, 2, 1], [1, -5, -1], 'v4')).toEqual([-3, -5, -1]);
    expect(floats('abs_min', [-3, 2, 1], [1, -5, -1], 'v4')).toEqual([1, 2, -1]);
    const args = { dst: sbuf([1, 1]), data1: sbuf([1, 1]), data2: sbuf([1, 1]), op: 'abs_max' };
    expect(brokenRule(tensorTensor, args)).toBe('generation');
  });

  it('computes with integers of 32 bits on GpSimd, exactly, and in float32 on the Vector engine', () => {
    expect(integers('add', [16777217, -5], [2, 3])).toEqual([16777219, -2]);
    expect(integers('multiply', [65537, -3], [32767, 4])).toEqual([2147450879, -12]);
    expect(integers('maximum', [-1, 16777217], [-2, 16777216])).toEqual([-1, 16777217]);
    expect(integers('add', [16777217, 1], [2, 1], 'vector')).toEqual([16777218, 2]);
  });

  it('works on raw bits of any integer type', () => {
    const bits = (op: string, x: number[], y: number[]) => {
      const dst = sbuf([1, x.length], null, 'uint8');
      run(tensorTensor, { dst, data1: sbuf([1, 2], x, 'uint8'), data2: sbuf([1, 2], y, 'uint8'), op });
      return valuesIn(dst);
    };
    expect(bits('bitwise_and', [12, 255], [10, 128])).toEqual([8, 128]);
    expect(bits('bitwise_or', [12, 1], [10, 128])).toEqual([14, 129]);
    expect(bits('bitwise_xor', [12, 255], [10, 128])).toEqual([6, 127]);
    expect(bits('left_shift', [3, 255], [1, 4])).toEqual([6, 240]);
    expect(bits('right_shift', [128, 255], [7, 9])).toEqual([1, 0]);
  });

  it('agrees with integers of 64 bits cut to 32 for sums, differences and products', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(word, word, fc.constantFrom('add', 'subtract', 'multiply'), (x, y, op) => {
        const [left, right] = [BigInt(x), BigInt(y)];
        const exact = op === 'add' ? left + right : op === 'subtract' ? left - right : left * right;
        expect(integers(op, [x], [y])).toEqual([Number(BigInt.asIntN(32, exact))]);
      }),
      { numRuns: 100 },
    );
  });

  it('goes to GpSimd for power and for int32 tiles outside PSUM, else to the Vector engine', () => {
    const engineOf = (op: Operator, x = sbuf([1, 1], [2]), y = sbuf([1, 1], [3]), dst = sbuf([1, 1])) =>
      run(tensorTensor, { dst, data1: x, data2: y, op }).issued[0]?.engine;
    const word = () => sbuf([1, 1], [3], 'int32');
    expect(engineOf('add')).toBe('vector');
    expect(engineOf('power')).toBe('gpsimd');
    expect(engineOf('add', word(), word(), word())).toBe('gpsimd');
    expect(engineOf('bitwise_and', word(), word(), word())).toBe('vector');
    expect(engineOf('add', psum([1, 1], [3], 'int32'), word(), word())).toBe('vector');
    expect(engineOf('add', word(), word(), sbuf([1, 1]))).toBe('vector');
  });

  it('holds operands to its rules', () => {
    const args = { dst: sbuf([1, 2]), data1: sbuf([1, 2]), data2: sbuf([1, 2]), op: 'add' };
    const broken = (change: Parameters<typeof brokenRule>[1]) =>
      brokenRule(tensorTensor, { ...args, ...change });
    expect(broken({ data1: psum([1, 2]), data2: psum([1, 2]) })).toBe('inputs-both-psum');
    expect(broken({ data2: sbuf([1, 1]) })).toBe('elements-differ');
    expect(broken({ op: 'bitwise_and' })).toBe('operand-dtype');
    expect(broken({ op: 'divide' })).toBe('operator-simulated');
    expect(broken({ op: 'abs' })).toBe('operator-unsupported');
    expect(broken({ op: 'frobnicate' })).toBe('operator-unknown');
    expect(broken({ op: 'power', data1: psum([1, 2]) })).toBe('operand-space');
    expect(broken({ op: 'power', engine: 'vector' })).toBe('engine-operators');
    expect(broken({ engine: 'scalar' })).toBe('engine-unsupported');
    expect(broken({ data1: sbuf([1, 2], null, 'float8_e5m2_x4') })).toBe('operand-packed');
  });
});
