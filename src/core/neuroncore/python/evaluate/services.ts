import { nativeClass } from '../construct.ts';
import type { HostType, PyClass, PyValue } from '../values.ts';
import { BOOL, builtinType, INT, NONE_TYPE, STR } from './builtins/classes.ts';
import { OBJECT } from './builtins/object.ts';
import type { Interpreter } from './frame.ts';
import { callSpecial, isSubclass, unwrap } from './runtime/types.ts';
import { formatBuiltin } from './text/format.ts';

/** The classes of machine objects and iterators, made when first asked for. */
export const createTypeOf = (): ((value: PyValue) => PyClass) => {
  const hosts = new Map<HostType, PyClass>();
  const iterators = new Map<string, PyClass>();
  const known = <Key>(classes: Map<Key, PyClass>, key: Key, name: string): PyClass => {
    const found = classes.get(key);
    if (found !== undefined) return found;
    const made = nativeClass(name, [OBJECT], [], { builtin: true });
    classes.set(key, made);
    return made;
  };
  return (value) => {
    switch (typeof value) {
      case 'number':
        return INT;
      case 'string':
        return STR;
      case 'boolean':
        return BOOL;
      default:
    }
    if (value === null) return NONE_TYPE;
    const type = builtinType(value);
    if (type !== undefined) return type;
    if (value.kind === 'host') return value.type.class ?? known(hosts, value.type, value.type.name);
    return known(
      iterators,
      value.kind === 'iterator' ? value.name : 'object',
      value.kind === 'iterator' ? value.name : 'object',
    );
  };
};

/** `format(value, specification)`. */
export const formatValue = (machine: Interpreter, value: PyValue, specification: string): string => {
  const own = callSpecial(machine, value, '__format__', [specification]);
  if (typeof own === 'string') return own;
  if (own !== undefined) {
    return machine.raise('TypeError', `__format__ must return a str, not ${machine.typeOf(own).name}`);
  }
  if (specification === '') return machine.text(value);
  const text = formatBuiltin(machine, unwrap(value), specification);
  if (text !== undefined) return text;
  return machine.raise(
    'TypeError',
    `unsupported format string passed to ${machine.typeOf(value).name}.__format__`,
  );
};

/** The int a value stands for. */
export const indexOf = (machine: Interpreter, value: PyValue): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const own = callSpecial(machine, value, '__index__', []);
  if (typeof own === 'number') return own;
  const plain = unwrap(value);
  if (plain !== value && typeof plain === 'number') return plain;
  if (
    typeof plain === 'object' &&
    plain !== null &&
    plain.kind === 'host' &&
    plain.type.index !== undefined
  ) {
    return plain.type.index(plain, machine);
  }
  return machine.raise(
    'TypeError',
    `'${machine.typeOf(value).name}' object cannot be interpreted as an integer`,
  );
};

/** Whether an exception object is of the built-in class of that name. */
export const isException = (machine: Interpreter, value: PyValue, name: string): boolean => {
  const type = machine.builtin(name);
  return (
    typeof type === 'object' &&
    type !== null &&
    type.kind === 'class' &&
    isSubclass(machine.typeOf(value), type)
  );
};
