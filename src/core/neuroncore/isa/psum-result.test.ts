import { describe, expect, it } from 'vitest';
import type { View } from '../memory/view.ts';
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

const v2 = () => testMachine('v2', [ncMatmul]);
const v3 = () => testMachine('v3', [ncMatmul]);
const v4 = () => testMachine('v4', [ncMatmul]);

describe('accumulation in PSUM', () => {
  const ones = (machine: TestMachine, m: number, n: number) => ({
    stationary: tensor(machine, 'sbuf', 'bfloat16', [1, m], new Array(m).fill(1)),
    moving: tensor(machine, 'sbuf', 'bfloat16', [1, n], new Array(n).fill(1)),
  });
  const columns = (view: View, start: number, count: number): View => ({
    ...view,
    offset: view.offset + start,
    shape: [view.shape[0] as number, count],
  });

  it('overwrites first and then adds when the kernel leaves it open', () => {
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [2, 3], [9, 9, 9, 9, 9, 9]);
    for (let each = 0; each < 3; each += 1) callWith(ncMatmul, machine, { dst, ...ones(machine, 2, 3) });
    expect(valuesIn(dst)).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it('starts again with accumulate=False', () => {
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [2, 2]);
    for (const accumulate of [false, true, false, true, true])
      callWith(ncMatmul, machine, { dst, ...ones(machine, 2, 2), accumulate });
    expect(valuesIn(dst)).toEqual([3, 3, 3, 3]);
  });

  it('adds only where results overlap, as convolutions do', () => {
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [1, 6]);
    for (const start of [0, 2, 3])
      callWith(ncMatmul, machine, { dst: columns(dst, start, 3), ...ones(machine, 1, 3) });
    expect(valuesIn(dst)).toEqual([1, 1, 2, 2, 2, 1]);
    expect(machine.issued.map((each) => each.attributes['accumulate'])).toEqual([
      'overwrite',
      'mixed',
      'mixed',
    ]);
  });

  it('keeps tiles of one storage apart that do not overlap', () => {
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [1, 4]);
    for (const start of [0, 2, 0])
      callWith(ncMatmul, machine, { dst: columns(dst, start, 2), ...ones(machine, 1, 2) });
    expect(valuesIn(dst)).toEqual([2, 2, 1, 1]);
  });

  it('is refused onto what no instruction wrote', () => {
    const machine = v3();
    const dst = tensor(machine, 'psum', 'float32', [2, 2]);
    const call = () => callWith(ncMatmul, machine, { dst, ...ones(machine, 2, 2), accumulate: true });
    expect(faultOf(call)).toBe('accumulate-uninitialised');
  });

  it('is refused onto what another engine wrote before v4', () => {
    const rules = [v2(), v3(), v4()].map((machine) => {
      const dst = tensor(machine, 'psum', 'float32', [2, 2], [5, 5, 5, 5]);
      machine.issue({
        opcode: 'memset',
        engine: 'vector',
        trigger: 'vector',
        name: null,
        core: 0,
        outputs: [{ role: 'dst', view: dst }],
        inputs: [],
        attributes: {},
        site: { file: { path: 'k.py', text: '' }, line: 1, column: 1, endLine: 1, endColumn: 1 },
      });
      const fault = faultOf(() =>
        callWith(ncMatmul, machine, { dst, ...ones(machine, 2, 2), accumulate: true }),
      );
      return [fault, valuesIn(dst)[0]];
    });
    expect(rules).toEqual([
      ['accumulate-foreign', 5],
      ['accumulate-foreign', 5],
      [null, 6],
    ]);
  });
});

describe('transpose mode of nc_matmul', () => {
  const identity = (machine: TestMachine, size: number): View =>
    tensor(
      machine,
      'sbuf',
      'float32',
      [size, size],
      Array.from({ length: size * size }, (_, index) => Number(index % (size + 1) === 0)),
    );
  const data = [1, Number.NaN, 3, 4, Number.POSITIVE_INFINITY, 6];

  it('moves elements bit by bit from v3 on, NaN and infinity too', () => {
    const machine = v3();
    const stationary = tensor(machine, 'sbuf', 'float32', [3, 2], data);
    const dst = tensor(machine, 'psum', 'float32', [2, 3]);
    callWith(ncMatmul, machine, { dst, stationary, moving: identity(machine, 3), is_transpose: true });
    expect(valuesIn(dst)).toEqual([1, 3, Number.POSITIVE_INFINITY, Number.NaN, 4, 6]);
  });

  it('spreads NaN over its row on v2, which multiplies', () => {
    const machine = v2();
    const stationary = tensor(machine, 'sbuf', 'float32', [2, 2], [1, Number.NaN, 3, 4]);
    const dst = tensor(machine, 'psum', 'float32', [2, 2]);
    callWith(ncMatmul, machine, { dst, stationary, moving: identity(machine, 2), is_transpose: true });
    expect(valuesIn(dst)).toEqual([1, 3, Number.NaN, Number.NaN]);
  });

  it('is refused with a moving operand that is no identity', () => {
    const machine = v3();
    const square = () => tensor(machine, 'sbuf', 'float32', [4, 4], wave(16));
    const given = {
      stationary: square(),
      moving: square(),
      dst: tensor(machine, 'psum', 'float32', [4, 4]),
    };
    expect(faultOf(() => callWith(ncMatmul, machine, { ...given, is_transpose: true }))).toBe(
      'transpose-identity',
    );
  });
});
