import { describe, expect, it } from 'vitest';
import { faultOf, RaisedForTest, tensor, valuesIn, wave } from '../../isa/machine.testing.ts';
import type { DType } from '../../memory/dtype.ts';
import { bufferHost } from '../../memory/host/buffer.ts';
import { dtypeHost } from '../../memory/host/dtype.ts';
import type { PyValue } from '../../python/values.ts';
import { devicePrintTo } from './device-print.ts';
import { float, machineOf, nl, tile, tuple } from './language.testing.ts';

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
    expect(
      valuesIn(tile(nl(machine, 'zeros_like', { x: tensor(machine, 'sbuf', 'float32', [4, 6], wave(24)) }))),
    ).toEqual(new Array(24).fill(0));
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
    const lenient = machineOf('v3', [0, 6], 'lenient');
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
    const printed: string[] = [];
    devicePrintTo((text) => printed.push(text)).execute?.(instruction, machine);
    expect(printed).toEqual(['x float32(2, 2)\n[1, 2.5]\n[-3, 4]\n']);
  });
});
