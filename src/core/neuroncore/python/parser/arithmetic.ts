import type { BinaryOperator, Expression, UnaryOperator } from '../ast.ts';
import type { TokenKind } from '../lexer/token.ts';
import type { Cursor } from './cursor.ts';
import { enter, isAt, leave, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { primary } from './primary.ts';

interface Operation {
  readonly op: BinaryOperator;
  /** How tightly it binds; larger is tighter. All here group from the left. */
  readonly strength: number;
}

const OPERATIONS: ReadonlyMap<TokenKind, Operation> = new Map<TokenKind, Operation>([
  ['|', { op: 'BitOr', strength: 1 }],
  ['^', { op: 'BitXor', strength: 2 }],
  ['&', { op: 'BitAnd', strength: 3 }],
  ['<<', { op: 'LShift', strength: 4 }],
  ['>>', { op: 'RShift', strength: 4 }],
  ['+', { op: 'Add', strength: 5 }],
  ['-', { op: 'Sub', strength: 5 }],
  ['*', { op: 'Mult', strength: 6 }],
  ['/', { op: 'Div', strength: 6 }],
  ['//', { op: 'FloorDiv', strength: 6 }],
  ['%', { op: 'Mod', strength: 6 }],
  ['@', { op: 'MatMult', strength: 6 }],
]);

const UNARY: ReadonlyMap<TokenKind, UnaryOperator> = new Map<TokenKind, UnaryOperator>([
  ['+', 'UAdd'],
  ['-', 'USub'],
  ['~', 'Invert'],
]);

const awaited = (cursor: Cursor): Expression => {
  if (!isAt(cursor, 'await')) return primary(cursor);
  const start = take(cursor);
  const value = primary(cursor);
  return { type: 'Await', span: spanFrom(cursor, start), value };
};

const power = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const left = awaited(cursor);
  if (!takeIf(cursor, '**')) return left;
  const right = unary(cursor);
  return { type: 'BinOp', span: spanFrom(cursor, start), left, op: 'Pow', right };
};

const unary = (cursor: Cursor): Expression => {
  const op = UNARY.get(cursor.token.kind);
  enter(cursor);
  if (op === undefined) {
    const found = power(cursor);
    leave(cursor);
    return found;
  }
  const start = take(cursor);
  const operand = unary(cursor);
  leave(cursor);
  return { type: 'UnaryOp', span: spanFrom(cursor, start), op, operand };
};

const operations = (cursor: Cursor, weakest: number): Expression => {
  const start = cursor.token;
  let left = unary(cursor);
  for (;;) {
    const operation = OPERATIONS.get(cursor.token.kind);
    if (operation === undefined || operation.strength < weakest) return left;
    take(cursor);
    if (isAt(cursor, 'not')) refuseToken(cursor);
    const right = operations(cursor, operation.strength + 1);
    left = { type: 'BinOp', span: spanFrom(cursor, start), left, op: operation.op, right };
  }
};

/** Reads arithmetic and bit operations by their precedence. */
export const binary = (cursor: Cursor): Expression => operations(cursor, 1);
