import { displayWidth, wrapText } from '../text.ts';

/** What a terminal's colours are made of. */
const COLOUR = /\u001b\[[0-9;]*m/g;

/**
 * Lines as they are where they fit in `columns`, else wrapped below their own indent. Source lines with their gutter and
 * carets stay whole; a line that is too long loses its colours.
 */
export const fitted = (lines: readonly string[], columns: number): readonly string[] =>
  lines.flatMap((line) => {
    const plain = line.replaceAll(COLOUR, '');
    if (displayWidth(plain) <= columns) return [line];
    if (/^\s*\d+ \| |^\s*\^$/.test(plain)) return [line];
    const indent = plain.length - plain.trimStart().length;
    const [first = '', ...rest] = wrapText(plain.trimStart(), columns - indent, 2);
    return [' '.repeat(indent) + first, ...rest.map((each) => ' '.repeat(indent) + each)];
  });
