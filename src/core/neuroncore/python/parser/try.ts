import type { ExceptHandler, Statement } from '../ast.ts';
import { block } from './blocks.ts';
import { elseBlock } from './compound.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, peek, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { expression } from './expressions.ts';

const handler = (cursor: Cursor, starred: boolean): ExceptHandler => {
  const start = take(cursor);
  if (isAt(cursor, '*') && !starred)
    refuseAt(cursor, start, "cannot have both 'except' and 'except*' on the same 'try'");
  if (starred && !takeIf(cursor, '*'))
    refuseAt(cursor, start, "cannot have both 'except' and 'except*' on the same 'try'");
  const bare = isAt(cursor, ':') || isAt(cursor, 'NEWLINE');
  if (bare && starred) refuseToken(cursor, 'expected one or more exception types');
  const exceptionType = bare ? null : expression(cursor);
  if (isAt(cursor, ',') && exceptionType !== null)
    refuseAt(cursor, exceptionType.span, 'several exception types must be parenthesised');
  const name = exceptionType !== null && takeIf(cursor, 'as') ? expect(cursor, 'NAME').text : null;
  const body = block(cursor, starred ? "'except*' statement" : "'except' statement", start);
  return { type: 'ExceptHandler', span: spanFrom(cursor, start), exceptionType, name, body };
};

const finallyBlock = (cursor: Cursor): readonly Statement[] => {
  const start = cursor.token;
  if (start.kind !== 'finally') return [];
  take(cursor);
  return block(cursor, "'finally' statement", start);
};

/** Reads `try` with its handlers and its `else` and `finally` parts. */
export const tryStatement = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const body = block(cursor, "'try' statement", start);
  const starred = isAt(cursor, 'except') && peek(cursor, 1).kind === '*';
  const handlers: ExceptHandler[] = [];
  while (isAt(cursor, 'except')) handlers.push(handler(cursor, starred));
  const orelse = handlers.length > 0 ? elseBlock(cursor) : [];
  const finalbody = finallyBlock(cursor);
  if (handlers.length === 0 && finalbody.length === 0)
    refuseToken(cursor, "expected 'except' or 'finally' block");
  const type = starred ? 'TryStar' : 'Try';
  return { type, span: spanFrom(cursor, start), body, handlers, orelse, finalbody };
};
