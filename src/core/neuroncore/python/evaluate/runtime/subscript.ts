import { pyList, pyTuple } from '../../construct.ts';
import type { CallContext, PyDict, PyList, PyObject, PySlice, PyValue } from '../../values.ts';
import { characters, isFlat } from '../text/strings.ts';
import { rangeCount, sliceItems, sliceRange } from './slices.ts';
import { callSpecial, lookUp, typeName, unwrap } from './types.ts';

const isSlice = (value: PyValue): value is PySlice =>
  typeof value === 'object' && value !== null && value.kind === 'slice';

/** A position in a sequence of `length` items, negative ones counted from the end. */
const positionIn = (
  context: CallContext,
  index: PyValue,
  length: number,
  name: string,
  what: string,
): number => {
  let position = index;
  if (typeof position !== 'number') {
    const found = context.attempt('TypeError', () => context.index(index));
    position =
      found === undefined
        ? context.raise(
            'TypeError',
            `${name} indices must be integers${name === 'string' ? '' : ' or slices'}, not ${name === 'string' ? `'${typeName(context, index)}'` : typeName(context, index)}`,
          )
        : found;
  }
  const at = position < 0 ? position + length : position;
  return at < 0 || at >= length ? context.raise('IndexError', `${what} index out of range`) : at;
};

const textItem = (context: CallContext, text: string, index: PyValue): PyValue => {
  const parts = isFlat(text) ? text : characters(text);
  if (isSlice(index)) {
    const range = sliceRange(context, index, parts.length);
    context.allocate(range.count);
    if (typeof parts === 'string' && range.step === 1) {
      return parts.slice(range.start, range.start + range.count);
    }
    return sliceItems(typeof parts === 'string' ? parts.split('') : parts, range).join('');
  }
  const found = parts[positionIn(context, index, parts.length, 'string', 'string')];
  return found === undefined ? null : found;
};

const listItem = (
  context: CallContext,
  value: PyObject & { items: readonly PyValue[] },
  index: PyValue,
): PyValue => {
  const { items, kind } = value as { items: readonly PyValue[]; kind: string };
  if (isSlice(index)) {
    const range = sliceRange(context, index, items.length);
    context.allocate(range.count);
    const selected = sliceItems(items, range);
    return kind === 'list' ? pyList(selected) : pyTuple(selected);
  }
  const found = items[positionIn(context, index, items.length, kind, kind)];
  return found === undefined ? null : found;
};

/** `dict[key]`, or what `__missing__` gives; raises KeyError. */
const dictItem = (context: CallContext, dict: PyDict, key: PyValue, self: PyValue): PyValue => {
  const entry = dict.entries.get(context.hashKey(key));
  if (entry !== undefined) return entry[1];
  const missing = callSpecial(context, self, '__missing__', [key]);
  return missing === undefined ? raiseKey(context, key) : missing;
};

/** Sets one entry; an equal key that is there already stays as it is written. */
export const setEntry = (context: CallContext, dict: PyDict, key: PyValue, value: PyValue): void => {
  const hash = context.hashKey(key);
  const known = dict.entries.get(hash);
  context.allocate(1);
  dict.entries.set(hash, [known === undefined ? key : known[0], value]);
};

/** Raises KeyError with the key itself as its argument. */
export const raiseKey = (context: CallContext, key: PyValue): never =>
  context.raiseValue(context.call(context.builtin('KeyError'), [key]));

const builtinItem = (
  context: CallContext,
  value: PyObject,
  index: PyValue,
  self: PyValue,
): PyValue | undefined => {
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return listItem(context, value, index);
    case 'dict':
      return dictItem(context, value, index, self);
    case 'range': {
      const count = rangeCount(value.start, value.stop, value.step);
      if (!isSlice(index)) {
        return value.start + value.step * positionIn(context, index, count, 'range', 'range object');
      }
      const range = sliceRange(context, index, count);
      return {
        kind: 'range',
        start: value.start + range.start * value.step,
        stop: value.start + range.stop * value.step,
        step: value.step * range.step,
      };
    }
    case 'host':
      return value.type.getItem?.(value, index, context);
    case 'class':
      return classItem(context, value, index);
    case 'alias':
      return value;
    default:
      return undefined;
  }
};

const GENERIC = new Set(['list', 'tuple', 'dict', 'set', 'frozenset', 'type']);

const classItem = (
  context: CallContext,
  value: Extract<PyObject, { kind: 'class' }>,
  index: PyValue,
): PyValue | undefined => {
  const method = lookUp(value, '__class_getitem__');
  if (method !== undefined) {
    const callee =
      typeof method === 'object' && method !== null && method.kind === 'classmethod' ? method.callee : method;
    return context.call(callee, [value, index]);
  }
  if (!GENERIC.has(value.name) || value.builtin !== true) {
    return context.raise('TypeError', `type '${value.name}' is not subscriptable`);
  }
  const args = typeof index === 'object' && index !== null && index.kind === 'tuple' ? index.items : [index];
  return { kind: 'alias', origin: value, args };
};

/** `value[index]`. */
export const getItem = (context: CallContext, value: PyValue, index: PyValue): PyValue => {
  if (typeof value === 'object' && value !== null && value.kind === 'list' && typeof index === 'number') {
    const { items } = value;
    const found = items[index < 0 ? index + items.length : index];
    if (found !== undefined) return found;
  }
  const own = callSpecial(context, value, '__getitem__', [index]);
  if (own !== undefined) return own;
  const plain = unwrap(value);
  if (typeof plain === 'string') return textItem(context, plain, index);
  if (typeof plain === 'object' && plain !== null) {
    const found = builtinItem(context, plain, index, value);
    if (found !== undefined) return found;
  }
  return context.raise('TypeError', `'${typeName(context, value)}' object is not subscriptable`);
};

const setListItem = (context: CallContext, list: PyList, index: PyValue, item: PyValue): void => {
  const { items } = list;
  if (!isSlice(index)) {
    items[positionIn(context, index, items.length, 'list', 'list assignment')] = item;
    return;
  }
  const values = context.collect(item);
  const range = sliceRange(context, index, items.length);
  if (range.step === 1) {
    const count = Math.max(range.stop - range.start, 0);
    const tail = items.slice(range.start + count);
    items.length = range.start;
    for (const each of values) items.push(each);
    for (const each of tail) items.push(each);
    return;
  }
  if (values.length !== range.count) {
    context.raise(
      'ValueError',
      `attempt to assign sequence of size ${values.length} to extended slice of size ${range.count}`,
    );
  }
  values.forEach((each, position) => {
    items[range.start + position * range.step] = each;
  });
};

/** `value[index] = item`. */
export const setItem = (context: CallContext, value: PyValue, index: PyValue, item: PyValue): void => {
  if (callSpecial(context, value, '__setitem__', [index, item]) !== undefined) return;
  const plain = unwrap(value);
  const object = typeof plain === 'object' ? plain : null;
  if (object?.kind === 'list') setListItem(context, object, index, item);
  else if (object?.kind === 'dict') setEntry(context, object, index, item);
  else if (object?.kind === 'host' && object.type.setItem !== undefined) {
    object.type.setItem(object, index, item, context);
  } else {
    context.raise('TypeError', `'${typeName(context, value)}' object does not support item assignment`);
  }
};

/** `del value[index]`. */
export const deleteItem = (context: CallContext, value: PyValue, index: PyValue): void => {
  if (callSpecial(context, value, '__delitem__', [index]) !== undefined) return;
  const plain = unwrap(value);
  if (typeof plain === 'object' && plain !== null && plain.kind === 'dict') {
    if (!plain.entries.delete(context.hashKey(index))) raiseKey(context, index);
    return;
  }
  if (typeof plain === 'object' && plain !== null && plain.kind === 'list') {
    if (!isSlice(index)) {
      plain.items.splice(positionIn(context, index, plain.items.length, 'list', 'list assignment'), 1);
      return;
    }
    const range = sliceRange(context, index, plain.items.length);
    const gone = new Set(Array.from({ length: range.count }, (_, each) => range.start + each * range.step));
    const left = plain.items.filter((_, position) => !gone.has(position));
    plain.items.length = 0;
    for (const each of left) plain.items.push(each);
    return;
  }
  context.raise('TypeError', `'${typeName(context, value)}' object doesn't support item deletion`);
};
