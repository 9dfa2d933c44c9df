import type { CompareOperator, Expression } from '../ast.ts';
import type { TokenKind } from '../lexer/token.ts';
import { binary } from './arithmetic.ts';
import type { Cursor } from './cursor.ts';
import { enter, expect, isAt, leave, peek, spanFrom, take, takeIf } from './cursor.ts';
import { refuseMissingComma, refuseMissingElse } from './hints.ts';
import { lambda } from './parameters.ts';

const COMPARISONS: ReadonlyMap<TokenKind, CompareOperator> = new Map([
  ['==', 'Eq'],
  ['!=', 'NotEq'],
  ['<', 'Lt'],
  ['<=', 'LtE'],
  ['>', 'Gt'],
  ['>=', 'GtE'],
  ['is', 'Is'],
  ['in', 'In'],
  ['not', 'NotIn'],
]);

/** Reads `==`, `is not`, `not in` and the like; null when no comparison comes next. */
const comparisonOperator = (cursor: Cursor): CompareOperator | null => {
  const operator = COMPARISONS.get(cursor.token.kind);
  if (operator === undefined) return null;
  if (operator === 'NotIn') {
    if (peek(cursor, 1).kind !== 'in') return null;
    take(cursor);
  }
  take(cursor);
  return operator === 'Is' && takeIf(cursor, 'not') ? 'IsNot' : operator;
};

const comparison = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const left = binary(cursor);
  let operator = comparisonOperator(cursor);
  if (operator === null) return left;
  const ops: CompareOperator[] = [];
  const comparators: Expression[] = [];
  while (operator !== null) {
    ops.push(operator);
    comparators.push(binary(cursor));
    operator = comparisonOperator(cursor);
  }
  return { type: 'Compare', span: spanFrom(cursor, start), left, ops, comparators };
};

const inversion = (cursor: Cursor): Expression => {
  if (!isAt(cursor, 'not')) return comparison(cursor);
  const start = take(cursor);
  enter(cursor);
  const operand = inversion(cursor);
  leave(cursor);
  return { type: 'UnaryOp', span: spanFrom(cursor, start), op: 'Not', operand };
};

const conjunction = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const first = inversion(cursor);
  if (!isAt(cursor, 'and')) return first;
  const values = [first];
  while (takeIf(cursor, 'and')) values.push(inversion(cursor));
  return { type: 'BoolOp', span: spanFrom(cursor, start), op: 'And', values };
};

/** Reads `a or b`, `a and b`, `not a`, a comparison or arithmetic: all but a conditional expression and a lambda. */
export const disjunction = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const first = conjunction(cursor);
  if (!isAt(cursor, 'or')) return first;
  const values = [first];
  while (takeIf(cursor, 'or')) values.push(conjunction(cursor));
  return { type: 'BoolOp', span: spanFrom(cursor, start), op: 'Or', values };
};

/**
 * Reads one expression: a disjunction, a conditional expression or a lambda. The rules of all readers here are those of
 * the Python 3.11 documentation, reference/grammar.
 */
export const expression = (cursor: Cursor): Expression => {
  const start = cursor.token;
  enter(cursor);
  if (start.kind === 'lambda') {
    const found = lambda(cursor);
    leave(cursor);
    return found;
  }
  const body = disjunction(cursor);
  if (!isAt(cursor, 'if')) {
    if (startsExpression(cursor.token.kind)) refuseMissingComma(cursor, start);
    leave(cursor);
    return body;
  }
  take(cursor);
  const test = disjunction(cursor);
  if (!isAt(cursor, 'else')) refuseMissingElse(cursor, start);
  take(cursor);
  const orelse = expression(cursor);
  leave(cursor);
  return { type: 'IfExp', span: spanFrom(cursor, start), test, body, orelse };
};

/** Reads an expression that may name its value (`n := f()`). */
export const namedExpression = (cursor: Cursor): Expression => {
  const start = cursor.token;
  if (start.kind === 'NAME' && peek(cursor, 1).kind === ':=') {
    take(cursor);
    const target: Expression = { type: 'Name', span: spanFrom(cursor, start), id: start.text };
    take(cursor);
    const value = expression(cursor);
    return { type: 'NamedExpr', span: spanFrom(cursor, start), target, value };
  }
  return expression(cursor);
};

/** Reads `*iterable`; the star is the present token. */
export const starred = (cursor: Cursor): Expression => {
  const start = expect(cursor, '*');
  const value = binary(cursor);
  return { type: 'Starred', span: spanFrom(cursor, start), value };
};

const starExpression = (cursor: Cursor): Expression =>
  isAt(cursor, '*') ? starred(cursor) : expression(cursor);

/** Reads an element of a display: an expression that may name its value, or `*iterable`. */
export const starNamedExpression = (cursor: Cursor): Expression =>
  isAt(cursor, '*') ? starred(cursor) : namedExpression(cursor);

const EXPRESSION_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'NAME',
  'NUMBER',
  'STRING',
  'FSTRING_START',
  'True',
  'False',
  'None',
  '(',
  '[',
  '{',
  '...',
  '-',
  '+',
  '~',
  'not',
  'lambda',
  'await',
]);

/** Whether a token of this kind can start an expression. */
export const startsExpression = (kind: TokenKind): boolean => EXPRESSION_STARTS.has(kind);

/** Reads one or more expressions; commas between or after them make a tuple. */
export const starExpressions = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const first = starExpression(cursor);
  if (!isAt(cursor, ',')) return first;
  const elts = [first];
  while (takeIf(cursor, ',')) {
    if (!startsExpression(cursor.token.kind) && !isAt(cursor, '*')) break;
    elts.push(starExpression(cursor));
  }
  return { type: 'Tuple', span: spanFrom(cursor, start), elts };
};

/** Reads `yield`, `yield values` or `yield from iterable`. */
export const yieldExpression = (cursor: Cursor): Expression => {
  const start = expect(cursor, 'yield');
  if (takeIf(cursor, 'from')) {
    const value = expression(cursor);
    return { type: 'YieldFrom', span: spanFrom(cursor, start), value };
  }
  const { kind } = cursor.token;
  const value = startsExpression(kind) || kind === '*' ? starExpressions(cursor) : null;
  return { type: 'Yield', span: spanFrom(cursor, start), value };
};

/** Reads what may stand right of `=`: a yield or expressions. */
export const yieldOrExpressions = (cursor: Cursor): Expression =>
  isAt(cursor, 'yield') ? yieldExpression(cursor) : starExpressions(cursor);
