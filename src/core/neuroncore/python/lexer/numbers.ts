import type { Lexer } from './lexer.ts';
import { codeAt, columnOf, emit, refuse } from './lexer.ts';
import { isWordPart } from './words.ts';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isHexadecimalDigit = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
const isOctalDigit = (code: number): boolean => code >= 48 && code <= 55;
const isBinaryDigit = (code: number): boolean => code === 48 || code === 49;

const UNDERSCORE = 95;
const DOT = 46;

/** Refuses a number at the last character of it that could be read. */
const invalid = (lexer: Lexer, kind: string): never =>
  refuse(lexer, `invalid ${kind} literal`, { line: lexer.line, column: columnOf(lexer, lexer.offset) - 1 });

/** Digits with single underscores between them; at least one digit when `needed`. */
const digits = (lexer: Lexer, isOne: (code: number) => boolean, kind: string): void => {
  for (;;) {
    if (!isOne(codeAt(lexer, lexer.offset))) invalid(lexer, kind);
    while (isOne(codeAt(lexer, lexer.offset))) lexer.offset += 1;
    if (codeAt(lexer, lexer.offset) !== UNDERSCORE) return;
    lexer.offset += 1;
  }
};

/** A number may touch a reserved word that can follow it (`1if x else 2`), but no other word. */
const endOfNumber = (lexer: Lexer, kind: string): void => {
  if (!isWordPart(codeAt(lexer, lexer.offset))) return;
  const rest = lexer.text.slice(lexer.offset, lexer.offset + 4);
  if (!/^(?:and|else|for|i[fns]|or|not)/.test(rest)) invalid(lexer, kind);
};

const radixLiteral = (lexer: Lexer, isOne: (code: number) => boolean, kind: string): void => {
  lexer.offset += 2;
  if (codeAt(lexer, lexer.offset) === UNDERSCORE) lexer.offset += 1;
  digits(lexer, isOne, kind);
  if (isDigit(codeAt(lexer, lexer.offset)))
    refuse(lexer, `invalid digit '${lexer.text[lexer.offset]}' in ${kind} literal`, {
      line: lexer.line,
      column: columnOf(lexer, lexer.offset),
    });
  endOfNumber(lexer, kind);
};

/** The exponent, when there is one: `e` that starts a word such as `else` is none. */
const exponent = (lexer: Lexer): boolean => {
  if ((codeAt(lexer, lexer.offset) | 32) !== 101) return false;
  const sign = codeAt(lexer, lexer.offset + 1);
  const signed = sign === 43 || sign === 45;
  if (!signed && !isDigit(sign)) return false;
  lexer.offset += signed ? 2 : 1;
  digits(lexer, isDigit, 'decimal');
  return true;
};

const fraction = (lexer: Lexer): boolean => {
  if (codeAt(lexer, lexer.offset) !== DOT) return false;
  lexer.offset += 1;
  if (isDigit(codeAt(lexer, lexer.offset))) digits(lexer, isDigit, 'decimal');
  return true;
};

const imaginary = (lexer: Lexer): boolean => {
  if ((codeAt(lexer, lexer.offset) | 32) !== 106) return false;
  lexer.offset += 1;
  endOfNumber(lexer, 'imaginary');
  return true;
};

const decimalLiteral = (lexer: Lexer): void => {
  const start = lexer.offset;
  if (codeAt(lexer, start) !== DOT) digits(lexer, isDigit, 'decimal');
  const whole = lexer.text.slice(start, lexer.offset);
  const hasFraction = fraction(lexer);
  const hasExponent = exponent(lexer);
  if (imaginary(lexer)) return;
  if (!hasFraction && !hasExponent && /^0[0_]*[1-9]/.test(whole))
    refuse(lexer, 'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal', {
      line: lexer.line,
      column: columnOf(lexer, start),
    });
  endOfNumber(lexer, 'decimal');
};

/** Whether a number starts at the present offset. */
export const startsNumber = (lexer: Lexer): boolean => {
  const code = codeAt(lexer, lexer.offset);
  return isDigit(code) || (code === DOT && isDigit(codeAt(lexer, lexer.offset + 1)));
};

/**
 * Reads a number. Source: Python 3.11 documentation, reference/lexical_analysis, "Numeric literals".
 */
export const readNumber = (lexer: Lexer): void => {
  const start = lexer.offset;
  const radix = codeAt(lexer, start) === 48 ? codeAt(lexer, start + 1) | 32 : 0;
  if (radix === 120) radixLiteral(lexer, isHexadecimalDigit, 'hexadecimal');
  else if (radix === 111) radixLiteral(lexer, isOctalDigit, 'octal');
  else if (radix === 98) radixLiteral(lexer, isBinaryDigit, 'binary');
  else decimalLiteral(lexer);
  emit(lexer, 'NUMBER', start, lexer.text.slice(start, lexer.offset));
};
