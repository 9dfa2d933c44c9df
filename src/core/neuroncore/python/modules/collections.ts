import { keywordOnly, keywords, native, nativeClass, positional, pyModule, variadic } from '../construct.ts';
import { DICT, TUPLE } from '../evaluate/builtins/classes.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyClass, PyModule, PyNative, PyValue } from '../values.ts';
import { becomeNamedTuple } from './named-tuple.ts';
import { attributesOf, itemsOf, namedOf } from './receive.ts';

const self = positional('self');
const everything = [variadic('args'), keywords('named')];

const withPayload = (type: PyValue, payload: PyValue): PyValue => ({
  kind: 'instance',
  type: typeof type === 'object' && type !== null && type.kind === 'class' ? type : DICT,
  attributes: new Map(),
  payload,
});

const maker = (make: PyNative['call'], parameters: PyNative['parameters']): readonly [string, PyValue] => [
  '__new__',
  { kind: 'staticmethod', callee: native('__new__', parameters, make) },
];

const quietInit: readonly [string, PyValue] = [
  '__init__',
  native('__init__', [self, ...everything], () => null),
];

const newDict = (args: readonly PyValue[], named: PyValue, context: CallContext): PyValue =>
  context.call(context.builtin('dict'), args, namedOf(named));

const nameOf = (value: PyValue, context: CallContext): string => context.typeOf(value).name;

const payloadOf = (value: PyValue): PyValue =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.payload !== undefined
    ? value.payload
    : value;

const ORDERED_DICT = nativeClass(
  'OrderedDict',
  [DICT, OBJECT],
  [
    [
      'move_to_end',
      native(
        'move_to_end',
        [self, positional('key'), positional('last', true)],
        ([value = null, key = null, last = null], context) => {
          const dict = payloadOf(value);
          if (typeof dict !== 'object' || dict === null || dict.kind !== 'dict') return null;
          const hash = context.hashKey(key);
          const entry = dict.entries.get(hash);
          if (entry === undefined) return context.raise('KeyError', context.represent(key));
          const others = [...dict.entries].filter(([other]) => other !== hash);
          const all = context.truth(last)
            ? [...others, [hash, entry] as const]
            : [[hash, entry] as const, ...others];
          dict.entries.clear();
          for (const [each, item] of all) dict.entries.set(each, item);
          return null;
        },
      ),
    ],
  ],
);

const DEFAULT_DICT = nativeClass(
  'defaultdict',
  [DICT, OBJECT],
  [
    maker(
      ([type = null, factory = null, args = null, named = null], context) => {
        const made = withPayload(type, newDict(itemsOf(args), named, context));
        attributesOf(made)?.set('default_factory', factory);
        return made;
      },
      [positional('cls'), positional('default_factory', null), ...everything],
    ),
    quietInit,
    [
      '__missing__',
      native('__missing__', [self, positional('key')], ([value = null, key = null], context) => {
        const factory = context.getAttribute(value, 'default_factory');
        if (factory === null) return context.raise('KeyError', context.represent(key));
        const made = context.call(factory, []);
        context.setItem(value, key, made);
        return made;
      }),
    ],
    [
      '__repr__',
      native('__repr__', [self], ([value = null], context) => {
        const factory = context.represent(context.getAttribute(value, 'default_factory'));
        return `${nameOf(value, context)}(${factory}, ${context.represent(payloadOf(value))})`;
      }),
    ],
  ],
);

const addCounts = (counter: PyValue, items: PyValue, context: CallContext): void => {
  for (const item of context.collect(items))
    context.setItem(counter, item, context.binary('+', context.getItem(counter, item), 1));
};

const COUNTER = nativeClass(
  'Counter',
  [DICT, OBJECT],
  [
    maker(
      ([type = null, items = null], context) => {
        const made = withPayload(type, newDict([], null, context));
        if (typeof items === 'object' && items !== null && items.kind === 'dict')
          for (const [key, count] of items.entries.values()) context.setItem(made, key, count);
        else if (items !== null) addCounts(made, items, context);
        return made;
      },
      [positional('cls'), positional('iterable', null)],
    ),
    quietInit,
    ['__missing__', native('__missing__', [self, positional('key')], () => 0)],
    [
      'update',
      native('update', [self, positional('iterable')], ([value = null, items = null], context) => {
        addCounts(value, items, context);
        return null;
      }),
    ],
    [
      'most_common',
      native('most_common', [self, positional('n', null)], ([value = null, n = null], context) => {
        const pairs = context.collect(context.call(context.getAttribute(value, 'items'), []));
        const counted = pairs.map((each) => ({ each, count: context.index(itemsOf(each)[1] ?? 0) }));
        counted.sort((a, b) => b.count - a.count);
        const kept = n === null ? counted : counted.slice(0, context.index(n));
        return { kind: 'list', items: kept.map(({ each }) => each) };
      }),
    ],
  ],
);

const fieldNames = (given: PyValue, context: CallContext): string[] =>
  typeof given === 'string'
    ? given
        .replaceAll(',', ' ')
        .split(/\s+/)
        .filter((name) => name !== '')
    : context.collect(given).map((each) => context.text(each));

const namedtuple = native(
  'namedtuple',
  [
    positional('typename'),
    positional('field_names'),
    keywordOnly('rename', false),
    keywordOnly('defaults', null),
    keywordOnly('module', null),
  ],
  ([typename = null, given = null, , defaults = null], context) => {
    const names = fieldNames(given, context);
    const fallbacks = defaults === null ? [] : context.collect(defaults);
    const first = names.length - fallbacks.length;
    const type: PyClass = nativeClass(context.text(typename), [TUPLE, OBJECT], []);
    becomeNamedTuple(
      type,
      names.map((name, index) => ({ name, fallback: fallbacks[index - first] })),
    );
    return type;
  },
);

const items = (value: PyValue): PyValue[] => {
  const list = attributesOf(value)?.get('_items');
  return typeof list === 'object' && list !== null && list.kind === 'list' ? list.items : [];
};

const trim = (value: PyValue, fromLeft: boolean): null => {
  const most = attributesOf(value)?.get('maxlen');
  const held = items(value);
  while (typeof most === 'number' && held.length > most) fromLeft ? held.shift() : held.pop();
  return null;
};

const popped = (item: PyValue | undefined, context: CallContext): PyValue =>
  item === undefined ? context.raise('IndexError', 'pop from an empty deque') : item;

const DEQUE_METHODS: readonly PyNative[] = [
  native(
    '__init__',
    [self, positional('iterable', null), positional('maxlen', null)],
    ([value = null, given = null, most = null], context) => {
      const attributes = attributesOf(value);
      attributes?.set('_items', { kind: 'list', items: given === null ? [] : context.collect(given) });
      attributes?.set('maxlen', most);
      return trim(value, true);
    },
  ),
  native('append', [self, positional('x')], ([value = null, item = null]) => {
    items(value).push(item);
    return trim(value, true);
  }),
  native('appendleft', [self, positional('x')], ([value = null, item = null]) => {
    items(value).unshift(item);
    return trim(value, false);
  }),
  native('extend', [self, positional('iterable')], ([value = null, given = null], context) => {
    for (const item of context.collect(given)) items(value).push(item);
    return trim(value, true);
  }),
  native('pop', [self], ([value = null], context) => popped(items(value).pop(), context)),
  native('popleft', [self], ([value = null], context) => popped(items(value).shift(), context)),
  native('clear', [self], ([value = null]) => {
    items(value).length = 0;
    return null;
  }),
  native('__len__', [self], ([value = null]) => items(value).length),
  native('__iter__', [self], ([value = null], context) =>
    context.iterate({ kind: 'list', items: items(value) }),
  ),
  native('__getitem__', [self, positional('index')], ([value = null, index = null], context) =>
    context.getItem({ kind: 'list', items: items(value) }, index),
  ),
  native('__repr__', [self], ([value = null], context) => {
    const most = attributesOf(value)?.get('maxlen');
    const limit = typeof most === 'number' ? `, maxlen=${most}` : '';
    return `deque(${context.represent({ kind: 'list', items: items(value) })}${limit})`;
  }),
];

const DEQUE = nativeClass(
  'deque',
  [OBJECT],
  DEQUE_METHODS.map((each) => [each.name, each] as const),
);

/** `collections`. Source: Python 3.11 documentation, library/collections. */
export const collectionsModule = (name: string): PyModule =>
  pyModule(name, [
    ['OrderedDict', ORDERED_DICT],
    ['defaultdict', DEFAULT_DICT],
    ['Counter', COUNTER],
    ['deque', DEQUE],
    ['namedtuple', namedtuple],
  ]);
