import type { Expression } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { binary } from './arithmetic.ts';
import { moreElements } from './atoms.ts';
import {
  comprehensionClauses,
  refuseSeveralElements,
  refuseStarredElement,
  startsComprehension,
} from './comprehensions.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, peek, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { expression, namedExpression, starNamedExpression } from './expressions.ts';
import { refuseAssignment } from './hints.ts';

interface Entry {
  readonly key: Expression | null;
  readonly value: Expression;
}

const valueAfterColon = (cursor: Cursor): Expression => {
  const { token } = cursor;
  if (token.kind === '}' || token.kind === ',')
    refuseAt(cursor, cursor.last, "expression expected after dictionary key and ':'");
  if (token.kind === '*') refuseAt(cursor, token, 'cannot use a starred expression in a dictionary value');
  return expression(cursor);
};

const entry = (cursor: Cursor): Entry => {
  if (takeIf(cursor, '**')) return { key: null, value: binary(cursor) };
  const key = expression(cursor);
  if (!isAt(cursor, ':')) refuseToken(cursor, "':' expected after dictionary key");
  take(cursor);
  return { key, value: valueAfterColon(cursor) };
};

const dictRest = (cursor: Cursor, open: Token, first: Entry): Expression => {
  if (startsComprehension(cursor)) {
    if (first.key === null)
      return refuseAt(cursor, cursor.token, 'dict unpacking cannot be used in dict comprehension');
    const generators = comprehensionClauses(cursor);
    expect(cursor, '}');
    const span = spanFrom(cursor, open);
    return { type: 'DictComp', span, key: first.key, value: first.value, generators };
  }
  const entries = [first];
  while (takeIf(cursor, ',')) {
    if (isAt(cursor, '}')) break;
    entries.push(entry(cursor));
  }
  expect(cursor, '}');
  return {
    type: 'Dict',
    span: spanFrom(cursor, open),
    keys: entries.map((each) => each.key),
    values: entries.map((each) => each.value),
  };
};

const setRest = (cursor: Cursor, open: Token, first: Expression): Expression => {
  refuseAssignment(cursor, open, first);
  if (startsComprehension(cursor)) {
    refuseStarredElement(cursor, first);
    const generators = comprehensionClauses(cursor);
    expect(cursor, '}');
    return { type: 'SetComp', span: spanFrom(cursor, open), elt: first, generators };
  }
  const elts = moreElements(cursor, first);
  refuseSeveralElements(cursor, first);
  expect(cursor, '}');
  return { type: 'Set', span: spanFrom(cursor, open), elts };
};

/** Reads a dictionary, a set, or a comprehension of either. */
export const dictOrSet = (cursor: Cursor): Expression => {
  const open = take(cursor);
  if (takeIf(cursor, '}')) return { type: 'Dict', span: spanFrom(cursor, open), keys: [], values: [] };
  if (isAt(cursor, '**')) return dictRest(cursor, open, entry(cursor));
  if (isAt(cursor, '*')) return setRest(cursor, open, starNamedExpression(cursor));
  const named = peek(cursor, 1).kind === ':=';
  const first = namedExpression(cursor);
  if (!isAt(cursor, ':') || named) return setRest(cursor, open, first);
  take(cursor);
  return dictRest(cursor, open, { key: first, value: valueAfterColon(cursor) });
};
