import { describe, expect, it } from 'vitest';
import type { DType } from '../memory/dtype.ts';
import type { Space } from '../memory/view.ts';
import { callWith, faultOf, tensor, testMachine, valuesIn, wave } from './machine.testing.ts';
import { ncTranspose } from './nc-transpose.ts';

const v2 = () => testMachine('v2', [ncTranspose]);
const v3 = () => testMachine('v3', [ncTranspose]);

describe('nc_transpose', () => {
  it.each([
    ['tensor', 'psum', 'bfloat16', 100, 60],
    ['tensor', 'psum', 'float32', 128, 128],
    ['vector', 'sbuf', 'int32', 32, 20],
    ['vector', 'psum', 'float16', 7, 32],
  ] as const)('exchanges partitions and elements on the %s engine', (engine, space, dtype, rows, columns) => {
    const machine = v3();
    const data = tensor(
      machine,
      'sbuf',
      dtype,
      [rows, columns],
      wave(rows * columns).map((x) => x * 100),
    );
    const dst = tensor(machine, space, dtype, [columns, rows]);
    callWith(ncTranspose, machine, { dst, data, engine });
    const from = valuesIn(data);
    const wanted = from.map((_, index) => from[(index % rows) * columns + Math.floor(index / rows)]);
    expect(valuesIn(dst)).toEqual(wanted);
    expect(machine.issued[0]?.engine).toBe(engine);
  });

  it('takes all free dimensions as one', () => {
    const machine = v3();
    const data = tensor(machine, 'sbuf', 'float32', [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    const dst = tensor(machine, 'psum', 'float32', [4, 2]);
    callWith(ncTranspose, machine, { dst, data });
    expect(valuesIn(dst)).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
  });

  it('gives fp8 elements in 16 bits with zeros above', () => {
    const machine = v3();
    const data = tensor(machine, 'sbuf', 'float8_e4m3', [1, 2], [1, -2]);
    const dst = tensor(machine, 'psum', 'uint16', [2, 1]);
    callWith(ncTranspose, machine, { dst, data });
    expect(valuesIn(dst)).toEqual([0x38, 0xc0]);
  });

  it('keeps infinity where it is from v3 on; on v2 the rest of its row becomes NaN', () => {
    const data = [1, Number.POSITIVE_INFINITY, 3, 4];
    const found = [v2(), v3()].map((machine) => {
      const dst = tensor(machine, 'psum', 'float32', [2, 2]);
      callWith(ncTranspose, machine, { dst, data: tensor(machine, 'sbuf', 'float32', [2, 2], data) });
      return valuesIn(dst);
    });
    expect(found).toEqual([
      [1, 3, Number.POSITIVE_INFINITY, Number.NaN],
      [1, 3, Number.POSITIVE_INFINITY, 4],
    ]);
  });

  it('chooses the engine by where the operands lie', () => {
    const machine = v3();
    for (const space of ['psum', 'sbuf'] as const) {
      const data = tensor(machine, 'sbuf', 'float32', [4, 4], wave(16));
      callWith(ncTranspose, machine, { dst: tensor(machine, space, 'float32', [4, 4]), data });
    }
    expect(machine.issued.map((each) => each.engine)).toEqual(['tensor', 'vector']);
  });

  it('refuses what the engine cannot do', () => {
    const rule = (
      engine: string,
      from: Space,
      to: Space,
      shape: readonly [number, number],
      dtypes: readonly [DType, DType] = ['float32', 'float32'],
    ) => {
      const machine = v3();
      const data = tensor(machine, from, dtypes[0], shape, wave(shape[0] * shape[1]));
      const dst = tensor(machine, to, dtypes[1], [shape[1], shape[0]]);
      return faultOf(() => callWith(ncTranspose, machine, { dst, data, engine }));
    };
    expect(rule('tensor', 'psum', 'psum', [4, 4])).toBe('operand-space');
    expect(rule('tensor', 'sbuf', 'sbuf', [4, 4])).toBe('operand-space');
    expect(rule('vector', 'hbm', 'sbuf', [4, 4])).toBe('operand-space');
    expect(rule('vector', 'sbuf', 'sbuf', [33, 4])).toBe('transpose-size');
    expect(rule('tensor', 'sbuf', 'psum', [4, 129])).toBe('transpose-size');
    expect(rule('tensor', 'sbuf', 'psum', [4, 4], ['bfloat16', 'float32'])).toBe('transpose-dtype');
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [4, 4]);
    const data = tensor(machine, 'sbuf', 'float32', [4, 3], wave(12));
    expect(faultOf(() => callWith(ncTranspose, machine, { dst, data }))).toBe('transpose-shape');
  });
});
