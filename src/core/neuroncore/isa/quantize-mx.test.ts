import { describe, expect, it } from 'vitest';
import { brokenRule, run, sbuf, testMachine, valuesIn } from './isa.testing.ts';
import { quantizeMx } from './quantize-mx.ts';

type Arguments = Parameters<typeof run>[1];
const tile = (partitions: number, columns: number, at: (partition: number, column: number) => number) =>
  sbuf(
    [partitions, columns],
    Array.from({ length: partitions * columns }, (_, index) =>
      at(Math.floor(index / columns), index % columns),
    ),
    'bfloat16',
  );

describe('quantize_mx', () => {
  it('scales groups of 8 partitions and 4 elements by a power of two', () => {
    // Group 0: largest 3 -> 2^(1 - 7) = 2^-6, byte 121; group 1: largest 256 -> 2^(8 - 7), byte 128; then zeros.
    const src = tile(32, 4, (partition, column) => {
      if (partition === 0 && column === 2) return 3;
      if (partition === 5 && column === 0) return -1.03125;
      return partition === 9 && column === 3 ? 256 : 0;
    });
    const dst = sbuf([32, 1], null, 'float8_e4m3fn_x4');
    const scale = sbuf([4, 1], null, 'uint8');
    run(quantizeMx, { dst, src, dst_scale: scale }, testMachine('v4'));
    expect(valuesIn(scale)).toEqual([121, 128, 0, 0]);
    const values = valuesIn(dst);
    // 3 * 64 = 192; -1.03125 * 64 = -66, and values from 64 to 128 stand 8 apart.
    expect([values[2], values[20], values[39]]).toEqual([192, -64, 128]);
  });

  it('uses the exponent of e5m2 and keeps scales in their quadrants', () => {
    const src = tile(64, 8, (partition, column) => (partition === 40 && column === 4 ? 1 : 0));
    const dst = sbuf([64, 2], null, 'float8_e5m2_x4');
    const scale = sbuf([64, 2], Array(128).fill(7), 'uint8');
    run(quantizeMx, { dst, src, dst_scale: scale }, testMachine('v4'));
    // Largest 1 -> 2^(0 - 14), byte 113, group 5: second quadrant, its second row, second column.
    const scales = valuesIn(scale);
    expect(scales[33 * 2 + 1]).toBe(113);
    expect(scales.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(scales.slice(8, 64)).toEqual(Array(56).fill(7));
    expect(valuesIn(dst)[40 * 8 + 4]).toBe(16384);
  });

  it('restores values within half a step of three mantissa bits', () => {
    const src = tile(32, 16, (partition, column) => Math.sin(partition * 16 + column) * 2 ** (column % 5));
    const dst = sbuf([32, 4], null, 'float8_e4m3fn_x4');
    const scale = sbuf([4, 4], null, 'uint8');
    run(quantizeMx, { dst, src, dst_scale: scale }, testMachine('v4'));
    const [original, quantised, scales] = [valuesIn(src), valuesIn(dst), valuesIn(scale)];
    original.forEach((value, index) => {
      const [partition, column] = [Math.floor(index / 16), index % 16];
      const factor = 2 ** ((scales[Math.floor(partition / 8) * 4 + Math.floor(column / 4)] as number) - 127);
      const error = Math.abs((quantised[index] as number) * factor - value);
      expect(error).toBeLessThanOrEqual(Math.max(Math.abs(value) / 16, 2 ** -10 * factor));
    });
  });

  it('holds types, shapes and generation to its rules', () => {
    const args = {
      dst: sbuf([32, 1], null, 'float8_e4m3fn_x4'),
      src: sbuf([32, 4], null, 'bfloat16'),
      dst_scale: sbuf([4, 1], null, 'uint8'),
    };
    const broken = (change: Arguments, generation: 'v3' | 'v4' = 'v4') =>
      brokenRule(quantizeMx, { ...args, ...change }, testMachine(generation));
    expect(broken({})).toBe(null);
    expect(broken({}, 'v3')).toBe('generation');
    expect(broken({ src: sbuf([32, 4]) })).toBe('operand-dtype');
    expect(broken({ dst: sbuf([32, 1], null, 'float4_e2m1fn_x4') })).toBe('operand-dtype');
    expect(broken({ src: sbuf([32, 6], null, 'bfloat16') })).toBe('quantize-shape');
    expect(broken({ src: sbuf([16, 4], null, 'bfloat16') })).toBe('quantize-shape');
    expect(broken({ dst: sbuf([32, 2], null, 'float8_e4m3fn_x4') })).toBe('elements-per-partition');
    expect(broken({ dst_scale: sbuf([2, 1], null, 'uint8') })).toBe('mx-scale-layout');
  });
});
