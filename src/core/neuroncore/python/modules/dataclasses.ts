import {
  keywordOnly,
  keywords,
  native,
  positional,
  pyDict,
  pyList,
  pyModule,
  pyTuple,
} from '../construct.ts';
import type { CallContext, PyClass, PyDict, PyInstance, PyModule, PyNative, PyValue } from '../values.ts';
import type { DataField } from './dataclass-fields.ts';
import { FIELD, fieldsOf, INIT_VAR, KW_ONLY, MISSING } from './dataclass-fields.ts';
import type { Options } from './dataclass-methods.ts';
import { decorate, FROZEN_ERROR } from './dataclass-methods.ts';
import { classArgument, isClass, namedOf } from './receive.ts';

const OPTION_NAMES = [
  'init',
  'repr',
  'eq',
  'order',
  'unsafe_hash',
  'frozen',
  'match_args',
  'kw_only',
  'slots',
  'weakref_slot',
];
const ON_BY_DEFAULT = new Set(['init', 'repr', 'eq', 'match_args']);

const DATACLASS = native(
  'dataclass',
  [positional('cls', null), ...OPTION_NAMES.map((name) => keywordOnly(name, ON_BY_DEFAULT.has(name)))],
  ([type = null, ...given], context) => {
    const on = given.map((each) => context.truth(each));
    const is = (name: string): boolean => on[OPTION_NAMES.indexOf(name)] === true;
    const options: Options = {
      init: is('init'),
      repr: is('repr'),
      eq: is('eq'),
      order: is('order'),
      unsafeHash: is('unsafe_hash'),
      frozen: is('frozen'),
      kwOnly: is('kw_only'),
    };
    const wrap = (value: PyValue, inner: CallContext): PyClass =>
      decorate(classArgument(value, inner, 'dataclass'), options, inner);
    return type === null
      ? native('wrap', [positional('cls')], ([value = null], inner) => wrap(value, inner))
      : wrap(type, context);
  },
);

const FIELD_OPTIONS = ['init', 'repr', 'hash', 'compare', 'metadata', 'kw_only'];

const FIELD_FUNCTION = native(
  'field',
  [
    keywordOnly('default', MISSING),
    keywordOnly('default_factory', MISSING),
    ...FIELD_OPTIONS.map((name) =>
      keywordOnly(name, name === 'hash' || name === 'metadata' ? null : name === 'kw_only' ? MISSING : true),
    ),
  ],
  ([fallback = MISSING, factory = MISSING, ...options], context) => {
    if (fallback !== MISSING && factory !== MISSING)
      context.raise('ValueError', 'cannot specify both default and default_factory');
    const named = FIELD_OPTIONS.map((name, index) => [name, options[index] ?? null] as const);
    const attributes = new Map<string, PyValue>([
      ['default', fallback],
      ['default_factory', factory],
      ...named,
    ]);
    return { kind: 'instance', type: FIELD, attributes };
  },
);

const typeOfArgument = (value: PyValue, context: CallContext): PyClass =>
  isClass(value) ? value : context.typeOf(value);

const fieldsOrRaise = (value: PyValue, context: CallContext, name: string): readonly DataField[] => {
  const fields = fieldsOf(typeOfArgument(value, context));
  return fields === undefined
    ? context.raise('TypeError', `${name}() must be called with a dataclass type or instance`)
    : fields.filter((field) => !field.initOnly);
};

const isDataInstance = (value: PyValue): value is PyInstance =>
  typeof value === 'object' &&
  value !== null &&
  value.kind === 'instance' &&
  fieldsOf(value.type) !== undefined;

/** Copies a value, and turns the dataclasses in it into what `make` makes of their fields. */
const convert = (
  value: PyValue,
  context: CallContext,
  make: (fields: readonly (readonly [string, PyValue])[]) => PyValue,
): PyValue => {
  if (isDataInstance(value))
    return make(
      fieldsOrRaise(value, context, 'asdict').map(
        (field) => [field.name, convert(context.getAttribute(value, field.name), context, make)] as const,
      ),
    );
  if (typeof value !== 'object' || value === null) return value;
  if (value.kind === 'list') return pyList(value.items.map((each) => convert(each, context, make)));
  if (value.kind === 'tuple') return pyTuple(value.items.map((each) => convert(each, context, make)));
  if (value.kind !== 'dict') return value;
  const copy = pyDict();
  for (const [key, [name, item]] of value.entries)
    copy.entries.set(key, [name, convert(item, context, make)]);
  return copy;
};

const dictOf =
  (context: CallContext) =>
  (fields: readonly (readonly [string, PyValue])[]): PyDict => {
    const dict = pyDict();
    for (const [name, value] of fields) dict.entries.set(context.hashKey(name), [name, value]);
    return dict;
  };

const FUNCTIONS: readonly PyNative[] = [
  DATACLASS,
  FIELD_FUNCTION,
  native('fields', [positional('class_or_instance')], ([value = null], context) =>
    pyTuple(fieldsOrRaise(value, context, 'fields').map((field) => field.object)),
  ),
  native(
    'is_dataclass',
    [positional('obj')],
    ([value = null], context) => fieldsOf(typeOfArgument(value, context)) !== undefined,
  ),
  native('asdict', [positional('obj')], ([value = null], context) => {
    if (!isDataInstance(value))
      context.raise('TypeError', 'asdict() should be called on dataclass instances');
    return convert(value, context, dictOf(context));
  }),
  native('astuple', [positional('obj')], ([value = null], context) => {
    if (!isDataInstance(value))
      context.raise('TypeError', 'astuple() should be called on dataclass instances');
    return convert(value, context, (fields) => pyTuple(fields.map(([, each]) => each)));
  }),
  native('replace', [positional('obj'), keywords('changes')], ([value = null, changes = null], context) => {
    if (!isDataInstance(value))
      return context.raise('TypeError', 'replace() should be called on dataclass instances');
    const given = namedOf(changes);
    for (const field of fieldsOrRaise(value, context, 'replace'))
      if (field.init && !given.has(field.name))
        given.set(field.name, context.getAttribute(value, field.name));
    return context.call(value.type, [], given);
  }),
];

/** `dataclasses`. Source: Python 3.11 documentation, library/dataclasses. */
export const dataclassesModule = (name: string): PyModule =>
  pyModule(name, [
    ...FUNCTIONS.map((each) => [each.name, each] as const),
    ['MISSING', MISSING],
    ['Field', FIELD],
    ['InitVar', INIT_VAR],
    ['KW_ONLY', KW_ONLY],
    ['FrozenInstanceError', FROZEN_ERROR],
  ]);
