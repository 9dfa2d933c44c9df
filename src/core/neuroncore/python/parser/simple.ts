import type { BinaryOperator, Expression, Statement } from '../ast.ts';
import type { Token, TokenKind } from '../lexer/token.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, refuseAt, refuseToken, skipLayout, spanFrom, take, takeIf } from './cursor.ts';
import { expression, starExpressions, starred, startsExpression, yieldOrExpressions } from './expressions.ts';
import { refuseAssignment } from './hints.ts';
import { importFrom, importModules } from './imports.ts';
import { checkAnnotated, checkAugmented, checkTarget } from './targets.ts';

const AUGMENTED: ReadonlyMap<TokenKind, BinaryOperator> = new Map<TokenKind, BinaryOperator>([
  ['+=', 'Add'],
  ['-=', 'Sub'],
  ['*=', 'Mult'],
  ['@=', 'MatMult'],
  ['/=', 'Div'],
  ['%=', 'Mod'],
  ['&=', 'BitAnd'],
  ['|=', 'BitOr'],
  ['^=', 'BitXor'],
  ['<<=', 'LShift'],
  ['>>=', 'RShift'],
  ['**=', 'Pow'],
  ['//=', 'FloorDiv'],
]);

const annotated = (cursor: Cursor, target: Expression, start: Token): Statement => {
  const simple = checkAnnotated(cursor, target, start);
  take(cursor);
  const annotation = expression(cursor);
  const value = takeIf(cursor, '=') ? yieldOrExpressions(cursor) : null;
  return { type: 'AnnAssign', span: spanFrom(cursor, start), target, annotation, value, simple };
};

const assigned = (cursor: Cursor, first: Expression, start: Token): Statement => {
  const targets: Expression[] = [];
  let value = first;
  while (isAt(cursor, '=')) {
    if (value.type === 'Yield' || value.type === 'YieldFrom')
      refuseAt(cursor, value.span, 'assignment to a yield expression is not possible');
    checkTarget(cursor, value, 'assign to');
    take(cursor);
    targets.push(value);
    value = yieldOrExpressions(cursor);
  }
  return { type: 'Assign', span: spanFrom(cursor, start), targets, value };
};

/** Reads a statement that starts with an expression: an assignment of any kind, or the expression alone. */
const expressionStatement = (cursor: Cursor): Statement => {
  const start = cursor.token;
  const first = yieldOrExpressions(cursor);
  const { kind } = cursor.token;
  if (kind === '=') return assigned(cursor, first, start);
  if (kind === ':' && start.kind !== 'yield') return annotated(cursor, first, start);
  const op = AUGMENTED.get(kind);
  if (op === undefined) return { type: 'Expr', span: spanFrom(cursor, start), value: first };
  checkAugmented(cursor, first);
  take(cursor);
  const value = yieldOrExpressions(cursor);
  return { type: 'AugAssign', span: spanFrom(cursor, start), target: first, op, value };
};

const returned = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const { kind } = cursor.token;
  const value = startsExpression(kind) || kind === '*' ? starExpressions(cursor) : null;
  return { type: 'Return', span: spanFrom(cursor, start), value };
};

const raised = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const exc = startsExpression(cursor.token.kind) ? expression(cursor) : null;
  const cause = exc !== null && takeIf(cursor, 'from') ? expression(cursor) : null;
  return { type: 'Raise', span: spanFrom(cursor, start), exc, cause };
};

const deleted = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const targets: Expression[] = [];
  do {
    const { kind } = cursor.token;
    if (targets.length > 0 && (kind === ';' || kind === 'NEWLINE')) break;
    const target = kind === '*' ? starred(cursor) : expression(cursor);
    checkTarget(cursor, target, 'delete');
    targets.push(target);
  } while (takeIf(cursor, ','));
  return { type: 'Delete', span: spanFrom(cursor, start), targets };
};

const asserted = (cursor: Cursor): Statement => {
  const start = take(cursor);
  const at = cursor.token;
  const test = expression(cursor);
  refuseAssignment(cursor, at, test);
  const msg = takeIf(cursor, ',') ? expression(cursor) : null;
  return { type: 'Assert', span: spanFrom(cursor, start), test, msg };
};

const declared = (cursor: Cursor, type: 'Global' | 'Nonlocal'): Statement => {
  const start = take(cursor);
  const names = [expect(cursor, 'NAME').text];
  while (takeIf(cursor, ',')) names.push(expect(cursor, 'NAME').text);
  return { type, span: spanFrom(cursor, start), names };
};

const word = (cursor: Cursor, type: 'Pass' | 'Break' | 'Continue'): Statement => {
  const start = take(cursor);
  return { type, span: spanFrom(cursor, start) };
};

const simpleStatement = (cursor: Cursor): Statement => {
  switch (cursor.token.kind) {
    case 'import':
      return importModules(cursor);
    case 'from':
      return importFrom(cursor);
    case 'return':
      return returned(cursor);
    case 'raise':
      return raised(cursor);
    case 'del':
      return deleted(cursor);
    case 'assert':
      return asserted(cursor);
    case 'global':
      return declared(cursor, 'Global');
    case 'nonlocal':
      return declared(cursor, 'Nonlocal');
    case 'pass':
      return word(cursor, 'Pass');
    case 'break':
      return word(cursor, 'Break');
    case 'continue':
      return word(cursor, 'Continue');
    default:
      return expressionStatement(cursor);
  }
};

/** Reads the statements of one line, `;` between them, and the end of the line. */
export const simpleStatements = (cursor: Cursor): Statement[] => {
  const found = [simpleStatement(cursor)];
  while (takeIf(cursor, ';')) {
    if (isAt(cursor, 'NEWLINE')) break;
    found.push(simpleStatement(cursor));
  }
  if (!isAt(cursor, 'NEWLINE')) refuseToken(cursor);
  skipLayout(cursor);
  return found;
};
