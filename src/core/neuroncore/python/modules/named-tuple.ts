import { keywords, native, positional, pyDictOf, pyTuple, variadic } from '../construct.ts';
import type { CallContext, Parameter, PyClass, PyInstance, PyNative, PyValue } from '../values.ts';
import { entriesOf, itemsOf, namedOf } from './receive.ts';

/** A field of a named tuple; `fallback` is undefined when it must be given. */
export interface TupleField {
  readonly name: string;
  readonly fallback: PyValue | undefined;
}

const payloadOf = (value: PyValue | undefined): readonly PyValue[] =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.payload !== undefined
    ? itemsOf(value.payload)
    : [];

const parameterOf = ({ name, fallback }: TupleField): Parameter =>
  fallback === undefined ? { name, kind: 'ordinary' } : { name, kind: 'ordinary', defaultValue: fallback };

const make = (type: PyClass, items: readonly PyValue[]): PyInstance => ({
  kind: 'instance',
  type,
  attributes: new Map(),
  payload: pyTuple(items),
});

const methods = (type: PyClass, fields: readonly TupleField[]): PyNative[] => [
  native('__repr__', [positional('self')], ([self], context) => {
    const items = payloadOf(self);
    const parts = fields.map(({ name }, index) => `${name}=${context.represent(items[index] ?? null)}`);
    return `${type.name}(${parts.join(', ')})`;
  }),
  native('_asdict', [positional('self')], ([self]) => {
    const items = payloadOf(self);
    return pyDictOf(fields.map(({ name }, index) => [name, items[index] ?? null] as const));
  }),
  native('_replace', [positional('self'), keywords('named')], ([self, named = null], context) => {
    const given = namedOf(named);
    for (const name of given.keys())
      if (!fields.some((field) => field.name === name))
        context.raise('ValueError', `Got unexpected field names: ['${name}']`);
    return make(
      type,
      payloadOf(self).map((item, index) => given.get(fields[index]?.name ?? '') ?? item),
    );
  }),
];

/** Turns a class derived from `tuple` into a named tuple with the fields given. Source: Python 3.11 documentation, library/collections, "namedtuple". */
export const becomeNamedTuple = (type: PyClass, fields: readonly TupleField[]): void => {
  const { attributes } = type;
  const create = native(
    '__new__',
    [positional('cls'), ...fields.map(parameterOf)],
    ([cls = null, ...items]) =>
      make(typeof cls === 'object' && cls !== null && cls.kind === 'class' ? cls : type, items),
  );
  attributes.set('__new__', { kind: 'staticmethod', callee: create });
  attributes.set(
    '__init__',
    native('__init__', [positional('self'), variadic('args'), keywords('named')], () => null),
  );
  attributes.set('_fields', pyTuple(fields.map((field) => field.name)));
  fields.forEach(({ name }, index) => {
    const getter = native(name, [positional('self')], ([self]) => payloadOf(self)[index] ?? null);
    attributes.set(name, { kind: 'property', getter, setter: null });
  });
  for (const method of methods(type, fields))
    if (!attributes.has(method.name)) attributes.set(method.name, method);
};

/** What `class P(NamedTuple)` does with the annotations of its body. */
export const namedTupleSubclass = (
  subclass: PyClass,
  _keywords: ReadonlyMap<string, PyValue>,
  context: CallContext,
): void => {
  if (subclass.order.slice(1).some((each) => each.attributes.has('_fields'))) return;
  const fields: TupleField[] = [];
  for (const [name] of entriesOf(subclass.attributes.get('__annotations__'))) {
    const text = context.text(name);
    fields.push({ name: text, fallback: subclass.attributes.get(text) });
  }
  becomeNamedTuple(subclass, fields);
};
