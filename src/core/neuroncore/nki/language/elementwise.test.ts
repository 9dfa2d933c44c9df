import { describe, expect, it } from 'vitest';
import {
  faultOf,
  RaisedForTest,
  type TestMachine,
  tensor,
  valuesIn,
  wave,
} from '../../isa/machine.testing.ts';
import type { DType } from '../../memory/dtype.ts';
import { dtypeHost } from '../../memory/host/dtype.ts';
import { expectClose, float, machineOf, nl, tile, tuple } from './language.testing.ts';

const SHAPE = [4, 6] as const;
const inputs = (machine: TestMachine, factor = 3, phase = 0, dtype: DType = 'float32') =>
  tensor(
    machine,
    'sbuf',
    dtype,
    SHAPE,
    wave(24, phase).map((x) => x * factor),
  );

describe('binary functions of the tile API', () => {
  it.each([
    ['add', (x: number, y: number) => x + y],
    ['subtract', (x: number, y: number) => x - y],
    ['multiply', (x: number, y: number) => x * y],
    ['maximum', Math.max],
    ['minimum', Math.min],
    ['less', (x: number, y: number) => Number(x < y)],
    ['greater_equal', (x: number, y: number) => Number(x >= y)],
    ['not_equal', (x: number, y: number) => Number(x !== y)],
  ])('%s works on two tiles, a tile and a number, a number and a tile', (name, operation) => {
    const machine = machineOf();
    const x = inputs(machine);
    const y = inputs(machine, 2, 1);
    const [left, right] = [valuesIn(x), valuesIn(y)];
    expectClose(
      valuesIn(tile(nl(machine, name, { x, y }))),
      left.map((value, index) => operation(value, right[index] as number)),
    );
    expectClose(
      valuesIn(tile(nl(machine, name, { x, y: float(0.5) }))),
      left.map((value) => operation(value, 0.5)),
    );
    expectClose(
      valuesIn(tile(nl(machine, name, { x: float(0.5), y: x }))),
      left.map((value) => operation(0.5, value)),
    );
    expect(machine.issued.map((each) => each.opcode)).toEqual([
      'tensor_tensor',
      'tensor_scalar',
      'tensor_scalar',
    ]);
  });

  it('work on bits of integers', () => {
    const machine = machineOf();
    const x = tensor(machine, 'sbuf', 'int32', [1, 4], [12, 10, -1, 7]);
    const y = tensor(machine, 'sbuf', 'int32', [1, 4], [10, 6, 255, 1]);
    expect(valuesIn(tile(nl(machine, 'bitwise_and', { x, y })))).toEqual([8, 2, 255, 1]);
    expect(valuesIn(tile(nl(machine, 'bitwise_xor', { x, y: 1 })))).toEqual([13, 11, -2, 6]);
    expect(valuesIn(tile(nl(machine, 'left_shift', { x: y, y: 2 })))).toEqual([40, 24, 1020, 4]);
    expect(valuesIn(tile(nl(machine, 'invert', { x })))).toEqual([-13, -11, 0, -8]);
  });

  it('cast their result where a dtype is asked for', () => {
    const machine = machineOf();
    const sum = tile(nl(machine, 'add', { x: inputs(machine), y: float(0), dtype: dtypeHost('bfloat16') }));
    expect(sum.dtype).toBe('bfloat16');
  });

  it('do not broadcast, and power takes no number as exponent', () => {
    const machine = machineOf();
    const x = inputs(machine);
    const column = tensor(machine, 'sbuf', 'float32', [4, 1], wave(4));
    expect(faultOf(() => nl(machine, 'add', { x, y: column }))).toBe('language-unsupported');
    expect(faultOf(() => nl(machine, 'power', { x, y: float(2) }))).toBe('language-unsupported');
    const v4 = machineOf('v4');
    expect(faultOf(() => nl(v4, 'abs_max', { x, y: column }))).toBeNull();
    expect(() => nl(machine, 'add', { x: 1, y: 2 })).toThrow(RaisedForTest);
  });
});

describe('functions of one tile', () => {
  it.each([
    ['exp', Math.exp],
    ['tanh', Math.tanh],
    ['sigmoid', (x: number) => 1 / (1 + Math.exp(-x))],
    ['square', (x: number) => x * x],
    ['abs', Math.abs],
    ['sign', Math.sign],
    ['negative', (x: number) => -x],
    ['reciprocal', (x: number) => 1 / x],
    ['floor', Math.floor],
    ['ceil', Math.ceil],
    ['trunc', Math.trunc],
    ['sin', Math.sin],
    ['cos', Math.cos],
  ])('%s is that of float64 within float32', (name, operation) => {
    const machine = machineOf();
    const x = inputs(machine, 9);
    const wanted = valuesIn(x).map(operation);
    expectClose(valuesIn(tile(nl(machine, name, { x }))), wanted, 4e-6);
  });

  it('sine and cosine hold far from zero, tangent where cosine is not small', () => {
    const machine = machineOf();
    const x = tensor(machine, 'sbuf', 'float32', [1, 4], [50, -31.5, 100, 0.3]);
    expectClose(valuesIn(tile(nl(machine, 'sin', { x }))), valuesIn(x).map(Math.sin), 2e-5);
    expectClose(valuesIn(tile(nl(machine, 'tan', { x }))), valuesIn(x).map(Math.tan), 1e-4);
  });

  it('rsqrt and sqrt invert each other squared; rsqrt runs on GpSimd since NKI 0.5', () => {
    const engines = (
      [
        [0, 4],
        [0, 5],
      ] as const
    ).map((version) => {
      const machine = machineOf('v3', version);
      const x = tensor(machine, 'sbuf', 'float32', [1, 3], [0.25, 4, 9]);
      expectClose(valuesIn(tile(nl(machine, 'rsqrt', { x }))), [2, 0.5, 1 / 3]);
      return machine.issued[0]?.engine;
    });
    expect(engines).toEqual(['scalar', 'gpsimd']);
  });
});

describe('reductions and what is made of them', () => {
  const rows = (values: readonly number[]) => [0, 1, 2, 3].map((row) => values.slice(6 * row, 6 * row + 6));
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

  it.each([
    ['sum', total],
    ['max', (values: readonly number[]) => Math.max(...values)],
    ['min', (values: readonly number[]) => Math.min(...values)],
    ['prod', (values: readonly number[]) => values.reduce((product, value) => product * value, 1)],
    ['mean', (values: readonly number[]) => total(values) / 6],
    [
      'var',
      (values: readonly number[]) => total(values.map((value) => (value - total(values) / 6) ** 2)) / 6,
    ],
    ['all', () => 1],
  ])('%s runs over the last dimensions', (name, operation) => {
    const machine = machineOf();
    const x = inputs(machine);
    const found = tile(nl(machine, name, { x, axis: 1 }));
    expect(found.shape).toEqual([4, 1]);
    expectClose(valuesIn(found), rows(valuesIn(x)).map(operation), 4e-6);
  });

  it('drop reduced dimensions unless they are kept', () => {
    const machine = machineOf();
    const x = tensor(machine, 'sbuf', 'float32', [2, 3, 4], wave(24));
    expect(tile(nl(machine, 'sum', { x, axis: -1 })).shape).toEqual([2, 3]);
    expect(tile(nl(machine, 'sum', { x, axis: -1, keepdims: true })).shape).toEqual([2, 3, 1]);
    expect(tile(nl(machine, 'sum', { x, axis: tuple(1, 2) })).shape).toEqual([2, 1]);
    expect(faultOf(() => nl(machine, 'sum', { x, axis: 0 }))).toBe('reduce-axis');
  });

  it('softmax sums to one along its axis, also of a tile of three dimensions', () => {
    const machine = machineOf();
    const x = inputs(machine);
    const wanted = rows(valuesIn(x)).flatMap((row) => {
      const sum = total(row.map(Math.exp));
      return row.map((value) => Math.exp(value) / sum);
    });
    expectClose(valuesIn(tile(nl(machine, 'softmax', { x, axis: -1 }))), wanted);
    const cube = tensor(machine, 'sbuf', 'float32', [2, 2, 6], valuesIn(x));
    expectClose(valuesIn(tile(nl(machine, 'softmax', { x: cube, axis: -1 }))), wanted);
  });

  it('rms_norm divides by the root of the mean square and multiplies with weights', () => {
    const machine = machineOf();
    const x = inputs(machine);
    const w = inputs(machine, 1, 4);
    const weights = valuesIn(w);
    const wanted = rows(valuesIn(x)).flatMap((row, index) => {
      const root = Math.sqrt(total(row.map((value) => value * value)) / 6 + 1e-6);
      return row.map((value, column) => (value / root) * (weights[6 * index + column] as number));
    });
    const given = { x, w, axis: 1, n: 6, epsilon: float(1e-6) };
    expectClose(valuesIn(tile(nl(machine, 'rms_norm', given))), wanted, 4e-6);
  });

  it('where chooses by a condition, between tiles and numbers', () => {
    const machine = machineOf();
    const condition = tensor(machine, 'sbuf', 'float32', [1, 4], [1, 0, 1, 0]);
    const x = tensor(machine, 'sbuf', 'float32', [1, 4], [1, 2, 3, 4]);
    const y = tensor(machine, 'sbuf', 'float32', [1, 4], [5, 6, 7, 8]);
    expect(valuesIn(tile(nl(machine, 'where', { condition, x, y })))).toEqual([1, 6, 3, 8]);
    expect(valuesIn(tile(nl(machine, 'where', { condition, x: float(9), y })))).toEqual([9, 6, 9, 8]);
    expect(valuesIn(tile(nl(machine, 'where', { condition, x, y: float(0) })))).toEqual([1, 0, 3, 0]);
  });
});
