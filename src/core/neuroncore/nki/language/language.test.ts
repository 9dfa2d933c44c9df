import { describe, expect, it } from 'vitest';
import { COMPUTE_DEFINITIONS } from '../../isa/compute.ts';
import type { IsaDefinition } from '../../isa/definition.ts';
import { dmaCopy } from '../../isa/dma-copy.ts';
import { dmaTranspose } from '../../isa/dma-transpose.ts';
import {
  callWith,
  faultOf,
  RaisedForTest,
  type TestMachine,
  tensor,
  testMachine,
  valuesIn,
  wave,
} from '../../isa/machine.testing.ts';
import { ncMatmul } from '../../isa/nc-matmul.ts';
import { ncTranspose } from '../../isa/nc-transpose.ts';
import { memberOf, viewArgument, viewOf } from '../../isa/operands.ts';
import type { GenerationId } from '../../machine/generation.ts';
import { operandOf } from '../../machine/instruction.ts';
import type { DType } from '../../memory/dtype.ts';
import { bufferHost } from '../../memory/host/buffer.ts';
import { dtypeHost } from '../../memory/host/dtype.ts';
import type { View } from '../../memory/view.ts';
import { type ActivationName, activationAt } from '../../numeric/activations.ts';
import { writeNumbers } from '../../numeric/integers.ts';
import type { PyValue } from '../../python/values.ts';
import { languageDefinitions } from './definitions.ts';
import { printedText } from './device-print.ts';

/** The activation instruction without bias and reduction, all that the tile API asks of it. */
const activation: IsaDefinition = {
  name: 'activation',
  call: (args, machine, context) => {
    machine.issue({
      opcode: 'activation',
      engine: 'scalar',
      trigger: 'scalar',
      name: null,
      core: 0,
      outputs: [{ role: 'dst', view: viewArgument(args, 'dst', context) }],
      inputs: [{ role: 'data', view: viewArgument(args, 'data', context) }],
      attributes: { op: memberOf(args['op']) ?? null },
      site: context.site(),
    });
    return null;
  },
  execute: (instruction) => {
    const [dst, data] = [operandOf(instruction, 'dst'), operandOf(instruction, 'data')];
    if (dst === undefined || data === undefined) return;
    const name = instruction.attributes['op'] as ActivationName;
    writeNumbers(
      dst,
      Float64Array.from(valuesIn(data), (x) => activationAt(name, x)),
    );
  },
};

const ISA = [...COMPUTE_DEFINITIONS, activation, dmaCopy, dmaTranspose, ncMatmul, ncTranspose];
const LANGUAGE = new Map(
  languageDefinitions(new Map(ISA.map((each) => [each.name, each]))).map((each) => [each.name, each]),
);

const machineOf = (id: GenerationId = 'v3', version: readonly [number, number] = [0, 6]) =>
  testMachine(id, ISA, { version });

const nl = (machine: TestMachine, name: string, args: Parameters<typeof callWith>[2]): PyValue => {
  const definition = LANGUAGE.get(name);
  if (definition === undefined) throw new Error(`there is no ${name}`);
  return callWith(definition, machine, args);
};

const tile = (value: PyValue): View => {
  const view = viewOf(value);
  if (view === undefined) throw new Error('no tile');
  return view;
};

const tuple = (...items: number[]): PyValue => ({ kind: 'tuple', items });
const float = (value: number): PyValue => ({ kind: 'float', value });

const expectClose = (found: number[], wanted: readonly number[], relative = 2e-6): void => {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, index) => {
    const target = wanted[index] as number;
    expect(Math.abs(value - target)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(target)));
  });
};

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

describe('new tensors', () => {
  const args = (shape: PyValue, dtype: DType, space: 'sbuf' | 'shared_hbm' = 'sbuf') => ({
    shape,
    dtype: dtypeHost(dtype),
    buffer: bufferHost(space),
  });

  it('hold one value, on chip and in HBM of any size', () => {
    const machine = machineOf();
    expect(valuesIn(tile(nl(machine, 'zeros', args(tuple(2, 3), 'int32'))))).toEqual([0, 0, 0, 0, 0, 0]);
    const full = { ...args(tuple(1, 2), 'bfloat16'), fill_value: float(2.5) };
    expect(valuesIn(tile(nl(machine, 'full', full)))).toEqual([2.5, 2.5]);
    const ones = tile(nl(machine, 'ones', args(tuple(300, 1001), 'float32', 'shared_hbm')));
    expect(ones.storage.space).toBe('shared_hbm');
    expect(valuesIn(ones).every((value) => value === 1)).toBe(true);
    expect(valuesIn(tile(nl(machine, 'zeros_like', { x: inputs(machine) })))).toEqual(new Array(24).fill(0));
    const like = tile(nl(machine, 'empty_like', { x: ones, dtype: dtypeHost('float16') }));
    expect([like.storage.space, like.dtype, like.shape]).toEqual(['shared_hbm', 'float16', [300, 1001]]);
  });

  it('are constants: nested lists in shared HBM, identities in SBUF', () => {
    const machine = machineOf();
    const list = (...items: PyValue[]): PyValue => ({ kind: 'list', items });
    const constant = tile(
      nl(machine, 'shared_constant', { constant: list(list(1, 2, 3), list(4, 5, float(6.5))) }),
    );
    expect([constant.dtype, constant.shape, valuesIn(constant)]).toEqual([
      'float32',
      [2, 3],
      [1, 2, 3, 4, 5, 6.5],
    ]);
    const identity = tile(nl(machine, 'shared_identity_matrix', { n: 3 }));
    expect([identity.dtype, valuesIn(identity)]).toEqual(['uint8', [1, 0, 0, 0, 1, 0, 0, 0, 1]]);
    expect(() => nl(machine, 'shared_constant', { constant: list(list(1), list(1, 2)) })).toThrow(
      RaisedForTest,
    );
  });

  it.each(['v3', 'v4'] as const)('are random numbers from 0 to 1 on %s', (id) => {
    const machine = machineOf(id);
    const values = valuesIn(tile(nl(machine, 'rand', args(tuple(8, 64), 'float32'))));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(500);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.07);
  });
});

describe('tiles that move', () => {
  it('are loaded, stored, copied and turned', () => {
    const machine = machineOf();
    const source = tensor(machine, 'hbm', 'float32', [4, 6], wave(24));
    const values = valuesIn(source);
    const loaded = tile(nl(machine, 'load', { src: source }));
    expect([loaded.storage.space, valuesIn(loaded)]).toEqual(['sbuf', values]);
    const target = tensor(machine, 'hbm', 'float32', [4, 6]);
    expect(nl(machine, 'store', { dst: target, value: loaded })).toBeNull();
    expect(valuesIn(target)).toEqual(values);
    expect(valuesIn(tile(nl(machine, 'copy', { x: loaded })))).toEqual(values);
    const turned = values.map((_, index) => values[(index % 4) * 6 + Math.floor(index / 4)]);
    expect(valuesIn(tile(nl(machine, 'load_transpose2d', { src: source })))).toEqual(turned);
    const inPsum = tile(nl(machine, 'transpose', { x: loaded }));
    expect([inPsum.storage.space, valuesIn(inPsum)]).toEqual(['psum', turned]);
    expect(tile(nl(machine, 'expand_dims', { x: loaded, axis: 1 })).shape).toEqual([4, 1, 6]);
  });

  it('are repeated along dimensions of size 1, partitions too', () => {
    const machine = machineOf();
    const column = tensor(machine, 'sbuf', 'float32', [2, 1], [1, 2]);
    const wide = tile(nl(machine, 'broadcast_to', { x: column, shape: tuple(2, 3) }));
    expect(valuesIn(wide)).toEqual([1, 1, 1, 2, 2, 2]);
    const row = tensor(machine, 'sbuf', 'float32', [1, 2], [1, 2]);
    expect(valuesIn(tile(nl(machine, 'broadcast_to', { x: row, shape: tuple(3, 2) })))).toEqual([
      1, 2, 1, 2, 1, 2,
    ]);
    expect(() => nl(machine, 'broadcast_to', { x: row, shape: tuple(3, 4) })).toThrow(RaisedForTest);
  });

  it('are multiplied with the first one turned; without transpose_x the chip cannot', () => {
    const machine = machineOf();
    const x = tensor(machine, 'sbuf', 'float32', [2, 2], [1, 2, 3, 4]);
    const y = tensor(machine, 'sbuf', 'float32', [2, 1], [10, 1]);
    const product = tile(nl(machine, 'matmul', { x, y, transpose_x: true }));
    expect([product.storage.space, valuesIn(product)]).toEqual(['psum', [13, 24]]);
    expect(faultOf(() => nl(machine, 'matmul', { x, y }))).toBe('language-unsupported');
    const lenient = testMachine('v3', ISA, { strictness: 'lenient' });
    expect(valuesIn(tile(nl(lenient, 'matmul', { x, y })))).toEqual([12, 34]);
  });

  it('are gathered by the position of their elements', () => {
    const machine = machineOf();
    const data = tensor(machine, 'sbuf', 'float32', [2, 4], [0, 1, 2, 3, 10, 11, 12, 13]);
    const indices = tensor(machine, 'sbuf', 'uint32', [2, 3], [3, 0, 3, 1, 1, 2]);
    expect(valuesIn(tile(nl(machine, 'gather_flattened', { data, indices })))).toEqual([3, 0, 3, 11, 11, 12]);
  });

  it('are printed with a prefix', () => {
    const machine = machineOf();
    const x = tensor(machine, 'sbuf', 'float32', [2, 2], [1, 2.5, -3, 4]);
    nl(machine, 'device_print', { print_prefix: 'x', tensor: x });
    const [instruction] = machine.issued;
    if (instruction === undefined) throw new Error('nothing was issued');
    expect(printedText(instruction)).toBe('x float32(2, 2)\n[1, 2.5]\n[-3, 4]');
  });
});
