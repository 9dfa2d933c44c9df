import type { CallContext, PyValue } from '../../values.ts';
import { formatBuiltin } from './format.ts';
import { characterCount, characters, quoteText } from './strings.ts';

const PART =
  /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\d+|\*)?(?:\.(?<precision>\d+|\*))?[hlL]?(?<type>[\s\S])?/gu;

/** The conversions that `%` knows. */
const TYPES = 'srcadiuoxXeEfFgG';

/** Hands out the values of `text % values` one after the other. */
const source = (context: CallContext, values: PyValue) => {
  const many = typeof values === 'object' && values !== null && values.kind === 'tuple' ? values.items : null;
  let next = 0;
  return {
    take: (): PyValue => {
      const value = many === null ? (next === 0 ? values : undefined) : many[next];
      next += 1;
      return value === undefined
        ? context.raise('TypeError', 'not enough arguments for format string')
        : value;
    },
    unused: (): boolean => next < (many === null ? 1 : many.length),
  };
};

const numberText = (
  context: CallContext,
  value: PyValue,
  type: string,
  flags: string,
  precision: number | null,
): string => {
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const alternate = flags.includes('#') ? '#' : '';
  if ('eEfFgG'.includes(type)) {
    const number =
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (typeof value === 'object' && value !== null && value.kind === 'float');
    if (!number) return context.raise('TypeError', `must be real number, not ${context.typeOf(value).name}`);
    return formatBuiltin(context, value, `${sign}${alternate}.${precision ?? 6}${type}`) ?? '';
  }
  const isFloat = typeof value === 'object' && value !== null && value.kind === 'float';
  if (isFloat && !'diu'.includes(type)) {
    return context.raise('TypeError', `%${type} format: an integer is required, not float`);
  }
  const whole = isFloat ? Math.trunc(value.value) : typeof value === 'boolean' ? Number(value) : value;
  if (typeof whole !== 'number') {
    return context.raise(
      'TypeError',
      `%${type} format: ${'diu'.includes(type) ? 'a real number' : 'an integer'} is required, not ${context.typeOf(value).name}`,
    );
  }
  const text = formatBuiltin(context, whole, `${sign}${alternate}${'diu'.includes(type) ? 'd' : type}`) ?? '';
  return precision === null
    ? text
    : text.replace(/[\da-fA-F]+$/, (digits) => digits.padStart(precision, '0'));
};

const piece = (
  context: CallContext,
  value: PyValue,
  type: string,
  flags: string,
  precision: number | null,
): string => {
  if (type === 's' || type === 'r' || type === 'a') {
    const text =
      type === 's'
        ? context.text(value)
        : type === 'a' && typeof value === 'string'
          ? quoteText(value, true)
          : context.represent(value);
    return precision === null ? text : characters(text).slice(0, precision).join('');
  }
  if (type === 'c') return typeof value === 'number' ? String.fromCodePoint(value) : context.text(value);
  return numberText(context, value, type, flags, precision);
};

const padded = (text: string, width: number, flags: string, numeric: boolean): string => {
  const missing = width - characterCount(text);
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !numeric) return ' '.repeat(missing) + text;
  return text.replace(/^([-+ ]?(?:0[xXo])?)/, `$1${'0'.repeat(missing)}`);
};

/** `text % values`. Source: Python 3.11 documentation, library/stdtypes "printf-style String Formatting". */
export const percentFormat = (context: CallContext, text: string, values: PyValue): string => {
  const given = source(context, values);
  let byKey = false;
  const size = (written: string | undefined): number | null => {
    if (written === undefined) return null;
    const count = written === '*' ? context.index(given.take()) : Number(written);
    context.allocate(Math.abs(count));
    return count;
  };
  const result = text.replace(PART, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    const type = groups['type'];
    const flags = groups['flags'] ?? '';
    if (type === undefined) return context.raise('ValueError', 'incomplete format');
    const width = size(groups['width']);
    const precision = size(groups['precision']);
    if (type === '%') return '%';
    if (!TYPES.includes(type)) {
      const at = Number(match.at(-3)) + String(match[0]).length - type.length;
      return context.raise(
        'ValueError',
        `unsupported format character '${type}' (0x${type.codePointAt(0)?.toString(16)}) at index ${at}`,
      );
    }
    const key = groups['key'];
    if (key !== undefined) byKey = true;
    const value = key === undefined ? given.take() : context.getItem(values, key);
    const left = width !== null && width < 0 ? '-' : '';
    return padded(
      piece(context, value, type, flags, precision),
      Math.abs(width === null ? 0 : width),
      flags + left,
      !'srac'.includes(type),
    );
  });
  const isMapping = typeof values === 'object' && values !== null && values.kind === 'dict';
  if (!byKey && !isMapping && given.unused()) {
    context.raise('TypeError', 'not all arguments converted during string formatting');
  }
  return result;
};
