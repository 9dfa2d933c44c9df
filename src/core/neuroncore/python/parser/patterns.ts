import type { TokenKind } from '../lexer/token.ts';
import type { Cursor } from './cursor.ts';
import { enter, expect, isAt, leave, refuseToken, take, takeIf } from './cursor.ts';
import { numberValue } from './numbers.ts';
import { strings } from './strings.ts';

const isWildcard = (cursor: Cursor): boolean => isAt(cursor, 'NAME') && cursor.token.text === '_';

const starPattern = (cursor: Cursor): void => {
  take(cursor);
  expect(cursor, 'NAME');
};

const maybeStarPattern = (cursor: Cursor): void => {
  if (isAt(cursor, '*')) starPattern(cursor);
  else pattern(cursor);
};

/** Patterns with commas between them up to a closing bracket, which is read. */
const sequence = (cursor: Cursor, close: TokenKind): void => {
  take(cursor);
  while (!isAt(cursor, close)) {
    maybeStarPattern(cursor);
    if (!takeIf(cursor, ',')) break;
  }
  expect(cursor, close);
};

/** `(pattern)` groups, `(pattern,)` is a sequence; a star alone makes no group. */
const group = (cursor: Cursor): void => {
  take(cursor);
  if (takeIf(cursor, ')')) return;
  const starred = isAt(cursor, '*');
  maybeStarPattern(cursor);
  if (starred && !isAt(cursor, ',')) refuseToken(cursor);
  while (takeIf(cursor, ',')) {
    if (isAt(cursor, ')')) break;
    maybeStarPattern(cursor);
  }
  expect(cursor, ')');
};

const signedNumber = (cursor: Cursor): boolean => {
  takeIf(cursor, '-');
  const token = expect(cursor, 'NUMBER');
  return numberValue(cursor, token).kind === 'imaginary';
};

const number = (cursor: Cursor): void => {
  const imaginary = signedNumber(cursor);
  if (imaginary || (!isAt(cursor, '+') && !isAt(cursor, '-'))) return;
  take(cursor);
  const token = expect(cursor, 'NUMBER');
  if (numberValue(cursor, token).kind !== 'imaginary') refuseToken(cursor);
};

const literalString = (cursor: Cursor): void => {
  if (strings(cursor).type === 'JoinedStr') refuseToken(cursor, 'a pattern cannot be a formatted string');
};

const mappingKey = (cursor: Cursor): void => {
  const { kind } = cursor.token;
  if (kind === 'NUMBER' || kind === '-') number(cursor);
  else if (kind === 'STRING' || kind === 'FSTRING_START') literalString(cursor);
  else if (kind === 'None' || kind === 'True' || kind === 'False') take(cursor);
  else {
    expect(cursor, 'NAME');
    if (!isAt(cursor, '.')) refuseToken(cursor);
    while (takeIf(cursor, '.')) expect(cursor, 'NAME');
  }
};

const mapping = (cursor: Cursor): void => {
  take(cursor);
  while (!isAt(cursor, '}')) {
    if (takeIf(cursor, '**')) {
      if (isWildcard(cursor)) refuseToken(cursor);
      expect(cursor, 'NAME');
      takeIf(cursor, ',');
      break;
    }
    mappingKey(cursor);
    expect(cursor, ':');
    pattern(cursor);
    if (!takeIf(cursor, ',')) break;
  }
  expect(cursor, '}');
};

const classArguments = (cursor: Cursor): void => {
  take(cursor);
  let named = false;
  while (!isAt(cursor, ')')) {
    const next = cursor.tokens[cursor.index + 1];
    const isNamed = isAt(cursor, 'NAME') && next !== undefined && next.kind === '=';
    if (named && !isNamed) refuseToken(cursor, 'positional patterns follow keyword patterns');
    if (isNamed) {
      named = true;
      take(cursor);
      take(cursor);
    }
    pattern(cursor);
    if (!takeIf(cursor, ',')) break;
  }
  expect(cursor, ')');
};

const named = (cursor: Cursor): void => {
  take(cursor);
  while (takeIf(cursor, '.')) expect(cursor, 'NAME');
  if (isAt(cursor, '(')) classArguments(cursor);
};

const closed = (cursor: Cursor): void => {
  switch (cursor.token.kind) {
    case 'NUMBER':
    case '-':
      number(cursor);
      break;
    case 'STRING':
    case 'FSTRING_START':
      literalString(cursor);
      break;
    case 'None':
    case 'True':
    case 'False':
      take(cursor);
      break;
    case 'NAME':
      named(cursor);
      break;
    case '(':
      group(cursor);
      break;
    case '[':
      sequence(cursor, ']');
      break;
    case '{':
      mapping(cursor);
      break;
    default:
      refuseToken(cursor);
  }
};

const pattern = (cursor: Cursor): void => {
  enter(cursor);
  closed(cursor);
  while (takeIf(cursor, '|')) closed(cursor);
  if (takeIf(cursor, 'as')) {
    if (isWildcard(cursor)) refuseToken(cursor, "cannot use '_' as a target");
    expect(cursor, 'NAME');
  }
  leave(cursor);
};

/**
 * Reads the patterns of a case and checks that they follow the grammar. Source: Python 3.11 documentation,
 * reference/compound_stmts, "The match statement".
 */
export const patterns = (cursor: Cursor): void => {
  const starred = isAt(cursor, '*');
  maybeStarPattern(cursor);
  if (starred && !isAt(cursor, ',')) refuseToken(cursor);
  while (takeIf(cursor, ',')) {
    if (isAt(cursor, ':') || isAt(cursor, 'if')) return;
    maybeStarPattern(cursor);
  }
};
