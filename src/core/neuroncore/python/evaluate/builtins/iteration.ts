import {
  keywordOnly,
  native,
  optional,
  positional,
  pyIterator,
  pyList,
  pyTuple,
  variadic,
} from '../../construct.ts';
import type { CallContext, PyIterator, PyNative, PyValue } from '../../values.ts';
import { iteratorObject, nextOf } from '../runtime/iterate.ts';
import { callSpecial } from '../runtime/types.ts';
import { MISSING } from './dict.ts';
import { sortItems } from './sorting.ts';

const itemsOf = (value: PyValue | undefined): readonly PyValue[] =>
  typeof value === 'object' && value !== null && value.kind === 'tuple' ? value.items : [];

const lazy = (context: CallContext, name: string, next: () => PyValue | undefined): PyIterator => ({
  kind: 'iterator',
  name,
  next: () => {
    context.step(1);
    return next();
  },
});

const enumerate: PyNative['call'] = ([value = null, start = null], context) => {
  const iterator = context.iterate(value);
  let index = context.index(start);
  return lazy(context, 'enumerate', () => {
    const item = iterator.next();
    return item === undefined ? undefined : pyTuple([index++, item]);
  });
};

const zip: PyNative['call'] = ([values, strict = null], context) => {
  const iterators = itemsOf(values).map((each) => context.iterate(each));
  const checked = context.truth(strict);
  return lazy(context, 'zip', () => {
    const items: PyValue[] = [];
    for (const [index, iterator] of iterators.entries()) {
      const item = iterator.next();
      if (item === undefined) {
        if (checked && (index > 0 || iterators.slice(1).some((each) => each.next() !== undefined))) {
          const longer = index > 0 ? 'shorter' : 'longer';
          const at = index > 0 ? index + 1 : 2;
          return context.raise(
            'ValueError',
            `zip() argument ${at} is ${longer} than argument${at > 2 ? `s 1-${at - 1}` : ' 1'}`,
          );
        }
        return undefined;
      }
      items.push(item);
    }
    return iterators.length === 0 ? undefined : pyTuple(items);
  });
};

const map: PyNative['call'] = ([callee = null, values], context) => {
  const iterators = itemsOf(values).map((each) => context.iterate(each));
  if (iterators.length === 0) return context.raise('TypeError', 'map() must have at least two arguments.');
  return lazy(context, 'map', () => {
    const args: PyValue[] = [];
    for (const iterator of iterators) {
      const item = iterator.next();
      if (item === undefined) return undefined;
      args.push(item);
    }
    return context.call(callee, args);
  });
};

const filter: PyNative['call'] = ([callee = null, value = null], context) => {
  const iterator = context.iterate(value);
  return lazy(context, 'filter', () => {
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      context.step(1);
      if (context.truth(callee === null ? item : context.call(callee, [item]))) return item;
    }
    return undefined;
  });
};

const reversed: PyNative['call'] = ([value = null], context) => {
  const method =
    callSpecial(context, value, '__reversed__', []) ??
    (typeof value === 'object' && value !== null && value.kind !== 'instance'
      ? reversedBuiltin(context, value)
      : undefined);
  if (method !== undefined) return method;
  const sequence = typeof value === 'string' || context.findAttribute(value, '__getitem__') !== undefined;
  if (!sequence) {
    return context.raise('TypeError', `'${context.typeOf(value).name}' object is not reversible`);
  }
  let left = context.length(value);
  return lazy(context, 'reversed', () => (left > 0 ? context.getItem(value, --left) : undefined));
};

const reversedBuiltin = (context: CallContext, value: PyValue): PyValue | undefined => {
  const own = context.findAttribute(value, '__reversed__');
  if (own !== undefined) return context.call(own, []);
  if (typeof value === 'object' && value !== null && value.kind === 'dictView') {
    return pyIterator('dict_reversekeyiterator', context.collect(value).reverse());
  }
  return undefined;
};

const sum: PyNative['call'] = ([value = null, start = null], context) => {
  if (typeof start === 'string') {
    return context.raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  const iterator = context.iterate(value);
  let total: PyValue = start;
  for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
    context.step(1);
    total = context.binary('+', total, item);
  }
  return total;
};

const extreme =
  (name: 'min' | 'max', operator: '<' | '>'): PyNative['call'] =>
  ([values, key = null, fallback = null], context) => {
    const args = itemsOf(values);
    const [only] = args;
    if (only === undefined) {
      return context.raise('TypeError', `${name} expected at least 1 argument, got 0`);
    }
    if (args.length > 1 && fallback !== MISSING) {
      return context.raise(
        'TypeError',
        `Cannot specify a default for ${name}() with multiple positional arguments`,
      );
    }
    const iterator = context.iterate(args.length > 1 ? pyTuple(args) : only);
    let best: PyValue | undefined;
    let bestKey: PyValue = null;
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      context.step(1);
      const itemKey = key === null ? item : context.call(key, [item]);
      if (best === undefined || context.compare(operator, itemKey, bestKey)) {
        best = item;
        bestKey = itemKey;
      }
    }
    if (best !== undefined) return best;
    if (fallback !== MISSING) return fallback;
    return context.raise('ValueError', `${name}() arg is an empty sequence`);
  };

const quantify =
  (stopOn: boolean): PyNative['call'] =>
  ([value = null], context) => {
    const iterator = context.iterate(value);
    for (let item = iterator.next(); item !== undefined; item = iterator.next()) {
      context.step(1);
      if (context.truth(item) === stopOn) return stopOn;
    }
    return !stopOn;
  };

const iter: PyNative['call'] = ([value = null, sentinel = null], context) => {
  if (sentinel === MISSING) return iteratorObject(context, value);
  return lazy(context, 'callable_iterator', () => {
    const item = context.call(value, []);
    return context.equals(item, sentinel) ? undefined : item;
  });
};

const next: PyNative['call'] = ([value = null, fallback = null], context) => {
  const item = nextOf(context, value);
  if (item !== undefined) return item;
  if (fallback !== MISSING) return fallback;
  return context.raiseValue(context.call(context.builtin('StopIteration'), []));
};

/** Built-in functions on iterables. Source: Python 3.11 documentation, library/functions. */
export const ITERATION_FUNCTIONS: readonly PyNative[] = [
  native('enumerate', [optional('iterable', null), optional('start', 0)], enumerate),
  native('zip', [variadic('iterables'), keywordOnly('strict', false)], zip),
  native('map', [positional('func'), variadic('iterables')], map),
  native('filter', [positional('function'), positional('iterable')], filter),
  native('reversed', [positional('sequence')], reversed),
  native(
    'sorted',
    [positional('iterable'), keywordOnly('key', null), keywordOnly('reverse', false)],
    ([value = null, key = null, reverse = null], context) =>
      pyList(sortItems(context, context.collect(value), key, context.truth(reverse))),
  ),
  native('sum', [positional('iterable'), optional('start', 0)], sum),
  native(
    'min',
    [variadic('args'), keywordOnly('key', null), keywordOnly('default', MISSING)],
    extreme('min', '<'),
  ),
  native(
    'max',
    [variadic('args'), keywordOnly('key', null), keywordOnly('default', MISSING)],
    extreme('max', '>'),
  ),
  native('any', [positional('iterable')], quantify(true)),
  native('all', [positional('iterable')], quantify(false)),
  native('iter', [positional('iterable'), positional('sentinel', MISSING)], iter),
  native('next', [positional('iterator'), positional('default', MISSING)], next),
];
