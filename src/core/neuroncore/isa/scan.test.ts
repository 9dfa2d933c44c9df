import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRule, float, psum, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { tensorScalarCumulative } from './tensor-scalar-cumulative.ts';
import { tensorTensorScan } from './tensor-tensor-scan.ts';

type Arguments = Parameters<typeof run>[1];

describe('tensor_tensor_scan', () => {
  const data0 = sbuf([2, 3], [1, 2, 3, 0.5, 0.5, 0.5]);
  const data1 = psum([2, 3], [10, 20, 30, 1, 1, 1]);

  it('multiplies by the first tile and adds the second, from the initial value on', () => {
    const dst = sbuf([2, 3]);
    run(tensorTensorScan, { dst, data0, data1, initial: float(2), op0: 'multiply', op1: 'add' });
    expect(valuesIn(dst)).toEqual([12, 44, 162, 2, 2, 2]);
    run(tensorTensorScan, { dst, data0, data1, initial: sbuf([2, 1], [0, 4]), op0: 'multiply', op1: 'add' });
    expect(valuesIn(dst)).toEqual([10, 40, 150, 3, 2.5, 2.25]);
  });

  it('exchanges operands when reversed', () => {
    const dst = sbuf([1, 2]);
    const args = { dst, data0: sbuf([1, 2], [1, 2]), data1: sbuf([1, 2], [10, 20]), initial: float(5) };
    run(tensorTensorScan, { ...args, op0: 'subtract', op1: 'subtract' });
    expect(valuesIn(dst)).toEqual([-14, -4]);
    run(tensorTensorScan, { ...args, op0: 'subtract', op1: 'subtract', reverse0: true, reverse1: true });
    expect(valuesIn(dst)).toEqual([6, 16]);
  });

  it('sums up like a loop in float32', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const dst = sbuf([1, values.length]);
        const ones = sbuf(
          [1, values.length],
          values.map(() => 1),
        );
        const args = { dst, data0: ones, data1: sbuf([1, values.length], values), initial: float(0) };
        run(tensorTensorScan, { ...args, op0: 'multiply', op1: 'add' });
        let sum = 0;
        // `+ 0`: the sum of zeros of both signs is 0.
        expect(valuesIn(dst)).toEqual(values.map((each) => (sum = Math.fround(sum + each) + 0)));
      }),
      { numRuns: 50 },
    );
  });

  it('takes arithmetic operators and at most one tile in PSUM', () => {
    const args = { dst: sbuf([2, 3]), data0, data1, initial: float(0), op0: 'multiply', op1: 'add' };
    expect(brokenRule(tensorTensorScan, { ...args, data0: psum([2, 3]) })).toBe('inputs-both-psum');
    expect(brokenRule(tensorTensorScan, { ...args, op0: 'bitwise_and' })).toBe('operator-unsupported');
    expect(brokenRule(tensorTensorScan, { ...args, initial: sbuf([2, 2]) })).toBe('elements-per-partition');
    expect(brokenRule(tensorTensorScan, { ...args, data1: sbuf([2, 2]) })).toBe('elements-differ');
  });
});

describe('tensor_scalar_cumulative', () => {
  const src = sbuf([2, 3], [1, 2, 3, 4, 5, 6]);
  const args = { src, op0: 'multiply', op1: 'add', imm0: float(2) };

  it('writes the running reduction of each partition', () => {
    const dst = sbuf([2, 3]);
    run(tensorScalarCumulative, { ...args, dst });
    expect(valuesIn(dst)).toEqual([2, 6, 12, 8, 18, 30]);
    run(tensorScalarCumulative, { ...args, dst, op1: 'maximum', imm0: sbuf([2, 1], [-1, 1]) });
    expect(valuesIn(dst)).toEqual([-1, -1, -1, 4, 5, 6]);
    run(tensorScalarCumulative, { ...args, dst, op1: 'subtract' });
    expect(valuesIn(dst)).toEqual([2, 2, 4, 8, 2, 10]);
  });

  it('goes on from its last values, or from given ones', () => {
    const dst = sbuf([2, 3]);
    const machine = testMachine();
    run(tensorScalarCumulative, { ...args, dst }, machine);
    run(tensorScalarCumulative, { ...args, dst, reduce_cmd: 'reduce' }, machine);
    expect(valuesIn(dst)).toEqual([14, 18, 24, 38, 48, 60]);
    run(tensorScalarCumulative, { ...args, dst, reduce_cmd: 'load_reduce', imm1: float(100) }, machine);
    expect(valuesIn(dst)).toEqual([102, 106, 112, 108, 118, 130]);
  });

  it('has no 32-bit integers and five running operators', () => {
    const broken = (change: Arguments) =>
      brokenRule(tensorScalarCumulative, { ...args, dst: sbuf([2, 3]), ...change });
    expect(broken({ dst: sbuf([2, 3], null, 'int32') })).toBe('operand-dtype');
    expect(broken({ dst: sbuf([2, 3], null, 'int16') })).toBe(null);
    expect(broken({ op1: 'power' })).toBe('operator-unsupported');
    expect(broken({ op0: 'bitwise_or' })).toBe('operator-unsupported');
    expect(broken({ imm1: float(1) })).toBe('reduce-init');
    expect(broken({ imm0: sbuf([2, 1], null, 'bfloat16') })).toBe('operand-dtype');
  });
});
