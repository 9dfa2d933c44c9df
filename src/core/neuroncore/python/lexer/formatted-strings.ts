import { isLineBreak } from './layout.ts';
import type { Lexer } from './lexer.ts';
import { codeAt, columnOf, emit, emitFrom, here, refuse, refuseLate, stepOverLineBreak } from './lexer.ts';
import { openBracket } from './operators.ts';
import type { Opening } from './strings.ts';
import { openString, refuseUnterminated, stepOverText } from './strings.ts';
import { isWordPart } from './words.ts';

/** How many formatted strings may stand inside each other. */
const MOST_FORMATTED_STRINGS = 100;
/** How many fields may stand inside each other within one string: a format may hold fields, theirs may not. */
const MOST_FIELD_DEPTH = 2;

const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const COLON = 58;
const EXCLAMATION = 33;
const HASH = 35;

/** Reads one token of an expression; given by the caller because expressions may hold formatted strings again. */
type ReadToken = (lexer: Lexer, nesting: number) => void;

const place = (lexer: Lexer): { line: number; column: number } => ({
  line: lexer.line,
  column: columnOf(lexer, lexer.offset),
});

/** `\N{...}` names a character: its braces are no field. */
const stepOverNamedCharacter = (lexer: Lexer, opening: Opening): boolean => {
  if (opening.raw || !lexer.text.startsWith('\\N{', lexer.offset)) return false;
  const quoted = lexer.text.slice(lexer.offset + 3, lexer.offset + 103);
  const length = quoted.search(/[}\n\r"']/);
  if (length < 0 || quoted[length] !== '}') return false;
  lexer.offset += 3 + length + 1;
  return true;
};

/** Steps over literal text up to the closing quotes or a brace; a backslash does not hide a brace. */
const stepOverLiteral = (lexer: Lexer, opening: Opening): void => {
  const first = opening.quote.charCodeAt(0);
  for (;;) {
    const code = codeAt(lexer, lexer.offset);
    if (code === OPEN_BRACE || code === CLOSE_BRACE) return;
    if (code === first && lexer.text.startsWith(opening.quote, lexer.offset)) return;
    if (code !== BACKSLASH) stepOverText(lexer, opening);
    else if (!stepOverNamedCharacter(lexer, opening)) {
      const next = codeAt(lexer, lexer.offset + 1);
      if (next === OPEN_BRACE || next === CLOSE_BRACE) lexer.offset += 1;
      else stepOverText(lexer, opening);
    }
  }
};

const stepOverBlank = (lexer: Lexer, opening: Opening): boolean => {
  const code = codeAt(lexer, lexer.offset);
  if (lexer.offset >= lexer.text.length) refuseUnterminated(lexer, opening);
  if (code === HASH) refuseLate(lexer, "f-string expression part cannot include '#'", place(lexer));
  if (code === 32 || code === 9 || code === 12) {
    lexer.offset += 1;
    return true;
  }
  if (!isLineBreak(code)) return false;
  if (opening.quote.length < 3) refuseUnterminated(lexer, opening);
  stepOverLineBreak(lexer);
  return true;
};

const readConversion = (lexer: Lexer): void => {
  const start = lexer.offset;
  lexer.offset += 1;
  while (isWordPart(codeAt(lexer, lexer.offset))) lexer.offset += 1;
  emit(lexer, 'CONVERSION', start, lexer.text.slice(start, lexer.offset));
};

/** Reads the replacement field that starts at the present brace. */
const readField = (lexer: Lexer, opening: Opening, depth: number, nesting: number, read: ReadToken): void => {
  if (depth >= MOST_FIELD_DEPTH) refuseLate(lexer, 'f-string: expressions nested too deeply', place(lexer));
  openBracket(lexer, 'FIELD');
  lexer.offset += 1;
  emit(lexer, 'FIELD_OPEN', lexer.offset - 1, '{');
  const inside = lexer.brackets.length;
  for (;;) {
    if (stepOverBlank(lexer, opening)) continue;
    const code = codeAt(lexer, lexer.offset);
    const atField = lexer.brackets.length === inside;
    if (atField && code === CLOSE_BRACE) break;
    if (atField && code === COLON) {
      lexer.offset += 1;
      emit(lexer, 'FORMAT', lexer.offset - 1, ':');
      readPieces(lexer, opening, depth + 1, nesting, read);
      break;
    }
    if (atField && code === EXCLAMATION && codeAt(lexer, lexer.offset + 1) !== 61) readConversion(lexer);
    else read(lexer, nesting);
    if (lexer.brackets.length < inside)
      refuse(lexer, `f-string: unmatched '${lexer.text.charAt(lexer.offset - 1)}'`, place(lexer));
  }
  lexer.brackets.pop();
  lexer.offset += 1;
  emit(lexer, 'FIELD_CLOSE', lexer.offset - 1, '}');
};

/** Reads literal text and fields up to the end of the string (depth 0) or of the format (deeper). */
const readPieces = (
  lexer: Lexer,
  opening: Opening,
  depth: number,
  nesting: number,
  read: ReadToken,
): void => {
  for (;;) {
    const from = here(lexer);
    stepOverLiteral(lexer, opening);
    const code = codeAt(lexer, lexer.offset);
    const doubled = depth === 0 && codeAt(lexer, lexer.offset + 1) === code;
    const brace = code === OPEN_BRACE || code === CLOSE_BRACE;
    if (brace && doubled) lexer.offset += 1;
    if (lexer.offset > from.start) emitFrom(lexer, 'FSTRING_MIDDLE', from);
    if (brace && doubled) lexer.offset += 1;
    else if (code === OPEN_BRACE) readField(lexer, opening, depth, nesting, read);
    else if (code === CLOSE_BRACE) {
      if (depth > 0) return;
      refuseLate(lexer, "f-string: single '}' is not allowed", place(lexer));
    } else if (depth > 0) refuseLate(lexer, "f-string: expecting '}'", place(lexer));
    else return;
  }
};

/**
 * Reads a formatted string: fields may hold any expression, with the same quotes again and with backslashes (PEP 701),
 * but neither comments nor, between single quotes, line breaks. Source: Python documentation,
 * reference/lexical_analysis, "Formatted string literals".
 */
export const readFormattedString = (
  lexer: Lexer,
  prefixLength: number,
  nesting: number,
  read: ReadToken,
): void => {
  if (nesting >= MOST_FORMATTED_STRINGS) refuseLate(lexer, 'f-string: nested too deeply', place(lexer));
  const opening = openString(lexer, prefixLength);
  emitFrom(lexer, 'FSTRING_START', opening);
  readPieces(lexer, opening, 0, nesting + 1, read);
  const from = here(lexer);
  lexer.offset += opening.quote.length;
  emitFrom(lexer, 'FSTRING_END', from);
};
