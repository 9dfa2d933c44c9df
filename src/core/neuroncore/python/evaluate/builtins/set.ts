import { native, positional, pySet, variadic } from '../../construct.ts';
import type { CallContext, PyNative, PySet, PyValue } from '../../values.ts';
import { isSubset } from '../runtime/equality.ts';
import { setOperation } from '../runtime/sequence-operators.ts';
import { raiseKey } from '../runtime/subscript.ts';
import { asSet } from './receiver.ts';

const self = positional('self');

/** A set of the items of any iterable; a set is given back as it is. */
export const toSet = (context: CallContext, value: PyValue, frozen = false): PySet => {
  const set = pySet(frozen);
  if (typeof value === 'object' && value !== null && value.kind === 'set') {
    context.allocate(value.entries.size);
    for (const [key, item] of value.entries) set.entries.set(key, item);
    return set;
  }
  for (const item of context.collect(value)) {
    const key = context.hashKey(item);
    if (!set.entries.has(key)) set.entries.set(key, item);
  }
  return set;
};

const replace = (target: PySet, source: PySet): void => {
  target.entries.clear();
  for (const [key, item] of source.entries) target.entries.set(key, item);
};

const combine = (context: CallContext, symbol: string, left: PySet, others: readonly PyValue[]): PySet => {
  let result = toSet(context, left, left.frozen);
  for (const other of others) result = setOperation(context, symbol, result, toSet(context, other)) ?? result;
  return result;
};

const itemsOf = (value: PyValue | undefined): readonly PyValue[] =>
  typeof value === 'object' && value !== null && value.kind === 'tuple' ? value.items : [];

const combining = (name: string, symbol: string): PyNative =>
  native(name, [self, variadic('others')], ([set = null, others], context) =>
    combine(context, symbol, asSet(context, set), itemsOf(others)),
  );

const updating = (name: string, symbol: string): PyNative =>
  native(name, [self, variadic('others')], ([set = null, others], context) => {
    const plain = asSet(context, set);
    replace(plain, combine(context, symbol, plain, itemsOf(others)));
    return null;
  });

const comparing = (
  name: string,
  test: (context: CallContext, left: PySet, right: PySet) => boolean,
): PyNative =>
  native(name, [self, positional('other')], ([set = null, other = null], context) =>
    test(context, asSet(context, set), toSet(context, other)),
  );

/** The methods that `set` and `frozenset` share. */
export const FROZENSET_METHODS: readonly PyNative[] = [
  combining('union', '|'),
  combining('intersection', '&'),
  combining('difference', '-'),
  combining('symmetric_difference', '^'),
  comparing('issubset', isSubset),
  comparing('issuperset', (context, left, right) => isSubset(context, right, left)),
  comparing(
    'isdisjoint',
    (_context, left, right) => ![...right.entries.keys()].some((key) => left.entries.has(key)),
  ),
  native('copy', [self], ([set = null], context) => {
    const plain = asSet(context, set);
    return toSet(context, plain, plain.frozen);
  }),
];

/** The methods of `set`. Source: Python 3.11 documentation, library/stdtypes "Set Types". */
export const SET_METHODS: readonly PyNative[] = [
  ...FROZENSET_METHODS,
  native('__init__', [self, positional('iterable', pySet(true))], ([set = null, items = null], context) => {
    replace(asSet(context, set), toSet(context, items));
    return null;
  }),
  updating('update', '|'),
  updating('intersection_update', '&'),
  updating('difference_update', '-'),
  updating('symmetric_difference_update', '^'),
  native('add', [self, positional('item')], ([set = null, item = null], context) => {
    const { entries } = asSet(context, set);
    const key = context.hashKey(item);
    context.allocate(1);
    if (!entries.has(key)) entries.set(key, item);
    return null;
  }),
  native('discard', [self, positional('item')], ([set = null, item = null], context) => {
    asSet(context, set).entries.delete(context.hashKey(item));
    return null;
  }),
  native('remove', [self, positional('item')], ([set = null, item = null], context) =>
    asSet(context, set).entries.delete(context.hashKey(item)) ? null : raiseKey(context, item),
  ),
  native('pop', [self], ([set = null], context) => {
    const { entries } = asSet(context, set);
    for (const [key, item] of entries) {
      entries.delete(key);
      return item;
    }
    return context.raise('KeyError', 'pop from an empty set');
  }),
  native('clear', [self], ([set = null], context) => {
    asSet(context, set).entries.clear();
    return null;
  }),
];
