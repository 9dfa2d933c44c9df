import { native, positional, pyTuple } from '../../construct.ts';
import type { PyNative } from '../../values.ts';
import { rangeCount, sliceRange } from '../runtime/slices.ts';
import { countItems, findItem } from './list.ts';
import { asRange, asSlice, asTuple } from './receiver.ts';

const self = positional('self');

/** The methods of `tuple`. */
export const TUPLE_METHODS: readonly PyNative[] = [
  native('count', [self, positional('value')], ([tuple = null, item = null], context) =>
    countItems(context, asTuple(context, tuple).items, item),
  ),
  native(
    'index',
    [self, positional('value'), positional('start', 0), positional('stop', Number.MAX_SAFE_INTEGER)],
    ([tuple = null, item = null, start = null, stop = null], context) => {
      const { items } = asTuple(context, tuple);
      const index = findItem(context, items, item, context.index(start), context.index(stop));
      return index < 0 ? context.raise('ValueError', 'tuple.index(x): x not in tuple') : index;
    },
  ),
];

/** The methods of `range`. */
export const RANGE_METHODS: readonly PyNative[] = [
  native('count', [self, positional('value')], ([range = null, item = null], context) =>
    context.contains(asRange(context, range), item) ? 1 : 0,
  ),
  native('index', [self, positional('value')], ([range = null, item = null], context) => {
    const { start, step } = asRange(context, range);
    if (typeof item === 'number' && context.contains(range, item)) return (item - start) / step;
    return context.raise('ValueError', `${context.represent(item)} is not in range`);
  }),
  native('__reversed__', [self], ([range = null], context) => {
    const { start, stop, step } = asRange(context, range);
    const count = rangeCount(start, stop, step);
    let left = count;
    return {
      kind: 'iterator',
      name: 'range_iterator',
      next: () => (left > 0 ? start + step * --left : undefined),
    };
  }),
];

/** The methods of `slice`. */
export const SLICE_METHODS: readonly PyNative[] = [
  native('indices', [self, positional('length')], ([slice = null, length = null], context) => {
    const { start, stop, step } = sliceRange(context, asSlice(context, slice), context.index(length));
    return pyTuple([start, stop, step]);
  }),
];
