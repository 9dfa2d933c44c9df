import { native, optional, positional, pyFloat, pyTuple } from '../../construct.ts';
import type { CallContext, PyNative, PyProperty, PyValue } from '../../values.ts';
import { truncateFloat } from '../runtime/integers.ts';
import { callSpecial, numberOf, unwrap } from '../runtime/types.ts';
import { parseFloatText, parseInteger } from '../text/numbers.ts';

const self = positional('self');

const toInteger = (context: CallContext, value: PyValue): number => {
  for (const name of ['__int__', '__index__', '__trunc__']) {
    const own = callSpecial(context, value, name, []);
    if (typeof own === 'number') return own;
  }
  const plain = unwrap(value);
  if (typeof plain === 'number') return plain;
  if (typeof plain === 'boolean') return plain ? 1 : 0;
  if (typeof plain === 'string') return parseInteger(context, plain, 10);
  if (typeof plain === 'object' && plain !== null) {
    if (plain.kind === 'float') return truncateFloat(context, plain.value);
    if (plain.kind === 'host' && plain.type.index !== undefined) return plain.type.index(plain, context);
  }
  return context.raise(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${context.typeOf(value).name}'`,
  );
};

/** `int(x, base)`. */
export const CONSTRUCT_INT: PyNative = native(
  'int',
  [positional('x', 0), optional('base', null)],
  ([value = null, base = null], context) => {
    if (base === null) return toInteger(context, value);
    const plain = unwrap(value);
    if (typeof plain === 'string') return parseInteger(context, plain, context.index(base));
    return context.raise('TypeError', "int() can't convert non-string with explicit base");
  },
);

/** The float a value stands for; raises TypeError for anything but a number or text. */
export const toFloat = (context: CallContext, value: PyValue): number => {
  const own = callSpecial(context, value, '__float__', []);
  const number = numberOf(own === undefined ? value : own);
  if (number !== undefined) return number;
  const plain = unwrap(value);
  if (typeof plain === 'string') return parseFloatText(context, plain);
  const index = context.attempt('TypeError', () => context.index(value));
  if (index !== undefined) return index;
  return context.raise(
    'TypeError',
    `float() argument must be a string or a real number, not '${context.typeOf(value).name}'`,
  );
};

/** `float(x)`. */
export const CONSTRUCT_FLOAT: PyNative = native('float', [positional('x', 0)], ([value = null], context) =>
  pyFloat(toFloat(context, value)),
);

const getter = (name: string, get: (value: number) => PyValue): readonly [string, PyProperty] => [
  name,
  {
    kind: 'property',
    getter: native(name, [self], ([value = null]) => {
      const number = numberOf(value);
      return number === undefined ? null : get(number);
    }),
    setter: null,
  },
];

const intOf = (value: PyValue): bigint => {
  const number = numberOf(value);
  return BigInt(number === undefined ? 0 : Math.trunc(Math.abs(number)));
};

/** Methods and attributes of `int`. Source: library/stdtypes "Additional Methods on Integer Types". */
export const INT_ATTRIBUTES: readonly (readonly [string, PyValue])[] = [
  [
    'bit_length',
    native('bit_length', [self], ([value = null]) => {
      const bits = intOf(value).toString(2);
      return bits === '0' ? 0 : bits.length;
    }),
  ],
  [
    'bit_count',
    native('bit_count', [self], ([value = null]) => intOf(value).toString(2).replaceAll('0', '').length),
  ],
  ['conjugate', native('conjugate', [self], ([value = null]) => value)],
  ['as_integer_ratio', native('as_integer_ratio', [self], ([value = null]) => pyTuple([value, 1]))],
  getter('real', (value) => value),
  getter('imag', () => 0),
  getter('numerator', (value) => value),
  getter('denominator', () => 1),
];

const ratio: PyNative['call'] = ([value = null], context) => {
  let numerator = numberOf(value);
  if (numerator === undefined || !Number.isFinite(numerator)) {
    return context.raise('OverflowError', 'cannot convert Infinity to integer ratio');
  }
  let denominator = 1;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2;
  }
  return pyTuple([truncateFloat(context, numerator), truncateFloat(context, denominator)]);
};

/** Methods and attributes of `float`. Source: library/stdtypes "Additional Methods on Float". */
export const FLOAT_ATTRIBUTES: readonly (readonly [string, PyValue])[] = [
  ['is_integer', native('is_integer', [self], ([value = null]) => Number.isInteger(numberOf(value)))],
  ['as_integer_ratio', native('as_integer_ratio', [self], ratio)],
  ['conjugate', native('conjugate', [self], ([value = null]) => value)],
  getter('real', pyFloat),
  getter('imag', () => pyFloat(0)),
];
