import type { Statement } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { PythonSyntaxError, siteIn } from '../syntax-error.ts';
import type { Cursor } from './cursor.ts';
import { enter, isAt, leave, refuseToken, skipLayout, take } from './cursor.ts';
import { simpleStatements } from './simple.ts';
import { statements } from './statements.ts';

/** Reads the colon that ends the head of a compound statement. */
export const headColon = (cursor: Cursor): void => {
  if (isAt(cursor, ':')) take(cursor);
  else refuseToken(cursor, isAt(cursor, 'NEWLINE') ? "expected ':'" : 'invalid syntax');
};

/** Steps into an indented block; `owner` names the statement and `head` is where it starts. */
export const enterBlock = (cursor: Cursor, owner: string, head: Token): void => {
  skipLayout(cursor);
  if (isAt(cursor, 'ERROR')) refuseToken(cursor);
  if (!isAt(cursor, 'INDENT'))
    throw new PythonSyntaxError(
      `expected an indented block after ${owner} on line ${head.line}`,
      siteIn(cursor.file, cursor.token, cursor.token),
      'IndentationError',
    );
  skipLayout(cursor);
};

/** Reads the colon and the body of a compound statement, indented or on the same line. */
export const block = (cursor: Cursor, owner: string, head: Token): Statement[] => {
  headColon(cursor);
  if (!isAt(cursor, 'NEWLINE')) return simpleStatements(cursor);
  enter(cursor);
  enterBlock(cursor, owner, head);
  const body = statements(cursor);
  if (isAt(cursor, 'DEDENT')) skipLayout(cursor);
  leave(cursor);
  return body;
};
