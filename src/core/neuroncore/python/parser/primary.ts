import type { Expression, GeneratorExp, Keyword } from '../ast.ts';
import { atom } from './atoms.ts';
import { comprehensionClauses, startsComprehension } from './comprehensions.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, peek, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { expression, namedExpression, startsExpression } from './expressions.ts';
import { refuseArgumentAssignment } from './hints.ts';

type Place = { readonly line: number; readonly column: number };

/** The arguments of a call or the bases of a class. */
export interface CallArguments {
  readonly args: Expression[];
  readonly keywords: Keyword[];
  /** A generator expression without parentheses of its own, which only a sole argument may be. */
  bare: GeneratorExp | null;
}

const namedArgument = (cursor: Cursor): Keyword => {
  const start = take(cursor);
  take(cursor);
  const value = expression(cursor);
  return { type: 'keyword', span: spanFrom(cursor, start), arg: start.text, value };
};

const mappingArgument = (cursor: Cursor): Keyword => {
  const start = take(cursor);
  const value = expression(cursor);
  if (isAt(cursor, '=')) refuseArgumentAssignment(cursor, start);
  return { type: 'keyword', span: spanFrom(cursor, start), arg: null, value };
};

const starredArgument = (cursor: Cursor): Expression => {
  const start = take(cursor);
  const value = expression(cursor);
  if (isAt(cursor, '=')) refuseArgumentAssignment(cursor, start);
  return { type: 'Starred', span: spanFrom(cursor, start), value };
};

const positionalArgument = (cursor: Cursor, given: CallArguments): Expression => {
  const start = cursor.token;
  const value = namedExpression(cursor);
  if (isAt(cursor, '=')) refuseArgumentAssignment(cursor, start);
  if (startsComprehension(cursor)) {
    const generators = comprehensionClauses(cursor);
    given.bare = { type: 'GeneratorExp', span: spanFrom(cursor, start), elt: value, generators };
    return given.bare;
  }
  if (given.keywords.length > 0)
    refuseAt(
      cursor,
      cursor.last,
      given.keywords.some((keyword) => keyword.arg === null)
        ? 'positional argument follows keyword argument unpacking'
        : 'positional argument follows keyword argument',
    );
  return value;
};

/** Reads one argument into the list it belongs to. */
const argument = (cursor: Cursor, given: CallArguments): void => {
  const { args, keywords } = given;
  const { kind } = cursor.token;
  if (kind === '**') keywords.push(mappingArgument(cursor));
  else if (kind === '*') {
    if (keywords.some((keyword) => keyword.arg === null))
      refuseToken(cursor, 'iterable argument unpacking follows keyword argument unpacking');
    args.push(starredArgument(cursor));
  } else if (kind === 'NAME' && peek(cursor, 1).kind === '=') keywords.push(namedArgument(cursor));
  else args.push(positionalArgument(cursor, given));
};

/** Reads arguments up to the closing parenthesis, which is left; the opening one has been read. */
export const callArguments = (cursor: Cursor): CallArguments => {
  const given: CallArguments = { args: [], keywords: [], bare: null };
  while (!isAt(cursor, ')')) {
    argument(cursor, given);
    if (!takeIf(cursor, ',')) break;
  }
  const { bare } = given;
  if (bare !== null && (given.args.length + given.keywords.length > 1 || cursor.last.kind === ','))
    refuseAt(cursor, bare.span, 'generator expression must be parenthesized');
  if (!isAt(cursor, ')')) refuseToken(cursor);
  return given;
};

const call = (cursor: Cursor, func: Expression, start: Place): Expression => {
  const open = take(cursor);
  const { args, keywords, bare } = callArguments(cursor);
  take(cursor);
  const given = bare === null ? args : [{ ...bare, span: spanFrom(cursor, open) }];
  return { type: 'Call', span: spanFrom(cursor, start), func, args: given, keywords };
};

const sliceItem = (cursor: Cursor): Expression => {
  const start = cursor.token;
  if (start.kind === '*') return starredArgument(cursor);
  const lower = start.kind === ':' ? null : namedExpression(cursor);
  if (!isAt(cursor, ':')) return lower === null ? refuseToken(cursor) : lower;
  if (lower !== null && lower.type === 'NamedExpr' && start.kind === 'NAME') refuseToken(cursor);
  take(cursor);
  const upper = startsExpression(cursor.token.kind) ? expression(cursor) : null;
  const step = takeIf(cursor, ':') && startsExpression(cursor.token.kind) ? expression(cursor) : null;
  return { type: 'Slice', span: spanFrom(cursor, start), lower, upper, step };
};

const subscript = (cursor: Cursor, value: Expression, start: Place): Expression => {
  take(cursor);
  const first = cursor.token;
  const item = sliceItem(cursor);
  let slice = item;
  if (isAt(cursor, ',') || item.type === 'Starred') {
    const elts = [item];
    while (takeIf(cursor, ',')) {
      if (isAt(cursor, ']')) break;
      elts.push(sliceItem(cursor));
    }
    slice = { type: 'Tuple', span: spanFrom(cursor, first), elts };
  }
  expect(cursor, ']');
  return { type: 'Subscript', span: spanFrom(cursor, start), value, slice };
};

/** Reads an atom with the attributes, calls and subscripts that follow it. */
export const primary = (cursor: Cursor): Expression => {
  const start = cursor.token;
  let value = atom(cursor);
  for (;;) {
    const { kind } = cursor.token;
    if (kind === '.') {
      take(cursor);
      const name = expect(cursor, 'NAME');
      value = { type: 'Attribute', span: spanFrom(cursor, start), value, attr: name.text };
    } else if (kind === '(') value = call(cursor, value, start);
    else if (kind === '[') value = subscript(cursor, value, start);
    else return value;
  }
};
