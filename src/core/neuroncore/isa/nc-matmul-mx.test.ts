import { describe, expect, it } from 'vitest';
import type { DType } from '../memory/dtype.ts';
import { slice } from '../memory/slice.ts';
import type { View } from '../memory/view.ts';
import { readBlock, valuesOf, writeBits, writeBlock } from '../numeric/transfer.ts';
import {
  callWith,
  faultOf,
  type TestMachine,
  tensor,
  testMachine,
  valuesIn,
  wave,
} from './machine.testing.ts';
import { scalePartition } from './mx-scales.ts';
import { ncMatmulMx } from './nc-matmul-mx.ts';

const v4 = () => testMachine('v4', [ncMatmulMx]);

const packed = (
  machine: TestMachine,
  dtype: DType,
  partitions: number,
  columns: number,
  phase: number,
): View => {
  const view = tensor(machine, 'sbuf', dtype, [partitions, columns]);
  writeBlock(
    view,
    Float32Array.from(wave(partitions * columns * 4, phase), (x) => x * 6),
  );
  return view;
};

/** Scales between 2^-4 and 2^3, written where the hardware reads them, NaN everywhere else. */
const scales = (machine: TestMachine, partitions: number, columns: number, dtype: DType = 'uint8'): View => {
  const rows = partitions <= 32 ? partitions / 8 : partitions;
  const view = tensor(machine, 'sbuf', dtype, [rows, columns]);
  const bytes = new Uint32Array(rows * columns).fill(255);
  for (let group = 0; group < partitions / 8; group += 1)
    for (let column = 0; column < columns; column += 1)
      bytes[scalePartition(group, partitions) * columns + column] = 123 + ((group * 5 + column * 3) % 8);
  writeBits(view, bytes);
  return view;
};

/** data[k, f, q] * 2^(scale[k div 8, f] - 127) in float64, [k][f][q]. */
const dequantised = (data: View, columns: number): number[] => {
  const values = new Float32Array(valuesOf(data));
  readBlock(data, values);
  return [...values].map((value, index) => {
    const element = Math.floor(index / 4);
    const group = Math.floor(Math.floor(element / columns) / 8);
    return value * 2 ** (123 + ((group * 5 + (element % columns) * 3) % 8) - 127);
  });
};

const reference = (left: View, right: View, k: number, m: number, n: number): number[] => {
  const a = dequantised(left, m);
  const b = dequantised(right, n);
  return Array.from({ length: m * n }, (_, index) => {
    const [row, column] = [Math.floor(index / n), index % n];
    let sum = 0;
    for (let each = 0; each < k; each += 1)
      for (let value = 0; value < 4; value += 1)
        sum += (a[(each * m + row) * 4 + value] as number) * (b[(each * n + column) * 4 + value] as number);
    return sum;
  });
};

const worst = (found: number[], wanted: number[]): number =>
  Math.max(...found.map((each, index) => Math.abs(each - (wanted[index] as number)))) /
  Math.max(...wanted.map(Math.abs));

describe('nc_matmul_mx', () => {
  it.each([
    ['float8_e5m2_x4', 'float8_e5m2_x4', 128],
    ['float8_e4m3fn_x4', 'float8_e5m2_x4', 64],
    ['float4_e2m1fn_x4', 'float4_e2m1fn_x4', 128],
    ['float4_e2m1fn_x4', 'float8_e4m3fn_x4', 32],
  ] as const)('multiplies %s by %s over %i partitions as float64 does', (left, right, k) => {
    const machine = v4();
    const [m, n] = [12, 20];
    const stationary = packed(machine, left, k, m, 0);
    const moving = packed(machine, right, k, n, 1);
    const dst = tensor(machine, 'psum', 'float32', [m, n]);
    callWith(ncMatmulMx, machine, {
      dst,
      stationary,
      moving,
      stationary_scale: scales(machine, k, m),
      moving_scale: scales(machine, k, n, 'float8_e8m0fnu'),
    });
    expect(worst(valuesIn(dst), reference(stationary, moving, k, m, n))).toBeLessThan(1e-6);
    expect(machine.issued[0]?.attributes['contraction']).toBe(4 * k);
  });

  it('reads scales of several tensors packed into one, four partitions apart in each quadrant', () => {
    const machine = v4();
    const stationary = packed(machine, 'float8_e5m2_x4', 64, 8, 0);
    const moving = packed(machine, 'float8_e5m2_x4', 64, 8, 1);
    const all = tensor(machine, 'sbuf', 'uint8', [64, 8], new Array(64 * 8).fill(0));
    const bytes = new Array(64 * 8).fill(255);
    for (let group = 0; group < 8; group += 1)
      for (let column = 0; column < 8; column += 1)
        for (const offset of [0, 4])
          bytes[(scalePartition(group, 64) + offset) * 8 + column] = 123 + ((group * 5 + column * 3) % 8);
    writeBits(all, Uint32Array.from(bytes));
    const dst = tensor(machine, 'psum', 'float32', [8, 8]);
    const moved = slice(all, 0, { start: 4, end: 64, step: 1 });
    callWith(ncMatmulMx, machine, { dst, stationary, moving, stationary_scale: all, moving_scale: moved });
    expect(worst(valuesIn(dst), reference(stationary, moving, 64, 8, 8))).toBeLessThan(1e-6);
  });

  it('rounds to bfloat16 in PSUM and adds from the second call on', () => {
    const machine = v4();
    const one = tensor(machine, 'sbuf', 'float8_e5m2_x4', [32, 2]);
    writeBlock(one, new Float32Array(32 * 2 * 4).fill(1));
    const unit = tensor(machine, 'sbuf', 'uint8', [4, 2], new Array(8).fill(127));
    const dst = tensor(machine, 'psum', 'bfloat16', [2, 2]);
    const given = { dst, stationary: one, moving: one, stationary_scale: unit, moving_scale: unit };
    callWith(ncMatmulMx, machine, given);
    expect(valuesIn(dst)).toEqual([128, 128, 128, 128]);
    callWith(ncMatmulMx, machine, given);
    expect(valuesIn(dst)).toEqual([256, 256, 256, 256]);
  });

  it('ends in PSUM as bfloat16 like the device: the exact sum rounded, one step apart at most', () => {
    // Pairs that nki/deep-dives/mxfp-matmul.rst prints, device beside reference; its inputs are not printed.
    const printed = [
      [0.02526855, 0.02535721],
      [0.59765625, 0.5957752],
      [1.15625, 1.1556101],
      [-0.09033203, -0.09036541],
      [-0.10888672, -0.10906862],
      [-0.84375, -0.8448767],
      [0.1015625 + 2 ** -9, 0.10362364],
      [1.140625, 1.1424086],
      [-2.171875, -2.1703691],
    ] as const;
    const exact = printed.map(([, reference]) => reference);
    const rounded = valuesIn(tensor(v4(), 'psum', 'bfloat16', [1, exact.length], exact));
    rounded.forEach((value, index) => {
      const [device] = printed[index] as (typeof printed)[number];
      const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 7);
      expect(Math.abs(value - device)).toBeLessThanOrEqual(step * 1.001);
    });
  });

  it('refuses other generations, sizes, types, tiles and scales out of place', () => {
    const rule = (
      change: {
        readonly k?: number;
        readonly m?: number;
        readonly dtype?: DType;
        readonly more?: Parameters<typeof callWith>[2];
      },
      machine = v4(),
    ) => {
      const { k = 64, m = 4, dtype = 'float8_e5m2_x4', more = {} } = change;
      return faultOf(() =>
        callWith(ncMatmulMx, machine, {
          dst: tensor(machine, 'psum', 'float32', [m, 4]),
          stationary: tensor(machine, 'sbuf', dtype, [k, m]),
          moving: tensor(machine, 'sbuf', dtype, [k, 4]),
          stationary_scale: tensor(machine, 'sbuf', 'uint8', [128, m]),
          moving_scale: tensor(machine, 'sbuf', 'uint8', [128, 4]),
          ...more,
        }),
      );
    };
    const tuple = (...items: number[]) => ({ kind: 'tuple' as const, items });
    const columns = { tile_position: tuple(0, 64), tile_size: tuple(64, 64) };
    expect(rule({})).toBeNull();
    expect(rule({}, testMachine('v3', []))).toBe('generation');
    expect(rule({ k: 48 })).toBe('mx-tile-size');
    expect(rule({ m: 3 })).toBe('mx-tile-size');
    expect(rule({ more: columns })).toBe('mx-tile-size');
    expect(rule({ dtype: 'float8_e5m2' })).toBe('operand-dtype');
    const few = tensor(v4(), 'sbuf', 'uint8', [16, 4]);
    expect(rule({ more: { moving_scale: few } })).toBe('mx-scale-layout');
    const shifted = slice(tensor(v4(), 'sbuf', 'uint8', [128, 4]), 0, { start: 2, end: 128, step: 1 });
    expect(rule({ more: { moving_scale: shifted } })).toBe('mx-scale-layout');
  });
});
