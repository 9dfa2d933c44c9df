import {
  keywords,
  native,
  nativeClass,
  optional,
  positional,
  pyModule,
  pyTuple,
  required,
  variadic,
} from '../construct.ts';
import { DICT, FROZENSET, LIST, SET, TUPLE } from '../evaluate/builtins/classes.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { PyAlias, PyClass, PyModule, PyNative, PyValue } from '../values.ts';
import { namedTupleSubclass } from './named-tuple.ts';
import { attributesOf, itemsOf } from './receive.ts';

/** Forms that take parameters in brackets and stand for nothing else. */
const FORMS = [
  ...['Any', 'Annotated', 'Awaitable', 'Callable', 'ClassVar', 'Collection', 'Concatenate', 'Container'],
  ...['Final', 'Generator', 'Generic', 'Hashable', 'Iterable', 'Iterator', 'Literal', 'LiteralString'],
  ...['Mapping', 'MutableMapping', 'MutableSequence', 'MutableSet', 'Never', 'NoReturn', 'NotRequired'],
  ...['Protocol', 'Required', 'Reversible', 'Self', 'Sequence', 'Sized', 'Type', 'TypeAlias', 'TypeGuard'],
  ...[
    'Unpack',
    'AbstractSet',
    'AnyStr',
    'Text',
    'SupportsInt',
    'SupportsFloat',
    'SupportsIndex',
    'TypedDict',
  ],
  ...[
    'AsyncIterator',
    'AsyncIterable',
    'Coroutine',
    'IO',
    'TextIO',
    'BinaryIO',
    'Pattern',
    'Match',
    'Counter',
  ],
] as const;

/** Capitalised names of built-in classes. */
const BUILTINS: readonly (readonly [string, PyClass])[] = [
  ['List', LIST],
  ['Tuple', TUPLE],
  ['Dict', DICT],
  ['Set', SET],
  ['FrozenSet', FROZENSET],
];

/** Decorators that change nothing. */
const DECORATORS = ['final', 'overload', 'override', 'no_type_check', 'runtime_checkable'] as const;

const alias = (origin: PyValue, index: PyValue): PyAlias => ({
  kind: 'alias',
  origin,
  args: typeof index === 'object' && index !== null && index.kind === 'tuple' ? index.items : [index],
});

const subscriptable = (subscript: PyNative['call']): readonly (readonly [string, PyValue])[] => [
  [
    '__class_getitem__',
    {
      kind: 'classmethod',
      callee: native('__class_getitem__', [positional('cls'), positional('params')], subscript),
    },
  ],
];

const form = (name: string): PyClass =>
  nativeClass(
    name,
    [OBJECT],
    subscriptable(([type = null, index = null]) => alias(type, index)),
  );

/** The members of a union, nested unions spread and repetitions left out. */
const union = (members: readonly PyValue[]): PyValue => {
  const flat = members.flatMap((each) =>
    typeof each === 'object' && each !== null && each.kind === 'alias' && each.origin === null
      ? each.args
      : [each],
  );
  const args = [...new Set(flat)];
  const [only] = args;
  return args.length === 1 && only !== undefined ? only : { kind: 'alias', origin: null, args };
};

const UNION = nativeClass(
  'Union',
  [OBJECT],
  subscriptable(([, index = null]) => union(alias(null, index).args)),
);
const OPTIONAL = nativeClass(
  'Optional',
  [OBJECT],
  subscriptable(([, index = null]) => union([index, null])),
);

/** `TypeVar('T', int, bound=...)`: an object with a name. */
const typeVariable = (name: string): PyClass =>
  nativeClass(
    name,
    [OBJECT],
    [
      [
        '__init__',
        native(
          '__init__',
          [positional('self'), required('name'), variadic('constraints'), keywords('named')],
          ([self = null, given = null, constraints = null]) => {
            const attributes = attributesOf(self);
            attributes?.set('__name__', given);
            attributes?.set('__constraints__', pyTuple(itemsOf(constraints)));
            return null;
          },
        ),
      ],
      [
        '__repr__',
        native(
          '__repr__',
          [positional('self')],
          ([self = null], context) => `~${context.text(context.getAttribute(self, '__name__'))}`,
        ),
      ],
    ],
  );

const returnsItsArgument = (name: string): PyNative =>
  native(name, [positional('value')], ([value = null]) => value);

const NAMED_TUPLE = nativeClass('NamedTuple', [TUPLE, OBJECT], [], { subclassed: namedTupleSubclass });

const FUNCTIONS: readonly PyNative[] = [
  ...DECORATORS.map(returnsItsArgument),
  native('cast', [required('typ'), required('val')], ([, value = null]) => value),
  native('NewType', [required('name'), required('tp')], ([, type = null]) => type),
  native('get_type_hints', [required('obj'), keywords('named')], ([value = null], context) =>
    context.getAttribute(value, '__annotations__'),
  ),
  native('get_origin', [required('tp')], ([type = null]) =>
    typeof type === 'object' && type !== null && type.kind === 'alias' ? type.origin : null,
  ),
  native('get_args', [required('tp')], ([type = null]) =>
    pyTuple(typeof type === 'object' && type !== null && type.kind === 'alias' ? type.args : []),
  ),
  native('assert_never', [required('arg')], ([value = null], context) =>
    context.raise('AssertionError', `expected code to be unreachable, but got: ${context.represent(value)}`),
  ),
  native('dataclass_transform', [optional('eq_default', true), keywords('named')], () =>
    returnsItsArgument('decorator'),
  ),
];

/**
 * `typing` (and `typing_extensions`): names that may be subscripted, inherited from and used as annotations, without
 * behaviour. Source: Python 3.11 documentation, library/typing.
 */
export const typingModule = (name: string): PyModule =>
  pyModule(name, [
    ...FORMS.map((each) => [each, form(each)] as const),
    ...FUNCTIONS.map((each) => [each.name, each] as const),
    ...BUILTINS,
    ['Union', UNION],
    ['Optional', OPTIONAL],
    ['NamedTuple', NAMED_TUPLE],
    ['TypeVar', typeVariable('TypeVar')],
    ['ParamSpec', typeVariable('ParamSpec')],
    ['TypeVarTuple', typeVariable('TypeVarTuple')],
    ['TYPE_CHECKING', false],
  ]);
