import { describe, expect, it } from 'vitest';
import { parse } from '../parse.ts';
import { describeUnsupported, UnsupportedPython } from './errors.ts';
import { run } from './evaluate.testing.ts';
import { callFunction, compileModule, runModule } from './evaluate.ts';

const compile = (text: string) => {
  const file = { path: 'kernel.py', text };
  return compileModule(parse(file), file);
};

const refusalOf = (text: string): UnsupportedPython => {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof UnsupportedPython) return error;
    throw error;
  }
  throw new Error('accepted');
};

describe('Python that kernels cannot use', () => {
  it.each([
    ['def f():\n  yield 1', 2, 3, /yield/],
    ['def f():\n  x = yield', 2, 7, /yield/],
    ['def f():\n  yield from g()', 2, 3, /yield/],
    ['async def f(): pass', 1, 1, /async def/],
    ['async def f():\n  await g()', 1, 1, /async def/],
    ['match x:\n  case 1: pass', 1, 1, /match/],
    ['x = 1\ny = 2j', 2, 5, /Complex/],
    ["b'abc'[0]", 1, 1, /Bytes/],
    ['try: pass\nexcept* ValueError: pass', 1, 1, /except\*/],
    ['class A(**k): pass', 1, 1, /bases of a class/],
    ['def f():\n  def g():\n    return [(yield)]', 3, 14, /yield/],
  ])('is refused where it stands before anything runs: %j', (text, line, column, message) => {
    const error = refusalOf(text);
    expect([error.site.line, error.site.column]).toEqual([line, column]);
    expect(error.message).toMatch(message);
    expect(error.advice).not.toBe('');
  });

  it('reads with the line, a caret and what to write instead', () => {
    expect(describeUnsupported(refusalOf('def tiles():\n    yield 1\n'))).toBe(
      [
        'kernel.py:2:5: Generators (`yield`) are not supported.',
        '2 |     yield 1',
        '        ^',
        'Collect the values in a list and return it, or write a generator expression.',
      ].join('\n'),
    );
  });

  it('can be refused only when the function that holds it is called', () => {
    const file = { path: 'kernel.py', text: 'def bad():\n  yield 1\ndef good():\n  return 5\n' };
    const compiled = compileModule(parse(file), file, 'whenCalled');
    expect(compiled.refusals.map((each) => each.site.line)).toEqual([2]);
    const { machine } = run('');
    const module = runModule(machine, compiled);
    expect(callFunction(machine, module.attributes.get('good') ?? null)).toBe(5);
    expect(() => callFunction(machine, module.attributes.get('bad') ?? null)).toThrow(UnsupportedPython);
  });
});
