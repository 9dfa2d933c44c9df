/** Where lines of a text begin. Lines end with `\n`, `\r\n` or a lone `\r`. */
export interface LineIndex {
  readonly text: string;
  /** Offset of each line's first unit, in UTF-16 units. */
  readonly starts: Int32Array;
}

/** A place as editors count it. Lines and columns start at 1; columns count UTF-16 units. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

const EXCERPT_MAX = 160;

/** Finds the lines of a text, in one pass. */
export const indexLines = (text: string): LineIndex => {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return { text, starts: Int32Array.from(starts) };
};

/** Lines of the text; an end of line at its very end begins no further one. */
export const countLines = ({ text, starts }: LineIndex): number =>
  text.length === starts[starts.length - 1] ? starts.length - 1 : starts.length;

/** The line and column of an offset from 0 to the text's length. */
export const placeOf = ({ starts }: LineIndex, offset: number): LinePlace => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
};

/** A line without its end; empty for a line that the text does not have. */
export const lineText = ({ text, starts }: LineIndex, line: number): string => {
  const start = starts[line - 1];
  if (start === undefined) return '';
  let end = starts[line] ?? text.length;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end -= 1;
  return text.slice(start, end);
};

/** The line as reports quote it: trimmed, at most 160 units, control characters as blanks. */
export const excerptOf = ({ text, starts }: LineIndex, line: number): string => {
  const start = starts[line - 1];
  if (start === undefined) return '';
  // Lines of generated files are as long as the file, and every hit of one asks.
  const end = Math.min(starts[line] ?? text.length, start + 4 * EXCERPT_MAX);
  return text
    .slice(start, end)
    .replace(/[\0-\x1f\x7f-\x9f]/g, ' ')
    .trim()
    .slice(0, EXCERPT_MAX);
};
