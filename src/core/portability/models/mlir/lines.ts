import type { RangedReader } from '../../../workload/files/ranged-reader.ts';

const PIECE_BYTES = 2 ** 20;
/** Text that is looked at. Data of constants are passed over, so graphs of hundreds of thousands of operations stay below. */
const MOST_CHARACTERS = 128 * 2 ** 20;
const MOST_BYTES = 2 ** 30;
/** Of longer lines, which hold data of constants, only the beginning and the end are kept. */
const LONGEST_LINE = 8192;
const HALF_LINE = LONGEST_LINE / 2;
const NEWLINE = 10;

/** Bytes as characters of the same number: the words looked for are ASCII, and nothing is ever refused. */
const latin = (bytes: Uint8Array): string => Reflect.apply(String.fromCharCode, null, bytes);

/** The beginning and the end of a text that is too long for a line. */
const shortened = (line: string): string =>
  line.length <= LONGEST_LINE ? line : line.slice(0, HALF_LINE) + line.slice(-HALF_LINE);

const textOf = (bytes: Uint8Array): string =>
  bytes.length <= LONGEST_LINE
    ? latin(bytes)
    : latin(bytes.subarray(0, HALF_LINE)) + latin(bytes.subarray(bytes.length - HALF_LINE));

/**
 * Calls `visit` for every line of a text file; of a line of more than 8,192 characters for the first and the last 4,096 as
 * one. Reads a mebibyte at a time. Gives false where it stopped before the end of the file, after 128 Mi characters or 1 GiB.
 */
export const eachLine = (file: RangedReader, visit: (line: string) => void): boolean => {
  const end = Math.min(file.size, MOST_BYTES);
  let line = '';
  let characters = 0;
  for (let at = 0; at < end; at += PIECE_BYTES) {
    const bytes = file.read(at, PIECE_BYTES);
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      line = shortened(line + textOf(bytes.subarray(from, to)));
      characters += line.length + 1;
      visit(line);
      line = '';
      from = to + 1;
    }
    line = shortened(line + textOf(bytes.subarray(from)));
    if (characters > MOST_CHARACTERS) return false;
  }
  if (line !== '') visit(line);
  return end === file.size;
};

/** A line without its comment to the end (`//`); inside a text it is none. */
export const withoutComment = (line: string): string => {
  if (!line.includes('//')) return line;
  let inText = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (inText && character === '\\') index += 1;
    else if (character === '"') inText = !inText;
    else if (!inText && character === '/' && line[index + 1] === '/') return line.slice(0, index);
  }
  return line;
};
