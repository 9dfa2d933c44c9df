import type { CallContext, PyClass, PyValue } from '../../values.ts';

/** The name of a value's type as error messages print it. */
export const typeName = (context: CallContext, value: PyValue): string => context.typeOf(value).name;

/** The attribute of a class or of the first class in its order that has it; undefined when none has. */
export const lookUp = (type: PyClass, name: string): PyValue | undefined => {
  const { order } = type;
  for (let index = 0; index < order.length; index += 1) {
    const found = order[index]?.attributes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Like `lookUp`, leaving built-in classes out: what a program itself (or a stub of a library) defined. */
export const lookUpOwn = (type: PyClass, name: string): PyValue | undefined => {
  const { order } = type;
  for (let index = 0; index < order.length; index += 1) {
    const each = order[index];
    if (each === undefined || each.builtin === true) continue;
    const found = each.attributes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Whether `type` is `ancestor` or derives from it. */
export const isSubclass = (type: PyClass, ancestor: PyClass): boolean => type.order.includes(ancestor);

/** The number of an int, bool or float; undefined for anything else. */
export const numberOf = (value: PyValue): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'float') return value.value;
    if (value.kind === 'instance' && value.payload !== undefined) return numberOf(value.payload);
  }
  return undefined;
};

/** A value, or the built-in value that an instance of a class derived from a built-in one stands for. */
export const unwrap = (value: PyValue): PyValue =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.payload !== undefined
    ? value.payload
    : value;

/** Calls the method `name` that the type of `self` defines in Python; undefined when it defines none. */
export const callSpecial = (
  context: CallContext,
  self: PyValue,
  name: string,
  args: readonly PyValue[],
): PyValue | undefined => {
  const method = lookUpOwn(context.typeOf(self), name);
  if (method === undefined || method === null) return undefined;
  return context.call(bindSpecial(method, self), args);
};

/** The method as it is called on `self`. */
export const bindSpecial = (method: PyValue, self: PyValue): PyValue => {
  if (typeof method !== 'object' || method === null) return method;
  if (method.kind === 'function' || method.kind === 'native') return { kind: 'bound', self, callee: method };
  if (method.kind === 'staticmethod') return method.callee;
  return method;
};
