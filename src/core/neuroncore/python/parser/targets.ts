import type { Expression, Name } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { binary } from './arithmetic.ts';
import type { Cursor } from './cursor.ts';
import { isAt, refuseAt, refuseToken, spanFrom, take, takeIf } from './cursor.ts';
import { starred, startsExpression } from './expressions.ts';
import { nameOfExpression } from './names.ts';

type Verb = 'assign to' | 'delete';

/** The first part of a target that nothing can be assigned to, or that cannot be deleted; null when there is none. */
const unfit = (target: Expression, verb: Verb): Expression | null => {
  switch (target.type) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return null;
    case 'Starred':
      return verb === 'delete' ? target : unfit(target.value, verb);
    case 'List':
    case 'Tuple':
      for (const element of target.elts) {
        const found = unfit(element, verb);
        if (found !== null) return found;
      }
      return null;
    default:
      return target;
  }
};

/** Refuses a target of an assignment or of `del` at the first part of it that cannot be one. */
export const checkTarget = (cursor: Cursor, target: Expression, verb: Verb): void => {
  const found = unfit(target, verb);
  if (found === null) return;
  refuseAt(cursor, found.span, `cannot ${verb} ${nameOfExpression(found)}`);
};

const loopTargetItem = (cursor: Cursor): Expression => (isAt(cursor, '*') ? starred(cursor) : binary(cursor));

/** Reads what stands between `for` and `in`. */
export const loopTarget = (cursor: Cursor): Expression => {
  const start = cursor.token;
  const first = loopTargetItem(cursor);
  let target = first;
  if (isAt(cursor, ',')) {
    const elts = [first];
    while (takeIf(cursor, ',')) {
      if (!startsExpression(cursor.token.kind) && !isAt(cursor, '*')) break;
      elts.push(loopTargetItem(cursor));
    }
    target = { type: 'Tuple', span: spanFrom(cursor, start), elts };
  }
  checkTarget(cursor, target, 'assign to');
  return target;
};

/** Reads the target after `as` of a `with` item. */
export const withTarget = (cursor: Cursor): Expression => {
  const target = loopTargetItem(cursor);
  checkTarget(cursor, target, 'assign to');
  return target;
};

/** Refuses a target that cannot take an annotation; says whether it is a name without parentheses. */
export const checkAnnotated = (cursor: Cursor, target: Expression, start: Token): boolean => {
  if (target.type === 'Name') return start.kind === 'NAME';
  if (target.type === 'Attribute' || target.type === 'Subscript') return false;
  const detail =
    target.type === 'List' || target.type === 'Tuple'
      ? `only a single target (not ${nameOfExpression(target)}) can be annotated`
      : 'illegal target for annotation';
  return refuseAt(cursor, target.span, detail);
};

/** Refuses what augmented assignment cannot change. */
export const checkAugmented = (cursor: Cursor, target: Expression): void => {
  if (target.type === 'Name' || target.type === 'Attribute' || target.type === 'Subscript') return;
  refuseAt(
    cursor,
    target.span,
    `${nameOfExpression(target)} is an illegal expression for augmented assignment`,
  );
};

/** Reads a plain name that something is bound to. */
export const boundName = (cursor: Cursor): Name => {
  if (!isAt(cursor, 'NAME')) refuseToken(cursor);
  const token = take(cursor);
  return { type: 'Name', span: spanFrom(cursor, token), id: token.text };
};
