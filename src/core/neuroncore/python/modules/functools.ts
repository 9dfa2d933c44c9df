import {
  keywords,
  native,
  nativeClass,
  optional,
  positional,
  pyModule,
  pyTuple,
  variadic,
} from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyModule, PyNative, PyValue } from '../values.ts';
import { attributesOf, itemsOf, namedOf } from './receive.ts';

const self = positional('self');
const everything = [variadic('args'), keywords('named')];

const PARTIAL = nativeClass(
  'partial',
  [OBJECT],
  [
    [
      '__init__',
      native(
        '__init__',
        [self, positional('func'), ...everything],
        ([instance = null, func = null, args = null, named = null]) => {
          const attributes = attributesOf(instance);
          attributes?.set('func', func);
          attributes?.set('args', args);
          attributes?.set('keywords', named);
          return null;
        },
      ),
    ],
    [
      '__call__',
      native('__call__', [self, ...everything], ([instance = null, args = null, named = null], context) => {
        const held = (name: string): PyValue => context.getAttribute(instance, name);
        const given = new Map([...namedOf(held('keywords')), ...namedOf(named)]);
        return context.call(held('func'), [...itemsOf(held('args')), ...itemsOf(args)], given);
      }),
    ],
  ],
);

const keyOf = (args: PyValue, named: PyValue, context: CallContext): string => {
  const parts = [...namedOf(named)].flat();
  return context.hashKey(pyTuple([...itemsOf(args), ...parts]));
};

/** A function that remembers up to `most` results, the least recently used one leaving first. */
const cached = (callee: PyValue, most: number): PyNative => {
  const results = new Map<string, PyValue>();
  const name =
    typeof callee === 'object' && callee !== null && (callee.kind === 'function' || callee.kind === 'native')
      ? callee.name
      : 'cached';
  return native(name, everything, ([args = null, named = null], context) => {
    const key = keyOf(args, named, context);
    const known = results.get(key);
    results.delete(key);
    const value = known === undefined ? context.call(callee, itemsOf(args), namedOf(named)) : known;
    results.set(key, value);
    const oldest = results.size > most ? results.keys().next() : undefined;
    if (oldest !== undefined && oldest.done !== true) results.delete(oldest.value);
    return value;
  });
};

const DEFAULT_SIZE = 128;

const LRU_CACHE = native(
  'lru_cache',
  [optional('maxsize', DEFAULT_SIZE), optional('typed', false)],
  ([size = null]) => {
    if (size !== null && typeof size !== 'number') return cached(size, DEFAULT_SIZE);
    const most = size === null ? Number.POSITIVE_INFINITY : size;
    return native('decorator', [positional('user_function')], ([callee = null]) => cached(callee, most));
  },
);

const COPIED = ['__module__', '__name__', '__qualname__', '__doc__'];

const copyNames = (wrapper: PyValue, wrapped: PyValue, context: CallContext): PyValue => {
  if (typeof wrapper !== 'object' || wrapper === null || wrapper.kind !== 'function') return wrapper;
  for (const name of COPIED) {
    const value = context.findAttribute(wrapped, name);
    if (value !== undefined) wrapper.attributes.set(name, value);
  }
  wrapper.attributes.set('__wrapped__', wrapped);
  return wrapper;
};

const reduce: PyNative['call'] = ([callee = null, items = null, initial = null], context) => {
  const values = context.collect(items);
  const start = initial === NOTHING ? values.shift() : initial;
  if (start === undefined)
    return context.raise('TypeError', 'reduce() of empty iterable with no initial value');
  return values.reduce((sum, each) => context.call(callee, [sum, each]), start);
};

const NOTHING: PyValue = { kind: 'tuple', items: [] };

/** `cached_property`: computed at the first use and then kept in the instance. */
const CACHED_PROPERTY = nativeClass(
  'cached_property',
  [OBJECT],
  [
    [
      '__init__',
      native('__init__', [self, positional('func')], ([instance = null, func = null]) => {
        attributesOf(instance)?.set('func', func);
        return null;
      }),
    ],
    [
      '__set_name__',
      native(
        '__set_name__',
        [self, positional('owner'), positional('name')],
        ([instance = null, , name = null]) => {
          attributesOf(instance)?.set('attrname', name);
          return null;
        },
      ),
    ],
    [
      '__get__',
      native(
        '__get__',
        [self, positional('instance'), positional('owner', null)],
        ([property = null, instance = null], context) => {
          if (instance === null) return property;
          const value = context.call(context.getAttribute(property, 'func'), [instance]);
          attributesOf(instance)?.set(context.text(context.getAttribute(property, 'attrname')), value);
          return value;
        },
      ),
    ],
  ],
);

const wrapsParameters = [positional('wrapped'), optional('assigned', null), optional('updated', null)];

const FUNCTIONS: readonly PyNative[] = [
  LRU_CACHE,
  native('cache', [positional('user_function')], ([callee = null]) =>
    cached(callee, Number.POSITIVE_INFINITY),
  ),
  native('reduce', [positional('function'), positional('iterable'), positional('initial', NOTHING)], reduce),
  native('wraps', wrapsParameters, ([wrapped = null]) =>
    native('decorator', [positional('wrapper')], ([wrapper = null], context) =>
      copyNames(wrapper, wrapped, context),
    ),
  ),
  native(
    'update_wrapper',
    [positional('wrapper'), ...wrapsParameters],
    ([wrapper = null, wrapped = null], context) => copyNames(wrapper, wrapped, context),
  ),
  native('total_ordering', [positional('cls')], ([type = null], context) => completeOrder(type, context)),
];

/** The other comparisons of a class from the one it defines. */
const completeOrder = (type: PyValue, context: CallContext): PyValue => {
  if (typeof type !== 'object' || type === null || type.kind !== 'class') return type;
  const less = type.attributes.get('__lt__');
  if (less === undefined)
    return context.raise('NotImplementedError', 'total_ordering needs __lt__ to be defined here');
  const other = positional('other');
  const isLess = (a: PyValue, b: PyValue, inner: CallContext): boolean =>
    inner.truth(inner.call(less, [a, b]));
  const made = [
    native('__gt__', [self, other], ([a = null, b = null], inner) => isLess(b, a, inner)),
    native(
      '__le__',
      [self, other],
      ([a = null, b = null], inner) => isLess(a, b, inner) || inner.equals(a, b),
    ),
    native('__ge__', [self, other], ([a = null, b = null], inner) => !isLess(a, b, inner)),
  ];
  for (const each of made) if (!type.attributes.has(each.name)) type.attributes.set(each.name, each);
  return type;
};

/** `functools`. Source: Python 3.11 documentation, library/functools. */
export const functoolsModule = (name: string): PyModule =>
  pyModule(name, [
    ...FUNCTIONS.map((each) => [each.name, each] as const),
    ['partial', PARTIAL],
    ['cached_property', CACHED_PROPERTY],
    ['WRAPPER_ASSIGNMENTS', pyTuple(COPIED)],
  ]);
