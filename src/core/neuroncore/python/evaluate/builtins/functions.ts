import {
  keywordOnly,
  native,
  optional,
  positional,
  pyDictOf,
  pyFloat,
  pyList,
  pyTuple,
  variadic,
} from '../../construct.ts';
import type { CallContext, PyClass, PyNative, PyValue } from '../../values.ts';
import { hashNumber } from '../runtime/hashing.ts';
import { isInstanceOf } from '../runtime/instances.ts';
import { checkedInteger, modularPower } from '../runtime/integers.ts';
import { callSpecial, isSubclass, lookUp, numberOf, unwrap } from '../runtime/types.ts';
import { roundFloat } from '../text/float-text.ts';
import { quoteText } from '../text/strings.ts';
import { MISSING } from './dict.ts';

const print: PyNative['call'] = ([values = null, separator = null, end = null], context) => {
  const items = typeof values === 'object' && values !== null && values.kind === 'tuple' ? values.items : [];
  const text = items
    .map((each) => context.text(each))
    .join(separator === null ? ' ' : context.text(separator));
  context.allocate(text.length);
  context.print(text + (end === null ? '\n' : context.text(end)));
  return null;
};

const isClassMatch = (
  context: CallContext,
  type: PyValue,
  test: (type: PyClass) => boolean,
  name: string,
): boolean => {
  if (type === null) return test(context.typeOf(null));
  if (typeof type === 'object') {
    if (type.kind === 'class') return test(type);
    if (type.kind === 'tuple') return type.items.some((each) => isClassMatch(context, each, test, name));
    if (type.kind === 'alias' && type.origin === null) {
      return type.args.some((each) => isClassMatch(context, each, test, name));
    }
    if (type.kind === 'alias' && type.origin !== null) return isClassMatch(context, type.origin, test, name);
  }
  return context.raise(
    'TypeError',
    `${name}() arg 2 must be a ${name === 'issubclass' ? 'class' : 'type'}, a tuple of ${name === 'issubclass' ? 'classes' : 'types'}, or a union`,
  );
};

const isInstance: PyNative['call'] = ([value = null, type = null], context) => {
  if (typeof type === 'object' && type !== null && type.kind === 'class') {
    const own = callSpecial(context, type, '__instancecheck__', [value]);
    if (own !== undefined) return context.truth(own);
  }
  return isClassMatch(context, type, (each) => isInstanceOf(context, value, each), 'isinstance');
};

const isDerived: PyNative['call'] = ([value = null, type = null], context) => {
  if (typeof value !== 'object' || value === null || value.kind !== 'class') {
    return context.raise('TypeError', 'issubclass() arg 1 must be a class');
  }
  return isClassMatch(context, type, (each) => isSubclass(value, each), 'issubclass');
};

const attributeName = (context: CallContext, name: PyValue): string =>
  typeof name === 'string'
    ? name
    : context.raise('TypeError', `attribute name must be string, not '${context.typeOf(name).name}'`);

const getAttribute: PyNative['call'] = ([value = null, name = null, fallback = null], context) => {
  const text = attributeName(context, name);
  if (fallback === MISSING) return context.getAttribute(value, text);
  const found = context.attempt('AttributeError', () => context.findAttribute(value, text));
  return found === undefined ? fallback : found;
};

const isCallable = (value: PyValue): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (value.kind === 'instance') return lookUp(value.type, '__call__') !== undefined;
  if (value.kind === 'host') return value.type.call !== undefined;
  return ['function', 'native', 'bound', 'class', 'staticmethod', 'alias'].includes(value.kind);
};

const absolute: PyNative['call'] = ([value = null], context) => {
  const own = callSpecial(context, value, '__abs__', []);
  if (own !== undefined) return own;
  const plain = unwrap(value);
  if (typeof plain === 'number' || typeof plain === 'boolean') return Math.abs(Number(plain));
  if (typeof plain === 'object' && plain !== null && plain.kind === 'float')
    return pyFloat(Math.abs(plain.value));
  return context.raise('TypeError', `bad operand type for abs(): '${context.typeOf(value).name}'`);
};

const roundInteger = (context: CallContext, value: number, places: number): number => {
  if (places >= 0) return value;
  const unit = 10n ** BigInt(Math.min(-places, 40));
  const whole = BigInt(value);
  const down = (whole - (((whole % unit) + unit) % unit)) / unit;
  const twice = (whole - down * unit) * 2n;
  const up = twice > unit || (twice === unit && (down & 1n) !== 0n);
  return checkedInteger(context, Number((up ? down + 1n : down) * unit));
};

const round: PyNative['call'] = ([value = null, digits = null], context) => {
  const own = callSpecial(context, value, '__round__', digits === null ? [] : [digits]);
  if (own !== undefined) return own;
  const plain = unwrap(value);
  if (typeof plain === 'number' || typeof plain === 'boolean') {
    return roundInteger(context, Number(plain), digits === null ? 0 : context.index(digits));
  }
  if (typeof plain === 'object' && plain !== null && plain.kind === 'float') {
    if (digits !== null) return pyFloat(roundFloat(plain.value, context.index(digits)));
    if (Number.isNaN(plain.value)) return context.raise('ValueError', 'cannot convert float NaN to integer');
    if (!Number.isFinite(plain.value)) {
      return context.raise('OverflowError', 'cannot convert float infinity to integer');
    }
    return checkedInteger(context, roundFloat(plain.value, 0));
  }
  return context.raise('TypeError', `type ${context.typeOf(value).name} doesn't define __round__ method`);
};

const power: PyNative['call'] = ([base = null, exponent = null, modulus = null], context) => {
  if (modulus === null) return context.binary('**', base, exponent);
  const [a, b, m] = [context.index(base), context.index(exponent), context.index(modulus)];
  if (m === 0) return context.raise('ValueError', 'pow() 3rd argument cannot be 0');
  if (b < 0)
    return context.raise('ValueError', 'pow() with a negative exponent and a modulus is not supported');
  return modularPower(a, b, m);
};

const based = (name: string, radix: number, prefix: string): PyNative =>
  native(name, [positional('number')], ([value = null], context) => {
    const number = context.index(value);
    return `${number < 0 ? '-' : ''}${prefix}${Math.abs(number).toString(radix)}`;
  });

const character: PyNative['call'] = ([value = null], context) => {
  const code = context.index(value);
  if (code < 0 || code > 0x10ffff) return context.raise('ValueError', 'chr() arg not in range(0x110000)');
  return String.fromCodePoint(code);
};

const ordinal: PyNative['call'] = ([value = null], context) => {
  if (typeof value !== 'string') {
    return context.raise(
      'TypeError',
      `ord() expected string of length 1, but ${context.typeOf(value).name} found`,
    );
  }
  const length = context.length(value);
  const code = value.codePointAt(0);
  if (length === 1 && code !== undefined) return code;
  return context.raise('TypeError', `ord() expected a character, but string of length ${length} found`);
};

const attributesOf = (value: PyValue): ReadonlyMap<string, PyValue> | undefined =>
  typeof value === 'object' && value !== null && 'attributes' in value ? value.attributes : undefined;

const variables: PyNative['call'] = ([value = null], context) => {
  const attributes = attributesOf(value);
  if (attributes !== undefined) return pyDictOf(attributes);
  return context.raise('TypeError', 'vars() argument must have __dict__ attribute');
};

const directory: PyNative['call'] = ([value = null], context) => {
  const names = new Set<string>(attributesOf(value)?.keys() ?? []);
  const type =
    typeof value === 'object' && value !== null && value.kind === 'class' ? value : context.typeOf(value);
  for (const each of type.order) for (const name of each.attributes.keys()) names.add(name);
  return pyList([...names].sort());
};

const identity: PyNative['call'] = ([value = null], context) => {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null ? context.identity(value) : hashNumber(context, value);
};

const divide: PyNative['call'] = ([left = null, right = null], context) => {
  if (numberOf(left) === undefined || numberOf(right) === undefined) {
    return context.raise(
      'TypeError',
      `unsupported operand type(s) for divmod(): '${context.typeOf(left).name}' and '${context.typeOf(right).name}'`,
    );
  }
  return pyTuple([context.binary('//', left, right), context.binary('%', left, right)]);
};

/** Built-in functions on single values. Source: Python 3.11 documentation, library/functions. */
export const VALUE_FUNCTIONS: readonly PyNative[] = [
  native(
    'print',
    [
      variadic('values'),
      keywordOnly('sep', null),
      keywordOnly('end', null),
      keywordOnly('file', null),
      keywordOnly('flush', false),
    ],
    print,
  ),
  native('len', [positional('obj')], ([value = null], context) => context.length(value)),
  native('isinstance', [positional('obj'), positional('class')], isInstance),
  native('issubclass', [positional('cls'), positional('class')], isDerived),
  native('getattr', [positional('object'), positional('name'), positional('default', MISSING)], getAttribute),
  native('hasattr', [positional('object'), positional('name')], ([value = null, name = null], context) => {
    const text = attributeName(context, name);
    return context.attempt('AttributeError', () => context.findAttribute(value, text)) !== undefined;
  }),
  native(
    'setattr',
    [positional('object'), positional('name'), positional('value')],
    ([value = null, name = null, item = null], context) => {
      context.setAttribute(value, attributeName(context, name), item);
      return null;
    },
  ),
  native('delattr', [positional('object'), positional('name')], ([value = null, name = null], context) => {
    context.deleteAttribute(value, attributeName(context, name));
    return null;
  }),
  native('callable', [positional('obj')], ([value = null]) => isCallable(value)),
  native('repr', [positional('obj')], ([value = null], context) => context.represent(value)),
  native('ascii', [positional('obj')], ([value = null], context) => {
    const text = context.represent(value);
    return quoteText(text, true).slice(1, -1).replaceAll('\\\\', '\\').replaceAll("\\'", "'");
  }),
  native('format', [positional('value'), positional('spec', '')], ([value = null, spec = null], context) =>
    context.format(value, context.text(spec)),
  ),
  native('hash', [positional('obj')], ([value = null], context) => hashNumber(context, value)),
  native('id', [positional('obj')], identity),
  native('abs', [positional('x')], absolute),
  native('round', [positional('number'), optional('ndigits', null)], round),
  native('divmod', [positional('x'), positional('y')], divide),
  native('pow', [optional('base', null), optional('exp', null), optional('mod', null)], power),
  native('chr', [positional('i')], character),
  native('ord', [positional('c')], ordinal),
  based('bin', 2, '0b'),
  based('oct', 8, '0o'),
  based('hex', 16, '0x'),
  native('vars', [positional('object')], variables),
  native('dir', [positional('object')], directory),
];
