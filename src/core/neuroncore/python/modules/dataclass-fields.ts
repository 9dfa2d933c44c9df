import { native, nativeClass, positional, pyDict, stringKey } from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyClass, PyDict, PyInstance, PyValue } from '../values.ts';
import { entriesOf, isClass, isInstance } from './receive.ts';

/** What `dataclasses.MISSING` is: no default. */
export const MISSING: PyInstance = {
  kind: 'instance',
  type: nativeClass(
    '_MISSING_TYPE',
    [OBJECT],
    [['__repr__', native('__repr__', [positional('self')], () => '<dataclasses._MISSING_TYPE object>')]],
  ),
  attributes: new Map(),
};

/** An annotation of this class says that the fields after it are given by name only. */
export const KW_ONLY = nativeClass('KW_ONLY', [OBJECT], []);

/** `InitVar[T]`: an argument of `__init__` that is only handed to `__post_init__`. */
export const INIT_VAR = nativeClass(
  'InitVar',
  [OBJECT],
  [
    [
      '__class_getitem__',
      {
        kind: 'classmethod',
        callee: native(
          '__class_getitem__',
          [positional('cls'), positional('type')],
          ([type = null, of = null]) => ({
            kind: 'alias',
            origin: type,
            args: [of],
          }),
        ),
      },
    ],
  ],
);

export const FIELD = nativeClass(
  'Field',
  [OBJECT],
  [
    [
      '__repr__',
      native(
        '__repr__',
        [positional('self')],
        ([self = null], context) => `Field(name=${context.represent(context.getAttribute(self, 'name'))})`,
      ),
    ],
  ],
);

/** A field of a dataclass. */
export interface DataField {
  readonly name: string;
  readonly type: PyValue;
  /** `MISSING` when there is none. */
  readonly fallback: PyValue;
  readonly factory: PyValue;
  readonly init: boolean;
  readonly repr: boolean;
  readonly compare: boolean;
  readonly kwOnly: boolean;
  /** Only an argument of `__init__`. */
  readonly initOnly: boolean;
  /** The object that `fields()` gives. */
  readonly object: PyInstance;
}

const FIELDS = '__dataclass_fields__';
const known = new WeakMap<PyInstance, DataField>();

const flag = (object: PyInstance | null, name: string, fallback: boolean): boolean => {
  const value = object?.attributes.get(name);
  return typeof value === 'boolean' ? value : fallback;
};

const originName = (annotation: PyValue): string => {
  if (typeof annotation === 'string') {
    const word = /^\s*(?:\w+\.)*(\w+)/.exec(annotation);
    return word?.[1] === undefined ? '' : word[1];
  }
  if (typeof annotation !== 'object' || annotation === null) return '';
  if (annotation.kind === 'alias') return originName(annotation.origin);
  return isClass(annotation) ? annotation.name : '';
};

const MUTABLE = new Set(['list', 'dict', 'set']);

const refuseMutable = (fallback: PyValue, name: string, context: CallContext): void => {
  if (typeof fallback !== 'object' || fallback === null || !MUTABLE.has(fallback.kind)) return;
  context.raise(
    'ValueError',
    `mutable default <class '${fallback.kind}'> for field ${name} is not allowed: use default_factory`,
  );
};

const ownField = (
  type: PyClass,
  name: string,
  annotation: PyValue,
  kwOnly: boolean,
  context: CallContext,
): DataField => {
  const given = type.attributes.get(name);
  const written = given !== undefined && isInstance(given, FIELD) ? given : null;
  const object: PyInstance = written ?? { kind: 'instance', type: FIELD, attributes: new Map() };
  const plain = given === undefined || written !== null ? MISSING : given;
  const fallback = written?.attributes.get('default') ?? plain;
  const factory = written?.attributes.get('default_factory') ?? MISSING;
  refuseMutable(fallback, name, context);
  const named = written?.attributes.get('kw_only');
  const field: DataField = {
    name,
    type: annotation,
    fallback,
    factory,
    init: flag(written, 'init', true),
    repr: flag(written, 'repr', true),
    compare: flag(written, 'compare', true),
    kwOnly: typeof named === 'boolean' ? named : kwOnly,
    initOnly: originName(annotation) === 'InitVar',
    object,
  };
  const shown: [string, PyValue][] = [
    ['name', name],
    ['type', annotation],
    ['default', fallback],
    ['default_factory', factory],
    ['init', field.init],
    ['repr', field.repr],
    ['compare', field.compare],
    ['kw_only', field.kwOnly],
  ];
  for (const [key, value] of shown) object.attributes.set(key, value);
  known.set(object, field);
  if (written === null) return field;
  if (fallback === MISSING) type.attributes.delete(name);
  else type.attributes.set(name, fallback);
  return field;
};

/** The fields that a class and its bases have as a dataclass, in order; undefined when it is none. */
export const fieldsOf = (type: PyClass): readonly DataField[] | undefined => {
  for (const each of type.order) {
    const dict = each.attributes.get(FIELDS);
    if (dict === undefined) continue;
    return entriesOf(dict).flatMap(([, object]) => {
      const field =
        typeof object === 'object' && object !== null && object.kind === 'instance'
          ? known.get(object)
          : undefined;
      return field === undefined ? [] : [field];
    });
  }
  return undefined;
};

/** Collects the fields from the annotations of a class and from its bases, and remembers them on the class. */
export const collectFields = (type: PyClass, kwOnly: boolean, context: CallContext): readonly DataField[] => {
  const fields = new Map<string, DataField>();
  for (const base of type.order.slice(1).reverse()) {
    if (!base.attributes.has(FIELDS)) continue;
    for (const field of fieldsOf(base) ?? []) fields.set(field.name, field);
  }
  let named = kwOnly;
  for (const [key, annotation] of entriesOf(type.attributes.get('__annotations__'))) {
    const origin = originName(annotation);
    if (origin === 'KW_ONLY') named = true;
    else if (origin !== 'ClassVar') {
      const name = context.text(key);
      fields.set(name, ownField(type, name, annotation, named, context));
    }
  }
  const dict: PyDict = pyDict();
  for (const field of fields.values()) dict.entries.set(stringKey(field.name), [field.name, field.object]);
  type.attributes.set(FIELDS, dict);
  return [...fields.values()];
};
