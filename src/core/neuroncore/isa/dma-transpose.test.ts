import { describe, expect, it } from 'vitest';
import type { DType } from '../memory/dtype.ts';
import { product } from '../memory/strides.ts';
import type { Space } from '../memory/view.ts';
import { dmaTranspose } from './dma-transpose.ts';
import { callWith, faultOf, tensor, testMachine, valuesIn } from './machine.testing.ts';

const v3 = (version: readonly [number, number] = [0, 6]) => testMachine('v3', [dmaTranspose], { version });
const count = (length: number) => Array.from({ length }, (_, index) => index);
const tuple = (...items: number[]) => ({ kind: 'tuple' as const, items });

describe('dma_transpose', () => {
  it.each([
    [
      [3, 5],
      [1, 0],
    ],
    [
      [2, 3, 4],
      [2, 1, 0],
    ],
    [
      [2, 3, 4, 5],
      [3, 1, 2, 0],
    ],
  ])('turns the axes of a tensor of shape %j into %j', (shape, axes) => {
    const machine = v3();
    const src = tensor(machine, 'hbm', 'int32', shape, count(product(shape)));
    const turned = axes.map((axis) => shape[axis] as number);
    const dst = tensor(machine, 'sbuf', 'int32', turned);
    callWith(dmaTranspose, machine, { dst, src, axes: tuple(...axes) });
    const wanted = count(product(shape)).map((position) => {
      const place = new Array<number>(shape.length);
      let rest = position;
      for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
        place[axes[axis] as number] = rest % (turned[axis] as number);
        rest = Math.floor(rest / (turned[axis] as number));
      }
      return place.reduce((sum, each, axis) => sum * (shape[axis] as number) + each, 0);
    });
    expect(valuesIn(dst)).toEqual(wanted);
  });

  it('gathers rows through indices that run down the columns of their tensor', () => {
    const machine = v3();
    const table = tensor(
      machine,
      'hbm',
      'bfloat16',
      [300, 2],
      count(600).map((x) => x % 256),
    );
    const rows = Array.from({ length: 256 }, (_, position) => (position * 7) % 300);
    const stored = new Array<number>(256);
    rows.forEach((row, position) => {
      stored[(position % 128) * 2 + Math.floor(position / 128)] = row;
    });
    const indices = tensor(machine, 'sbuf', 'uint32', [128, 2], stored);
    const src = {
      ...table,
      shape: [256, 2],
      indirection: { kind: 'vector', dimension: 0, stride: 2, extent: 300, indices } as const,
    };
    const dst = tensor(machine, 'sbuf', 'bfloat16', [2, 256]);
    callWith(dmaTranspose, machine, { dst, src });
    expect(valuesIn(dst)).toEqual([0, 1].flatMap((column) => rows.map((row) => (row * 2 + column) % 256)));
    expect(machine.issued[0]).toMatchObject({ trigger: 'gpsimd', attributes: { dge_mode: 'swdge' } });
  });

  it('leaves elements alone whose index is outside, when asked to skip them', () => {
    const machine = v3();
    const table = tensor(machine, 'hbm', 'bfloat16', [16, 2], count(32));
    const indices = tensor(machine, 'sbuf', 'uint32', [16, 1], [3, 99, ...count(14)]);
    const vector = { kind: 'vector', dimension: 0, stride: 2, extent: 16, indices } as const;
    const src = { ...table, indirection: vector };
    const dst = tensor(machine, 'sbuf', 'bfloat16', [2, 16], new Array(32).fill(77));
    callWith(dmaTranspose, machine, { dst, src, oob_mode: 'skip' });
    expect(valuesIn(dst).slice(0, 3)).toEqual([6, 77, 0]);
    expect(faultOf(() => callWith(dmaTranspose, machine, { dst, src }))).toBe('index-out-of-bounds');
  });

  const rule = (
    shape: readonly number[],
    change: {
      readonly to?: readonly number[];
      readonly dtypes?: readonly [DType, DType];
      readonly space?: Space;
      readonly version?: readonly [number, number];
      readonly more?: Parameters<typeof callWith>[2];
    } = {},
  ) => {
    const { dtypes = ['bfloat16', 'bfloat16'], space = 'sbuf', version = [0, 6], more = {} } = change;
    const machine = v3(version);
    const src = tensor(machine, 'hbm', dtypes[0], shape);
    const dst = tensor(machine, space, dtypes[1], change.to ?? shape.toReversed());
    return faultOf(() => callWith(dmaTranspose, machine, { dst, src, ...more }));
  };

  it('refuses other axes, shapes, types and memories', () => {
    expect(rule([4, 8])).toBeNull();
    expect(rule([4, 8], { more: { axes: tuple(0, 1) } })).toBe('dma-transpose-axes');
    expect(rule([4, 8], { to: [4, 8] })).toBe('dma-transpose-shape');
    expect(rule([4, 8], { to: [8, 1, 4] })).toBe('dma-transpose-shape');
    expect(rule([4, 8], { to: [8, 1, 4], version: [0, 3] })).toBeNull();
    expect(rule([4, 8], { dtypes: ['bfloat16', 'float16'] })).toBe('dma-transpose-dtype');
    expect(rule([4, 8], { dtypes: ['uint8', 'uint8'] })).toBe('dma-transpose-dtype');
    expect(rule([4, 8], { space: 'hbm' })).toBe('operand-space');
    expect(rule([4, 8], { more: { oob_mode: 'skip' } })).toBe('dma-oob-mode');
  });

  it('by hardware takes 16 rows of 2 bytes, in three dimensions fewer since NKI 0.6', () => {
    const hwdge = { dge_mode: 'hwdge' };
    expect(rule([16, 128], { more: hwdge })).toBeNull();
    expect(rule([8, 128], { more: hwdge })).toBe('dma-transpose-mode');
    expect(rule([16, 128], { more: hwdge, dtypes: ['float32', 'float32'] })).toBe('dma-transpose-mode');
    expect(rule([4, 4, 64], { more: hwdge })).toBeNull();
    expect(rule([4, 4, 64], { more: hwdge, version: [0, 5] })).toBe('dma-transpose-mode');
    expect(rule([4, 3, 64], { more: hwdge })).toBe('dma-transpose-mode');
    expect(rule([16, 129], { more: hwdge })).toBe('dma-transpose-mode');
    expect(rule([16, 128], { more: { dge_mode: 'swdge' } })).toBe('dma-transpose-mode');
  });
});
