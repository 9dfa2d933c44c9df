import { keywords, native, positional, variadic } from '../../construct.ts';
import type { CallContext, PyNative, PyValue } from '../../values.ts';
import { quoteText } from '../text/strings.ts';
import { asText } from './receiver.ts';

interface Source {
  readonly positional: readonly PyValue[];
  readonly named: PyValue;
  next: number;
  manual: boolean;
}

const takeField = (context: CallContext, source: Source, name: string): PyValue => {
  const [, first = '', path = ''] = /^([^.[]*)([\s\S]*)$/.exec(name) ?? [];
  let value: PyValue | undefined;
  if (first === '' || /^\d+$/.test(first)) {
    const automatic = first === '';
    if (automatic ? source.manual : source.next > 0) {
      return context.raise(
        'ValueError',
        automatic
          ? 'cannot switch from manual field specification to automatic field numbering'
          : 'cannot switch from automatic field numbering to manual field specification',
      );
    }
    if (!automatic) source.manual = true;
    const index = automatic ? source.next++ : Number(first);
    value = source.positional[index];
    if (value === undefined) {
      return context.raise('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    }
  } else value = context.getItem(source.named, first);
  for (const [, attribute, index] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    if (attribute !== undefined) value = context.getAttribute(value, attribute);
    else if (index !== undefined) value = context.getItem(value, /^\d+$/.test(index) ? Number(index) : index);
  }
  return value;
};

const converted = (context: CallContext, value: PyValue, conversion: string | undefined): PyValue => {
  if (conversion === 'r') return context.represent(value);
  if (conversion === 's') return context.text(value);
  if (conversion === 'a')
    return typeof value === 'string' ? quoteText(value, true) : context.represent(value);
  return value;
};

/** Where the field that opens before `start` is closed. */
const fieldEnd = (context: CallContext, text: string, start: number): number => {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return context.raise('ValueError', "expected '}' before end of string");
};

const fill = (context: CallContext, text: string, source: Source, nesting: number): string => {
  if (nesting > 2) return context.raise('ValueError', 'Max string recursion exceeded');
  let result = '';
  for (let at = 0; at < text.length; ) {
    const mark = text[at];
    const next = text[at + 1];
    if ((mark === '{' || mark === '}') && next === mark) {
      result += mark;
      at += 2;
    } else if (mark === '{') {
      if (next === undefined) return context.raise('ValueError', "Single '{' encountered in format string");
      const end = fieldEnd(context, text, at + 1);
      const inside = text.slice(at + 1, end);
      const [, name = '', conversion, spec = ''] =
        /^([^!:]*)(?:!([\s\S]))?(?::([\s\S]*))?$/.exec(inside) ?? [];
      const value = converted(context, takeField(context, source, name), conversion);
      const piece = context.format(value, fill(context, spec, source, nesting + 1));
      context.allocate(piece.length);
      result += piece;
      at = end + 1;
    } else if (mark === '}') {
      return context.raise('ValueError', "Single '}' encountered in format string");
    } else {
      const stop = text.slice(at).search(/[{}]/);
      const end = stop < 0 ? text.length : at + stop;
      result += text.slice(at, end);
      at = end;
    }
  }
  return result;
};

/** `str.format` and `str.format_map`. Source: Python 3.11 documentation, library/string "Format String Syntax". */
export const FORMAT_METHODS: readonly PyNative[] = [
  native(
    'format',
    [positional('self'), variadic('args'), keywords('named')],
    ([text = null, args = null, named = null], context) => {
      const items = typeof args === 'object' && args !== null && args.kind === 'tuple' ? args.items : [];
      return fill(context, asText(context, text), { positional: items, named, next: 0, manual: false }, 0);
    },
  ),
  native(
    'format_map',
    [positional('self'), positional('mapping')],
    ([text = null, mapping = null], context) =>
      fill(context, asText(context, text), { positional: [], named: mapping, next: 0, manual: false }, 0),
  ),
];
