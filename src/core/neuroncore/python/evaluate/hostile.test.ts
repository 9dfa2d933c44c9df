import { describe, expect, it } from 'vitest';
import { KernelFault } from '../../machine/diagnostic.ts';
import { run } from './evaluate.testing.ts';
import type { EvaluationLimits } from './limits.ts';

const LIMITS: EvaluationLimits = { steps: 300_000, callDepth: 400, allocatedItems: 1_000_000 };

/** The rule of the fault that ends a program; fails when it ends in another way. */
const faultOf = (text: string, limits = LIMITS): string => {
  try {
    run(text, limits);
  } catch (error) {
    if (error instanceof KernelFault) return error.diagnostic.rule;
    throw error;
  }
  return 'no fault';
};

describe('a program that does not end by itself', () => {
  it.each([
    ['a loop without end', 'while True: pass', 'evaluation-steps'],
    ['a loop over a giant range', 'for i in range(10**15): pass', 'evaluation-steps'],
    ['loops in loops', 'for a in range(10**4):\n  for b in range(10**4): pass', 'evaluation-steps'],
    ['a sum over a giant range', 'sum(range(10**15))', 'evaluation-steps'],
    ['a search in a giant iterator', '5.5 in iter(range(10**15))', 'evaluation-steps'],
    ['an iterator without end', 'list(iter(lambda: 1, 2))', 'evaluation-steps'],
    ['a list that grows while it is read', 'x = [1]\nfor i in x: x.append(i)', 'evaluation-steps'],
    [
      'a method called without end',
      'class A:\n  def f(self): pass\na = A()\nwhile 1: a.f()',
      'evaluation-steps',
    ],
    ['a generator without end', 'any(False for _ in range(10**15))', 'evaluation-steps'],
    ['a filter that passes nothing', 'next(filter(None, iter(int, 1)))', 'evaluation-steps'],
    [
      'catching every exception for ever',
      'while True:\n  try: 1 / 0\n  except Exception: pass',
      'evaluation-steps',
    ],
    [
      'text of nested lists that share parts',
      'a = [1]\nfor _ in range(60): a = [a, a]\nrepr(a)',
      'evaluation-items',
    ],
    [
      'equality of nested lists that share parts',
      'a = [1]\nb = [1]\nfor _ in range(60): a = [a, a]; b = [b, b]\na == b',
      'evaluation-steps',
    ],
  ])('ends in a fault: %s', (_name, text, rule) => {
    expect(faultOf(text)).toBe(rule);
  });
});

describe('a program that wants too much memory', () => {
  it.each([
    ['a list of a milliard', '[0] * 10**9'],
    ['a tuple of a milliard', '(0,) * 10**9'],
    ['a text of a milliard', "'x' * 10**9"],
    ['doubling a text', "s = 'x'\nwhile True: s = s + s"],
    ['doubling a text in place', "s = 'x'\nwhile True: s += s"],
    ['doubling a text by a format', "s = 'x'\nwhile True: s = f'{s}{s}'"],
    ['doubling a list', 'x = [1]\nwhile True: x = x + x'],
    ['doubling a list in place', 'x = [1]\nwhile True: x += x'],
    ['extending a list by itself', 'x = [1]\nwhile True: x.extend(x)'],
    ['the list of a giant range', 'list(range(10**12))'],
    ['a set of a giant range', 'set(range(10**12))'],
    ['a wide format', "format(1, '1000000000')"],
    ['a precise format', "format(1.5, '.999999999f')"],
    ['a wide percent format', "'%*d' % (10**9, 1)"],
    ['a wide field', "'a'.ljust(10**9)"],
    ['a text of zeros', "'a'.zfill(10**9)"],
    ['a text joined by a long text', "('x' * 10000).join('y' * 10000)"],
    ['a text replaced by longer texts', "('x' * 10000).replace('x', 'y' * 10000)"],
    ['wide tabs', "'\\t'.expandtabs(10**9)"],
    ['a slice repeated', 'x = [0] * 1000\nwhile True: x[:0] = x'],
    ['keys of nested tuples that share parts', 't = (1,)\nfor _ in range(60): t = (t, t)\n{t: 1}'],
  ])('ends in a fault: %s', (_name, text) => {
    expect(faultOf(text)).toMatch(/evaluation-(items|steps)/);
  });
});

describe('a program that nests without end', () => {
  it.each([
    ['a function that calls itself', 'def f(): return f()\nf()'],
    ['two functions that call each other', 'def f(): return g()\ndef g(): return f()\nf()'],
    ['a lambda', 'f = lambda: f()\nf()'],
    ['a property that reads itself', 'class A:\n  @property\n  def x(self): return self.x\nA().x'],
    ['getattr that asks itself', 'class A:\n  def __getattr__(self, n): return self.y\nA().x'],
    ['repr that asks itself', 'class A:\n  def __repr__(self): return repr(self)\nrepr(A())'],
    ['equality that asks itself', 'class A:\n  def __eq__(self, o): return self == o\nA() == A()'],
    ['a constructor that constructs', 'class A:\n  def __init__(self): A()\nA()'],
    ['text of a list a million deep', 'x = []\nfor _ in range(100000): x = [x]\nrepr(x)'],
    ['equality of lists that are deep', 'x = []\ny = []\nfor _ in range(9999): x = [x]; y = [y]\nx == y'],
    ['a key that is deep', 'x = ()\nfor _ in range(9999): x = (x,)\n{x}'],
    ['comprehensions that call themselves', 'def f(n): return [f(n + 1) for _ in range(2)]\nf(0)'],
    ['generators inside generators', 'g = iter([1])\nfor _ in range(5000): g = (x for x in g)\nlist(g)'],
    ['a sort key that sorts', 'def k(x): return sorted([2, 1], key=k)\nk(1)'],
    ['maps over maps', 'm = iter([1])\nfor _ in range(100000): m = map(abs, m)\nlist(m)'],
  ])('ends in a fault: %s', (_name, text) => {
    expect(faultOf(text)).toMatch(/evaluation-(depth|items|steps)/);
  });

  it('is stopped before the JavaScript stack ends, even with deep expressions in every call', () => {
    const deep = `${'(0 + '.repeat(80)}f(n + 1)${')'.repeat(80)}`;
    expect(faultOf(`def f(n):\n  return ${deep}\nf(0)`)).toBe('evaluation-depth');
  });
});

describe('a fault', () => {
  it('is not caught by except and skips finally', () => {
    const text = 'try:\n  while True: pass\nexcept BaseException:\n  print(1)\nfinally:\n  print(2)';
    expect(faultOf(text)).toBe('evaluation-steps');
  });

  it('names the place of the loop', () => {
    try {
      run('x = 1\nfor i in range(10**9):\n  x = 2\n', LIMITS);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KernelFault);
      if (error instanceof KernelFault) expect(error.message).toMatch(/^program\.py:2:10: .*300000 steps/);
    }
  });

  it.each([
    '2**53',
    '9007199254740991 + 1',
    '-9007199254740991 - 1',
    '3037000500 * 3037000500',
    '2**1000',
    '1 << 60',
    '10**16',
    'x = 9007199254740993',
    "int('9' * 20)",
    'int(1e300)',
    'sum([9007199254740991, 1])',
    'pow(10, 20)',
  ])('ends integers beyond the exact range: %s', (text) => {
    expect(faultOf(text)).toBe('integer-range');
  });
});
