import type { CallContext, PyClass, PyInstance, PyValue } from '../values.ts';

/** The attributes of an instance; undefined for anything else. */
export const attributesOf = (value: PyValue): Map<string, PyValue> | undefined =>
  typeof value === 'object' && value !== null && value.kind === 'instance' ? value.attributes : undefined;

/** Whether a value is a class. */
export const isClass = (value: PyValue): value is PyClass =>
  typeof value === 'object' && value !== null && value.kind === 'class';

/** Whether a value is an instance of a class or of one derived from it. */
export const isInstance = (value: PyValue, type: PyClass): value is PyInstance =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.type.order.includes(type);

/** The items of a `*args` tuple, or of any tuple or list; none for anything else. */
export const itemsOf = (value: PyValue): readonly PyValue[] =>
  typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list')
    ? value.items
    : [];

/** The entries of a `**kwargs` dictionary as a map from name to value. */
export const namedOf = (value: PyValue): Map<string, PyValue> => {
  const named = new Map<string, PyValue>();
  if (typeof value !== 'object' || value === null || value.kind !== 'dict') return named;
  for (const [key, item] of value.entries.values()) if (typeof key === 'string') named.set(key, item);
  return named;
};

/** A class that an argument must be. */
export const classArgument = (value: PyValue, context: CallContext, caller: string): PyClass =>
  isClass(value) ? value : context.raise('TypeError', `${caller}() expects a class`);

/** The number that an int, bool or float stands for; raises TypeError for anything else. */
export const numberArgument = (value: PyValue, context: CallContext): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'float') return value.value;
    if (value.kind === 'instance' && value.payload !== undefined)
      return numberArgument(value.payload, context);
    const own = context.findAttribute(value, '__float__');
    if (own !== undefined && value.kind === 'instance') return numberArgument(context.call(own, []), context);
  }
  return context.raise('TypeError', `must be real number, not ${context.typeOf(value).name}`);
};

/** A str that an argument must be. */
export const textArgument = (value: PyValue, context: CallContext, what: string): string =>
  typeof value === 'string'
    ? value
    : context.raise('TypeError', `${what} must be a str, not ${context.typeOf(value).name}`);

/** The entries of a dictionary in order; none for anything else. */
export const entriesOf = (value: PyValue | undefined): readonly (readonly [PyValue, PyValue])[] =>
  typeof value === 'object' && value !== null && value.kind === 'dict' ? [...value.entries.values()] : [];
