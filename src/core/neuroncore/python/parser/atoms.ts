import type { Constant, ConstantValue, Expression } from '../ast.ts';
import type { Token, TokenKind } from '../lexer/token.ts';
import {
  comprehensionClauses,
  refuseSeveralElements,
  refuseStarredElement,
  startsComprehension,
} from './comprehensions.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { dictOrSet } from './dict.ts';
import { starNamedExpression, startsExpression, yieldExpression } from './expressions.ts';
import { refuseAssignment } from './hints.ts';
import { numberValue } from './numbers.ts';
import { strings } from './strings.ts';

const WORDS: ReadonlyMap<TokenKind, ConstantValue> = new Map<TokenKind, ConstantValue>([
  ['None', { kind: 'none' }],
  ['True', { kind: 'bool', value: true }],
  ['False', { kind: 'bool', value: false }],
  ['...', { kind: 'ellipsis' }],
]);

const constant = (cursor: Cursor, value: ConstantValue): Constant => {
  const start = take(cursor);
  return { type: 'Constant', span: spanFrom(cursor, start), value };
};

/** Reads an element of a display. */
const element = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const found = starNamedExpression(cursor);
  refuseAssignment(cursor, start, found);
  return found;
};

/** Reads the elements of a display after its first one, commas between them. */
export const moreElements = (cursor: Cursor, first: Expression): Expression[] => {
  const elements = [first];
  while (takeIf(cursor, ',')) {
    if (!startsExpression(cursor.token.kind) && !isAt(cursor, '*')) break;
    elements.push(element(cursor));
  }
  return elements;
};

/** The place from an opening bracket to the token that closes it, whose width counts as one. */
const enclosed = (open: Token, close: Token): Expression['span'] => ({
  line: open.line,
  column: open.column,
  endLine: close.line,
  endColumn: close.column + 1,
});

/**
 * Reads what stands between parentheses, or in a field of a formatted string as if it stood between them. `open` has
 * been read; the closing token, one of `closing`, is left.
 */
export const parenthesised = (cursor: Cursor, open: Token, closing: readonly TokenKind[]): Expression => {
  if (closing.includes(cursor.token.kind))
    return { type: 'Tuple', span: enclosed(open, cursor.token), elts: [] };
  const close = (): Token => (closing.includes(cursor.token.kind) ? cursor.token : refuseToken(cursor));
  if (isAt(cursor, 'yield')) {
    const found = yieldExpression(cursor);
    close();
    return found;
  }
  const start = cursor.token;
  const first = starNamedExpression(cursor);
  if (!closing.includes('=')) refuseAssignment(cursor, start, first);
  if (startsComprehension(cursor)) {
    refuseStarredElement(cursor, first);
    const generators = comprehensionClauses(cursor);
    return { type: 'GeneratorExp', span: enclosed(open, close()), elt: first, generators };
  }
  if (!isAt(cursor, ',')) {
    close();
    if (first.type === 'Starred') refuseAt(cursor, first.span, 'cannot use starred expression here');
    return first;
  }
  const elts = moreElements(cursor, first);
  return { type: 'Tuple', span: enclosed(open, close()), elts };
};

const group = (cursor: Cursor): Expression => {
  const open = take(cursor);
  const found = parenthesised(cursor, open, [')']);
  take(cursor);
  return found;
};

const listDisplay = (cursor: Cursor): Expression => {
  const open = take(cursor);
  if (takeIf(cursor, ']')) return { type: 'List', span: spanFrom(cursor, open), elts: [] };
  const first = element(cursor);
  if (startsComprehension(cursor)) {
    refuseStarredElement(cursor, first);
    const generators = comprehensionClauses(cursor);
    expect(cursor, ']');
    return { type: 'ListComp', span: spanFrom(cursor, open), elt: first, generators };
  }
  const elts = moreElements(cursor, first);
  refuseSeveralElements(cursor, first);
  expect(cursor, ']');
  return { type: 'List', span: spanFrom(cursor, open), elts };
};

/** Reads a name, a literal or a display in brackets. */
export const atom = (cursor: Cursor): Expression => {
  const { token } = cursor;
  switch (token.kind) {
    case 'NAME':
      take(cursor);
      return { type: 'Name', span: spanFrom(cursor, token), id: token.text };
    case 'NUMBER':
      return constant(cursor, numberValue(cursor, token));
    case 'STRING':
    case 'FSTRING_START':
      return strings(cursor);
    case '(':
      return group(cursor);
    case '[':
      return listDisplay(cursor);
    case '{':
      return dictOrSet(cursor);
    default: {
      const value = WORDS.get(token.kind);
      return value === undefined ? refuseToken(cursor) : constant(cursor, value);
    }
  }
};
