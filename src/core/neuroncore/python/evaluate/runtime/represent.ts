import type { CallContext, PyClass, PyInstance, PyObject, PyValue } from '../../values.ts';
import { floatText } from '../text/float-text.ts';
import { quoteText } from '../text/strings.ts';
import { callSpecial } from './types.ts';

/** The objects whose text is being built, so that a list inside itself ends in `[...]`. */
export type Underway = Set<object>;

const address = (context: CallContext, value: PyObject): string =>
  `0x${(0x7f0000000000 + context.identity(value) * 16).toString(16)}`;

/** The name of a class with its module, as `repr` shows it. */
const qualified = (type: PyClass): string => {
  const module = type.attributes.get('__module__');
  const name = type.attributes.get('__qualname__');
  const own = typeof name === 'string' ? name : type.name;
  return typeof module === 'string' && module !== 'builtins' ? `${module}.${own}` : own;
};

const join = (context: CallContext, items: Iterable<PyValue>): string => {
  let text = '';
  let separator = '';
  for (const item of items) {
    context.step(1);
    const part = context.represent(item);
    context.allocate(part.length);
    text += separator + part;
    separator = ', ';
  }
  return text;
};

const pairs = (context: CallContext, entries: Iterable<readonly [PyValue, PyValue]>): string => {
  let text = '';
  let separator = '';
  for (const [key, value] of entries) {
    context.step(1);
    const part = `${context.represent(key)}: ${context.represent(value)}`;
    context.allocate(part.length);
    text += separator + part;
    separator = ', ';
  }
  return text;
};

const container = (context: CallContext, value: PyObject): string | undefined => {
  switch (value.kind) {
    case 'list':
      return `[${join(context, value.items)}]`;
    case 'tuple':
      return value.items.length === 1
        ? `(${join(context, value.items)},)`
        : `(${join(context, value.items)})`;
    case 'dict':
      return `{${pairs(context, value.entries.values())}}`;
    case 'set': {
      const items = value.entries.size === 0 ? '' : `{${join(context, value.entries.values())}}`;
      if (value.frozen === true) return `frozenset(${items})`;
      return items === '' ? 'set()' : items;
    }
    case 'dictView':
      return `dict_${value.part}(${context.represent({ kind: 'list', items: context.collect(value) })})`;
    default:
      return undefined;
  }
};

const CIRCLES: Readonly<Record<string, string>> = {
  list: '[...]',
  tuple: '(...)',
  dict: '{...}',
  set: 'set(...)',
};

const instanceText = (context: CallContext, value: PyInstance): string => {
  if (value.payload !== undefined) return context.represent(value.payload);
  return `<${qualified(value.type)} object at ${address(context, value)}>`;
};

/** The text of an annotation inside an alias: `int` rather than `<class 'int'>`. */
const aliasPart = (context: CallContext, value: PyValue): string => {
  if (value === null) return 'None';
  if (typeof value === 'object' && value.kind === 'class') return qualified(value);
  if (typeof value === 'object' && value.kind === 'ellipsis') return '...';
  return context.represent(value);
};

const objectText = (context: CallContext, value: PyObject): string => {
  switch (value.kind) {
    case 'float':
      return floatText(value.value);
    case 'range':
      return value.step === 1
        ? `range(${value.start}, ${value.stop})`
        : `range(${value.start}, ${value.stop}, ${value.step})`;
    case 'slice':
      return `slice(${[value.start, value.stop, value.step].map((each) => context.represent(each)).join(', ')})`;
    case 'ellipsis':
      return 'Ellipsis';
    case 'notImplemented':
      return 'NotImplemented';
    case 'function':
      return `<function ${value.qualifiedName} at ${address(context, value)}>`;
    case 'native':
      return `<built-in function ${value.name}>`;
    case 'bound':
      return value.callee.kind === 'native'
        ? `<built-in method ${value.callee.name} of ${context.typeOf(value.self).name} object at ${address(context, value)}>`
        : `<bound method ${value.callee.qualifiedName} of ${context.represent(value.self)}>`;
    case 'class':
      return `<class '${qualified(value)}'>`;
    case 'instance':
      return instanceText(context, value);
    case 'module':
      return `<module '${value.name}'>`;
    case 'host':
      return value.type.represent(value);
    case 'super':
      return `<super: <class '${value.start.name}'>, <${value.type.name} object>>`;
    case 'alias': {
      const parts = value.args.map((each) => aliasPart(context, each));
      if (value.origin === null) return parts.join(' | ');
      return `${aliasPart(context, value.origin)}[${parts.join(', ')}]`;
    }
    case 'iterator':
      return `<${value.name} object at ${address(context, value)}>`;
    default:
      return `<${value.kind} object at ${address(context, value)}>`;
  }
};

/** `repr(value)`. */
export const represent = (context: CallContext, underway: Underway, value: PyValue): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoteText(value);
  if (value.kind === 'instance' || value.kind === 'class') {
    const own = callSpecial(context, value, '__repr__', []);
    if (own !== undefined) return ownText(context, own, '__repr__');
    return objectText(context, value);
  }
  if (value.kind in CIRCLES && underway.has(value)) return CIRCLES[value.kind] ?? '...';
  context.enter();
  underway.add(value);
  try {
    return container(context, value) ?? objectText(context, value);
  } finally {
    underway.delete(value);
    context.leave();
  }
};

const ownText = (context: CallContext, text: PyValue, method: string): string =>
  typeof text === 'string'
    ? text
    : context.raise('TypeError', `${method} returned non-string (type ${context.typeOf(text).name})`);

/** `str(value)`. */
export const textOf = (context: CallContext, value: PyValue): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && (value.kind === 'instance' || value.kind === 'class')) {
    const own = callSpecial(context, value, '__str__', []);
    if (own !== undefined) return ownText(context, own, '__str__');
    if (value.kind === 'instance' && typeof value.payload === 'string') return value.payload;
  }
  return context.represent(value);
};
