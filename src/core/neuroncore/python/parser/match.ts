import type { Expression, Statement } from '../ast.ts';
import { block, enterBlock, headColon } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { isAt, peek, refuseToken, skipLayout, spanFrom, take, takeIf } from './cursor.ts';
import { namedExpression, starNamedExpression, startsExpression } from './expressions.ts';
import { patterns } from './patterns.ts';

/**
 * Whether a `match` statement comes next. The word is a name elsewhere, so what decides is that its line ends with a
 * colon, which no other statement that starts with a name does.
 */
export const startsMatch = (cursor: Cursor): boolean => {
  const { token } = cursor;
  if (token.kind !== 'NAME' || token.text !== 'match') return false;
  const next = peek(cursor, 1).kind;
  if (!startsExpression(next) && next !== '*') return false;
  let ahead = 1;
  while (!['NEWLINE', 'END', 'ERROR'].includes(peek(cursor, ahead).kind)) ahead += 1;
  return peek(cursor, ahead - 1).kind === ':' && peek(cursor, ahead).kind === 'NEWLINE';
};

const subject = (cursor: Cursor): Expression => {
  if (!isAt(cursor, '*')) {
    const start = cursor.token;
    const named = peek(cursor, 1).kind === ':=';
    const first = named ? namedExpression(cursor) : starNamedExpression(cursor);
    if (!isAt(cursor, ',')) return first;
    return restOfTuple(cursor, first, start);
  }
  const start = cursor.token;
  const first = starNamedExpression(cursor);
  return isAt(cursor, ',') ? restOfTuple(cursor, first, start) : refuseToken(cursor);
};

const restOfTuple = (cursor: Cursor, first: Expression, start: Cursor['token']): Expression => {
  const elts = [first];
  while (takeIf(cursor, ',')) {
    if (!startsExpression(cursor.token.kind) && !isAt(cursor, '*')) break;
    elts.push(starNamedExpression(cursor));
  }
  return { type: 'Tuple', span: spanFrom(cursor, start), elts };
};

const isCase = (cursor: Cursor): boolean => isAt(cursor, 'NAME') && cursor.token.text === 'case';

/** Reads a `match` statement: its subject, and of each case the guard and the body. Patterns are only checked. */
export const matchStatement = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const value = subject(cursor);
  headColon(cursor);
  enterBlock(cursor, "'match' statement", start);
  const cases: { guard: Expression | null; body: readonly Statement[] }[] = [];
  do {
    if (!isCase(cursor)) refuseToken(cursor);
    const head = take(cursor);
    patterns(cursor);
    const guard = takeIf(cursor, 'if') ? namedExpression(cursor) : null;
    cases.push({ guard, body: block(cursor, "'case' statement", head) });
  } while (isCase(cursor));
  if (!isAt(cursor, 'DEDENT')) refuseToken(cursor);
  skipLayout(cursor);
  return { type: 'Match', span: spanFrom(cursor, start), subject: value, cases };
};
