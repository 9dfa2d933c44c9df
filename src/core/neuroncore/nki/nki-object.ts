import {
  keywords,
  native,
  nativeClass,
  positional,
  pyDict,
  stringKey,
  variadic,
} from '../python/construct.ts';
import { OBJECT } from '../python/evaluate/builtins/object.ts';
import { collectFields, type DataField, MISSING } from '../python/modules/dataclass-fields.ts';
import { FIELDS_DEFAULT_TO_NONE } from '../python/modules/dataclass-methods.ts';
import type { CallContext, PyClass, PyInstance, PyValue } from '../python/values.ts';

const fieldsByClass = new WeakMap<PyClass, readonly DataField[]>();

const fieldsOf = (type: PyClass, context: CallContext): readonly DataField[] => {
  const known = fieldsByClass.get(type);
  if (known !== undefined) return known;
  const fields = collectFields(type, false, context);
  fieldsByClass.set(type, fields);
  return fields;
};

const fieldValue = (field: DataField, given: PyValue | undefined, context: CallContext): PyValue => {
  if (given !== undefined) return given;
  if (field.factory !== MISSING) return context.call(field.factory, []);
  return field.fallback === MISSING ? null : field.fallback;
};

const refuse = (self: PyInstance, found: string, context: CallContext): never =>
  context.raise('TypeError', `${self.type.name}.__init__() got ${found}`);

/** Sets the annotated fields in order, those left out to their default or None, and calls `__post_init__`. */
const initialise = (
  self: PyInstance,
  positionals: readonly PyValue[],
  named: ReadonlyMap<string, PyValue>,
  context: CallContext,
): void => {
  const fields = fieldsOf(self.type, context);
  if (positionals.length > fields.length)
    refuse(self, `${positionals.length} arguments for ${fields.length} fields`, context);
  for (const [at, field] of fields.entries()) {
    if (at < positionals.length && named.has(field.name))
      refuse(self, `multiple values for argument '${field.name}'`, context);
    const given = at < positionals.length ? positionals[at] : named.get(field.name);
    self.attributes.set(field.name, fieldValue(field, given, context));
  }
  for (const name of named.keys())
    if (!fields.some((field) => field.name === name))
      refuse(self, `an unexpected keyword argument '${name}'`, context);
  const after = context.findAttribute(self, '__post_init__');
  if (after !== undefined) context.call(after, []);
};

const itemsOf = (value: PyValue | undefined): readonly PyValue[] =>
  typeof value === 'object' && value !== null && value.kind === 'tuple' ? value.items : [];

const namedOf = (value: PyValue | undefined): ReadonlyMap<string, PyValue> => {
  const named = new Map<string, PyValue>();
  if (typeof value === 'object' && value !== null && value.kind === 'dict')
    for (const [name, item] of value.entries.values()) if (typeof name === 'string') named.set(name, item);
  return named;
};

const INIT = native(
  '__init__',
  [positional('self'), variadic('args'), keywords('kwargs')],
  ([self, args, named], context) => {
    initialise(self as PyInstance, itemsOf(args), namedOf(named), context);
    return null;
  },
);

/** What a class body holds besides fields. */
const NO_FIELD: ReadonlySet<string> = new Set([
  'function',
  'native',
  'class',
  'property',
  'staticmethod',
  'classmethod',
  'list',
  'dict',
  'set',
]);

const isField = (name: string, value: PyValue): boolean =>
  !name.startsWith('__') && (typeof value !== 'object' || value === null || !NO_FIELD.has(value.kind));

/** Makes fields of the values in a class body that have no annotation, after those that have one. */
const annotateValues = (type: PyClass): void => {
  const known = type.attributes.get('__annotations__');
  const annotations = typeof known === 'object' && known !== null && known.kind === 'dict' ? known : pyDict();
  for (const [name, value] of type.attributes)
    if (isField(name, value) && !annotations.entries.has(stringKey(name)))
      annotations.entries.set(stringKey(name), [name, null]);
  if (annotations.entries.size > 0) type.attributes.set('__annotations__', annotations);
};

/**
 * `nki.language.NKIObject`, the base of the classes of a kernel: a class that defines no `__init__` gets the one of a
 * dataclass, decorated or not, in which values without annotation are fields too, and fields without a default are
 * None when left out.
 * Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst, Class Support.
 */
export const NKI_OBJECT: PyClass = nativeClass(
  'NKIObject',
  [OBJECT],
  [
    ['__init__', INIT],
    [FIELDS_DEFAULT_TO_NONE, true],
  ],
  { subclassed: annotateValues },
);
