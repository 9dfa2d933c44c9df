import type { Comprehension, Expression } from '../ast.ts';
import type { Cursor } from './cursor.ts';
import { expect, isAt, peek, refuseAt, spanFrom, take, takeIf } from './cursor.ts';
import { disjunction } from './expressions.ts';
import { loopTarget } from './targets.ts';

/** Whether `for` or `async for` comes next. */
export const startsComprehension = (cursor: Cursor): boolean =>
  isAt(cursor, 'for') || (isAt(cursor, 'async') && peek(cursor, 1).kind === 'for');

/** Reads the `for ... in ... if ...` clauses of a comprehension, at least one. */
export const comprehensionClauses = (cursor: Cursor): readonly Comprehension[] => {
  const clauses: Comprehension[] = [];
  while (startsComprehension(cursor)) {
    const isAsync = takeIf(cursor, 'async');
    take(cursor);
    const target = loopTarget(cursor);
    expect(cursor, 'in');
    const iter = disjunction(cursor);
    const ifs: Expression[] = [];
    while (takeIf(cursor, 'if')) ifs.push(disjunction(cursor));
    clauses.push({ target, iter, ifs, is_async: isAsync });
  }
  return clauses;
};

/** Refuses several elements without parentheses before the clauses of a comprehension (`[a, b for b in c]`). */
export const refuseSeveralElements = (cursor: Cursor, first: Expression): void => {
  if (startsComprehension(cursor))
    refuseAt(
      cursor,
      spanFrom(cursor, first.span),
      'parentheses are missing around the elements of a comprehension',
    );
};

/** Refuses a star before the element of a comprehension (`[*x for x in y]`). */
export const refuseStarredElement = (cursor: Cursor, element: Expression): void => {
  if (element.type === 'Starred')
    refuseAt(cursor, element.span, 'iterable unpacking cannot be used in comprehension');
};
