import { pyIterator, pyTuple } from '../../construct.ts';
import type { CallContext, PyDict, PyIterator, PyList, PyRange, PyValue } from '../../values.ts';
import { characters } from '../text/strings.ts';
import { rangeCount } from './slices.ts';
import { callSpecial, lookUpOwn, typeName } from './types.ts';

const overList = (list: PyList): PyIterator => {
  let index = 0;
  return { kind: 'iterator', name: 'list_iterator', next: () => list.items[index++] };
};

const overItems = (name: string, items: readonly PyValue[]): PyIterator => {
  let index = 0;
  return { kind: 'iterator', name, next: () => items[index++] };
};

const overRange = (range: PyRange): PyIterator => {
  const count = rangeCount(range.start, range.stop, range.step);
  let index = 0;
  return {
    kind: 'iterator',
    name: 'range_iterator',
    next: () => (index < count ? range.start + range.step * index++ : undefined),
  };
};

const overDict = (context: CallContext, dict: PyDict, part: 'keys' | 'values' | 'items'): PyIterator => {
  const { size } = dict.entries;
  const entries = dict.entries.values();
  return {
    kind: 'iterator',
    name: `dict_${part === 'keys' ? 'key' : part === 'values' ? 'value' : 'item'}iterator`,
    next: () => {
      if (dict.entries.size !== size) {
        return context.raise('RuntimeError', 'dictionary changed size during iteration');
      }
      const step = entries.next();
      if (step.done === true) return undefined;
      if (part === 'items') return pyTuple(step.value);
      return step.value[part === 'keys' ? 0 : 1];
    },
  };
};

/** `next(value)` without a default; undefined at the end, `notIterator` when the value is no iterator. */
export const nextOf = (context: CallContext, value: PyValue): PyValue | undefined => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'iterator') return value.next();
    const method = lookUpOwn(context.typeOf(value), '__next__');
    if (method !== undefined) {
      return context.attempt('StopIteration', () => callSpecial(context, value, '__next__', []));
    }
  }
  return context.raise('TypeError', `'${typeName(context, value)}' object is not an iterator`);
};

const overItemsByIndex = (context: CallContext, value: PyValue): PyIterator => {
  let index = 0;
  return {
    kind: 'iterator',
    name: 'iterator',
    next: () => context.attempt('IndexError', () => callSpecial(context, value, '__getitem__', [index++])),
  };
};

/** What `iter(value)` gives in Python: an iterator, or an object with `__next__`. */
export const iteratorObject = (context: CallContext, value: PyValue): PyValue => {
  if (typeof value === 'string') return overItems('str_iterator', characters(value));
  if (typeof value === 'object' && value !== null) {
    switch (value.kind) {
      case 'list':
        return overList(value);
      case 'tuple':
        return overItems('tuple_iterator', value.items);
      case 'range':
        return overRange(value);
      case 'dict':
        return overDict(context, value, 'keys');
      case 'dictView':
        return overDict(context, value.dict, value.part);
      case 'set':
        return pyIterator('set_iterator', value.entries.values());
      case 'iterator':
        return value;
      case 'host':
        if (value.type.iterate !== undefined) {
          return pyIterator(`${value.type.name}_iterator`, value.type.iterate(value, context));
        }
        break;
      case 'instance':
      case 'class':
        return overInstance(context, value);
      default:
    }
  }
  return context.raise('TypeError', `'${typeName(context, value)}' object is not iterable`);
};

const overInstance = (context: CallContext, value: PyValue): PyValue => {
  const own = callSpecial(context, value, '__iter__', []);
  if (own !== undefined) return own;
  if (typeof value === 'object' && value !== null && value.kind === 'instance') {
    if (value.payload !== undefined) return iteratorObject(context, value.payload);
  }
  if (lookUpOwn(context.typeOf(value), '__getitem__') !== undefined) return overItemsByIndex(context, value);
  return context.raise('TypeError', `'${typeName(context, value)}' object is not iterable`);
};

/** An iterator for loops and natives, whatever the value's own iterator is. */
export const iterate = (context: CallContext, value: PyValue): PyIterator => {
  const iterator = iteratorObject(context, value);
  if (typeof iterator === 'object' && iterator !== null && iterator.kind === 'iterator') return iterator;
  if (lookUpOwn(context.typeOf(iterator), '__next__') === undefined) {
    return context.raise(
      'TypeError',
      `iter() returned non-iterator of type '${typeName(context, iterator)}'`,
    );
  }
  return { kind: 'iterator', name: 'iterator', next: () => nextOf(context, iterator) };
};

/** All items of an iterable, counted against the budget. */
export const collect = (context: CallContext, value: PyValue): PyValue[] => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'list' || value.kind === 'tuple') {
      context.allocate(value.items.length);
      return value.items.slice();
    }
    if (value.kind === 'range') context.allocate(rangeCount(value.start, value.stop, value.step));
  }
  const iterator = iterate(context, value);
  const items: PyValue[] = [];
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    context.step(1);
    context.allocate(1);
    items.push(item);
  }
  return items;
};
