import { isLineBreak } from './layout.ts';
import type { Lexer } from './lexer.ts';
import { codeAt, emitFrom, here, refuse, stepOverLineBreak } from './lexer.ts';

const BACKSLASH = 92;

/** A string literal being read: where it started and what ends it. */
export interface Opening {
  readonly start: number;
  readonly line: number;
  readonly column: number;
  readonly quote: string;
  readonly raw: boolean;
}

/** How long the prefix of a string literal at the present offset is (`rb` in `rb'x'`); -1 when there is no string. */
export const stringPrefix = (lexer: Lexer): number => {
  for (let length = 0; length < 3; length += 1) {
    const code = codeAt(lexer, lexer.offset + length);
    if (code === 34 || code === 39) {
      const prefix = lexer.text.slice(lexer.offset, lexer.offset + length);
      return length === 0 || /^(?:[bB][rR]?|[rR][bBfF]?|[fF][rR]?|[uU])$/.test(prefix) ? length : -1;
    }
    if (!(code >= 65 && code <= 122)) return -1;
  }
  return -1;
};

/** Steps over the prefix and the opening quotes. */
export const openString = (lexer: Lexer, prefixLength: number): Opening => {
  const place = here(lexer);
  const prefix = lexer.text.slice(place.start, place.start + prefixLength);
  lexer.offset += prefixLength;
  const single = lexer.text.charAt(lexer.offset);
  const quote = lexer.text.startsWith(single.repeat(3), lexer.offset) ? single.repeat(3) : single;
  lexer.offset += quote.length;
  return { ...place, quote, raw: /r/i.test(prefix) };
};

/** Refuses a string that its line or the file ends before it is closed. */
export const refuseUnterminated = (lexer: Lexer, opening: Opening): never => {
  const what = opening.quote.length === 3 ? 'unterminated triple-quoted string' : 'unterminated string';
  return refuse(lexer, `${what} literal (detected at line ${lexer.line})`, opening);
};

/**
 * Steps over one character of a string's text. A backslash takes the next character with it, so that an escaped quote
 * or line break does not end the string.
 */
export const stepOverText = (lexer: Lexer, opening: Opening): void => {
  let code = codeAt(lexer, lexer.offset);
  if (code === BACKSLASH) {
    lexer.offset += 1;
    code = codeAt(lexer, lexer.offset);
    if (isLineBreak(code)) {
      stepOverLineBreak(lexer);
      return;
    }
  }
  if (lexer.offset >= lexer.text.length) refuseUnterminated(lexer, opening);
  if (!isLineBreak(code)) lexer.offset += 1;
  else if (opening.quote.length === 3) stepOverLineBreak(lexer);
  else refuseUnterminated(lexer, opening);
};

/** Reads a string or bytes literal that holds no fields. */
export const readPlainString = (lexer: Lexer, prefixLength: number): void => {
  const opening = openString(lexer, prefixLength);
  const first = opening.quote.charCodeAt(0);
  while (codeAt(lexer, lexer.offset) !== first || !lexer.text.startsWith(opening.quote, lexer.offset))
    stepOverText(lexer, opening);
  lexer.offset += opening.quote.length;
  emitFrom(lexer, 'STRING', opening);
};
