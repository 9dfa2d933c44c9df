import { NOT_IMPLEMENTED } from '../../construct.ts';
import type { CallContext, PyDict, PyObject, PySet, PyValue } from '../../values.ts';
import { rangeCount } from './slices.ts';
import { callSpecial, isSubclass, lookUpOwn, numberOf, unwrap } from './types.ts';

const itemsEqual = (context: CallContext, left: readonly PyValue[], right: readonly PyValue[]): boolean => {
  if (left.length !== right.length) return false;
  context.step(left.length);
  for (let index = 0; index < left.length; index += 1) {
    const a = left[index];
    const b = right[index];
    if (a === undefined || b === undefined || !context.equals(a, b)) return false;
  }
  return true;
};

const dictsEqual = (context: CallContext, left: PyDict, right: PyDict): boolean => {
  if (left.entries.size !== right.entries.size) return false;
  context.step(left.entries.size);
  for (const [key, [, value]] of left.entries) {
    const other = right.entries.get(key);
    if (other === undefined || !context.equals(value, other[1])) return false;
  }
  return true;
};

/** Whether every item of `left` is in `right`. */
export const isSubset = (context: CallContext, left: PySet, right: PySet): boolean => {
  context.step(left.entries.size);
  for (const key of left.entries.keys()) if (!right.entries.has(key)) return false;
  return true;
};

/** Equality of two built-in values of the same kind that are not numbers. */
const sameKindEqual = (context: CallContext, left: PyObject, right: PyObject): boolean => {
  switch (left.kind) {
    case 'tuple':
    case 'list':
      return right.kind === left.kind && itemsEqual(context, left.items, right.items);
    case 'dict':
      return right.kind === 'dict' && dictsEqual(context, left, right);
    case 'set':
      return (
        right.kind === 'set' && left.entries.size === right.entries.size && isSubset(context, left, right)
      );
    case 'range': {
      if (right.kind !== 'range') return false;
      const count = rangeCount(left.start, left.stop, left.step);
      if (count !== rangeCount(right.start, right.stop, right.step)) return false;
      return count === 0 || (left.start === right.start && (count === 1 || left.step === right.step));
    }
    case 'slice':
      return (
        right.kind === 'slice' &&
        itemsEqual(context, [left.start, left.stop, left.step], [right.start, right.stop, right.step])
      );
    case 'bound':
      return right.kind === 'bound' && left.self === right.self && left.callee === right.callee;
    case 'alias':
      return (
        right.kind === 'alias' &&
        context.equals(left.origin, right.origin) &&
        itemsEqual(context, left.args, right.args)
      );
    case 'dictView':
      return right.kind === 'dictView' && itemsEqual(context, context.collect(left), context.collect(right));
    default:
      return false;
  }
};

const builtinEqual = (context: CallContext, left: PyValue, right: PyValue): boolean => {
  const a = numberOf(left);
  if (a !== undefined) return a === numberOf(right);
  const x = unwrap(left);
  const y = unwrap(right);
  if (x === y) return true;
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false;
  context.enter();
  const same = sameKindEqual(context, x, y);
  context.leave();
  return same;
};

const isInstance = (value: PyValue): boolean =>
  typeof value === 'object' && value !== null && (value.kind === 'instance' || value.kind === 'class');

const hostEqual = (context: CallContext, left: PyValue, right: PyValue): PyValue | undefined => {
  if (typeof left === 'object' && left !== null && left.kind === 'host') {
    const answer = left.type.binary?.(left, '==', right, false, context);
    if (answer !== undefined) return answer;
    if (left.type.equals !== undefined) return left.type.equals(left, right);
  }
  if (typeof right === 'object' && right !== null && right.kind === 'host') {
    const answer = right.type.binary?.(right, '==', left, true, context);
    if (answer !== undefined) return answer;
    if (right.type.equals !== undefined) return right.type.equals(right, left);
  }
  return undefined;
};

const askBoth = (context: CallContext, name: string, left: PyValue, right: PyValue): PyValue | undefined => {
  const leftType = context.typeOf(left);
  const rightType = context.typeOf(right);
  const rightFirst =
    leftType !== rightType && isSubclass(rightType, leftType) && lookUpOwn(rightType, name) !== undefined;
  const order = rightFirst ? [right, left] : [left, right];
  for (const [index, self] of order.entries()) {
    const answer = callSpecial(context, self, name, [order[1 - index] ?? null]);
    if (answer !== undefined && answer !== NOT_IMPLEMENTED) return answer;
  }
  return undefined;
};

/** `left == right`, which a class or a machine object may answer with any value. Source: reference/datamodel `__eq__`. */
export const richEqual = (context: CallContext, left: PyValue, right: PyValue): PyValue => {
  if (typeof left === 'number' || typeof left === 'string') {
    if (typeof right === typeof left) return left === right;
  }
  if (isInstance(left) || isInstance(right)) {
    const answer = askBoth(context, '__eq__', left, right);
    if (answer !== undefined) return answer;
  }
  const answer = hostEqual(context, left, right);
  return answer === undefined ? builtinEqual(context, left, right) : answer;
};

/** `left != right`. */
export const richUnequal = (context: CallContext, left: PyValue, right: PyValue): PyValue => {
  if (isInstance(left) || isInstance(right)) {
    const answer = askBoth(context, '__ne__', left, right);
    if (answer !== undefined) return answer;
  }
  for (const [self, other, reflected] of [
    [left, right, false],
    [right, left, true],
  ] as const) {
    if (typeof self === 'object' && self !== null && self.kind === 'host') {
      const answer = self.type.binary?.(self, '!=', other, reflected, context);
      if (answer !== undefined) return answer;
    }
  }
  return !context.truth(richEqual(context, left, right));
};

/** Equality as containers use it: the same object is equal to itself. */
export const equals = (context: CallContext, left: PyValue, right: PyValue): boolean =>
  left === right || context.truth(richEqual(context, left, right));
