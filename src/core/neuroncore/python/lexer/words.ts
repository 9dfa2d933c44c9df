import type { Lexer } from './lexer.ts';
import { codeAt, columnOf, emit, refuse } from './lexer.ts';
import { kindOfWord } from './token.ts';

/** Whether a character code may stand in a word: letters, digits, underscore, and all beyond ASCII until checked. */
export const isWordPart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code >= 128;

/** Whether a character code may start a word. */
export const isWordStart = (code: number): boolean => isWordPart(code) && !(code >= 48 && code <= 57);

const START = /[\p{XID_Start}_]/u;
const PART = /[\p{XID_Continue}]/u;
const UNSEEN = /[\p{C}\p{Z}]/u;

const refuseCharacter = (lexer: Lexer, character: string, offset: number): never => {
  const point = character.codePointAt(0);
  const code = `U+${(point === undefined ? '' : point.toString(16)).toUpperCase().padStart(4, '0')}`;
  const detail = UNSEEN.test(character)
    ? `invalid non-printable character ${code}`
    : `invalid character '${character}' (${code})`;
  return refuse(lexer, detail, { line: lexer.line, column: columnOf(lexer, offset) });
};

/** Identifiers beyond ASCII are compared in their compatibility form (PEP 3131). */
const checkUnicode = (lexer: Lexer, word: string, start: number): string => {
  let offset = start;
  for (const character of word) {
    const normal = character.normalize('NFKC');
    const fits =
      offset === start
        ? START.test(normal.charAt(0)) || START.test(character)
        : PART.test(normal) || PART.test(character);
    if (!fits) refuseCharacter(lexer, character, offset);
    offset += character.length;
  }
  return word.normalize('NFKC');
};

/** Steps over the characters of a word. */
export const skipWord = (lexer: Lexer): void => {
  while (isWordPart(codeAt(lexer, lexer.offset))) lexer.offset += 1;
};

/** Reads a name or a reserved word. */
export const readWord = (lexer: Lexer): void => {
  const start = lexer.offset;
  let ascii = true;
  for (;;) {
    const code = codeAt(lexer, lexer.offset);
    if (!isWordPart(code)) break;
    if (code >= 128) ascii = false;
    lexer.offset += 1;
  }
  const word = lexer.text.slice(start, lexer.offset);
  if (ascii) emit(lexer, kindOfWord(word), start, word);
  else emit(lexer, 'NAME', start, checkUnicode(lexer, word, start));
};

/** Refuses a control character, which can stand nowhere. */
export const refuseControl = (lexer: Lexer): never =>
  refuseCharacter(lexer, lexer.text.charAt(lexer.offset), lexer.offset);
