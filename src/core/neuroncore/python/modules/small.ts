import { keywords, native, nativeClass, positional, pyModule, pyTuple, variadic } from '../construct.ts';
import { TYPE } from '../evaluate/builtins/classes.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyDict, PyModule, PyNative, PyValue } from '../values.ts';
import { itemsOf } from './receive.ts';

const unchanged = (name: string): PyNative => native(name, [positional('value')], ([value = null]) => value);

const ABC_META = nativeClass('ABCMeta', [TYPE, OBJECT], []);

/** `abc`: abstract classes without the check that all their methods are defined. */
export const abcModule = (name: string): PyModule =>
  pyModule(name, [
    ['ABC', nativeClass('ABC', [OBJECT], [], { meta: ABC_META })],
    ['ABCMeta', ABC_META],
    ['abstractmethod', unchanged('abstractmethod')],
    ['abstractproperty', unchanged('abstractproperty')],
    ['abstractclassmethod', unchanged('abstractclassmethod')],
    ['abstractstaticmethod', unchanged('abstractstaticmethod')],
  ]);

type CopyItem = (value: PyValue) => PyValue;

const copyDict = (value: PyDict, item: CopyItem): PyDict => ({
  kind: 'dict',
  entries: new Map([...value.entries].map(([key, [name, each]]) => [key, [item(name), item(each)]])),
});

/** A copy of a container or an instance whose parts are what `item` makes of them; other values are themselves. */
const copyWith = (value: PyValue, item: CopyItem): PyValue => {
  if (typeof value !== 'object' || value === null) return value;
  switch (value.kind) {
    case 'list':
      return { kind: 'list', items: value.items.map(item) };
    case 'tuple':
      return { kind: 'tuple', items: value.items.map(item) };
    case 'dict':
      return copyDict(value, item);
    case 'set':
      return { ...value, entries: new Map(value.entries) };
    case 'instance': {
      const attributes = new Map([...value.attributes].map(([name, each]) => [name, item(each)]));
      const copy = { kind: 'instance', type: value.type, attributes } as const;
      return value.payload === undefined ? copy : { ...copy, payload: item(value.payload) };
    }
    default:
      return value;
  }
};

const isEnumMember = (value: PyValue): boolean =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.attributes.has('_value_');

const copy = (value: PyValue, context: CallContext): PyValue => {
  if (typeof value !== 'object' || value === null || isEnumMember(value)) return value;
  const own = value.kind === 'instance' ? context.findAttribute(value, '__copy__') : undefined;
  return own === undefined ? copyWith(value, (each) => each) : context.call(own, []);
};

const deepCopy = (value: PyValue, context: CallContext): PyValue => {
  const made = new Map<PyValue, PyValue>();
  const item = (each: PyValue): PyValue => {
    if (typeof each !== 'object' || each === null || isEnumMember(each)) return each;
    const known = made.get(each);
    if (known !== undefined) return known;
    context.step(1);
    context.enter();
    const own = each.kind === 'instance' ? context.findAttribute(each, '__deepcopy__') : undefined;
    const result =
      own === undefined ? copyWith(each, item) : context.call(own, [{ kind: 'dict', entries: new Map() }]);
    context.leave();
    made.set(each, result);
    return result;
  };
  return item(value);
};

/** `copy`; a structure that holds itself is refused as too deep. */
export const copyModule = (name: string): PyModule =>
  pyModule(name, [
    ['copy', native('copy', [positional('x')], ([value = null], context) => copy(value, context))],
    [
      'deepcopy',
      native('deepcopy', [positional('x'), positional('memo', null)], ([value = null], context) =>
        deepCopy(value, context),
      ),
    ],
  ]);

const BINARY: readonly (readonly [string, string])[] = [
  ['add', '+'],
  ['sub', '-'],
  ['mul', '*'],
  ['truediv', '/'],
  ['floordiv', '//'],
  ['mod', '%'],
  ['pow', '**'],
  ['lshift', '<<'],
  ['rshift', '>>'],
  ['and_', '&'],
  ['or_', '|'],
  ['xor', '^'],
  ['matmul', '@'],
  ['concat', '+'],
];

const pair = [positional('a'), positional('b')];

const ORDERS = [
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
] as const;

const fetch = (keys: readonly PyValue[], get: (key: PyValue) => PyValue): PyValue => {
  const found = keys.map(get);
  const [only] = found;
  return found.length === 1 && only !== undefined ? only : pyTuple(found);
};

const dotted = (value: PyValue, path: string, context: CallContext): PyValue =>
  path.split('.').reduce<PyValue>((object, name) => context.getAttribute(object, name), value);

const OPERATORS: readonly PyNative[] = [
  ...BINARY.map(([name, symbol]) =>
    native(name, pair, ([a = null, b = null], context) => context.binary(symbol, a, b)),
  ),
  ...ORDERS.map(([name, symbol]) =>
    native(name, pair, ([a = null, b = null], context) => context.compare(symbol, a, b)),
  ),
  native('eq', pair, ([a = null, b = null], context) => context.equals(a, b)),
  native('ne', pair, ([a = null, b = null], context) => !context.equals(a, b)),
  native('not_', [positional('a')], ([a = null], context) => !context.truth(a)),
  native('truth', [positional('a')], ([a = null], context) => context.truth(a)),
  native('is_', pair, ([a = null, b = null]) => a === b),
  native('is_not', pair, ([a = null, b = null]) => a !== b),
  native('neg', [positional('a')], ([a = null], context) => context.binary('-', 0, a)),
  native('abs', [positional('a')], ([a = null], context) => context.call(context.builtin('abs'), [a])),
  native('index', [positional('a')], ([a = null], context) => context.index(a)),
  native('contains', pair, ([a = null, b = null], context) => context.contains(a, b)),
  native('getitem', pair, ([a = null, b = null], context) => context.getItem(a, b)),
  native('setitem', [...pair, positional('c')], ([a = null, b = null, c = null], context) => {
    context.setItem(a, b, c);
    return null;
  }),
  native('itemgetter', [variadic('items')], ([keys = null]) =>
    native('itemgetter', [positional('obj')], ([value = null], context) =>
      fetch(itemsOf(keys), (key) => context.getItem(value, key)),
    ),
  ),
  native('attrgetter', [variadic('attrs')], ([names = null]) =>
    native('attrgetter', [positional('obj')], ([value = null], context) =>
      fetch(itemsOf(names), (name) => dotted(value, context.text(name), context)),
    ),
  ),
  native('methodcaller', [positional('name'), variadic('args')], ([name = null, args = null]) =>
    native('methodcaller', [positional('obj')], ([value = null], context) =>
      context.call(context.getAttribute(value, context.text(name)), itemsOf(args)),
    ),
  ),
];

/** `operator`. Source: Python 3.11 documentation, library/operator. */
export const operatorModule = (name: string): PyModule =>
  pyModule(
    name,
    OPERATORS.map((each) => [each.name, each] as const),
  );

/** A context manager that does nothing but give a value to `as`. */
const NULL_CONTEXT = nativeClass(
  'nullcontext',
  [OBJECT],
  [
    [
      '__init__',
      native(
        '__init__',
        [positional('self'), positional('enter_result', null)],
        ([self = null, result = null], context) => {
          context.setAttribute(self, 'enter_result', result);
          return null;
        },
      ),
    ],
    [
      '__enter__',
      native('__enter__', [positional('self')], ([self = null], context) =>
        context.getAttribute(self, 'enter_result'),
      ),
    ],
    ['__exit__', native('__exit__', [positional('self'), variadic('details')], () => null)],
  ],
);

const SUPPRESS = nativeClass(
  'suppress',
  [OBJECT],
  [
    [
      '__init__',
      native(
        '__init__',
        [positional('self'), variadic('exceptions')],
        ([self = null, exceptions = null], context) => {
          context.setAttribute(self, '_exceptions', exceptions);
          return null;
        },
      ),
    ],
    ['__enter__', native('__enter__', [positional('self')], () => null)],
    [
      '__exit__',
      native(
        '__exit__',
        [positional('self'), positional('type', null), variadic('details')],
        ([self = null, type = null], context) => {
          if (type === null) return false;
          return context.call(context.builtin('issubclass'), [
            type,
            context.getAttribute(self, '_exceptions'),
          ]);
        },
      ),
    ],
  ],
);

/** `contextlib`, as far as it needs no generators; `contextmanager` refuses when what it decorates is used. */
export const contextlibModule = (name: string): PyModule =>
  pyModule(name, [
    ['nullcontext', NULL_CONTEXT],
    ['suppress', SUPPRESS],
    [
      'contextmanager',
      native('contextmanager', [positional('func')], () =>
        native('contextmanager', [variadic('args'), keywords('named')], (_args, context) =>
          context.raise(
            'NotImplementedError',
            'generators, and so contextlib.contextmanager, are not supported; write a class with __enter__ and __exit__',
          ),
        ),
      ),
    ],
  ]);

/** A module that only has to be importable. */
export const emptyModule = (name: string): PyModule => pyModule(name, []);
