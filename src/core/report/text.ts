/** Code points that a terminal draws two cells wide: East Asian wide and full-width forms, and emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

const cellsOf = (character: string): number => {
  const code = character.codePointAt(0);
  if (code === undefined) return 0;
  if (code < 0x300) return 1;
  if (/\p{Mark}|\p{Default_Ignorable_Code_Point}/u.test(character)) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
};

/** How many cells of a terminal a line of text fills. Expects text without control characters (see `plainText`). */
export const displayWidth = (text: string): number => {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
};

/**
 * Text from outside made safe to print on one line: control characters (terminal escapes, line breaks, tabs),
 * direction overrides and unpaired surrogates become single spaces.
 */
export const plainText = (text: string): string =>
  text.replace(/[\p{Control}\p{Surrogate}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();

/** The text in at most `width` cells, ending in an ellipsis where something was cut off. */
export const truncate = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const character of text) {
    const cells = cellsOf(character);
    if (used + cells > width - 1) break;
    kept += character;
    used += cells;
  }
  return `${kept.trimEnd()}…`;
};

/** Pads to `width` cells; longer text is returned as it is. */
export const pad = (text: string, width: number, align: 'left' | 'right'): string => {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
};

/** A word cut into pieces that fit. */
const pieces = (word: string, width: number): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && displayWidth(piece) + cellsOf(character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
};

/**
 * Breaks text into lines of at most `width` cells, between words where possible; lines after the first start with
 * `indent` blanks. Width must be at least 2 + indent.
 */
export const wrapText = (text: string, width: number, indent = 0): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of plainText(text).split(/ +/)) {
    for (const piece of displayWidth(word) > width - indent ? pieces(word, width - indent) : [word]) {
      const start = lines.length === 0 ? '' : ' '.repeat(indent);
      if (line === '') line = start + piece;
      else if (displayWidth(line) + 1 + displayWidth(piece) <= width) line += ` ${piece}`;
      else {
        lines.push(line);
        line = ' '.repeat(indent) + piece;
      }
    }
  }
  return line === '' ? lines : [...lines, line];
};

/** At most so many of the lines that a text was wrapped into; an ellipsis where more were cut off. */
export const atMost = (count: number, lines: readonly string[], width: number): readonly string[] =>
  lines.length <= count
    ? lines
    : [...lines.slice(0, count - 1), truncate(`${lines[count - 1]} ${lines[count]?.trim()}`, width)];
