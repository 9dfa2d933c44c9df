import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { parseCsv } from './csv.ts';

const cells = (text: string): string[][] =>
  parseCsv('t.csv', text).rows.map((row) => row.map((field) => field.text));

const faultOf = (text: string): { found: string; line: number | undefined; column: number | undefined } => {
  try {
    parseCsv('t.csv', text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { found, position } = error.problem;
    return { found, line: position?.line, column: position?.column };
  }
  throw new Error('nothing was refused');
};

describe('CSV', () => {
  it('reads fields, quoted fields with separators, line ends and quotes in them, and either line end', () => {
    expect(cells('a,b\r\n"x, y","say ""no""\nmore"\n1,\n')).toEqual([
      ['a', 'b'],
      ['x, y', 'say "no"\nmore'],
      ['1', ''],
    ]);
  });

  it('takes the last line with or without a line end, and a byte order mark', () => {
    expect(cells('\ufeffa,b\n1,2')).toEqual(cells('a,b\n1,2\n'));
    expect(cells('a\n1,')).toEqual([['a'], ['1', '']]);
  });

  it('keeps empty lines as rows of one empty field, so that they can be counted', () => {
    expect(cells('a\n\n1\n')).toEqual([['a'], [''], ['1']]);
    expect(cells('')).toEqual([]);
  });

  it('goes by the first line for the separator', () => {
    expect(cells('a;b\n1,5;2\n')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(cells('a\tb\n1\t2')[1]).toEqual(['1', '2']);
    expect(cells('"a;b;c",d\n1,2')[0]).toEqual(['a;b;c', 'd']);
  });

  it('says where each field begins', () => {
    const csv = parseCsv('t.csv', 'a,b\n"x\ny",22\n3,4\n');
    expect(csv.rows.map((row) => row.map(({ line, column }) => [line, column]))).toEqual([
      [
        [1, 1],
        [1, 3],
      ],
      [
        [2, 1],
        [3, 4],
      ],
      [
        [4, 1],
        [4, 3],
      ],
    ]);
  });

  it('refuses what the format does not have, at its place', () => {
    expect(faultOf('a,b\n1,"2\n')).toMatchObject({
      found: 'a quote that is never closed',
      line: 2,
      column: 3,
    });
    expect(faultOf('a,b\n1,"2"3\n')).toMatchObject({
      found: 'text behind a closing quote',
      line: 2,
      column: 6,
    });
    expect(faultOf('a,b\n1,2"3\n')).toMatchObject({ found: 'a quote inside a field', line: 2, column: 4 });
    expect(faultOf('a,b\r1,2')).toMatchObject({ found: 'a carriage return by itself', line: 1, column: 4 });
    expect(faultOf('a,b\n1,\u0000')).toMatchObject({ found: 'a control character', line: 2, column: 3 });
  });

  it('reads back whatever is written by its rules', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', ' ', 'é'), maxLength: 6 });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        const header = ['first', 'second'];
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = [header.join(','), ...rows.map((row) => row.map(quoted).join(','))].join(lineEnd);
        expect(cells(text)).toEqual([header, ...rows]);
      }),
      { numRuns: 200 },
    );
  });

  it('reads any text or refuses it by name', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '\t', '\u0000'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (any) => {
        try {
          expect(parseCsv('t.csv', any).rows.every((row) => row.length > 0)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
