import type { Expression, Statement } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { block } from './blocks.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, refuseAt, refuseToken, skipLayout, spanFrom, take, takeIf } from './cursor.ts';
import { expression, namedExpression } from './expressions.ts';
import { parameters } from './parameters.ts';
import type { CallArguments } from './primary.ts';
import { callArguments } from './primary.ts';

/** Reads a function definition; `start` is `def`, or `async` before it, which has been read. */
export const functionDefinition = (
  cursor: Cursor,
  start: Token,
  decorator_list: readonly Expression[],
): Statement => {
  const head = expect(cursor, 'def');
  const name = expect(cursor, 'NAME').text;
  expect(cursor, '(', "expected '('");
  const args = parameters(cursor, ')');
  take(cursor);
  const returns = takeIf(cursor, '->') ? expression(cursor) : null;
  const body = block(cursor, 'function definition', head);
  const type = start.kind === 'async' ? 'AsyncFunctionDef' : 'FunctionDef';
  return { type, span: spanFrom(cursor, start), name, args, body, decorator_list, returns };
};

const bases = (cursor: Cursor): CallArguments => {
  if (!takeIf(cursor, '(')) return { args: [], keywords: [], bare: null };
  const given = callArguments(cursor);
  if (given.bare !== null) refuseAt(cursor, given.bare.span, 'invalid syntax');
  expect(cursor, ')');
  return given;
};

/** Reads a class definition. */
export const classDefinition = (cursor: Cursor, decorator_list: readonly Expression[]): Statement => {
  const start = take(cursor);
  const name = expect(cursor, 'NAME').text;
  const { args, keywords } = bases(cursor);
  const body = block(cursor, 'class definition', start);
  const span = spanFrom(cursor, start);
  return { type: 'ClassDef', span, name, bases: args, keywords, body, decorator_list };
};

/** Reads decorators and the function or class they decorate. */
export const decorated = (cursor: Cursor): Statement => {
  const decorators: Expression[] = [];
  while (takeIf(cursor, '@')) {
    decorators.push(namedExpression(cursor));
    if (!isAt(cursor, 'NEWLINE')) refuseToken(cursor);
    skipLayout(cursor);
  }
  const start = cursor.token;
  if (start.kind === 'class') return classDefinition(cursor, decorators);
  if (start.kind === 'async') take(cursor);
  return functionDefinition(cursor, start, decorators);
};
