import { describe, expect, it } from 'vitest';
import type { View } from '../memory/view.ts';
import type { PyValue } from '../python/values.ts';
import { hosted } from './machine.testing.ts';
import {
  elementCount,
  freeCount,
  itemsOf,
  memberOf,
  numberOf,
  partitionCount,
  registerOf,
  startPartition,
  viewOf,
} from './operands.ts';

const view = (offset: number, address: View['storage']['address']): View => ({
  storage: {
    id: 1,
    name: 't',
    space: 'sbuf',
    core: 0,
    partitions: 128,
    bytesPerPartition: 64,
    address,
    site: null,
    contents: { bytes: null, base: 0, pitch: 64, written: null },
  },
  dtype: 'float32',
  shape: [32, 2, 4],
  strides: [16, 8, 1],
  offset,
  indirection: null,
});

describe('arguments of an instruction', () => {
  it('are tensors only when a view stands behind them', () => {
    const tensor = view(0, null);
    expect(viewOf(hosted(tensor))).toBe(tensor);
    expect(viewOf(hosted({ id: 3, value: 4 }))).toBeUndefined();
    expect(viewOf(3)).toBeUndefined();
  });

  it('are registers only when a register stands behind them', () => {
    const register = { id: 3, value: 4 };
    expect(registerOf(hosted(register))).toBe(register);
    expect(registerOf(hosted(view(0, null)))).toBeUndefined();
  });

  it('name enumeration members, operators and dtypes alike', () => {
    const add: PyValue = { kind: 'native', name: 'add', parameters: [], call: () => null };
    const member: PyValue = {
      kind: 'instance',
      type: { kind: 'class', name: 'engine', order: [], attributes: new Map(), site: null },
      attributes: new Map<string, PyValue>([['name', 'vector']]),
    };
    expect(memberOf(add)).toBe('add');
    expect(memberOf(member)).toBe('vector');
    expect(memberOf('double_row')).toBe('double_row');
    expect(memberOf(hosted({ name: 'hwdge' }))).toBe('hwdge');
    expect(memberOf(3)).toBeUndefined();
  });

  it('are numbers when Python counts them as numbers', () => {
    expect(numberOf(true)).toBe(1);
    expect(numberOf({ kind: 'float', value: 0.5 })).toBe(0.5);
    expect(numberOf(null)).toBeUndefined();
    expect(itemsOf({ kind: 'tuple', items: [1, 2] })).toEqual([1, 2]);
    expect(itemsOf('ab')).toBeUndefined();
  });
});

describe('the extent of a view', () => {
  it('has a partition dimension and free elements', () => {
    const tensor = view(0, null);
    expect(elementCount(tensor)).toBe(256);
    expect(partitionCount(tensor)).toBe(32);
    expect(freeCount(tensor)).toBe(8);
  });

  it('starts at the partition of its offset, moved by the address of its storage', () => {
    expect(startPartition(view(16 * 32 + 5, null))).toBe(32);
    expect(startPartition(view(16 * 32, { partition: 64, byte: 0 }))).toBe(96);
  });
});
