import { describe, expect, it } from 'vitest';
import { PythonSyntaxError, parse } from './parse.ts';

const read = (text: string) => parse({ path: 'kernel.py', text });

/** Snippets that the grammar of Python 3.11 allows and CPython's compiler refuses, with the line. */
const REFUSED: readonly (readonly [text: string, line: number])[] = [
  ['return 1', 1],
  ['class A:\n return', 2],
  ['break', 1],
  ['continue', 1],
  ['for x in y: pass\nelse: break', 2],
  ['while 1:\n  def f():\n    break', 3],
  ['while 1:\n  class A:\n    continue', 3],
  ['yield', 1],
  ['x = yield', 1],
  ['class A:\n yield', 2],
  ['await x', 1],
  ['def f(): await x', 1],
  ['async def f():\n  yield from x', 2],
  ['def f(a, a): pass', 1],
  ['def f(a, *a): pass', 1],
  ['lambda x, x: 0', 1],
  ['f(a=1, a=2)', 1],
  ['class A(x=1, x=2): pass', 1],
  ['try: pass\nexcept: pass\nexcept B: pass', 2],
  ['*a = b', 1],
  ['*a, *b = c', 1],
  ['[*a, *b] = c', 1],
  ['x = *a', 1],
  ['*a', 1],
  ['return *a', 1],
  ['def f(): return *a', 1],
  ['for *a in b: pass', 1],
  ['for a in *b: pass', 1],
  ['del *a', 1],
  ['nonlocal x', 1],
  ['def f():\n from a import *', 2],
  ['class A:\n from a import *', 2],
  ['try: pass\nexcept* A: return', 2],
  ['def f():\n try: pass\n except* A: return', 3],
  ['while 1:\n try: pass\n except* A: break', 3],
  ['[x for *a in b]', 1],
  ['with a as *b: pass', 1],
  ['async for x in y: pass', 1],
  ['def f():\n async with x: pass', 2],
  ['x += *a', 1],
  ['def f(a: *b): pass', 1],
  ['x: *a = 1', 1],
  ['if *a: pass', 1],
  ['with x:\n  break', 2],
  ['try:\n break\nfinally: pass', 2],
  ['x = [y async for y in z]', 1],
  ['x = (yield)\n', 1],
  ['def f(x=(yield)): pass', 1],
  ['@(yield)\ndef f(): pass', 1],
  ['a[b:*c]', 1],
  ['a = b = *c', 1],
  ['match x:\n  case 1: break', 2],
];

/** Snippets close to them that CPython compiles. */
const ACCEPTED = [
  'def f():\n return 1',
  'for x in y: break',
  'lambda: (yield)',
  'async def f(): await x',
  '*a, = b',
  '(a, *b), *c = d',
  'x = *a,',
  '*a,',
  'def f(): return *a, b',
  'for *a, b in c: pass',
  'for a in *b, c: pass',
  'print(*a)',
  '[*a]',
  '{*a}',
  'a[*b]',
  'def f(x):\n def g():\n  nonlocal x',
  'from a import *',
  'try: pass\nexcept* A:\n  for x in y: break',
  '[x for *a, b in c]',
  'with a as (*b,): pass',
  'async def f():\n async for x in y: pass',
  'def f(*a: *b): pass',
  'while 1:\n if x:\n  break',
  'while 1:\n with x:\n  break',
  'f(**a, **a)',
  'f(*a, *a)',
  'class A(*b): pass',
  'while x:\n match y:\n  case 1: break',
];

describe('the rules beyond the grammar', () => {
  it.each(REFUSED)('refuse %j in the line in which CPython does', (text, line) => {
    try {
      read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(PythonSyntaxError);
      expect(error instanceof PythonSyntaxError && error.site.line).toBe(line);
      return;
    }
    throw new Error('accepted');
  });

  it.each(ACCEPTED)('allow %j as CPython does', (text) => {
    expect(() => read(text)).not.toThrow();
  });

  it('refuse a tree too high to be walked by recursion, however it grows', () => {
    for (const text of [`a${'+a'.repeat(5000)}`, `a${'.b'.repeat(5000)}`, `f${'()'.repeat(5000)}`])
      expect(() => read(text)).toThrow(/more than 1000 levels/);
    expect(() => read(`a${'+a'.repeat(900)}`)).not.toThrow();
  });
});
