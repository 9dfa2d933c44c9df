import type { CallContext } from '../../values.ts';
import { integerFault } from '../runtime/integers.ts';
import { quoteText } from './strings.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PREFIXES: Readonly<Record<string, number>> = { '0b': 2, '0o': 8, '0x': 16 };

const invalidInteger = (context: CallContext, text: string, base: number): never =>
  context.raise('ValueError', `invalid literal for int() with base ${base}: ${quoteText(text)}`);

/** `int(text, base)`. Source: Python 3.11 documentation, library/functions `int`. */
export const parseInteger = (context: CallContext, text: string, base: number): number => {
  if (base !== 0 && (base < 2 || base > 36)) {
    return context.raise('ValueError', 'int() base must be >= 2 and <= 36, or 0');
  }
  const body = text.trim().toLowerCase();
  const sign = /^[-+]/.test(body) ? body.slice(0, 1) : '';
  let digits = body.slice(sign.length);
  let radix = base === 0 ? 10 : base;
  const prefix = PREFIXES[digits.slice(0, 2)];
  if (prefix !== undefined && (base === 0 || base === prefix)) {
    radix = prefix;
    digits = digits.slice(2).replace(/^_/, '');
  } else if (base === 0 && /^0\d/.test(digits.replaceAll('_', '')) && /[1-9]/.test(digits)) {
    return invalidInteger(context, text, base);
  }
  if (!/^[0-9a-z]+(_[0-9a-z]+)*$/.test(digits)) return invalidInteger(context, text, base);
  let value = 0;
  for (const digit of digits.replaceAll('_', '')) {
    const worth = DIGITS.indexOf(digit);
    if (worth < 0 || worth >= radix) return invalidInteger(context, text, base);
    value = value * radix + worth;
    if (!Number.isSafeInteger(value)) return integerFault(context);
  }
  return sign === '-' ? 0 - value : value;
};

/** `float(text)`. */
export const parseFloatText = (context: CallContext, text: string): number => {
  const body = text.trim().toLowerCase();
  const special = /^([-+]?)(inf|infinity|nan)$/.exec(body);
  if (special !== null) {
    const value = special[2] === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === '-' ? -value : value;
  }
  if (!/^[-+]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[-+]?\d+(_\d+)*)?$/.test(body)) {
    return context.raise('ValueError', `could not convert string to float: ${quoteText(text)}`);
  }
  return Number(body.replaceAll('_', ''));
};
