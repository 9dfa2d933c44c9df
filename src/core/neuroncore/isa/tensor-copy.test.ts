import { describe, expect, it } from 'vitest';
import { brokenRule, float, psum, run, sbuf, tensor, testMachine, valuesIn } from './isa.testing.ts';
import { memset } from './memset.ts';
import { tensorCopy, tensorCopyPredicated } from './tensor-copy.ts';

describe('tensor_copy', () => {
  it('keeps every bit between equal types, also of integers that float32 cannot hold', () => {
    const dst = sbuf([1, 3], null, 'int32');
    run(tensorCopy, { dst, src: sbuf([1, 3], [16777217, -2147483647, 5], 'int32') });
    expect(valuesIn(dst)).toEqual([16777217, -2147483647, 5]);
  });

  it('goes through float32 between different types, to nearest even', () => {
    const dst = sbuf([1, 4], null, 'int8');
    run(tensorCopy, { dst, src: sbuf([1, 4], [0.5, 1.5, -200, 2.5], 'bfloat16') });
    expect(valuesIn(dst)).toEqual([0, 2, -128, 2]);
    const wide = sbuf([1, 1], null, 'int32');
    run(tensorCopy, { dst: wide, src: sbuf([1, 1], [4294967295], 'uint32') });
    expect(valuesIn(wide)).toEqual([2147483647]);
  });

  it('copies between shapes of as many elements in each partition', () => {
    const dst = sbuf([2, 6]);
    run(tensorCopy, { dst, src: psum([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) });
    expect(valuesIn(dst)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('runs on the Vector engine unless the kernel chooses another', () => {
    const args = { dst: sbuf([1, 2]), src: sbuf([1, 2], [1, 2]) };
    expect(run(tensorCopy, args).issued[0]?.engine).toBe('vector');
    expect(run(tensorCopy, { ...args, engine: 'gpsimd' }).issued[0]?.engine).toBe('gpsimd');
    expect(run(tensorCopy, { ...args, engine: 'scalar' }).issued[0]?.engine).toBe('scalar');
    expect(brokenRule(tensorCopy, { ...args, engine: 'scalar' }, testMachine('v2'))).toBe(
      'engine-unsupported',
    );
  });

  it('holds operands to what the engine reaches', () => {
    const small = sbuf([1, 2], [1, 2]);
    expect(brokenRule(tensorCopy, { dst: psum([1, 2]), src: small, engine: 'gpsimd' })).toBe('operand-space');
    expect(brokenRule(tensorCopy, { dst: tensor('hbm', [1, 2]), src: small })).toBe('operand-space');
    expect(brokenRule(tensorCopy, { dst: sbuf([2, 1]), src: small })).toBe('partitions-differ');
    expect(brokenRule(tensorCopy, { dst: sbuf([1, 3]), src: small })).toBe('elements-differ');
    expect(brokenRule(tensorCopy, { dst: sbuf([129, 1]), src: sbuf([129, 1]) })).toBe('partition-count');
  });

  it('reads the place of a scalar index when it runs', () => {
    const src = { ...sbuf([1, 4], [10, 11, 12, 13]), shape: [1, 2] };
    const register = { id: 1, value: 2 };
    const indirection = { kind: 'scalar', source: register, dimension: 1, stride: 1, extent: 4 } as const;
    const dst = sbuf([1, 2]);
    run(tensorCopy, { dst, src: { ...src, indirection } });
    expect(valuesIn(dst)).toEqual([12, 13]);
    register.value = 3;
    expect(() => run(tensorCopy, { dst, src: { ...src, indirection } })).toThrow(/leads out of/);
  });

  it('gathers columns through indices, 16 partitions sharing a list', () => {
    const indices = tensor(
      'sbuf',
      [32, 1],
      'uint16',
      Array.from({ length: 32 }, (_, p) => (p < 2 ? p + 1 : p < 16 ? 0 : p - 16)),
    );
    const values = Array.from({ length: 96 }, (_, index) => index);
    const indirection = { kind: 'columns', indices, dimension: 1, stride: 1, extent: 3 } as const;
    const src = { ...sbuf([32, 3], values), shape: [32, 2], indirection };
    const dst = sbuf([32, 2]);
    run(tensorCopy, { dst, src }, testMachine('v4'));
    const copied = valuesIn(dst);
    expect(copied.slice(0, 4)).toEqual([1, 2, 4, 5]);
    expect(copied.slice(32, 36)).toEqual([48, 49, 51, 52]);
    expect(brokenRule(tensorCopy, { dst, src, engine: 'gpsimd' }, testMachine('v4'))).toBe(
      'operand-indirect',
    );
  });
});

describe('tensor_copy_predicated', () => {
  const predicate = sbuf([1, 4], [1, 0, 7, 0], 'uint8');

  it('copies where the predicate is not zero and leaves the rest', () => {
    const dst = sbuf([1, 4], [1, 2, 3, 4], 'int32');
    run(tensorCopyPredicated, { dst, src: sbuf([1, 4], [16777217, 8, 9, 10], 'int32'), predicate });
    expect(valuesIn(dst)).toEqual([16777217, 2, 9, 4]);
    run(tensorCopyPredicated, {
      dst,
      src: sbuf([1, 4], [5, 5, 5, 5], 'int32'),
      predicate,
      reverse_pred: true,
    });
    expect(valuesIn(dst)).toEqual([16777217, 5, 9, 5]);
  });

  it('copies a number', () => {
    const dst = sbuf([1, 4], [1, 2, 3, 4], 'bfloat16');
    run(tensorCopyPredicated, { dst, src: float(-3.0625), predicate });
    expect(valuesIn(dst)).toEqual([-3.0625, 2, -3.0625, 4]);
  });

  it('holds predicate, types and memories to its rules', () => {
    const args = { dst: sbuf([1, 4]), src: sbuf([1, 4]), predicate };
    expect(brokenRule(tensorCopyPredicated, { ...args, predicate: sbuf([1, 4], null, 'int32') })).toBe(
      'operand-dtype',
    );
    expect(brokenRule(tensorCopyPredicated, { ...args, src: sbuf([1, 4], null, 'bfloat16') })).toBe(
      'dtypes-differ',
    );
    const both = { src: psum([1, 4]), predicate: psum([1, 4], [1, 0, 7, 0], 'uint8') };
    expect(brokenRule(tensorCopyPredicated, { ...args, ...both })).toBe('inputs-both-psum');
    expect(brokenRule(tensorCopyPredicated, { ...args, src: psum([1, 4]) })).toBe(null);
  });
});

describe('memset', () => {
  it('fills with the number as the type holds it', () => {
    const dst = sbuf([2, 2], null, 'bfloat16');
    run(memset, { dst, value: float(1 / 3) });
    expect(valuesIn(dst)).toEqual([0.333984375, 0.333984375, 0.333984375, 0.333984375]);
    const integers = psum([1, 2], null, 'int32');
    run(memset, { dst: integers, value: -7 });
    expect(valuesIn(integers)).toEqual([-7, -7]);
  });

  it('takes an int for an integer tensor from NKI 0.3 on, and 0 for packed types', () => {
    const dst = sbuf([1, 1], null, 'int32');
    expect(brokenRule(memset, { dst, value: float(2) })).toBe('memset-type');
    expect(brokenRule(memset, { dst, value: float(2) }, testMachine('v3', [0, 2]))).toBe(null);
    expect(brokenRule(memset, { dst, value: float(0) })).toBe(null);
    expect(brokenRule(memset, { dst: sbuf([1, 1]), value: 2 })).toBe(null);
    const packed = sbuf([1, 1], null, 'float8_e4m3fn_x4');
    expect(brokenRule(memset, { dst: packed, value: float(1) })).toBe('memset-packed');
    run(memset, { dst: packed, value: 0 });
    expect(valuesIn(packed)).toEqual([0, 0, 0, 0]);
  });

  it('does not reach PSUM from GpSimd and does not run on the Scalar engine', () => {
    expect(brokenRule(memset, { dst: psum([1, 1]), value: 0, engine: 'gpsimd' })).toBe('operand-space');
    expect(brokenRule(memset, { dst: sbuf([1, 1]), value: 0, engine: 'scalar' })).toBe('engine-unsupported');
  });
});
