import { keywordOnly, native, positional, pyIterator, pyList, pyTuple } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { asList } from './receiver.ts';
import { sortItems } from './sorting.ts';

const self = positional('self');

/** The position of an item in a sequence between two bounds; -1 when it is not there. */
export const findItem = (
  context: CallContext,
  items: readonly PyValue[],
  item: PyValue,
  start: number,
  stop: number,
): number => {
  const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + items.length : at, 0), items.length);
  for (let index = clamp(start); index < clamp(stop); index += 1) {
    const each = items[index];
    context.step(1);
    if (each !== undefined && context.equals(each, item)) return index;
  }
  return -1;
};

/** How many items equal one. */
export const countItems = (context: CallContext, items: readonly PyValue[], item: PyValue): number => {
  let count = 0;
  for (const each of items) {
    context.step(1);
    if (context.equals(each, item)) count += 1;
  }
  return count;
};

const insert: PyNative['call'] = ([list = null, at = null, item = null], context) => {
  const { items } = asList(context, list);
  const index = context.index(at);
  context.allocate(1);
  items.splice(index < 0 ? Math.max(index + items.length, 0) : index, 0, item);
  return null;
};

const pop: PyNative['call'] = ([list = null, at = null], context) => {
  const { items } = asList(context, list);
  if (items.length === 0) return context.raise('IndexError', 'pop from empty list');
  const index = context.index(at);
  const place = index < 0 ? index + items.length : index;
  if (place < 0 || place >= items.length) return context.raise('IndexError', 'pop index out of range');
  const last = place === items.length - 1 ? items.pop() : items.splice(place, 1)[0];
  return last === undefined ? null : last;
};

const remove: PyNative['call'] = ([list = null, item = null], context) => {
  const { items } = asList(context, list);
  const index = findItem(context, items, item, 0, items.length);
  if (index < 0) return context.raise('ValueError', 'list.remove(x): x not in list');
  items.splice(index, 1);
  return null;
};

const indexOf: PyNative['call'] = ([list = null, item = null, start = null, stop = null], context) => {
  const { items } = asList(context, list);
  const index = findItem(context, items, item, context.index(start), context.index(stop));
  return index < 0 ? context.raise('ValueError', `${context.represent(item)} is not in list`) : index;
};

/** The methods of `list`. Source: Python 3.11 documentation, tutorial/datastructures "More on Lists". */
export const LIST_METHODS: readonly PyNative[] = [
  native('__init__', [self, positional('iterable', pyTuple([]))], ([list = null, more = null], context) => {
    const { items } = asList(context, list);
    const values = context.collect(more);
    items.length = 0;
    for (const item of values) items.push(item);
    return null;
  }),
  native('append', [self, positional('object')], ([list = null, item = null], context) => {
    context.allocate(1);
    asList(context, list).items.push(item);
    return null;
  }),
  native('extend', [self, positional('iterable')], ([list = null, more = null], context) => {
    const { items } = asList(context, list);
    for (const item of context.collect(more)) items.push(item);
    return null;
  }),
  native('insert', [self, positional('index'), positional('object')], insert),
  native('pop', [self, positional('index', -1)], pop),
  native('remove', [self, positional('value')], remove),
  native('clear', [self], ([list = null], context) => {
    asList(context, list).items.length = 0;
    return null;
  }),
  native('copy', [self], ([list = null], context) => pyList(context.collect(asList(context, list)))),
  native(
    'index',
    [self, positional('value'), positional('start', 0), positional('stop', Number.MAX_SAFE_INTEGER)],
    indexOf,
  ),
  native('count', [self, positional('value')], ([list = null, item = null], context) =>
    countItems(context, asList(context, list).items, item),
  ),
  native('reverse', [self], ([list = null], context) => {
    const { items } = asList(context, list);
    context.step(items.length);
    items.reverse();
    return null;
  }),
  native(
    'sort',
    [self, keywordOnly('key', null), keywordOnly('reverse', false)],
    ([list = null, key = null, reverse = null], context) => {
      const { items } = asList(context, list);
      const sorted = sortItems(context, items, key, context.truth(reverse));
      items.length = 0;
      for (const item of sorted) items.push(item);
      return null;
    },
  ),
  native('__reversed__', [self], ([list = null], context) =>
    pyIterator('list_reverseiterator', asList(context, list).items.slice().reverse()),
  ),
];
