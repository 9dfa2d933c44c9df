import type { Expression, Statement } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { block } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { enter, expect, isAt, leave, refuseToken, spanFrom, take } from './cursor.ts';
import { functionDefinition } from './definitions.ts';
import { namedExpression, starExpressions } from './expressions.ts';
import { refuseAssignment } from './hints.ts';
import { loopTarget } from './targets.ts';
import { withStatement } from './with.ts';

const condition = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const found = namedExpression(cursor);
  refuseAssignment(cursor, start, found);
  return found;
};

/** Reads the body after `else`; none when there is no `else`. */
export const elseBlock = (cursor: Cursor): readonly Statement[] => {
  const start = cursor.token;
  if (start.kind !== 'else') return [];
  take(cursor);
  return block(cursor, "'else' statement", start);
};

/** Reads `if` with all its `elif` and `else` parts; an `elif` is an `if` in the `else` part of the one before. */
export const ifStatement = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const test = condition(cursor);
  const body = block(cursor, `'${start.kind}' statement`, start);
  enter(cursor);
  const orelse = isAt(cursor, 'elif') ? [ifStatement(cursor)] : elseBlock(cursor);
  leave(cursor);
  return { type: 'If', span: spanFrom(cursor, start), test, body, orelse };
};

/** Reads a `while` loop. */
export const whileStatement = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const test = condition(cursor);
  const body = block(cursor, "'while' statement", start);
  const orelse = elseBlock(cursor);
  return { type: 'While', span: spanFrom(cursor, start), test, body, orelse };
};

/** Reads a `for` loop; `start` is `for`, or `async` before it. */
export const forStatement = (cursor: Cursor, start: Token): Statement => {
  const head = expect(cursor, 'for');
  const target = loopTarget(cursor);
  expect(cursor, 'in');
  const iter = starExpressions(cursor);
  const body = block(cursor, "'for' statement", head);
  const orelse = elseBlock(cursor);
  const type = start.kind === 'async' ? 'AsyncFor' : 'For';
  return { type, span: spanFrom(cursor, start), target, iter, body, orelse };
};

/** Reads `async def`, `async for` or `async with`. */
export const asyncStatement = (cursor: Cursor): Statement => {
  const start = take(cursor);
  if (isAt(cursor, 'def')) return functionDefinition(cursor, start, []);
  if (isAt(cursor, 'for')) return forStatement(cursor, start);
  if (isAt(cursor, 'with')) return withStatement(cursor, start);
  return refuseToken(cursor);
};
