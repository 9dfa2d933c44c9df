import { NOT_IMPLEMENTED, native, nativeClass, positional, pyTuple } from '../construct.ts';
import { BUILTINS } from '../evaluate/builtins/table.ts';
import type { CallContext, Parameter, PyClass, PyNative, PyValue } from '../values.ts';
import type { DataField } from './dataclass-fields.ts';
import { collectFields, MISSING } from './dataclass-fields.ts';
import { attributesOf, isClass } from './receive.ts';

const self = positional('self');
const other = positional('other');

const baseError = BUILTINS.get('AttributeError');
/** Raised when a field of a frozen instance is set. */
export const FROZEN_ERROR = nativeClass(
  'FrozenInstanceError',
  baseError !== undefined && isClass(baseError) ? baseError.order : [],
  [],
);

const parameterOf = (field: DataField): Parameter => {
  const kind = field.kwOnly ? 'keywordOnly' : 'ordinary';
  const { name, fallback, factory } = field;
  if (factory !== MISSING) return { name, kind, defaultValue: MISSING };
  return fallback === MISSING ? { name, kind } : { name, kind, defaultValue: fallback };
};

/**
 * A class with this attribute, or derived from one, has dataclasses whose fields are None where no value is given; this
 * is how `nki.language.NKIObject` makes them.
 */
export const FIELDS_DEFAULT_TO_NONE = '__fields_default_to_none__';

const withDefaults = (type: PyClass, fields: readonly DataField[]): readonly DataField[] =>
  type.order.some((each) => each.attributes.get(FIELDS_DEFAULT_TO_NONE) === true)
    ? fields.map((field) =>
        field.fallback === MISSING && field.factory === MISSING ? { ...field, fallback: null } : field,
      )
    : fields;

const inOrderOfParameters = (fields: readonly DataField[]): DataField[] => {
  const given = fields.filter((field) => field.init);
  return [...given.filter((field) => !field.kwOnly), ...given.filter((field) => field.kwOnly)];
};

const refuseOrder = (fields: readonly DataField[], context: CallContext): void => {
  let optional = false;
  for (const field of fields) {
    if (field.kwOnly) continue;
    const has = field.fallback !== MISSING || field.factory !== MISSING;
    if (optional && !has)
      context.raise('TypeError', `non-default argument '${field.name}' follows default argument`);
    optional = has;
  }
};

/** The value of a field for a new instance; undefined when it stays unset. */
const initialValue = (
  field: DataField,
  given: PyValue | undefined,
  context: CallContext,
): PyValue | undefined => {
  if (given !== undefined && given !== MISSING) return given;
  if (field.factory !== MISSING) return context.call(field.factory, []);
  return field.fallback === MISSING ? given : field.fallback;
};

const initMethod = (type: PyClass, collected: readonly DataField[], context: CallContext): PyNative => {
  const fields = withDefaults(type, collected);
  const given = inOrderOfParameters(fields);
  refuseOrder(given, context);
  return native(
    `${type.name}.__init__`,
    [self, ...given.map(parameterOf)],
    ([instance = null, ...values], inner) => {
      const attributes = attributesOf(instance);
      const handed: PyValue[] = [];
      for (const field of fields) {
        const index = given.indexOf(field);
        const value = initialValue(field, index < 0 ? undefined : values[index], inner);
        if (value === undefined) continue;
        if (field.initOnly) handed.push(value);
        else attributes?.set(field.name, value);
      }
      const after = inner.findAttribute(instance, '__post_init__');
      if (after !== undefined) inner.call(after, handed);
      return null;
    },
  );
};

const valuesOf = (instance: PyValue, fields: readonly DataField[], context: CallContext): PyValue[] =>
  fields.map((field) => context.getAttribute(instance, field.name));

const sameType = (left: PyValue, right: PyValue): boolean =>
  typeof left === 'object' &&
  left !== null &&
  left.kind === 'instance' &&
  typeof right === 'object' &&
  right !== null &&
  right.kind === 'instance' &&
  left.type === right.type;

const reprMethod = (fields: readonly DataField[]): PyNative =>
  native('__repr__', [self], ([instance = null], context) => {
    const parts = fields
      .filter((field) => field.repr && !field.initOnly)
      .map((field) => `${field.name}=${context.represent(context.getAttribute(instance, field.name))}`);
    return `${context.typeOf(instance).name}(${parts.join(', ')})`;
  });

const compared = (fields: readonly DataField[]): DataField[] =>
  fields.filter((field) => field.compare && !field.initOnly);

const equalMethod = (fields: readonly DataField[]): PyNative =>
  native('__eq__', [self, other], ([left = null, right = null], context) =>
    sameType(left, right)
      ? context.equals(
          pyTuple(valuesOf(left, compared(fields), context)),
          pyTuple(valuesOf(right, compared(fields), context)),
        )
      : NOT_IMPLEMENTED,
  );

const orderMethod = (
  name: string,
  operator: '<' | '<=' | '>' | '>=',
  fields: readonly DataField[],
): PyNative =>
  native(name, [self, other], ([left = null, right = null], context) =>
    sameType(left, right)
      ? context.compare(
          operator,
          pyTuple(valuesOf(left, compared(fields), context)),
          pyTuple(valuesOf(right, compared(fields), context)),
        )
      : NOT_IMPLEMENTED,
  );

const hashMethod = (fields: readonly DataField[]): PyNative =>
  native('__hash__', [self], ([instance = null], context) => {
    const hash = context.builtin('hash');
    return context.call(hash, [pyTuple(valuesOf(instance, compared(fields), context))]);
  });

const frozenMethod = (name: string, verb: string, more: readonly Parameter[]): PyNative =>
  native(name, [self, positional('name'), ...more], ([, field = null], context) =>
    context.raiseValue(context.call(FROZEN_ERROR, [`cannot ${verb} field '${context.text(field)}'`])),
  );

/** The arguments of `dataclass`. */
export interface Options {
  readonly init: boolean;
  readonly repr: boolean;
  readonly eq: boolean;
  readonly order: boolean;
  readonly unsafeHash: boolean;
  readonly frozen: boolean;
  readonly kwOnly: boolean;
}

const methodsOf = (
  type: PyClass,
  fields: readonly DataField[],
  options: Options,
  context: CallContext,
): PyNative[] => [
  ...(options.init ? [initMethod(type, fields, context)] : []),
  ...(options.repr ? [reprMethod(fields)] : []),
  ...(options.eq ? [equalMethod(fields)] : []),
  ...(options.order
    ? [
        orderMethod('__lt__', '<', fields),
        orderMethod('__le__', '<=', fields),
        orderMethod('__gt__', '>', fields),
        orderMethod('__ge__', '>=', fields),
      ]
    : []),
  ...(options.frozen
    ? [
        frozenMethod('__setattr__', 'assign to', [positional('value')]),
        frozenMethod('__delattr__', 'delete', []),
      ]
    : []),
];

const frozenClasses = new WeakSet<PyClass>();

/** Instances of a frozen class cannot change, so neither its bases nor its heirs may be dataclasses that can. */
const refuseFrozenMixture = (type: PyClass, frozen: boolean, context: CallContext): void => {
  for (const base of type.order.slice(1)) {
    if (!base.attributes.has('__dataclass_fields__') || frozenClasses.has(base) === frozen) continue;
    context.raise(
      'TypeError',
      frozen
        ? 'cannot inherit frozen dataclass from a non-frozen one'
        : 'cannot inherit non-frozen dataclass from a frozen one',
    );
  }
  if (frozen) frozenClasses.add(type);
};

/** Gives a class the methods of a dataclass with these options, those it has itself left as they are. */
export const decorate = (type: PyClass, options: Options, context: CallContext): PyClass => {
  const { attributes } = type;
  refuseFrozenMixture(type, options.frozen, context);
  const fields = collectFields(type, options.kwOnly, context);
  const ownHash = attributes.has('__hash__') && attributes.get('__hash__') !== null;
  for (const method of methodsOf(type, fields, options, context)) {
    const name = method.name.slice(method.name.lastIndexOf('.') + 1);
    if (!attributes.has(name)) attributes.set(name, method);
  }
  if (options.unsafeHash || (options.eq && options.frozen)) {
    if (!ownHash) attributes.set('__hash__', hashMethod(fields));
  } else if (options.eq && !ownHash) attributes.set('__hash__', null);
  return type;
};
