import type { Expression } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { PythonSyntaxError } from '../syntax-error.ts';
import type { Cursor } from './cursor.ts';
import { isAt, refuseAt, refuseToken, spanFrom } from './cursor.ts';
import { expression } from './expressions.ts';
import { nameOfExpression } from './names.ts';

/** Words that are names everywhere but at the start of a statement. */
const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['match', 'case', '_']);
/** Statements of Python 2. */
const OLD_STATEMENTS: ReadonlySet<string> = new Set(['print', 'exec']);

/** Whether an expression comes next that the grammar accepts; the cursor moves over it. */
const readsExpression = (cursor: Cursor): boolean => {
  cursor.guessing = true;
  try {
    expression(cursor);
    return true;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return false;
    throw error;
  } finally {
    cursor.guessing = false;
  }
};

/**
 * Refuses two expressions side by side. Between brackets a comma was probably forgotten, and the place is then that
 * of both; otherwise it is where the second one starts.
 */
export const refuseMissingComma = (cursor: Cursor, start: Token): void => {
  if (cursor.guessing) return;
  const { token, last } = cursor;
  const alone = last === start && start.kind === 'NAME';
  if (alone && OLD_STATEMENTS.has(start.text))
    refuseAt(cursor, start, `missing parentheses in call to '${start.text}'; write ${start.text}(...)`);
  const isPrefix = alone && (token.kind === 'STRING' || token.kind === 'FSTRING_START');
  if (isPrefix || SOFT_KEYWORDS.has(start.text)) refuseToken(cursor);
  if (!readsExpression(cursor) || cursor.last.level === 0) refuseAt(cursor, token, 'invalid syntax');
  refuseAt(cursor, spanFrom(cursor, start), 'invalid syntax; perhaps a comma is missing');
};

/** Refuses `a if b` without `else`. */
export const refuseMissingElse = (cursor: Cursor, start: Token): never => {
  if (cursor.guessing || isAt(cursor, ':')) return refuseToken(cursor);
  return refuseAt(cursor, spanFrom(cursor, start), "'else' is missing after the 'if' of an expression");
};

/** Refuses `=` after an expression that is no place for an assignment. */
export const refuseAssignment = (cursor: Cursor, start: Token, value: Expression): void => {
  if (!isAt(cursor, '=')) return;
  if (value.type === 'Name')
    refuseAt(cursor, start, "invalid syntax; perhaps '==' or ':=' is meant instead of '='");
  refuseAt(
    cursor,
    spanFrom(cursor, start),
    `cannot assign to ${nameOfExpression(value)} here; perhaps '==' is meant instead of '='`,
  );
};

/** Refuses `=` after an argument that is no name. */
export const refuseArgumentAssignment = (cursor: Cursor, start: Token): never =>
  refuseAt(
    cursor,
    spanFrom(cursor, start),
    "an argument cannot contain an assignment; perhaps '==' is meant instead of '='",
  );
