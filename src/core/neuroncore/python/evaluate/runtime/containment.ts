import type { CallContext, PyValue } from '../../values.ts';
import { characterCount } from '../text/strings.ts';
import { iterate } from './iterate.ts';
import { rangeCount } from './slices.ts';
import { callSpecial, numberOf, typeName, unwrap } from './types.ts';

const inRange = (value: { start: number; stop: number; step: number }, item: number): boolean => {
  const index = (item - value.start) / value.step;
  return Number.isInteger(index) && index >= 0 && index < rangeCount(value.start, value.stop, value.step);
};

const inIterable = (context: CallContext, container: PyValue, item: PyValue): boolean => {
  const iterator = iterate(context, container);
  for (let each = iterator.next(); each !== undefined; each = iterator.next()) {
    context.step(1);
    if (context.equals(each, item)) return true;
  }
  return false;
};

/** `item in container`. Source: Python 3.11 documentation, reference/expressions "Membership test operations". */
export const contains = (context: CallContext, container: PyValue, item: PyValue): boolean => {
  const own = callSpecial(context, container, '__contains__', [item]);
  if (own !== undefined) return context.truth(own);
  const plain = unwrap(container);
  if (typeof plain === 'string') {
    if (typeof item === 'string') return plain.includes(item);
    return context.raise(
      'TypeError',
      `'in <string>' requires string as left operand, not ${typeName(context, item)}`,
    );
  }
  if (typeof plain === 'object' && plain !== null) {
    if (plain.kind === 'dict' || plain.kind === 'set') return plain.entries.has(context.hashKey(item));
    if (plain.kind === 'dictView' && plain.part === 'keys') {
      return plain.dict.entries.has(context.hashKey(item));
    }
    if (plain.kind === 'range') {
      const number = numberOf(item);
      return number !== undefined && inRange(plain, number);
    }
    if (plain.kind === 'host' && plain.type.contains !== undefined) {
      return plain.type.contains(plain, item, context);
    }
    if (plain.kind === 'host' ? plain.type.iterate !== undefined : true) {
      return inIterable(context, container, item);
    }
  }
  return context.raise('TypeError', `argument of type '${typeName(context, container)}' is not iterable`);
};

/** Truth in a condition. Source: library/stdtypes "Truth Value Testing". */
export const truth = (context: CallContext, value: PyValue): boolean => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (value === null) return false;
  switch (value.kind) {
    case 'float':
      return value.value !== 0;
    case 'list':
    case 'tuple':
      return value.items.length > 0;
    case 'dict':
    case 'set':
      return value.entries.size > 0;
    case 'range':
      return rangeCount(value.start, value.stop, value.step) > 0;
    case 'dictView':
      return value.dict.entries.size > 0;
    case 'host':
      if (value.type.truth !== undefined) return value.type.truth(value, context);
      return value.type.length === undefined || value.type.length(value, context) > 0;
    case 'instance':
    case 'class':
      return instanceTruth(context, value);
    default:
      return true;
  }
};

const instanceTruth = (context: CallContext, value: PyValue): boolean => {
  const own = callSpecial(context, value, '__bool__', []);
  if (typeof own === 'boolean') return own;
  if (own !== undefined) {
    return context.raise('TypeError', `__bool__ should return bool, returned ${typeName(context, own)}`);
  }
  const length = callSpecial(context, value, '__len__', []);
  if (typeof length === 'number') return length !== 0;
  const plain = unwrap(value);
  return plain === value || truth(context, plain);
};

/** `len(value)`. */
export const lengthOf = (context: CallContext, value: PyValue): number => {
  const own = callSpecial(context, value, '__len__', []);
  if (own !== undefined) {
    if (typeof own !== 'number') {
      return context.raise(
        'TypeError',
        `'${typeName(context, own)}' object cannot be interpreted as an integer`,
      );
    }
    return own < 0 ? context.raise('ValueError', '__len__() should return >= 0') : own;
  }
  const plain = unwrap(value);
  if (typeof plain === 'string') return characterCount(plain);
  if (typeof plain === 'object' && plain !== null) {
    switch (plain.kind) {
      case 'list':
      case 'tuple':
        return plain.items.length;
      case 'dict':
      case 'set':
        return plain.entries.size;
      case 'dictView':
        return plain.dict.entries.size;
      case 'range':
        return rangeCount(plain.start, plain.stop, plain.step);
      case 'host':
        if (plain.type.length !== undefined) return plain.type.length(plain, context);
        break;
      default:
    }
  }
  return context.raise('TypeError', `object of type '${typeName(context, value)}' has no len()`);
};
