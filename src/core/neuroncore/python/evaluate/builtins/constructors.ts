import { keywords, native, optional, positional, pyDict, pyList, pyTuple } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { MISSING, mergeInto } from './dict.ts';
import { toSet } from './set.ts';

/** `str(object)`. */
export const CONSTRUCT_STR: PyNative = native('str', [optional('object', '')], ([value = null], context) =>
  context.text(value),
);

/** `bool(x)`. */
export const CONSTRUCT_BOOL: PyNative = native('bool', [positional('x', false)], ([value = null], context) =>
  context.truth(value),
);

const EMPTY = pyTuple([]);

/** `list(iterable)`. */
export const CONSTRUCT_LIST: PyNative = native(
  'list',
  [positional('iterable', EMPTY)],
  ([value = null], context) => pyList(context.collect(value)),
);

/** `tuple(iterable)`. */
export const CONSTRUCT_TUPLE: PyNative = native(
  'tuple',
  [positional('iterable', EMPTY)],
  ([value = null], context) =>
    typeof value === 'object' && value !== null && value.kind === 'tuple'
      ? value
      : pyTuple(context.collect(value)),
);

/** `dict(mapping, **more)`. */
export const CONSTRUCT_DICT: PyNative = native(
  'dict',
  [positional('mapping', MISSING), keywords('more')],
  ([source = null, more = null], context) => {
    const dict = pyDict();
    if (source !== MISSING) mergeInto(context, dict, source);
    mergeInto(context, dict, more);
    return dict;
  },
);

/** `set(iterable)`. */
export const CONSTRUCT_SET: PyNative = native(
  'set',
  [positional('iterable', EMPTY)],
  ([value = null], context) => toSet(context, value),
);

/** `frozenset(iterable)`. */
export const CONSTRUCT_FROZENSET: PyNative = native(
  'frozenset',
  [positional('iterable', EMPTY)],
  ([value = null], context) => toSet(context, value, true),
);

const wholeNumber = (context: CallContext, value: PyValue): number => {
  if (typeof value === 'number') return value;
  return context.index(value);
};

/** `range(stop)` or `range(start, stop, step)`. */
export const CONSTRUCT_RANGE: PyNative = native(
  'range',
  [positional('start'), positional('stop', MISSING), positional('step', 1)],
  ([first = null, second = null, third = null], context) => {
    const start = second === MISSING ? 0 : wholeNumber(context, first);
    const stop = wholeNumber(context, second === MISSING ? first : second);
    const step = wholeNumber(context, third);
    if (step === 0) return context.raise('ValueError', 'range() arg 3 must not be zero');
    return { kind: 'range', start, stop, step };
  },
);

/** `slice(stop)` or `slice(start, stop, step)`. */
export const CONSTRUCT_SLICE: PyNative = native(
  'slice',
  [positional('start'), positional('stop', MISSING), positional('step', null)],
  ([start = null, stop = null, step = null]) =>
    stop === MISSING
      ? { kind: 'slice', start: null, stop: start, step: null }
      : { kind: 'slice', start, stop, step },
);

const callee = (context: CallContext, value: PyValue) =>
  typeof value === 'object' && value !== null && (value.kind === 'function' || value.kind === 'native')
    ? value
    : context.raise('TypeError', `'${context.typeOf(value).name}' object is not a plain function`);

/** `property(getter, setter)`. */
export const CONSTRUCT_PROPERTY: PyNative = native(
  'property',
  [optional('fget', null), optional('fset', null), optional('fdel', null), optional('doc', null)],
  ([getter = null, setter = null], context) => ({
    kind: 'property',
    getter: callee(context, getter),
    setter: setter === null ? null : callee(context, setter),
  }),
);

/** `property.setter` and `property.getter`, used as decorators. */
export const PROPERTY_METHODS: readonly PyNative[] = [
  native('setter', [positional('self'), positional('fset')], ([self = null, setter = null], context) =>
    typeof self === 'object' && self !== null && self.kind === 'property'
      ? { ...self, setter: callee(context, setter) }
      : null,
  ),
  native('getter', [positional('self'), positional('fget')], ([self = null, getter = null], context) =>
    typeof self === 'object' && self !== null && self.kind === 'property'
      ? { ...self, getter: callee(context, getter) }
      : null,
  ),
];

/** `staticmethod(function)`. */
export const CONSTRUCT_STATICMETHOD: PyNative = native(
  'staticmethod',
  [positional('function')],
  ([value = null]) => ({ kind: 'staticmethod', callee: value }),
);

/** `classmethod(function)`. */
export const CONSTRUCT_CLASSMETHOD: PyNative = native(
  'classmethod',
  [positional('function')],
  ([value = null], context) => ({ kind: 'classmethod', callee: callee(context, value) }),
);

/** `super(type, self)`. */
export const CONSTRUCT_SUPER: PyNative = native(
  'super',
  [positional('type', MISSING), positional('self', MISSING)],
  ([start = null, self = null], context) => {
    if (typeof start !== 'object' || start === null || start.kind !== 'class') {
      return context.raise('RuntimeError', 'super(): no arguments');
    }
    if (typeof self === 'object' && self !== null && self.kind === 'class' && self.order.includes(start)) {
      return { kind: 'super', start, self, type: self };
    }
    const type = context.typeOf(self);
    if (type.order.includes(start)) return { kind: 'super', start, self, type };
    return context.raise('TypeError', 'super(type, obj): obj must be an instance or subtype of type');
  },
);

/** `type(value)`. */
export const CONSTRUCT_TYPE: PyNative = native(
  'type',
  [positional('object'), positional('bases', MISSING), positional('dict', MISSING)],
  ([value = null, bases = null], context) =>
    bases === MISSING
      ? context.typeOf(value)
      : context.raise('TypeError', 'type() with three arguments is not supported; write a class statement'),
);
