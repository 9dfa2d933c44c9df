import { NOT_IMPLEMENTED, native, positional } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { hashNumber } from '../runtime/hashing.ts';
import { iteratorObject } from '../runtime/iterate.ts';

const self = positional('self');
const other = positional('other');

const orNotImplemented = (context: CallContext, action: () => PyValue): PyValue => {
  const answer = context.attempt('TypeError', action);
  return answer === undefined ? NOT_IMPLEMENTED : answer;
};

const OPERATORS: readonly (readonly [string, string])[] = [
  ['add', '+'],
  ['sub', '-'],
  ['mul', '*'],
  ['truediv', '/'],
  ['floordiv', '//'],
  ['mod', '%'],
  ['pow', '**'],
  ['lshift', '<<'],
  ['rshift', '>>'],
  ['and', '&'],
  ['or', '|'],
  ['xor', '^'],
];

/** The operator methods of numbers, for `super().__add__(other)` and `int.__add__`. */
export const OPERATOR_METHODS: readonly PyNative[] = OPERATORS.flatMap(([name, symbol]) => [
  native(`__${name}__`, [self, other], ([left = null, right = null], context) =>
    orNotImplemented(context, () => context.binary(symbol, left, right)),
  ),
  native(`__r${name}__`, [self, other], ([left = null, right = null], context) =>
    orNotImplemented(context, () => context.binary(symbol, right, left)),
  ),
]);

/** Equality, order, text and hash, which all built-in values have. */
export const COMMON_METHODS: readonly PyNative[] = [
  native('__eq__', [self, other], ([left = null, right = null], context) => context.equals(left, right)),
  native('__ne__', [self, other], ([left = null, right = null], context) => !context.equals(left, right)),
  ...(['<', '<=', '>', '>='] as const).map((symbol, index) =>
    native(
      ['__lt__', '__le__', '__gt__', '__ge__'][index] ?? '',
      [self, other],
      ([left = null, right = null], context) =>
        orNotImplemented(context, () => context.compare(symbol, left, right)),
    ),
  ),
  native('__repr__', [self], ([value = null], context) => context.represent(value)),
  native('__str__', [self], ([value = null], context) => context.text(value)),
  native('__hash__', [self], ([value = null], context) => hashNumber(context, value)),
  native('__format__', [self, positional('spec')], ([value = null, spec = null], context) =>
    context.format(value, context.text(spec)),
  ),
];

/** The methods of what has a length, items and an iterator. */
export const CONTAINER_METHODS: readonly PyNative[] = [
  native('__len__', [self], ([value = null], context) => context.length(value)),
  native('__iter__', [self], ([value = null], context) => iteratorObject(context, value)),
  native('__contains__', [self, positional('item')], ([value = null, item = null], context) =>
    context.contains(value, item),
  ),
];

/** `__getitem__`. */
export const GET_ITEM: PyNative = native(
  '__getitem__',
  [self, positional('index')],
  ([value = null, index = null], context) => context.getItem(value, index),
);

/** `__setitem__` and `__delitem__`. */
export const SET_ITEM_METHODS: readonly PyNative[] = [
  native(
    '__setitem__',
    [self, positional('index'), positional('item')],
    ([value = null, index = null, item = null], context) => {
      context.setItem(value, index, item);
      return null;
    },
  ),
  native('__delitem__', [self, positional('index')], ([value = null, index = null], context) => {
    context.deleteItem(value, index);
    return null;
  }),
];

/** `__int__`, `__float__`, `__index__` and `__bool__` of numbers. */
export const CONVERSION_METHODS: readonly PyNative[] = [
  native('__bool__', [self], ([value = null], context) => context.truth(value)),
  native('__int__', [self], ([value = null], context) => context.call(context.builtin('int'), [value])),
  native('__float__', [self], ([value = null], context) => context.call(context.builtin('float'), [value])),
  native('__neg__', [self], ([value = null], context) => context.binary('-', 0, value)),
  native('__abs__', [self], ([value = null], context) => context.call(context.builtin('abs'), [value])),
];

/** `__index__`, which only ints have. */
export const INDEX_METHOD: PyNative = native('__index__', [self], ([value = null], context) =>
  context.index(value),
);
