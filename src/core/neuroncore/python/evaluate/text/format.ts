import type { CallContext, PyValue } from '../../values.ts';
import { fixedText, floatText, generalText, scientificText } from './float-text.ts';
import { type FormatSpec, groupToWidth, pad, parseFormatSpec } from './format-spec.ts';
import { characterCount, characters } from './strings.ts';

const signText = (spec: FormatSpec, negative: boolean): string => {
  if (negative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
};

const BASES: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

const unknownCode = (context: CallContext, code: string, typeName: string): never =>
  context.raise('ValueError', `Unknown format code '${code}' for object of type '${typeName}'`);

const formatInteger = (context: CallContext, value: number, spec: FormatSpec, typeName: string): string => {
  if (spec.precision !== null)
    return context.raise('ValueError', 'Precision not allowed in integer format specifier');
  if (spec.type === 'c') {
    if (value < 0 || value > 0x10ffff) return context.raise('OverflowError', '%c arg not in range(0x110000)');
    return pad(spec, '', String.fromCodePoint(value), 1, '<');
  }
  const [radix, mark] = BASES[spec.type] ?? [10, ''];
  if (radix === 10 && spec.type !== '' && spec.type !== 'd' && spec.type !== 'n') {
    return unknownCode(context, spec.type, typeName);
  }
  if (spec.grouping === ',' && radix !== 10) {
    return context.raise('ValueError', `Cannot specify ',' with '${spec.type}'.`);
  }
  const plain = Math.abs(value).toString(radix);
  const digits = spec.type === 'X' ? plain.toUpperCase() : plain;
  const prefix = signText(spec, value < 0) + (spec.alternate ? mark : '');
  const body = groupToWidth(spec, digits, radix === 10 ? 3 : 4, prefix.length);
  return pad(spec, prefix, body, body.length, '>');
};

/** The digits of a finite number that is not negative, without sign and grouping. */
const floatDigits = (value: number, spec: FormatSpec): string => {
  const precision = spec.precision ?? 6;
  const dot = (text: string): string =>
    spec.alternate && !text.includes('.') ? text.replace(/(?=e|$)/, '.') : text;
  switch (spec.type) {
    case 'f':
    case 'F':
      return dot(fixedText(value, precision));
    case '%':
      return dot(fixedText(value * 100, precision));
    case 'e':
    case 'E':
      return dot(scientificText(value, precision));
    case 'g':
    case 'G':
    case 'n':
      return dot(generalText(value, precision, spec.alternate));
    default: {
      if (spec.precision === null) return floatText(value);
      const text = generalText(value, spec.precision, spec.alternate);
      // Without a type one digit is kept after the point, and the exponent starts one power of ten earlier.
      const exponent =
        value === 0 ? 0 : Number(scientificText(value, Math.max(spec.precision, 1) - 1).split('e')[1]);
      const count = Math.max(spec.precision, 1);
      if (exponent === count - 1 && !text.includes('e')) {
        const short = scientificText(value, count - 1);
        return spec.alternate ? dot(short) : short.replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e');
      }
      return /[.e]/.test(text) ? text : `${text}.0`;
    }
  }
};

const FLOAT_TYPES = new Set(['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%']);

const formatFloat = (context: CallContext, value: number, spec: FormatSpec, typeName: string): string => {
  if (!FLOAT_TYPES.has(spec.type)) return unknownCode(context, spec.type, typeName);
  let negative = value < 0 || Object.is(value, -0);
  const percent = spec.type === '%' ? '%' : '';
  let text: string;
  if (Number.isFinite(value)) {
    text = floatDigits(Math.abs(value), spec);
    if (spec.noNegativeZero && !/[1-9]/.test(text.split('e')[0] ?? '')) negative = false;
  } else text = Number.isNaN(value) ? 'nan' : 'inf';
  if (/[EFG]/.test(spec.type)) text = text.toUpperCase();
  const prefix = signText(spec, negative);
  const [whole = '', rest = ''] = [/^\d*/.exec(text)?.[0], text.replace(/^\d*/, '')];
  const grouped =
    whole === '' ? '' : groupToWidth(spec, whole, 3, prefix.length + rest.length + percent.length);
  const body = grouped + rest + percent;
  return pad(spec, prefix, body, body.length, '>');
};

const formatText = (context: CallContext, value: string, spec: FormatSpec, typeName: string): string => {
  if (spec.type !== '' && spec.type !== 's') return unknownCode(context, spec.type, typeName);
  if (spec.sign !== '-') return context.raise('ValueError', 'Sign not allowed in string format specifier');
  if (spec.alternate) {
    return context.raise('ValueError', 'Alternate form (#) not allowed in string format specifier');
  }
  if (spec.grouping !== null)
    return context.raise('ValueError', `Cannot specify '${spec.grouping}' with 's'.`);
  const cut = spec.precision === null ? value : characters(value).slice(0, spec.precision).join('');
  // A leading 0 pads text on the right.
  const aligned = spec.zero && spec.align === '=' ? { ...spec, align: '<' as const } : spec;
  if (aligned.align === '=') {
    return context.raise('ValueError', "'=' alignment not allowed in string format specifier");
  }
  return pad(aligned, '', cut, characterCount(cut), '<');
};

/** `format(value, text)` of a built-in number or string; undefined for other values. */
export const formatBuiltin = (context: CallContext, value: PyValue, text: string): string | undefined => {
  const typeName = context.typeOf(value).name;
  if (typeof value === 'string')
    return formatText(context, value, parseFormatSpec(context, text, typeName), typeName);
  if (typeof value === 'number' || typeof value === 'boolean') {
    const spec = parseFormatSpec(context, text, typeName);
    const number = Number(value);
    return /[eEfFgG%]/.test(spec.type)
      ? formatFloat(context, number, spec, typeName)
      : formatInteger(context, number, spec, typeName);
  }
  if (typeof value === 'object' && value !== null && value.kind === 'float') {
    return formatFloat(context, value.value, parseFormatSpec(context, text, typeName), typeName);
  }
  return undefined;
};
