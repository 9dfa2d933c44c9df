import { NOT_IMPLEMENTED } from '../../construct.ts';
import type { CallContext, PyValue } from '../../values.ts';
import { compareText } from '../text/strings.ts';
import { isSubset } from './equality.ts';
import { callSpecial, isSubclass, numberOf, typeName, unwrap } from './types.ts';

export type OrderOperator = '<' | '<=' | '>' | '>=';

const METHODS: Readonly<Record<OrderOperator, readonly [string, string, OrderOperator]>> = {
  '<': ['__lt__', '__gt__', '>'],
  '<=': ['__le__', '__ge__', '>='],
  '>': ['__gt__', '__lt__', '<'],
  '>=': ['__ge__', '__le__', '<='],
};

const byNumber = (operator: OrderOperator, left: number, right: number): boolean => {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
};

const byItems = (
  context: CallContext,
  operator: OrderOperator,
  left: readonly PyValue[],
  right: readonly PyValue[],
): PyValue => {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index += 1) {
    const a = left[index];
    const b = right[index];
    context.step(1);
    if (a !== undefined && b !== undefined && !context.equals(a, b))
      return richOrder(context, operator, a, b);
  }
  return byNumber(operator, left.length, right.length);
};

const builtinOrder = (
  context: CallContext,
  operator: OrderOperator,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  const a = numberOf(left);
  const b = numberOf(right);
  if (a !== undefined && b !== undefined) return byNumber(operator, a, b);
  const x = unwrap(left);
  const y = unwrap(right);
  if (typeof x === 'string' && typeof y === 'string') return byNumber(operator, compareText(x, y), 0);
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return undefined;
  if ((x.kind === 'tuple' && y.kind === 'tuple') || (x.kind === 'list' && y.kind === 'list')) {
    context.enter();
    const answer = byItems(context, operator, x.items, y.items);
    context.leave();
    return answer;
  }
  if (x.kind !== 'set' || y.kind !== 'set') return undefined;
  const sizes = byNumber(operator, x.entries.size, y.entries.size);
  return sizes && (operator.startsWith('<') ? isSubset(context, x, y) : isSubset(context, y, x));
};

const known = (answer: PyValue | undefined): answer is PyValue =>
  answer !== undefined && answer !== NOT_IMPLEMENTED;

const hostOrder = (
  context: CallContext,
  operator: OrderOperator,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  if (typeof left === 'object' && left !== null && left.kind === 'host') {
    const answer = left.type.binary?.(left, operator, right, false, context);
    if (answer !== undefined) return answer;
  }
  if (typeof right === 'object' && right !== null && right.kind === 'host') {
    return right.type.binary?.(right, operator, left, true, context);
  }
  return undefined;
};

/** `left op right` for an order, which classes and machine objects may answer with any value. */
export const richOrder = (
  context: CallContext,
  operator: OrderOperator,
  left: PyValue,
  right: PyValue,
): PyValue => {
  if (typeof left === 'number' && typeof right === 'number') return byNumber(operator, left, right);
  const [method, reflected] = METHODS[operator];
  const leftType = context.typeOf(left);
  const rightType = context.typeOf(right);
  const rightFirst = leftType !== rightType && isSubclass(rightType, leftType);
  const askRight = (): PyValue | undefined => callSpecial(context, right, reflected, [left]);
  if (rightFirst) {
    const answer = askRight();
    if (known(answer)) return answer;
  }
  const answer = callSpecial(context, left, method, [right]);
  if (known(answer)) return answer;
  if (!rightFirst) {
    const other = askRight();
    if (known(other)) return other;
  }
  const last = hostOrder(context, operator, left, right) ?? builtinOrder(context, operator, left, right);
  if (last !== undefined) return last;
  return context.raise(
    'TypeError',
    `'${operator}' not supported between instances of '${typeName(context, left)}' and '${typeName(context, right)}'`,
  );
};
