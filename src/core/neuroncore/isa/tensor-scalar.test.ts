import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRule, float, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { reciprocal } from './reciprocal.ts';
import { scalarTensorTensor } from './scalar-tensor-tensor.ts';
import { tensorScalar } from './tensor-scalar.ts';

type Arguments = Parameters<typeof run>[1];

/** The result on a float32 tile of one partition. */
const computed = (values: readonly number[], args: Arguments, generation: 'v3' | 'v4' = 'v3'): number[] => {
  const dst = sbuf([1, values.length]);
  run(tensorScalar, { dst, data: sbuf([1, values.length], values), ...args }, testMachine(generation));
  return valuesIn(dst);
};

describe('tensor_scalar', () => {
  it('applies one operator, or two one after the other, in float32', () => {
    expect(computed([1, 2, 3], { op0: 'multiply', operand0: float(3) })).toEqual([3, 6, 9]);
    const args = { op0: 'multiply', operand0: float(0.1), op1: 'add', operand1: float(1) };
    expect(computed([3], args)).toEqual([Math.fround(Math.fround(3 * Math.fround(0.1)) + 1)]);
  });

  it('takes one value for each partition from a [P, 1] tile', () => {
    const dst = sbuf([2, 2]);
    const data = sbuf([2, 2], [1, 2, 3, 4]);
    run(tensorScalar, { dst, data, op0: 'subtract', operand0: sbuf([2, 1], [10, 20]) });
    expect(valuesIn(dst)).toEqual([-9, -8, -17, -16]);
    run(tensorScalar, { dst, data, op0: 'subtract', operand0: sbuf([2], [10, 20]), reverse0: true });
    expect(valuesIn(dst)).toEqual([9, 8, 17, 16]);
  });

  it('exchanges the operands of either operator', () => {
    const args = {
      op0: 'subtract',
      operand0: 10,
      reverse0: true,
      op1: 'subtract',
      operand1: 1,
      reverse1: true,
    };
    expect(computed([3], args)).toEqual([-6]);
    expect(computed([3, 10, 12], { op0: 'less', operand0: 10 })).toEqual([1, 0, 0]);
    expect(computed([3, 10, 12], { op0: 'less', operand0: 10, reverse0: true })).toEqual([0, 0, 1]);
  });

  it('takes operators of one operand', () => {
    expect(computed([-3, 2], { op0: 'abs', operand0: float(0) })).toEqual([3, 2]);
    expect(computed([4, 16], { op0: 'rsqrt', operand0: float(0) })).toEqual([0.5, 0.25]);
    expect(computed([-3, 2], { op0: 'square', operand0: null }, 'v4')).toEqual([9, 4]);
    expect(computed([-3, 2], { op0: 'relu', operand0: 0, op1: 'add', operand1: 1 }, 'v4')).toEqual([1, 3]);
  });

  it('works on bits with integers', () => {
    const dst = sbuf([1, 2], null, 'uint16');
    const data = sbuf([1, 2], [0x1234, 0xffff], 'uint16');
    run(tensorScalar, { dst, data, op0: 'right_shift', operand0: 8, op1: 'bitwise_and', operand1: 15 });
    expect(valuesIn(dst)).toEqual([2, 15]);
    run(tensorScalar, { dst, data, op0: 'invert', operand0: 0 });
    expect(valuesIn(dst)).toEqual([0xedcb, 0]);
  });

  it('runs on the Vector engine, and on GpSimd for rsqrt', () => {
    const args = { dst: sbuf([1, 1]), data: sbuf([1, 1], [4]), operand0: float(0) };
    expect(run(tensorScalar, { ...args, op0: 'add' }).issued[0]?.engine).toBe('vector');
    expect(run(tensorScalar, { ...args, op0: 'rsqrt' }).issued[0]?.engine).toBe('gpsimd');
  });

  it('knows the operators of each engine', () => {
    const args = { dst: sbuf([1, 1]), data: sbuf([1, 1]), operand0: float(1), op0: 'add', engine: 'scalar' };
    const both = { ...args, op0: 'multiply', op1: 'add', operand1: float(1) };
    expect(brokenRule(tensorScalar, args)).toBe(null);
    expect(brokenRule(tensorScalar, both)).toBe(null);
    expect(brokenRule(tensorScalar, { ...args, op0: 'maximum' })).toBe('engine-operators');
    expect(brokenRule(tensorScalar, { ...args, op0: 'maximum' }, testMachine('v4'))).toBe(null);
    expect(brokenRule(tensorScalar, args, testMachine('v2'))).toBe('engine-unsupported');
    expect(brokenRule(tensorScalar, { ...args, engine: 'gpsimd' })).toBe('engine-operators');
  });

  it('holds operands and operators to its rules', () => {
    const args = { dst: sbuf([2, 2]), data: sbuf([2, 2]), op0: 'add', operand0: float(1) };
    const broken = (change: Arguments, generation: 'v3' | 'v4' = 'v3') =>
      brokenRule(tensorScalar, { ...args, ...change }, testMachine(generation));
    expect(broken({ operand0: sbuf([2, 1], null, 'bfloat16') })).toBe('operand-dtype');
    expect(broken({ operand0: sbuf([2, 2]) })).toBe('elements-per-partition');
    expect(broken({ operand0: sbuf([1, 1]) })).toBe('partitions-differ');
    expect(broken({ operand0: null })).toBe('argument');
    expect(broken({ operand1: float(1) })).toBe('argument');
    expect(broken({ op1: 'bitwise_and', operand1: 1 })).toBe('operators-mixed');
    expect(broken({ op0: 'bitwise_and', operand0: 1 })).toBe('operand-dtype');
    expect(broken({ op0: 'square', operand0: 0 })).toBe('generation');
    expect(broken({ op0: 'abs', operand0: 2 })).toBe('operand-unused');
    expect(broken({ op1: 'abs_max', operand1: 1 }, 'v4')).toBe('operator-unsupported');
    expect(broken({ op0: 'rsqrt', operand0: 0, data: psum([2, 2]) })).toBe('operand-space');
  });

  it('gives what the two operators give one after the other', () => {
    const operators = fc.constantFrom('add', 'subtract', 'multiply', 'maximum', 'minimum', 'greater');
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 9 }),
        value,
        value,
        operators,
        operators,
        (x, a, b, op0, op1) => {
          const first = computed(x, { op0, operand0: float(a) });
          const both = computed(x, { op0, operand0: float(a), op1, operand1: float(b) });
          expect(both).toEqual(computed(first, { op0: op1, operand0: float(b) }));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('scalar_tensor_tensor', () => {
  it('applies a number and then a tile', () => {
    const dst = sbuf([2, 2]);
    const data = sbuf([2, 2], [1, 2, 3, 4]);
    const operand1 = psum([2, 2], [10, 20, 30, 40]);
    run(scalarTensorTensor, { dst, data, op0: 'multiply', operand0: float(2), op1: 'subtract', operand1 });
    expect(valuesIn(dst)).toEqual([-8, -16, -24, -32]);
    const vector = sbuf([2, 1], [1, -1]);
    run(scalarTensorTensor, {
      dst,
      data,
      op0: 'add',
      operand0: vector,
      op1: 'subtract',
      operand1,
      reverse1: true,
    });
    expect(valuesIn(dst)).toEqual([8, 17, 28, 37]);
  });

  it('takes arithmetic operators only, and one of its tiles in PSUM', () => {
    const args = {
      dst: sbuf([1, 1]),
      data: psum([1, 1]),
      op0: 'add',
      operand0: 1,
      op1: 'add',
      operand1: sbuf([1, 1]),
    };
    expect(brokenRule(scalarTensorTensor, args)).toBe(null);
    expect(brokenRule(scalarTensorTensor, { ...args, operand1: psum([1, 1]) })).toBe('inputs-both-psum');
    expect(brokenRule(scalarTensorTensor, { ...args, op0: 'bitwise_or' })).toBe('operator-unsupported');
    expect(brokenRule(scalarTensorTensor, { ...args, operand1: sbuf([1, 2]) })).toBe('elements-differ');
  });
});

describe('reciprocal', () => {
  it('divides 1 by each element in float32', () => {
    const dst = sbuf([1, 4]);
    run(reciprocal, { dst, data: psum([1, 4], [3, -0.5, 0, 1e-38]) });
    expect(valuesIn(dst)).toEqual([
      Math.fround(1 / 3),
      -2,
      Number.POSITIVE_INFINITY,
      Math.fround(1 / Math.fround(1e-38)),
    ]);
  });

  it('needs as many elements on both sides', () => {
    expect(brokenRule(reciprocal, { dst: sbuf([1, 2]), data: sbuf([1, 3]) })).toBe('elements-differ');
  });
});
