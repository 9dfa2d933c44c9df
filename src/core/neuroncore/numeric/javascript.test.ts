import { describe, expect, it } from 'vitest';
import { viewOf } from './conversion.testing.ts';
import { createJavascriptKernels } from './javascript.ts';
import { readBlock, writeBlock } from './transfer.ts';

const kernels = createJavascriptKernels(1024);
const { fround } = Math;

const unary = (operation: Parameters<typeof kernels.unary>[0], values: readonly number[]): number[] => {
  const out = new Float32Array(values.length);
  kernels.unary(operation, out, Float32Array.from(values));
  return [...out];
};

describe('the exponential', () => {
  it('is within 1e-7 of e^x over the whole normal range', () => {
    const x = Float32Array.from({ length: 20_000 }, (_, index) => -87.3 + (index * 176) / 20_000);
    const out = new Float32Array(x.length);
    kernels.unary('exp', out, x);
    let worst = 0;
    for (let index = 0; index < x.length; index += 1) {
      worst = Math.max(worst, Math.abs((out[index] as number) / Math.exp(x[index] as number) - 1));
    }
    expect(worst).toBeLessThan(1e-7);
  });

  it('is exact at 0, rounds below the normal range once, overflows and underflows where e^x does', () => {
    const given = [0, -0, -88, -100, -103.9, -104, -1e30, 88.72, 88.73, 1e30];
    const expected = [1, 1, fround(Math.exp(-88)), fround(Math.exp(-100)), 2 ** -149, 0, 0];
    const got = unary('exp', given);
    expect(got.slice(0, 7)).toEqual(expected);
    expect((got[7] as number) / Math.exp(fround(88.72))).toBeCloseTo(1, 6);
    expect(got.slice(8)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(unary('exp', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });
});

describe('element by element', () => {
  it('rounds every result to float32 and lets NaN through', () => {
    expect(unary('reciprocal', [3, 0, -0])).toEqual([
      fround(1 / 3),
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(unary('sqrt', [2, -1])).toEqual([fround(Math.SQRT2), Number.NaN]);
    expect(unary('relu', [-1, -0, 2, Number.NaN])).toEqual([0, 0, 2, Number.NaN]);
    expect(unary('negate', [0, 1])).toEqual([-0, -1]);
    expect(unary('square', [1e30])).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('writes one pattern for every NaN, whatever came in', () => {
    const x = new Float32Array(3);
    const bits = new Uint32Array(x.buffer);
    bits.set([0xffc00001, 0x7f800001, 0xff800000]);
    kernels.binary('add', x, x, Float32Array.of(1, 1, Number.POSITIVE_INFINITY));
    expect([...bits]).toEqual([0x7fc00000, 0x7fc00000, 0x7fc00000]);
  });

  it('compares to 1 and 0, and NaN with nothing', () => {
    const x = Float32Array.of(1, 2, 3, Number.NaN);
    const y = Float32Array.of(2, 2, 2, 2);
    const of = (operation: Parameters<typeof kernels.binary>[0]): number[] => {
      const out = new Float32Array(4);
      kernels.binary(operation, out, x, y);
      return [...out];
    };
    expect(of('less')).toEqual([1, 0, 0, 0]);
    expect(of('lessEqual')).toEqual([1, 1, 0, 0]);
    expect(of('greater')).toEqual([0, 0, 1, 0]);
    expect(of('greaterEqual')).toEqual([0, 1, 1, 0]);
    expect(of('equal')).toEqual([0, 1, 0, 0]);
    expect(of('notEqual')).toEqual([1, 0, 1, 1]);
  });

  it('takes one value for each row on either side', () => {
    const out = new Float32Array(4);
    const x = Float32Array.of(1, 2, 4, 8);
    const y = Float32Array.of(10, 16);
    kernels.binaryByRow('subtract', out, x, y, 2, 2, false);
    expect([...out]).toEqual([-9, -8, -12, -8]);
    kernels.binaryByRow('subtract', out, x, y, 2, 2, true);
    expect([...out]).toEqual([9, 8, 12, 8]);
    kernels.binaryByRow('divide', out, x, y, 2, 2, true);
    expect([...out]).toEqual([10, 5, 4, 2]);
    kernels.binaryByRow('less', out, x, y, 2, 2, true);
    expect([...out]).toEqual([0, 0, 0, 0]);
  });
});

describe('sums', () => {
  it('multiplies the transposed stationary block with the moving one', () => {
    const out = Float32Array.of(100, 100, 100, 100, 100, 100);
    const stationary = Float32Array.of(1, 2, 3, 4);
    const moving = Float32Array.of(1, 10, 100, 2, 20, 200);
    kernels.matmul(out, stationary, moving, 2, 2, 3, false);
    expect([...out]).toEqual([7, 70, 700, 10, 100, 1000]);
    kernels.matmul(out, stationary, moving, 2, 2, 3, true);
    expect([...out]).toEqual([14, 140, 1400, 20, 200, 2000]);
  });

  it('adds products in the order of k, rounding each time', () => {
    const out = new Float32Array(1);
    kernels.matmul(out, Float32Array.of(1e8, 1, -1e8), Float32Array.of(1, 1, 1), 3, 1, 1, false);
    expect(out[0]).toBe(0);
    kernels.matmul(out, Float32Array.of(1e8, -1e8, 1), Float32Array.of(1, 1, 1), 3, 1, 1, false);
    expect(out[0]).toBe(1);
  });

  it('reduces rows in sixteen lanes', () => {
    const columns = 33;
    const x = Float32Array.from({ length: 2 * columns }, (_, index) => index);
    const out = new Float32Array(2);
    kernels.reduceRows('add', out, x, 2, columns);
    expect([...out]).toEqual([528, 1617]);
    kernels.reduceRows('max', out, x, 2, columns);
    expect([...out]).toEqual([32, 65]);
    kernels.reduceRows('min', out, x, 2, columns);
    expect([...out]).toEqual([0, 33]);
    kernels.reduceRows('multiply', out, Float32Array.of(2, 3, 4, 5), 2, 2);
    expect([...out]).toEqual([6, 20]);
    // Lane 0 holds 1e8 and then -1e8, lane 1 holds the 1 that a single running sum would have lost.
    const lanes = new Float32Array(17);
    lanes.set([1e8, 1]);
    lanes[16] = -1e8;
    kernels.reduceRows('add', out, lanes, 1, 17);
    expect(out[0]).toBe(1);
  });
});

describe('rounding in place', () => {
  it.each(['bfloat16', 'float16', 'tfloat32'] as const)(
    'gives what storing as %s and reading back gives',
    (format) => {
      const bits = Uint32Array.from(
        { length: 50_000 },
        (_, index) => Math.imul(index, 2654435761) ^ (index << 9),
      );
      const x = new Float32Array(bits.buffer);
      const view = viewOf(format, 1, x.length);
      writeBlock(view, x);
      const expected = new Float32Array(x.length);
      readBlock(view, expected);
      const finite = [...expected.keys()].filter((index) => !Number.isNaN(x[index]));
      kernels.roundTo(format, x);
      expect(finite.filter((index) => !Object.is(x[index], expected[index]))).toEqual([]);
      expect(finite.length).toBeGreaterThan(40_000);
    },
  );
});

describe('scratch blocks', () => {
  it('come from one region until it is used up, and again after a release', () => {
    const small = createJavascriptKernels(64);
    const mark = small.mark();
    const first = small.block(40);
    const second = small.block(10);
    const third = small.block(40);
    expect(second.buffer).toBe(first.buffer);
    expect(second.byteOffset % 64).toBe(0);
    expect(third.buffer).not.toBe(first.buffer);
    expect(third).toHaveLength(40);
    small.release(mark);
    expect(small.block(64).byteOffset).toBe(first.byteOffset);
  });
});
