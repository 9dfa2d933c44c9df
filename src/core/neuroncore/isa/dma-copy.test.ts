import { describe, expect, it } from 'vitest';
import { accessPattern } from '../memory/access-pattern.ts';
import type { DType } from '../memory/dtype.ts';
import { select, vectorSelect } from '../memory/select.ts';
import type { Space } from '../memory/view.ts';
import { dmaCompute } from './dma-compute.ts';
import { dmaCopy } from './dma-copy.ts';
import { callWith, faultOf, type TestMachine, tensor, testMachine, valuesIn } from './machine.testing.ts';

const v3 = (version: readonly [number, number] = [0, 6]) => testMachine('v3', [dmaCopy], { version });
const count = (length: number) => Array.from({ length }, (_, index) => index);

describe('dma_copy', () => {
  it.each([
    ['hbm', 'sbuf'],
    ['sbuf', 'shared_hbm'],
    ['hbm', 'hbm'],
    ['sbuf', 'sbuf'],
  ] as const)('moves elements in row-major order from %s to %s', (from, to) => {
    const machine = v3();
    const src = tensor(machine, from, 'float32', [4, 6], count(24));
    const dst = tensor(machine, to, 'float32', [8, 3]);
    callWith(dmaCopy, machine, { dst, src });
    expect(valuesIn(dst)).toEqual(count(24));
  });

  it('keeps the bits of equal types, NaN and large integers too', () => {
    const machine = v3();
    const src = tensor(machine, 'hbm', 'int32', [1, 3], [2 ** 31 - 1, -5, 16777217]);
    const dst = tensor(machine, 'sbuf', 'int32', [1, 3]);
    callWith(dmaCopy, machine, { dst, src });
    expect(valuesIn(dst)).toEqual([2 ** 31 - 1, -5, 16777217]);
  });

  it('casts through float32: large integers lose bits, floats round to even and saturate', () => {
    const machine = v3();
    const integers = tensor(machine, 'hbm', 'int32', [1, 2], [16777217, 7]);
    const wide = tensor(machine, 'sbuf', 'uint32', [1, 2]);
    callWith(dmaCopy, machine, { dst: wide, src: integers });
    expect(valuesIn(wide)).toEqual([16777216, 7]);
    const floats = tensor(machine, 'hbm', 'float32', [1, 4], [2.5, -3.5, 300, -300]);
    const bytes = tensor(machine, 'sbuf', 'int8', [1, 4]);
    callWith(dmaCopy, machine, { dst: bytes, src: floats });
    expect(valuesIn(bytes)).toEqual([2, -4, 127, -128]);
  });

  it('refuses to end in PSUM from NKI 0.3 on, and different sizes always', () => {
    const rule = (version: readonly [number, number], space: Space, columns: number) => {
      const machine = v3(version);
      const src = tensor(machine, 'hbm', 'float32', [2, 4], count(8));
      const dst = tensor(machine, space, 'float32', [2, columns]);
      return faultOf(() => callWith(dmaCopy, machine, { dst, src }));
    };
    expect(rule([0, 3], 'psum', 4)).toBe('dma-psum');
    expect(rule([0, 2], 'psum', 4)).toBeNull();
    expect(rule([0, 6], 'sbuf', 5)).toBe('dma-elements');
  });

  it('adds to dst where NKI 0.2 asks for dst_rmw_op', () => {
    const machine = testMachine('v3', [dmaCopy, dmaCompute], { version: [0, 2] });
    const src = tensor(machine, 'sbuf', 'float32', [1, 3], [1, 2, 3]);
    const dst = tensor(machine, 'hbm', 'float32', [1, 3], [10, 20, 30]);
    callWith(dmaCopy, machine, { dst, src, dst_rmw_op: 'add' });
    expect(valuesIn(dst)).toEqual([11, 22, 33]);
  });

  it('does not convert packed types', () => {
    const machine = v3();
    const src = tensor(machine, 'hbm', 'float8_e4m3fn_x4', [1, 2]);
    const dst = tensor(machine, 'sbuf', 'float32', [1, 2]);
    expect(faultOf(() => callWith(dmaCopy, machine, { dst, src }))).toBe('dma-cast');
  });
});

describe('descriptor generation of dma_copy', () => {
  const rule = (machine: TestMachine, more: Parameters<typeof callWith>[2], to: DType = 'float32') => {
    const src = tensor(machine, 'hbm', 'float32', [2, 2], count(4));
    const dst = tensor(machine, 'sbuf', to, [2, 2]);
    return faultOf(() => callWith(dmaCopy, machine, { dst, src, ...more }));
  };

  it('in hardware needs v3 and equal types (from NKI 0.3 on)', () => {
    expect(rule(testMachine('v2', []), { dge_mode: 'hwdge' })).toBe('dma-dge-mode');
    expect(rule(v3(), { dge_mode: 'hwdge' })).toBeNull();
    expect(rule(v3(), { dge_mode: 'hwdge' }, 'bfloat16')).toBe('dma-dge-mode');
    expect(rule(v3([0, 2]), { dge_mode: 'hwdge' }, 'bfloat16')).toBeNull();
  });

  it('names its trigger: sync or scalar, in hardware only', () => {
    expect(rule(v3(), { dge_mode: 'hwdge', engine: 'vector' })).toBe('dma-dge-mode');
    expect(rule(v3(), { dge_mode: 'swdge', engine: 'sync' })).toBe('dma-dge-mode');
    const machine = v3();
    expect(rule(machine, { dge_mode: 'hwdge', engine: 'scalar' })).toBeNull();
    expect(rule(machine, { dge_mode: 'swdge' })).toBeNull();
    expect(machine.issued.map((each) => each.trigger)).toEqual(['scalar', 'gpsimd']);
  });

  it('takes priorities 0 to 3 on v4 only', () => {
    expect(rule(v3(), { priority: 1 })).toBe('dma-priority');
    expect(rule(testMachine('v4', []), { priority: 1 })).toBeNull();
    expect(rule(testMachine('v4', []), { priority: 4 })).toBe('dma-priority');
  });
});

describe('indirect dma_copy', () => {
  const table = (machine: TestMachine) => tensor(machine, 'hbm', 'float32', [4, 2], count(8));
  const indices = (machine: TestMachine, values: number[]) =>
    tensor(machine, 'sbuf', 'int32', [values.length, 1], values);

  it('gathers one row for each partition', () => {
    const machine = v3();
    const src = vectorSelect(table(machine), 0, indices(machine, [3, 0, 3]));
    const dst = tensor(machine, 'sbuf', 'float32', [3, 2]);
    callWith(dmaCopy, machine, { dst, src });
    expect(valuesIn(dst)).toEqual([6, 7, 0, 1, 6, 7]);
    expect(machine.issued[0]).toMatchObject({ trigger: 'gpsimd', attributes: { dge_mode: 'swdge' } });
    expect(machine.issued[0]?.inputs.map((each) => each.role)).toEqual(['src', 'indices']);
  });

  it('scatters rows, with a cast', () => {
    const machine = v3();
    const target = table(machine);
    const dst = vectorSelect(target, 0, indices(machine, [2, 0]));
    const src = tensor(machine, 'sbuf', 'bfloat16', [2, 2], [10, 11, 12, 13]);
    callWith(dmaCopy, machine, { dst, src });
    expect(valuesIn(target)).toEqual([12, 13, 2, 3, 10, 11, 6, 7]);
  });

  it('ends the kernel at an index outside, or leaves those rows alone', () => {
    const machine = v3();
    const src = vectorSelect(table(machine), 0, indices(machine, [1, 4, -1]));
    const dst = tensor(machine, 'sbuf', 'float32', [3, 2], [9, 9, 9, 9, 9, 9]);
    expect(faultOf(() => callWith(dmaCopy, machine, { dst, src }))).toBe('index-out-of-bounds');
    callWith(dmaCopy, machine, { dst, src, oob_mode: 'skip' });
    expect(valuesIn(dst)).toEqual([2, 3, 9, 9, 9, 9]);
    const target = table(machine);
    const scatter = vectorSelect(target, 0, indices(machine, [7, 1]));
    const rows = tensor(machine, 'sbuf', 'float32', [2, 2], [1, 1, 2, 2]);
    callWith(dmaCopy, machine, { dst: scatter, src: rows, oob_mode: 'skip' });
    expect(valuesIn(target)).toEqual([0, 1, 2, 2, 4, 5, 6, 7]);
  });

  it('follows a scalar in memory or in a register, as it is when the copy is issued', () => {
    const machine = v3();
    const register = machine.allocateRegister(2);
    const dst = tensor(machine, 'sbuf', 'float32', [1, 2]);
    const src = accessPattern(table(machine), {
      pattern: [
        [2, 1],
        [1, 2],
      ],
      offset: 0,
      scalarOffset: register,
      vectorOffset: null,
      indirectDimension: 0,
      dtype: null,
    });
    callWith(dmaCopy, machine, { dst, src });
    expect(valuesIn(dst)).toEqual([4, 5]);
    register.value = 0;
    const [issued] = machine.issued;
    if (issued === undefined) throw new Error('nothing was issued');
    dmaCopy.execute?.(issued, machine);
    expect(valuesIn(dst)).toEqual([4, 5]);
    const place = tensor(machine, 'sbuf', 'int32', [1, 1], [3]);
    callWith(dmaCopy, machine, {
      dst: { ...dst, shape: [2], strides: [1] },
      src: select(table(machine), 0, place),
    });
    expect(valuesIn(dst)).toEqual([6, 7]);
  });

  it('needs descriptors by software, an indexed tensor in HBM and enough indices', () => {
    const rule = (more: Parameters<typeof callWith>[2], space: Space = 'hbm', rows = 2) => {
      const machine = v3();
      const from = tensor(machine, space, 'float32', [4, 2], count(8));
      const vector = { kind: 'vector', dimension: 0, stride: 2, extent: 4 } as const;
      const src = {
        ...from,
        shape: [rows, 2],
        indirection: { ...vector, indices: indices(machine, [1, 2]) },
      };
      const dst = tensor(machine, 'sbuf', 'float32', [rows, 2]);
      return faultOf(() => callWith(dmaCopy, machine, { dst, src, ...more }));
    };
    expect(rule({})).toBeNull();
    expect(rule({ dge_mode: 'hwdge' })).toBe('dma-dge-mode');
    expect(rule({ dge_mode: 'none' })).toBe('dma-dge-mode');
    expect(rule({}, 'sbuf')).toBe('dma-indirect');
    expect(rule({}, 'hbm', 3)).toBe('dma-indirect');
  });
});
