import { describe, expect, it } from 'vitest';
import { pyTuple } from '../construct.ts';
import type { HostType, PyHost } from '../values.ts';
import { runWith } from './evaluate.testing.ts';

describe('a machine object', () => {
  const tensor: HostType = {
    name: 'tensor',
    getAttribute: (self, name) => (name === 'shape' ? pyTuple([self.value as number]) : undefined),
    getItem: (_self, index, context) => `item ${context.represent(index)}`,
    setItem: (self, index, value, context) =>
      context.print(`set ${String(self.value)} ${context.represent(index)} ${context.represent(value)}\n`),
    binary: (self, operator, other, reflected) =>
      operator === '+='
        ? undefined
        : `${reflected ? 'r' : ''}${operator}${String(self.value)}${String(other)}`,
    truth: (self) => self.value !== 0,
    length: (self) => self.value as number,
    iterate: () => [1, 2],
    index: (self) => self.value as number,
    represent: (self) => `tensor<${String(self.value)}>`,
    enter: () => 'entered',
    exit: (_self, context) => context.print('left\n'),
    call: (args) => args.length,
  };
  const t: PyHost = { kind: 'host', type: tensor, value: 3 };

  it.each([
    ['t.shape', '(3,)'],
    ['t[0:2, ...]', "'item (slice(0, 2, None), Ellipsis)'"],
    ['t + 1', "'+31'"],
    ['1 - t', "'r-31'"],
    ['t < 4', "'<34'"],
    ['t == 5', "'==35'"],
    ['-5 @ t', "'r@3-5'"],
    ['bool(t)', 'True'],
    ['len(t)', '3'],
    ['list(t)', '[1, 2]'],
    ['list(range(t))', '[0, 1, 2]'],
    ['[5, 6, 7, 8][t]', '8'],
    ['[t]', '[tensor<3>]'],
    ["f'{t}'", "'tensor<3>'"],
    ['t(1, 2)', '2'],
    ['type(t).__name__', "'tensor'"],
    ['{t: 1}[t]', '1'],
  ])('answers %s', (expression, expected) => {
    expect(runWith(`from machine import t\nprint(repr(${expression}))`, [['t', t]]).output).toBe(
      `${expected}\n`,
    );
  });

  it('takes items, augmented assignment and with', () => {
    const text =
      'from machine import t\nt[1] = 2\nt[0] += "x"\nu = t\nu += 4\nprint(u)\nwith t as name: print(name)\n';
    expect(runWith(text, [['t', t]]).output).toBe("set 3 1 2\nset 3 0 'item 0x'\n+34\nentered\nleft\n");
  });

  it.each([
    ['t.size', "'tensor' object has no attribute 'size'"],
    ['-t', "bad operand type for unary -: 'tensor'"],
  ])('refuses %s', (expression, message) => {
    expect(() => runWith(`from machine import t\n${expression}`, [['t', t]])).toThrow(message);
  });
});
