import { describe, expect, it } from 'vitest';
import { vectorSelect } from '../memory/select.ts';
import type { View } from '../memory/view.ts';
import type { PyValue } from '../python/values.ts';
import { dmaCompute } from './dma-compute.ts';
import {
  callWith,
  faultOf,
  hosted,
  type TestMachine,
  tensor,
  testMachine,
  valuesIn,
  wave,
} from './machine.testing.ts';

const v3 = () => testMachine('v3', [dmaCompute]);
const list = (...items: View[]): PyValue => ({ kind: 'list', items: items.map(hosted) });
const count = (length: number) => Array.from({ length }, (_, index) => index);

describe('dma_compute', () => {
  it('adds up to sixteen sources in float32 and casts the sum', () => {
    const machine = v3();
    const sources = count(16).map((phase) => tensor(machine, 'hbm', 'bfloat16', [4, 8], wave(32, phase)));
    const dst = tensor(machine, 'sbuf', 'float32', [4, 8]);
    callWith(dmaCompute, machine, { dst, srcs: list(...sources), reduce_op: 'add' });
    const wanted = count(32).map((place) =>
      sources.map(valuesIn).reduce((sum, each) => sum + (each[place] as number), 0),
    );
    valuesIn(dst).forEach((value, place) => {
      expect(value).toBeCloseTo(wanted[place] as number, 5);
    });
    const rounded = tensor(machine, 'hbm', 'bfloat16', [1, 1]);
    const one = tensor(machine, 'sbuf', 'float32', [1, 1], [1]);
    const small = tensor(machine, 'sbuf', 'float32', [1, 1], [2 ** -9]);
    callWith(dmaCompute, machine, { dst: rounded, srcs: list(one, small), reduce_op: 'add' });
    expect(valuesIn(rounded)).toEqual([1]);
  });

  it('adds to rows chosen at run time', () => {
    const machine = v3();
    const table = tensor(machine, 'hbm', 'float32', [4, 2], count(8));
    const rows = tensor(machine, 'sbuf', 'int32', [2, 1], [3, 1]);
    const place = vectorSelect(table, 0, rows);
    const added = tensor(machine, 'sbuf', 'float32', [2, 2], [10, 20, 30, 40]);
    callWith(dmaCompute, machine, { dst: place, srcs: list(place, added), reduce_op: 'add' });
    expect(valuesIn(table)).toEqual([0, 1, 32, 43, 4, 5, 16, 27]);
    expect(machine.issued[0]).toMatchObject({ trigger: 'gpsimd', attributes: { dge_mode: 'swdge' } });
  });

  it('gathers rows and adds them to a tile, leaving out those outside', () => {
    const machine = v3();
    const table = tensor(machine, 'hbm', 'float32', [4, 2], count(8));
    const rows = tensor(machine, 'sbuf', 'int32', [2, 1], [3, 9]);
    const dst = tensor(machine, 'sbuf', 'float32', [2, 2], [1, 1, 1, 1]);
    const given = { dst, srcs: list(vectorSelect(table, 0, rows), dst), reduce_op: 'add' };
    expect(faultOf(() => callWith(dmaCompute, machine, given))).toBe('index-out-of-bounds');
    callWith(dmaCompute, machine, { ...given, oob_mode: 'skip' });
    expect(valuesIn(dst)).toEqual([7, 8, 1, 1]);
  });

  it('refuses other operations, scales, sources and indices', () => {
    const rule = (change: (machine: TestMachine) => Parameters<typeof callWith>[2]) => {
      const machine = v3();
      const dst = tensor(machine, 'sbuf', 'float32', [2, 2], count(4));
      const srcs = list(tensor(machine, 'hbm', 'float32', [2, 2], count(4)));
      return faultOf(() =>
        callWith(dmaCompute, machine, { dst, srcs, reduce_op: 'add', ...change(machine) }),
      );
    };
    const source = (machine: TestMachine) => tensor(machine, 'hbm', 'float32', [2, 2], count(4));
    expect(rule(() => ({}))).toBeNull();
    expect(rule(() => ({ reduce_op: 'maximum' }))).toBe('dma-compute-operation');
    expect(rule(() => ({ scales: { kind: 'list', items: [2] } }))).toBe('dma-compute-operation');
    expect(rule((machine) => ({ srcs: list(...new Array(17).fill(source(machine))) }))).toBe(
      'dma-compute-sources',
    );
    expect(rule(() => ({ oob_mode: 'skip' }))).toBe('dma-oob-mode');
    const gathered = (machine: TestMachine) =>
      vectorSelect(source(machine), 0, tensor(machine, 'sbuf', 'int32', [2, 1], [0, 1]));
    expect(rule((machine) => ({ srcs: list(gathered(machine), source(machine)) }))).toBe(
      'dma-compute-sources',
    );
    expect(
      rule((machine) => {
        const dst = tensor(machine, 'sbuf', 'float32', [2, 2], count(4));
        return { dst, srcs: list(gathered(machine), dst), unique_indices: false };
      }),
    ).toBe('dma-compute-sources');
  });
});
