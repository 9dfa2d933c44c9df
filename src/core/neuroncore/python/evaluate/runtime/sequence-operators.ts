import { pyList, pySet, pyTuple } from '../../construct.ts';
import type { CallContext, PyDict, PyObject, PySet, PyValue } from '../../values.ts';
import { percentFormat } from '../text/percent.ts';
import { typeName } from './types.ts';

/** The longest string a kernel may build, in UTF-16 units. */
const LONGEST_TEXT = 1 << 28;

const repeatItems = (context: CallContext, items: readonly PyValue[], count: number): PyValue[] => {
  const times = Math.max(count, 0);
  context.allocate(items.length * times);
  const repeated: PyValue[] = [];
  for (let round = 0; round < times; round += 1) for (const item of items) repeated.push(item);
  return repeated;
};

const repeatText = (context: CallContext, text: string, count: number): string => {
  const times = Math.max(count, 0);
  context.allocate(text.length * times);
  return text.repeat(times);
};

/** Two texts joined; the longer one is not copied, so only the shorter one counts. */
export const concatenate = (context: CallContext, left: string, right: string): string => {
  context.allocate(Math.min(left.length, right.length));
  if (left.length + right.length > LONGEST_TEXT) context.allocate(Number.MAX_SAFE_INTEGER);
  return left + right;
};

const times = (context: CallContext, sequence: PyValue, count: number): PyValue | undefined => {
  if (typeof sequence === 'string') return repeatText(context, sequence, count);
  if (typeof sequence !== 'object' || sequence === null) return undefined;
  if (sequence.kind === 'list') return pyList(repeatItems(context, sequence.items, count));
  if (sequence.kind === 'tuple') return pyTuple(repeatItems(context, sequence.items, count));
  return undefined;
};

const asCount = (value: PyValue): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
};

const isSequence = (value: PyValue): boolean =>
  typeof value === 'string' ||
  (typeof value === 'object' && value !== null && (value.kind === 'list' || value.kind === 'tuple'));

const hasIndex = (value: PyValue): boolean =>
  typeof value === 'object' && value !== null && (value.kind === 'instance' || value.kind === 'host');

const multiply = (context: CallContext, left: PyValue, right: PyValue): PyValue | undefined => {
  const [sequence, factor] = isSequence(left) ? [left, right] : [right, left];
  if (!isSequence(sequence)) return undefined;
  const count =
    asCount(factor) ??
    (hasIndex(factor) ? context.attempt('TypeError', () => context.index(factor)) : undefined);
  if (count !== undefined) return times(context, sequence, count);
  return context.raise(
    'TypeError',
    `can't multiply sequence by non-int of type '${typeName(context, factor)}'`,
  );
};

const add = (context: CallContext, left: PyValue, right: PyValue): PyValue | undefined => {
  if (typeof left === 'string' && typeof right === 'string') return concatenate(context, left, right);
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) {
    if (
      (left.kind === 'list' && right.kind === 'list') ||
      (left.kind === 'tuple' && right.kind === 'tuple')
    ) {
      context.allocate(left.items.length + right.items.length);
      const items = [...left.items, ...right.items];
      return left.kind === 'list' ? pyList(items) : pyTuple(items);
    }
  }
  if (!isSequence(left)) return undefined;
  const name = typeName(context, left);
  return context.raise(
    'TypeError',
    `can only concatenate ${name} (not "${typeName(context, right)}") to ${name}`,
  );
};

const keep = (context: CallContext, left: PySet, keepKey: (key: string) => boolean): PySet => {
  context.allocate(left.entries.size);
  const kept = pySet(left.frozen);
  for (const [key, item] of left.entries) if (keepKey(key)) kept.entries.set(key, item);
  return kept;
};

/** Union, intersection, difference or symmetric difference of sets; undefined for other operators. */
export const setOperation = (
  context: CallContext,
  symbol: string,
  left: PySet,
  right: PySet,
): PySet | undefined => {
  switch (symbol) {
    case '|': {
      const union = keep(context, left, () => true);
      for (const [key, item] of right.entries) if (!union.entries.has(key)) union.entries.set(key, item);
      context.allocate(right.entries.size);
      return union;
    }
    case '&':
      return keep(context, left, (key) => right.entries.has(key));
    case '-':
      return keep(context, left, (key) => !right.entries.has(key));
    case '^': {
      const difference = keep(context, left, (key) => !right.entries.has(key));
      for (const [key, item] of right.entries) if (!left.entries.has(key)) difference.entries.set(key, item);
      context.allocate(right.entries.size);
      return difference;
    }
    default:
      return undefined;
  }
};

const asSet = (context: CallContext, value: PyObject): PySet | undefined => {
  if (value.kind === 'set') return value;
  if (value.kind !== 'dictView' || value.part === 'values') return undefined;
  const set = pySet();
  for (const item of context.collect(value)) set.entries.set(context.hashKey(item), item);
  return set;
};

const mergeDicts = (context: CallContext, left: PyDict, right: PyDict): PyDict => {
  context.allocate(left.entries.size + right.entries.size);
  return { kind: 'dict', entries: new Map([...left.entries, ...right.entries]) };
};

const isType = (value: PyValue): boolean =>
  value === null || (typeof value === 'object' && (value.kind === 'class' || value.kind === 'alias'));

const union = (left: PyValue, right: PyValue): PyValue => {
  const members = [left, right].flatMap((each) =>
    typeof each === 'object' && each !== null && each.kind === 'alias' && each.origin === null
      ? each.args
      : [each],
  );
  return { kind: 'alias', origin: null, args: [...new Set(members)] };
};

/** Operators of strings, lists, tuples, sets, dictionaries and types; undefined when none applies. */
export const sequenceOperation = (
  context: CallContext,
  symbol: string,
  left: PyValue,
  right: PyValue,
): PyValue | undefined => {
  if (symbol === '*') return multiply(context, left, right);
  if (symbol === '+') return add(context, left, right);
  if (symbol === '%' && typeof left === 'string') return percentFormat(context, left, right);
  if (symbol === '|' && isType(left) && isType(right) && left !== right) return union(left, right);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return undefined;
  if (symbol === '|' && left.kind === 'dict' && right.kind === 'dict')
    return mergeDicts(context, left, right);
  const a = asSet(context, left);
  const b = asSet(context, right);
  return a === undefined || b === undefined ? undefined : setOperation(context, symbol, a, b);
};

/** Changes a list, set or dictionary by `symbol=`; false when the operator makes a new object instead. */
export const extendInPlace = (
  context: CallContext,
  symbol: string,
  left: PyObject,
  right: PyValue,
): boolean => {
  if (left.kind === 'list' && symbol === '+') {
    for (const item of context.collect(right)) left.items.push(item);
    return true;
  }
  if (left.kind === 'list' && symbol === '*' && asCount(right) !== undefined) {
    const items = repeatItems(context, left.items, asCount(right) ?? 1);
    left.items.length = 0;
    for (const item of items) left.items.push(item);
    return true;
  }
  if (typeof right !== 'object' || right === null) return false;
  if (left.kind === 'dict' && symbol === '|' && right.kind === 'dict') {
    context.allocate(right.entries.size);
    for (const [key, entry] of right.entries) left.entries.set(key, entry);
    return true;
  }
  if (left.kind !== 'set' || left.frozen === true || right.kind !== 'set') return false;
  const result = setOperation(context, symbol, left, right);
  if (result === undefined) return false;
  left.entries.clear();
  for (const [key, item] of result.entries) left.entries.set(key, item);
  return true;
};
