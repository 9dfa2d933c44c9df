import { describe, expect, it } from 'vitest';
import { randomStream, xoshiro128 } from './random.ts';

const take = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const product = a.reduce((sum, x, at) => sum + (x - 0.5) * ((b[at] ?? Number.NaN) - 0.5), 0);
  return (12 * product) / a.length;
};

describe('random numbers', () => {
  it('are those of the reference implementation of xoshiro128**', () => {
    // Blackman and Vigna, xoshiro128starstar.c version 1.1, state 1, 2, 3, 4. First output by hand: rotl(2 x 5, 7) x 9.
    const { nextBits } = xoshiro128([1, 2, 3, 4]);
    expect(take(10, nextBits)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('are the same for the same seed and stream, and others for another', () => {
    const of = (seed: number, stream: number) => take(20, randomStream(seed, stream).nextUniform);
    expect(of(7, 3)).toEqual(of(7, 3));
    expect(of(7, 3)).not.toEqual(of(8, 3));
    expect(of(7, 3)).not.toEqual(of(7, 2));
  });

  it('jump ahead one stream at a time, wherever the jump starts', () => {
    expect(take(5, randomStream(9, 2).nextBits)).toEqual(take(5, randomStream(9, 2).nextBits));
    const streams = Array.from({ length: 40 }, (_, stream) => randomStream(9, stream).nextBits());
    expect(new Set(streams).size).toBe(40);
  });

  it('are spread evenly over (0, 1), without correlation in a stream or between streams', () => {
    const count = 40_000;
    const first = take(count, randomStream(1, 0).nextUniform);
    const second = take(count, randomStream(1, 1).nextUniform);
    // Standard error of the mean is 0.2887 / 200 = 0.0014, of a correlation 1 / 200 = 0.005; four of each are allowed.
    const mean = first.reduce((sum, x) => sum + x, 0) / count;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.006);
    expect(Math.abs(correlation(first, second))).toBeLessThan(0.02);
    expect(Math.abs(correlation(first, [...first.slice(1), 0.5]))).toBeLessThan(0.02);
    const tenths = new Array<number>(10).fill(0);
    for (const x of first) tenths[Math.floor(10 * x)] = (tenths[Math.floor(10 * x)] ?? Number.NaN) + 1;
    const chiSquare = tenths.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0);
    // 99.9 % point of chi-square with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.9);
  });

  it('refuse seeds and streams that are no whole numbers in range', () => {
    expect(() => randomStream(-1)).toThrow(RangeError);
    expect(() => randomStream(0.5)).toThrow(RangeError);
    expect(() => randomStream(2 ** 32)).toThrow(RangeError);
    expect(() => randomStream(1, 4096)).toThrow(RangeError);
  });
});
