import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCEPTED, REFUSED, TREES } from './parse.testing.ts';
import { parse } from './parse.ts';
import { describeSyntaxError, PythonSyntaxError } from './syntax-error.ts';

const read = (text: string) => parse({ path: 'kernel.py', text });

const refusal = (text: string): PythonSyntaxError => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
};

/** A node as `(Type@line:column-line:column field=value ...)`, its fields in order of their names. */
const show = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = value as Record<string, unknown>;
  if ('kind' in fields) return `${fields['kind']}${'value' in fields ? ` ${constant(fields['value'])}` : ''}`;
  const span = fields['span'] as Record<string, number> | undefined;
  const place =
    span === undefined ? '' : `@${span['line']}:${span['column']}-${span['endLine']}:${span['endColumn']}`;
  const rest = Object.keys(fields)
    .filter((name) => name !== 'type' && name !== 'span')
    .sort()
    .map((name) => ` ${name}=${show(fields[name])}`);
  return `(${'type' in fields ? fields['type'] : ''}${place}${rest.join('')})`;
};

const constant = (value: unknown): string =>
  typeof value === 'bigint' ? `"0x${value.toString(16)}"` : JSON.stringify(value);

describe('the parser', () => {
  it.each(TREES)('reads %j into the tree that CPython gives', (text, tree) => {
    expect(read(text).body.map(show).join('\n')).toBe(tree);
  });

  it('accepts what CPython accepts', () => {
    expect(ACCEPTED.length).toBeGreaterThan(60);
    for (const text of ACCEPTED) expect(() => read(text), text).not.toThrow();
  });

  it('refuses what CPython refuses, in the same line', () => {
    expect(REFUSED.length).toBeGreaterThan(60);
    for (const [text, line, column] of REFUSED) {
      const { site } = refusal(text);
      expect([text, site.line, site.column]).toEqual([text, line, column]);
    }
  });

  it('accepts the quotes of a formatted string, and backslashes, in its fields, as Python 3.12 does', () => {
    expect(read(`f"{a["b"]}{'\\n'.join(c)}{f"{f"{d}"}"}"`).body.map((each) => each.type)).toEqual(['Expr']);
  });

  it('takes a byte order mark for no part of the first line', () => {
    expect(show(read('\uFEFFx').body[0])).toBe('(Expr@1:1-1:2 value=(Name@1:1-1:2 id=x))');
  });

  it('says where characters named with \\N{...} would be needed', () => {
    expect(refusal('x = "\\N{EM DASH}"').message).toMatch(/^kernel\.py:1:5: characters named/);
  });
});

describe('the parser on hostile text', () => {
  const PIECES = [
    ...['(', ')', '[', ']', '{', '}', ',', ':', '=', ':=', '*', '**', '.', '->', '@', ';', '-', '~', '\\'],
    ...['if', 'else', 'for', 'in', 'lambda', 'not', 'def f', 'class', 'try', 'except', 'with', 'as', 'match'],
    ...['case', 'yield', 'await', 'async', 'import', 'from', 'del', 'global', 'return', 'print', 'None'],
    ...[
      'x',
      '1',
      '1.5',
      '0x',
      '1_',
      "'s'",
      '"',
      "'''",
      "f'",
      "f'{",
      '}',
      '!r',
      'b"',
      '\n',
      '\n ',
      '\n\t',
      '#',
      'é',
    ],
  ];
  const survives = (text: string): boolean => {
    try {
      read(text);
    } catch (error) {
      return error instanceof PythonSyntaxError;
    }
    return true;
  };

  it('refuses or accepts any soup of tokens', () => {
    const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 });
    fc.assert(
      fc.property(soup, fc.constantFrom('', ' '), (pieces, between) => survives(pieces.join(between))),
      { numRuns: 200 },
    );
  });

  it('refuses or accepts any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), survives), { numRuns: 200 });
  });

  it('refuses or accepts valid programs with a piece cut out or put in', () => {
    const program = TREES.map(([text]) => text).join('\n');
    const place = fc.nat({ max: program.length });
    fc.assert(
      fc.property(place, fc.nat({ max: 12 }), fc.constantFrom('', ...PIECES), (from, length, piece) =>
        survives(program.slice(0, from) + piece + program.slice(from + length)),
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['parentheses', '('],
    ['lists', '['],
    ['calls', 'f('],
    ['subscripts', 'a['],
    ['unary minus', '-'],
    ['not', 'not '],
    ['lambdas', 'lambda:'],
    ['powers', '2**'],
    ['conditions', 'a if b else '],
    ['formatted strings', "f'{"],
    ['awaits', 'await '],
    ['names side by side', '[a '],
    ['dictionaries', '{1:'],
    ['elif', 'elif x:\n  y\n'],
  ])('refuses %s nested without end', (_what, piece) => {
    const start = piece.startsWith('elif') ? 'if x:\n  y\n' : '';
    expect(refusal(start + piece.repeat(20_000)).message.length).toBeLessThan(200);
  });

  it.each([
    ['names side by side', '[a ', ' a b'],
    ['nested calls', '', 'f(a, b=1)\n'],
    ['formatted strings', '', "x = f'{a:{b}}' 'c'\n"],
    ['with', '', 'with (a, b, c):\n  pass\n'],
    ['match', '', 'match (a)\n'],
    ['comments', '', '# comment\n\n'],
    ['a long string', "'''", 'abc\\n'],
    ['a long list', '[', 'a, *b, '],
    ['a long sum', 'x = ', 'a + '],
  ])(
    'reads 10,000 times %s in far less time than work that grows with the square would take',
    (_what, start, piece) => {
      const before = performance.now();
      survives(start + piece.repeat(10_000));
      expect(performance.now() - before).toBeLessThan(4_000);
    },
  );
});

describe('a syntax error', () => {
  it('is shown with its place, kind, line and a caret', () => {
    expect(describeSyntaxError(refusal('x = 1\ny = (a b)\n'))).toBe(
      [
        'kernel.py:2:6: error: invalid syntax; perhaps a comma is missing [SyntaxError]',
        '2 | y = (a b)',
        '         ^^^',
      ].join('\n'),
    );
  });

  it('points at the end of the line when something is missing there', () => {
    expect(describeSyntaxError(refusal('if\tx\n'))).toBe(
      ["kernel.py:1:5: error: expected ':' [SyntaxError]", '1 | if x', '        ^'].join('\n'),
    );
  });
});
