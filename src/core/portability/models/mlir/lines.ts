import type { RangedReader } from '../../../workload/files/ranged-reader.ts';

const PIECE_BYTES = 2 ** 20;
/** Bytes of text that are read; what is larger holds its weights as text, and its operations come before. */
export const MOST_TEXT_BYTES = 256 * 2 ** 20;
/** Of longer lines, which hold data of constants, only the beginning and the end are kept. */
const LONGEST_LINE = 8192;
const LATIN_CHUNK = 8192;

/** Bytes as characters of the same number: the words looked for are ASCII, and nothing is ever refused. */
const latin = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += LATIN_CHUNK)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + LATIN_CHUNK)));
  return parts.join('');
};

/**
 * Calls `visit` for every line of a text file, without comments to its end (`//`). Reads a mebibyte at a time, 256 at most; of a line
 * of more than 8,192 characters the first and the last 4,096 are given as two.
 */
export const eachLine = (file: RangedReader, visit: (line: string) => void): void => {
  let rest = '';
  const give = (line: string): void => {
    if (line.length <= LONGEST_LINE) visit(line);
    else {
      visit(line.slice(0, LONGEST_LINE / 2));
      visit(line.slice(-LONGEST_LINE / 2));
    }
  };
  for (let at = 0; at < Math.min(file.size, MOST_TEXT_BYTES); at += PIECE_BYTES) {
    const bytes = file.read(at, PIECE_BYTES);
    if (bytes.length === 0) break;
    const lines = (rest + latin(bytes)).split('\n');
    const last = lines.pop();
    for (const line of lines) give(line);
    rest = last === undefined ? '' : last;
    if (rest.length > 2 * PIECE_BYTES) rest = rest.slice(0, LONGEST_LINE) + rest.slice(-LONGEST_LINE);
  }
  if (rest !== '') give(rest);
};

/** A line without its comment; `//` inside a text is none. */
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
