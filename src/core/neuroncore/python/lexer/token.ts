/** The reserved words of Python 3.11. Source: Python 3.11 documentation, reference/lexical_analysis, "Keywords". */
export const KEYWORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
] as const;

/** Operators and delimiters, the longest first. The last three are none, but stand alone until the parser refuses them. */
export const OPERATORS = [
  '**=',
  '//=',
  '>>=',
  '<<=',
  '...',
  '!=',
  '<>',
  '%=',
  '&=',
  '**',
  '*=',
  '+=',
  '-=',
  '->',
  '//',
  '/=',
  ':=',
  '<<',
  '<=',
  '==',
  '>=',
  '>>',
  '@=',
  '^=',
  '|=',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '.',
  ';',
  '@',
  '=',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '~',
  '<',
  '>',
  '!',
  '$',
  '?',
  '`',
] as const;

export type Keyword = (typeof KEYWORDS)[number];
export type Operator = (typeof OPERATORS)[number];

/**
 * What a token is: a reserved word and an operator are their own kind. A formatted string is `FSTRING_START`, then
 * literal text (`FSTRING_MIDDLE`) and fields, then `FSTRING_END`; a field is `FIELD_OPEN`, the tokens of its
 * expression, perhaps `=`, perhaps `CONVERSION` (`!r`), perhaps `FORMAT` (`:`) with the pieces of the format, and
 * `FIELD_CLOSE`.
 */
export type TokenKind =
  | Keyword
  | Operator
  | 'NAME'
  | 'NUMBER'
  | 'STRING'
  | 'FSTRING_START'
  | 'FSTRING_MIDDLE'
  | 'FSTRING_END'
  | 'FIELD_OPEN'
  | 'FIELD_CLOSE'
  | 'CONVERSION'
  | 'FORMAT'
  | 'NEWLINE'
  | 'INDENT'
  | 'DEDENT'
  | 'END'
  | 'ERROR';

export interface Token {
  readonly kind: TokenKind;
  /** The text as written; empty for layout tokens. */
  readonly text: string;
  /** Where the text starts and ends in the file, in UTF-16 units from 0. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** How many brackets are open after this token. */
  readonly level: number;
}

const keywords: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((word) => [word, word]));

/** The kind of a word: itself when it is reserved, a name otherwise. */
export const kindOfWord = (word: string): TokenKind => {
  const keyword = keywords.get(word);
  return keyword === undefined ? 'NAME' : keyword;
};
