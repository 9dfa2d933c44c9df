import type { Bracket, Lexer } from './lexer.ts';
import { columnOf, emit, refuse } from './lexer.ts';
import type { Operator } from './token.ts';
import { OPERATORS } from './token.ts';
import { refuseControl } from './words.ts';

/** How many brackets may be open at once. Source: CPython 3.11, `MAXLEVEL`. */
const MOST_BRACKETS = 200;

const byFirst: ReadonlyMap<string, readonly Operator[]> = new Map(
  OPERATORS.map((one) => [one.charAt(0), OPERATORS.filter((other) => other.charAt(0) === one.charAt(0))]),
);

const CLOSING: ReadonlyMap<string, Bracket['kind']> = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Opens a bracket at the present place. */
export const openBracket = (lexer: Lexer, kind: Bracket['kind']): void => {
  const place = { line: lexer.line, column: columnOf(lexer, lexer.offset) };
  if (lexer.brackets.length >= MOST_BRACKETS) refuse(lexer, 'too many nested parentheses', place);
  lexer.brackets.push({ kind, ...place });
};

type Place = { readonly line: number; readonly column: number };

const refuseMismatch = (lexer: Lexer, closing: string, open: Bracket, place: Place): never => {
  const opening = open.kind === 'FIELD' ? '{' : open.kind;
  const where = open.line === lexer.line ? '' : ` on line ${open.line}`;
  return refuse(
    lexer,
    `closing parenthesis '${closing}' does not match opening parenthesis '${opening}'${where}`,
    place,
  );
};

const closeBracket = (lexer: Lexer, closing: string, opening: Bracket['kind']): void => {
  const place = { line: lexer.line, column: columnOf(lexer, lexer.offset) };
  const open = lexer.brackets.pop();
  if (open === undefined) refuse(lexer, `unmatched '${closing}'`, place);
  else if (open.kind !== opening) refuseMismatch(lexer, closing, open, place);
};

/** Reads an operator or delimiter, the longest that fits. */
export const readOperator = (lexer: Lexer): void => {
  const start = lexer.offset;
  const first = lexer.text.charAt(start);
  const candidates = byFirst.get(first);
  const operator = candidates?.find((one) => one.length === 1 || lexer.text.startsWith(one, start));
  if (operator === undefined) {
    refuseControl(lexer);
    return;
  }
  const opening = CLOSING.get(operator);
  if (operator === '(' || operator === '[' || operator === '{') openBracket(lexer, operator);
  else if (opening !== undefined) closeBracket(lexer, operator, opening);
  lexer.offset += operator.length;
  emit(lexer, operator, start, operator);
};
