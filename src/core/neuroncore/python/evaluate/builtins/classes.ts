import { native, nativeClass, positional } from '../../construct.ts';
import type { PyClass, PyNative, PyObject, PyProperty, PyValue } from '../../values.ts';
import * as construct from './constructors.ts';
import { DICT_FROM_KEYS, DICT_METHODS } from './dict.ts';
import { LIST_METHODS } from './list.ts';
import { CONSTRUCT_FLOAT, CONSTRUCT_INT, FLOAT_ATTRIBUTES, INT_ATTRIBUTES } from './numbers.ts';
import { OBJECT } from './object.ts';
import { asRange, asSlice } from './receiver.ts';
import { RANGE_METHODS, SLICE_METHODS, TUPLE_METHODS } from './sequences.ts';
import { FROZENSET_METHODS, SET_METHODS } from './set.ts';
import {
  COMMON_METHODS,
  CONTAINER_METHODS,
  CONVERSION_METHODS,
  GET_ITEM,
  INDEX_METHOD,
  OPERATOR_METHODS,
  SET_ITEM_METHODS,
} from './special-methods.ts';
import { STR_ATTRIBUTES } from './str.ts';

type Attributes = readonly (readonly [string, PyValue])[];

const named = (methods: readonly PyNative[]): Attributes => methods.map((each) => [each.name, each] as const);

const make = (
  name: string,
  construction: PyNative | null,
  methods: readonly PyNative[],
  more: Attributes = [],
  bases: readonly PyClass[] = [OBJECT],
): PyClass =>
  nativeClass(
    name,
    bases,
    [...named(COMMON_METHODS), ...named(methods), ...more],
    construction === null ? { builtin: true } : { builtin: true, construct: construction },
  );

const bare = (name: string): PyClass => nativeClass(name, [OBJECT], [], { builtin: true });

const field = (name: string, get: PyNative['call']): readonly [string, PyProperty] => [
  name,
  { kind: 'property', getter: native(name, [positional('self')], get), setter: null },
];

const NUMBER_METHODS = [...OPERATOR_METHODS, ...CONVERSION_METHODS];
const SEQUENCE_METHODS = [...CONTAINER_METHODS, GET_ITEM];

export const INT = make('int', CONSTRUCT_INT, [...NUMBER_METHODS, INDEX_METHOD], INT_ATTRIBUTES);
export const BOOL = make('bool', construct.CONSTRUCT_BOOL, [], [], [INT, OBJECT]);
export const FLOAT = make('float', CONSTRUCT_FLOAT, NUMBER_METHODS, FLOAT_ATTRIBUTES);
export const STR = make('str', construct.CONSTRUCT_STR, SEQUENCE_METHODS, STR_ATTRIBUTES);
export const LIST = make('list', construct.CONSTRUCT_LIST, [
  ...SEQUENCE_METHODS,
  ...SET_ITEM_METHODS,
  ...LIST_METHODS,
]);
export const TUPLE = make('tuple', construct.CONSTRUCT_TUPLE, [...SEQUENCE_METHODS, ...TUPLE_METHODS]);
export const DICT = make(
  'dict',
  construct.CONSTRUCT_DICT,
  [...SEQUENCE_METHODS, ...SET_ITEM_METHODS, ...DICT_METHODS],
  [['fromkeys', DICT_FROM_KEYS]],
);
export const SET = make('set', construct.CONSTRUCT_SET, [...CONTAINER_METHODS, ...SET_METHODS]);
export const FROZENSET = make('frozenset', construct.CONSTRUCT_FROZENSET, [
  ...CONTAINER_METHODS,
  ...FROZENSET_METHODS,
]);
export const RANGE = make(
  'range',
  construct.CONSTRUCT_RANGE,
  [...SEQUENCE_METHODS, ...RANGE_METHODS],
  [
    field('start', ([value = null], context) => asRange(context, value).start),
    field('stop', ([value = null], context) => asRange(context, value).stop),
    field('step', ([value = null], context) => asRange(context, value).step),
  ],
);
export const SLICE = make('slice', construct.CONSTRUCT_SLICE, SLICE_METHODS, [
  field('start', ([value = null], context) => asSlice(context, value).start),
  field('stop', ([value = null], context) => asSlice(context, value).stop),
  field('step', ([value = null], context) => asSlice(context, value).step),
]);
export const TYPE = make('type', construct.CONSTRUCT_TYPE, []);
export const SUPER = make('super', construct.CONSTRUCT_SUPER, []);
export const PROPERTY = make('property', construct.CONSTRUCT_PROPERTY, construct.PROPERTY_METHODS);
export const STATICMETHOD = make('staticmethod', construct.CONSTRUCT_STATICMETHOD, []);
export const CLASSMETHOD = make('classmethod', construct.CONSTRUCT_CLASSMETHOD, []);
export const NONE_TYPE = bare('NoneType');

/** The classes of built-in values by their `kind`. */
const BY_KIND: Readonly<Partial<Record<PyObject['kind'], PyClass>>> = {
  float: FLOAT,
  tuple: TUPLE,
  list: LIST,
  dict: DICT,
  set: SET,
  range: RANGE,
  slice: SLICE,
  super: SUPER,
  property: PROPERTY,
  staticmethod: STATICMETHOD,
  classmethod: CLASSMETHOD,
  ellipsis: bare('ellipsis'),
  function: bare('function'),
  native: bare('builtin_function_or_method'),
  bound: bare('method'),
  module: bare('module'),
  alias: bare('GenericAlias'),
  notImplemented: bare('NotImplementedType'),
};

const VIEWS = { keys: bare('dict_keys'), values: bare('dict_values'), items: bare('dict_items') };
const FALLBACK = bare('object');

/** The class of a built-in object; undefined for machine objects and iterators, whose classes depend on their names. */
export const builtinType = (value: PyObject): PyClass | undefined => {
  switch (value.kind) {
    case 'instance':
      return value.type;
    case 'class':
      return value.meta === undefined ? (inheritedMeta(value) ?? TYPE) : value.meta;
    case 'set':
      return value.frozen === true ? FROZENSET : SET;
    case 'dictView':
      return VIEWS[value.part];
    case 'host':
    case 'iterator':
      return undefined;
    default:
      return BY_KIND[value.kind] ?? FALLBACK;
  }
};

const inheritedMeta = (type: PyClass): PyClass | undefined =>
  type.order.find((each) => each.meta !== undefined)?.meta;

/** The built-in classes that programs know by name. */
export const NAMED_CLASSES: readonly PyClass[] = [
  OBJECT,
  INT,
  BOOL,
  FLOAT,
  STR,
  LIST,
  TUPLE,
  DICT,
  SET,
  FROZENSET,
  RANGE,
  SLICE,
  TYPE,
  SUPER,
  PROPERTY,
  STATICMETHOD,
  CLASSMETHOD,
];
