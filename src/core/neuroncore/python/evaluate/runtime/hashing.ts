import { stringKey } from '../../construct.ts';
import type { CallContext, PyInstance, PyObject, PyValue } from '../../values.ts';
import { callSpecial, lookUpOwn, typeName } from './types.ts';

/** What an evaluation remembers to tell objects apart. */
export interface Identities {
  readonly numbers: WeakMap<object, number>;
  /** For classes with a `__hash__` of their own: one object for each value seen, by hash. */
  readonly representatives: Map<number, PyInstance[]>;
  next: number;
}

/** No objects seen yet. */
export const createIdentities = (): Identities => ({
  numbers: new WeakMap(),
  representatives: new Map(),
  next: 1,
});

/** A number that belongs to one object for the whole evaluation. */
export const identityOf = (identities: Identities, value: object): number => {
  const known = identities.numbers.get(value);
  if (known !== undefined) return known;
  const number = identities.next++;
  identities.numbers.set(value, number);
  return number;
};

const unhashable = (context: CallContext, value: PyValue): never =>
  context.raise('TypeError', `unhashable type: '${typeName(context, value)}'`);

const keyOfInstance = (context: CallContext, identities: Identities, value: PyInstance): string => {
  const hash = lookUpOwn(value.type, '__hash__');
  const equal = lookUpOwn(value.type, '__eq__');
  if (hash === null) return unhashable(context, value);
  if (equal === undefined && value.payload !== undefined) return hashKey(context, identities, value.payload);
  if (equal === undefined || hash === undefined) return `o${identityOf(identities, value)}`;
  const code = callSpecial(context, value, '__hash__', []);
  if (typeof code !== 'number') return context.raise('TypeError', '__hash__ method should return an integer');
  const bucket = identities.representatives.get(code);
  if (bucket === undefined) identities.representatives.set(code, [value]);
  const same = bucket?.find((each) => context.equals(each, value));
  if (bucket !== undefined && same === undefined) bucket.push(value);
  return `o${identityOf(identities, same === undefined ? value : same)}`;
};

const keyOfMany = (context: CallContext, identities: Identities, items: readonly PyValue[]): string => {
  context.step(items.length);
  context.enter();
  let key = '';
  for (const item of items) {
    const inner = hashKey(context, identities, item);
    key += `${inner.length}:${inner}`;
  }
  context.allocate(key.length);
  context.leave();
  return key;
};

const keyOfObject = (context: CallContext, identities: Identities, value: PyObject): string => {
  switch (value.kind) {
    case 'float':
      return Number.isNaN(value.value) ? `o${identityOf(identities, value)}` : `n${value.value + 0}`;
    case 'tuple':
      return `t${keyOfMany(context, identities, value.items)}`;
    case 'set':
      if (value.frozen !== true) return unhashable(context, value);
      return `f${[...value.entries.keys()].sort().join('\u0000')}`;
    case 'range':
      return `r${value.start},${value.stop},${value.step}`;
    case 'instance':
      return keyOfInstance(context, identities, value);
    case 'bound':
      return `b${hashKey(context, identities, value.self)},${identityOf(identities, value.callee)}`;
    case 'alias':
      return `a${keyOfMany(context, identities, [value.origin, ...value.args])}`;
    case 'host': {
      const { hashKey: own, equals } = value.type;
      if (own !== undefined) return `h${value.type.name}:${own(value)}`;
      return equals === undefined ? `o${identityOf(identities, value)}` : unhashable(context, value);
    }
    case 'list':
    case 'dict':
    case 'slice':
    case 'dictView':
      return unhashable(context, value);
    default:
      return `o${identityOf(identities, value)}`;
  }
};

/** The key under which dictionaries and sets keep a value: equal values have equal keys, others do not. */
export const hashKey = (context: CallContext, identities: Identities, value: PyValue): string => {
  switch (typeof value) {
    case 'string':
      return stringKey(value);
    case 'number':
      return `n${value}`;
    case 'boolean':
      return value ? 'n1' : 'n0';
    default:
      return value === null ? 'None' : keyOfObject(context, identities, value);
  }
};

/** `hash(value)`: an int that is the same for equal values. */
export const hashNumber = (context: CallContext, value: PyValue): number => {
  if (typeof value === 'number') return value === -1 ? -2 : value;
  const own = callSpecial(context, value, '__hash__', []);
  if (typeof own === 'number') return own;
  let hash = 7;
  const key = context.hashKey(value);
  if (/^n-?\d+$/.test(key)) return key === 'n-1' ? -2 : Number(key.slice(1));
  for (let index = 0; index < key.length; index += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return hash;
};
