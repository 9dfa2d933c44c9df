import { describe, expect, it } from 'vitest';
import type { DType } from '../memory/dtype.ts';
import {
  callWith,
  faultOf,
  type TestMachine,
  tensor,
  testMachine,
  valuesIn,
  wave,
} from './machine.testing.ts';
import { ncMatmul } from './nc-matmul.ts';

const tuple = (...items: number[]) => ({ kind: 'tuple' as const, items });

/** stationary.T @ moving in float64, from the values the operands really hold; `k` runs over rows of both. */
const product = (stationary: number[], moving: number[], k: number, m: number, n: number): number[] => {
  const out = new Array<number>(m * n).fill(0);
  for (let row = 0; row < m; row += 1)
    for (let column = 0; column < n; column += 1)
      for (let each = 0; each < k; each += 1)
        out[row * n + column] =
          (out[row * n + column] as number) +
          (stationary[each * m + row] as number) * (moving[each * n + column] as number);
  return out;
};

const worstError = (found: number[], wanted: number[]): number =>
  Math.max(...found.map((each, index) => Math.abs(each - (wanted[index] as number))));

const operands = (
  machine: TestMachine,
  [k, m, n]: readonly [number, number, number],
  [left, right, out]: readonly [DType, DType, DType] = ['bfloat16', 'bfloat16', 'float32'],
) => ({
  stationary: tensor(machine, 'sbuf', left, [k, m], wave(k * m)),
  moving: tensor(machine, 'sbuf', right, [k, n], wave(k * n, 2)),
  dst: tensor(machine, 'psum', out, [m, n]),
});

const v2 = () => testMachine('v2', [ncMatmul]);
const v3 = () => testMachine('v3', [ncMatmul]);
const v4 = () => testMachine('v4', [ncMatmul]);

describe('the product of nc_matmul', () => {
  it.each([
    ['bfloat16', 'bfloat16'],
    ['float16', 'bfloat16'],
    ['float32', 'float32'],
    ['tfloat32', 'float32'],
    ['float8_e4m3', 'float8_e5m2'],
  ] as const)('is that of float64 within float32 for %s and %s', (left, right) => {
    const machine = v3();
    const { stationary, moving, dst } = operands(machine, [96, 40, 72], [left, right, 'float32']);
    callWith(ncMatmul, machine, { dst, stationary, moving });
    const round = left === 'tfloat32' ? (x: number) => Math.round(x * 2 ** 11) / 2 ** 11 : (x: number) => x;
    const wanted = product(valuesIn(stationary).map(round), valuesIn(moving), 96, 40, 72);
    expect(worstError(valuesIn(dst), wanted)).toBeLessThan(left === 'tfloat32' ? 2e-2 : 2e-5);
  });

  it('rounds tfloat32 operands to ten bits of mantissa', () => {
    const machine = v3();
    const stationary = tensor(machine, 'sbuf', 'tfloat32', [1, 1], [1 + 2 ** -11 + 2 ** -13]);
    const moving = tensor(machine, 'sbuf', 'float32', [1, 1], [1]);
    const dst = tensor(machine, 'psum', 'float32', [1, 1]);
    callWith(ncMatmul, machine, { dst, stationary, moving });
    expect(valuesIn(dst)).toEqual([1 + 2 ** -10]);
  });

  it('contracts 2K elements in double_row mode', () => {
    const machine = v3();
    const stationary = tensor(machine, 'sbuf', 'float8_e4m3', [64, 2, 32], wave(64 * 2 * 32));
    const moving = tensor(machine, 'sbuf', 'float8_e5m2', [64, 2, 48], wave(64 * 2 * 48, 1));
    const dst = tensor(machine, 'psum', 'float32', [32, 48]);
    callWith(ncMatmul, machine, { dst, stationary, moving, perf_mode: 'double_row' });
    const wanted = product(valuesIn(stationary), valuesIn(moving), 128, 32, 48);
    expect(worstError(valuesIn(dst), wanted)).toBeLessThan(2e-5);
    expect(machine.issued[0]?.attributes).toMatchObject({ contraction: 128, perf_mode: 'double_row' });
  });

  it('rounds each sum to bfloat16 where PSUM holds bfloat16 (v4)', () => {
    const machine = v4();
    const dst = tensor(machine, 'psum', 'bfloat16', [1, 1]);
    const one = tensor(machine, 'sbuf', 'bfloat16', [1, 1], [1]);
    const small = tensor(machine, 'sbuf', 'bfloat16', [1, 1], [2 ** -9]);
    callWith(ncMatmul, machine, { dst, stationary: one, moving: one });
    callWith(ncMatmul, machine, { dst, stationary: small, moving: one });
    expect(valuesIn(dst)).toEqual([1]);
  });

  it('costs four passes in float32, fewer for operands of ones and zeros', () => {
    const machine = v3();
    const given = operands(machine, [8, 8, 8], ['float32', 'float32', 'float32']);
    callWith(ncMatmul, machine, given);
    callWith(ncMatmul, machine, { ...given, is_moving_onezero: true });
    callWith(ncMatmul, machine, operands(machine, [8, 8, 8]));
    expect(machine.issued.map((each) => each.attributes['passes'])).toEqual([4, 2, 1]);
  });
});

describe('columns through indices (v4)', () => {
  const indexed = (machine: TestMachine, columns: number[], dtype: DType = 'bfloat16') => {
    const whole = tensor(machine, 'sbuf', dtype, [2, 4], [0, 1, 2, 3, 10, 11, 12, 13]);
    // Both partitions share a list that runs down the partitions first.
    const stored = [columns[0], columns[2], columns[1], columns[3]].map((each) => each ?? 0);
    const indices = tensor(machine, 'sbuf', 'uint32', [2, 2], stored);
    const chosen = { kind: 'columns', dimension: 1, stride: 1, extent: 4, indices } as const;
    return { ...whole, shape: [2, columns.length], indirection: chosen };
  };

  it('are gathered into the array', () => {
    const machine = v4();
    const stationary = tensor(machine, 'sbuf', 'bfloat16', [2, 1], [1, 100]);
    const dst = tensor(machine, 'psum', 'float32', [1, 3]);
    callWith(ncMatmul, machine, { dst, stationary, moving: indexed(machine, [3, 0, 3]) });
    expect(valuesIn(dst)).toEqual([1303, 1000, 1303]);
  });

  it('are refused before v4, with tiling and in float32', () => {
    const rule = (machine: TestMachine, dtype: DType, more: Parameters<typeof callWith>[2] = {}) => {
      const stationary = tensor(machine, 'sbuf', dtype, [2, 1], [1, 1]);
      const dst = tensor(machine, 'psum', 'float32', [1, 3]);
      const moving = indexed(machine, [3, 0, 3], dtype);
      return faultOf(() => callWith(ncMatmul, machine, { dst, stationary, moving, ...more }));
    };
    expect(rule(v3(), 'bfloat16')).toBe('generation');
    expect(rule(v4(), 'float32')).toBe('matmul-indirect');
    const tiled = { tile_position: tuple(64, 0), tile_size: tuple(64, 128) };
    expect(rule(v4(), 'bfloat16', tiled)).toBe('matmul-indirect');
  });
});

describe('what nc_matmul refuses', () => {
  const rule = (
    machine: TestMachine,
    size: readonly [number, number, number],
    dtypes: readonly [DType, DType, DType] = ['bfloat16', 'bfloat16', 'float32'],
    more: Parameters<typeof callWith>[2] = {},
  ) => faultOf(() => callWith(ncMatmul, machine, { ...operands(machine, size, dtypes), ...more }));

  it('operands outside their memories', () => {
    const machine = v3();
    const given = operands(machine, [8, 8, 8]);
    const hbm = tensor(machine, 'hbm', 'bfloat16', [8, 8], wave(64));
    const sbuf = tensor(machine, 'sbuf', 'float32', [8, 8]);
    expect(faultOf(() => callWith(ncMatmul, machine, { ...given, moving: hbm }))).toBe('operand-space');
    expect(faultOf(() => callWith(ncMatmul, machine, { ...given, dst: sbuf }))).toBe('operand-space');
  });

  it('tiles beyond the array and beyond one bank, which v4 need not keep to', () => {
    expect(rule(v3(), [129, 8, 8])).toBe('matmul-tile-size');
    expect(rule(v3(), [8, 129, 8])).toBe('matmul-tile-size');
    expect(rule(v3(), [8, 8, 513])).toBe('matmul-tile-size');
    expect(rule(v4(), [8, 8, 513])).toBeNull();
  });

  it('results that do not fit their operands', () => {
    const machine = v3();
    const given = operands(machine, [8, 8, 8]);
    const dst = tensor(machine, 'psum', 'float32', [8, 9]);
    expect(faultOf(() => callWith(ncMatmul, machine, { ...given, dst }))).toBe('matmul-shape');
  });

  it('a result across two banks', () => {
    const machine = v3();
    const { stationary, moving } = operands(machine, [8, 8, 256]);
    const whole = tensor(machine, 'psum', 'float32', [8, 1024]);
    const slice = (offset: number) => ({ ...whole, shape: [8, 256], strides: [1024, 1], offset });
    expect(faultOf(() => callWith(ncMatmul, machine, { dst: slice(384), stationary, moving }))).toBe(
      'psum-bank',
    );
    expect(faultOf(() => callWith(ncMatmul, machine, { dst: slice(512), stationary, moving }))).toBeNull();
  });

  it('types and pairs of types that TensorE does not multiply', () => {
    expect(rule(v3(), [8, 8, 8], ['float32', 'bfloat16', 'float32'])).toBe('matmul-dtype-pair');
    expect(rule(v3(), [8, 8, 8], ['int32', 'int32', 'float32'])).toBe('operand-dtype');
    expect(rule(v3(), [8, 8, 8], ['float8_e4m3fn', 'float8_e4m3fn', 'float32'])).toBe('operand-dtype');
    expect(rule(v4(), [8, 8, 8], ['float8_e4m3fn', 'float8_e4m3', 'float32'])).toBe('matmul-dtype-pair');
    expect(rule(v3(), [8, 8, 8], ['bfloat16', 'bfloat16', 'bfloat16'])).toBe('operand-dtype');
    expect(rule(v4(), [8, 8, 8], ['bfloat16', 'bfloat16', 'bfloat16'])).toBeNull();
  });

  it('tiling that the generation does not have', () => {
    const tiled = (position: number[], size: number[]) => ({
      tile_position: tuple(...position),
      tile_size: tuple(...size),
    });
    const bf16 = ['bfloat16', 'bfloat16', 'float32'] as const;
    expect(rule(v2(), [32, 32, 8], bf16, tiled([32, 0], [32, 128]))).toBe('matmul-tiling');
    expect(rule(v3(), [32, 32, 8], bf16, tiled([32, 0], [32, 128]))).toBeNull();
    expect(rule(v3(), [32, 32, 8], bf16, tiled([48, 0], [32, 128]))).toBe('matmul-tiling');
    expect(rule(v3(), [32, 32, 8], bf16, tiled([96, 0], [64, 128]))).toBe('matmul-tiling');
    expect(rule(v3(), [33, 32, 8], bf16, tiled([32, 0], [32, 128]))).toBe('matmul-tile-size');
    expect(rule(v3(), [8, 8, 8], bf16, { tile_size: tuple(64, 128) })).toBe('matmul-tiling');
  });

  it('double_row with anything but fp8, before v3, with column tiling or transposition', () => {
    const call = (machine: TestMachine, dtype: DType, more: Parameters<typeof callWith>[2] = {}) => {
      const stationary = tensor(machine, 'sbuf', dtype, [8, 2, 8], wave(128));
      const moving = tensor(machine, 'sbuf', dtype, [8, 2, 8], wave(128));
      const dst = tensor(machine, 'psum', 'float32', [8, 8]);
      const given = { dst, stationary, moving, perf_mode: 'double_row', ...more };
      return faultOf(() => callWith(ncMatmul, machine, given));
    };
    expect(call(v3(), 'float8_e4m3')).toBeNull();
    expect(call(v3(), 'bfloat16')).toBe('matmul-double-row');
    expect(call(v2(), 'float8_e4m3')).toBe('generation');
    expect(call(v3(), 'float8_e4m3', { is_transpose: true })).toBe('matmul-double-row');
    const columns = { tile_position: tuple(0, 64), tile_size: tuple(128, 64) };
    expect(call(v3(), 'float8_e4m3', columns)).toBe('matmul-double-row');
    expect(
      rule(v3(), [8, 8, 8], ['float8_e4m3', 'float8_e4m3', 'float32'], { perf_mode: 'double_row' }),
    ).toBe('matmul-double-row');
  });
});
