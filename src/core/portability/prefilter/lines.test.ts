import { describe, expect, it } from 'vitest';
import { countLines, excerptOf, indexLines, lineText, placeOf } from './lines.ts';

describe('indexLines', () => {
  const lines = indexLines('ab\r\ncd\re\n');

  it('ends lines at every kind of end', () => {
    expect([...lines.starts]).toEqual([0, 4, 7, 9]);
    expect(countLines(lines)).toBe(3);
    expect(countLines(indexLines('a\nb'))).toBe(2);
    expect(countLines(indexLines(''))).toBe(0);
  });

  it('gives places from 1', () => {
    expect(placeOf(lines, 0)).toEqual({ line: 1, column: 1 });
    expect(placeOf(lines, 5)).toEqual({ line: 2, column: 2 });
    expect(placeOf(lines, 7)).toEqual({ line: 3, column: 1 });
  });

  it('quotes a line without its end, its blanks and its control characters', () => {
    expect(lineText(lines, 1)).toBe('ab');
    expect(lineText(lines, 9)).toBe('');
    expect(excerptOf(indexLines('  a\u001b[31mb  \n'), 1)).toBe('a [31mb');
    expect(excerptOf(indexLines('x'.repeat(500)), 1)).toHaveLength(160);
  });
});
