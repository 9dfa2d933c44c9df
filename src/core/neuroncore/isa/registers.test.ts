import { describe, expect, it } from 'vitest';
import { registerHost } from '../memory/host/register.ts';
import type { RegisterValue } from '../memory/view.ts';
import type { PyHost, PyNative, PyValue } from '../python/values.ts';
import { dynamicRange, runFori, runWhile } from './dynamic-loops.ts';
import {
  callWith,
  context,
  faultOf,
  RaisedForTest,
  tensor,
  testMachine,
  valuesIn,
} from './machine.testing.ts';
import { registerAlloc, registerLoad, registerMove, registerStore } from './registers.ts';

const v3 = () => testMachine('v3', [registerStore]);
const held = (register: PyValue): number => (register as PyHost<RegisterValue>).value.value;
const body = (run: (register: PyValue) => PyValue): PyNative => ({
  kind: 'native',
  name: 'body',
  parameters: [{ name: 'i', kind: 'ordinary' }],
  call: ([register]) => run(register as PyValue),
});

describe('registers', () => {
  it('take numbers, other registers and elements of memory, and are stored again', () => {
    const machine = v3();
    const first = callWith(registerAlloc, machine, { x: 7 });
    const second = callWith(registerAlloc, machine, { x: null });
    expect(Number.isNaN(held(second))).toBe(true);
    callWith(registerMove, machine, { dst: second, src: first });
    expect(held(second)).toBe(7);
    const source = tensor(machine, 'sbuf', 'int32', [1, 1], [-3]);
    callWith(registerLoad, machine, { dst: second, src: source });
    expect([held(first), held(second)]).toEqual([7, -3]);
    expect(held(callWith(registerAlloc, machine, { x: source }))).toBe(-3);
    const target = tensor(machine, 'hbm', 'int32', [1], [0]);
    callWith(registerStore, machine, { dst: target, src: second });
    expect(valuesIn(target)).toEqual([-3]);
  });

  it('refuse tensors of several elements and PSUM; a loop keeps its own from being written', () => {
    const machine = v3();
    const dst = callWith(registerAlloc, machine, { x: null });
    const many = tensor(machine, 'sbuf', 'int32', [1, 2], [1, 2]);
    const psum = tensor(machine, 'psum', 'int32', [1, 1], [1]);
    expect(faultOf(() => callWith(registerLoad, machine, { dst, src: many }))).toBe('register-source');
    expect(faultOf(() => callWith(registerLoad, machine, { dst, src: psum }))).toBe('operand-space');
    const frozen = registerHost({ id: 1, value: 0 }, true);
    expect(() => callWith(registerMove, machine, { dst: frozen, src: 1 })).toThrow(RaisedForTest);
  });
});

describe('loops with run-time bounds', () => {
  it('count in registers of their own from bounds read once', () => {
    const machine = v3();
    const upper = registerHost({ id: 9, value: 7 });
    const seen: number[] = [];
    const step = body((register) => {
      seen.push(held(register));
      upper.value.value = 0;
      return null;
    });
    expect(runFori(machine, context, 1, upper, 3, step)).toBeNull();
    expect(seen).toEqual([1, 4]);
    expect([...dynamicRange(machine, context, 0, 3)].map(held)).toEqual([0, 1, 2]);
  });

  it('tell the machine where they begin, iterate and end', () => {
    const marks: string[] = [];
    const machine = { ...v3(), loopMark: (mark: string) => marks.push(mark) };
    runFori(
      machine,
      context,
      0,
      2,
      1,
      body(() => null),
    );
    expect(marks).toEqual(['begin', 'iterate', 'iterate', 'end']);
  });

  it('run while the register that the body returns is not zero', () => {
    const machine = v3();
    const seen: number[] = [];
    const next = body((register) => {
      seen.push(held(register));
      return registerHost({ id: 5, value: held(register) - 1 });
    });
    runWhile(machine, context, registerHost({ id: 4, value: 2 }), next);
    runWhile(machine, context, registerHost({ id: 4, value: 0 }), next);
    expect(seen).toEqual([2, 1]);
  });

  it('refuse steps that are no positive int, bounds without a value and bodies without a condition', () => {
    const machine = v3();
    const empty = registerHost({ id: 1, value: Number.NaN });
    const nothing = body(() => null);
    expect(() => runFori(machine, context, 0, 2, 0, nothing)).toThrow('AssertionError');
    expect(() => runFori(machine, context, 0, empty, 1, nothing)).toThrow('TypeError');
    expect(() => runWhile(machine, context, empty, nothing)).toThrow('TypeError');
    expect(() => runWhile(machine, context, registerHost({ id: 1, value: 1 }), nothing)).toThrow('TypeError');
  });
});
