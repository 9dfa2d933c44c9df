import type {
  Parameter,
  PyClass,
  PyDict,
  PyFloat,
  PyIterator,
  PyList,
  PyModule,
  PyNative,
  PyNotImplemented,
  PySet,
  PyTuple,
  PyValue,
} from './values.ts';

/** A Python float. */
export const pyFloat = (value: number): PyFloat => ({ kind: 'float', value });

/** A Python tuple that takes the array over. */
export const pyTuple = (items: readonly PyValue[]): PyTuple => ({ kind: 'tuple', items });

/** A Python list that takes the array over. */
export const pyList = (items: PyValue[]): PyList => ({ kind: 'list', items });

/** An empty Python dictionary. */
export const pyDict = (): PyDict => ({ kind: 'dict', entries: new Map() });

/** The key of a string in dictionaries and sets, the same as `hashKey` gives. */
export const stringKey = (text: string): string => `s${text}`;

/** A Python dictionary keyed by strings. */
export const pyDictOf = (items: Iterable<readonly [string, PyValue]>): PyDict => {
  const dict = pyDict();
  for (const [key, value] of items) dict.entries.set(stringKey(key), [key, value]);
  return dict;
};

/** An empty Python set. */
export const pySet = (frozen = false): PySet => ({ kind: 'set', entries: new Map(), frozen });

/** An iterator over what a JavaScript iterable gives. */
export const pyIterator = (name: string, items: Iterable<PyValue>): PyIterator => {
  const iterator = items[Symbol.iterator]();
  return {
    kind: 'iterator',
    name,
    next: () => {
      const step = iterator.next();
      return step.done === true ? undefined : step.value;
    },
  };
};

/** What an operator method returns when it does not know the other operand. */
export const NOT_IMPLEMENTED: PyNotImplemented = { kind: 'notImplemented' };

/** A parameter that must be given, by position or by name. */
export const required = (name: string): Parameter => ({ name, kind: 'ordinary' });

/** A parameter with a default, given by position or by name. */
export const optional = (name: string, defaultValue: PyValue): Parameter => ({
  name,
  kind: 'ordinary',
  defaultValue,
});

/** A parameter given by position only; with a default when there is one. */
export const positional = (name: string, defaultValue?: PyValue): Parameter =>
  defaultValue === undefined
    ? { name, kind: 'positionalOnly' }
    : { name, kind: 'positionalOnly', defaultValue };

/** A parameter given by name only; must be given when there is no default. */
export const keywordOnly = (name: string, defaultValue?: PyValue): Parameter =>
  defaultValue === undefined ? { name, kind: 'keywordOnly' } : { name, kind: 'keywordOnly', defaultValue };

/** `*name`: the remaining positional arguments as a tuple. */
export const variadic = (name: string): Parameter => ({ name, kind: 'variadic' });

/** `**name`: the remaining keyword arguments as a dictionary. */
export const keywords = (name: string): Parameter => ({ name, kind: 'keywords' });

/** A function written in TypeScript; `call` gets one value for each parameter, in order. */
export const native = (name: string, parameters: readonly Parameter[], call: PyNative['call']): PyNative => ({
  kind: 'native',
  name,
  parameters,
  call,
});

/** A class written in TypeScript with its bases in order of resolution (without itself) and its attributes. */
export const nativeClass = (
  name: string,
  bases: readonly PyClass[],
  attributes: Iterable<readonly [string, PyValue]>,
  more: Partial<Pick<PyClass, 'construct' | 'meta' | 'subclassed' | 'builtin'>> = {},
): PyClass => {
  const order: PyClass[] = [];
  const made: PyClass = {
    kind: 'class',
    name,
    order,
    attributes: new Map(attributes),
    site: null,
    ...more,
  };
  order.push(made, ...bases);
  return made;
};

/** A module with its attributes; `__name__` is added. */
export const pyModule = (
  name: string,
  attributes: Iterable<readonly [string, PyValue]>,
  getAttribute?: PyModule['getAttribute'],
): PyModule => {
  const all = new Map<string, PyValue>([['__name__', name], ...attributes]);
  return getAttribute === undefined
    ? { kind: 'module', name, attributes: all }
    : { kind: 'module', name, attributes: all, getAttribute };
};
