import {
  keywordOnly,
  native,
  optional,
  positional,
  pyFloat,
  pyModule,
  pyTuple,
  variadic,
} from '../construct.ts';
import type { CallContext, PyModule, PyNative, PyValue } from '../values.ts';
import { itemsOf, numberArgument } from './receive.ts';
import { erf, erfc, gamma, logGamma } from './special-functions.ts';

const domain = (context: CallContext): never => context.raise('ValueError', 'math domain error');

/** A function of one float whose result is a float; NaN from a number, and infinity from a finite one, are refused. */
const real = (name: string, compute: (x: number) => number): PyNative =>
  native(name, [positional('x')], ([value = null], context) => {
    const x = numberArgument(value, context);
    const result = compute(x);
    if (Number.isNaN(result) && !Number.isNaN(x)) domain(context);
    if (!Number.isFinite(result) && Number.isFinite(x) && !Number.isNaN(result))
      context.raise(
        LOGARITHMS.has(name) ? 'ValueError' : 'OverflowError',
        LOGARITHMS.has(name) ? 'math domain error' : 'math range error',
      );
    return pyFloat(result);
  });

const LOGARITHMS = new Set(['log2', 'log10', 'log1p', 'atanh', 'gamma', 'lgamma']);

const REAL: readonly PyNative[] = [
  real('sqrt', Math.sqrt),
  real('cbrt', Math.cbrt),
  real('exp', Math.exp),
  real('exp2', (x) => 2 ** x),
  real('expm1', Math.expm1),
  real('log2', Math.log2),
  real('log10', Math.log10),
  real('log1p', Math.log1p),
  real('sin', Math.sin),
  real('cos', Math.cos),
  real('tan', Math.tan),
  real('asin', Math.asin),
  real('acos', Math.acos),
  real('atan', Math.atan),
  real('sinh', Math.sinh),
  real('cosh', Math.cosh),
  real('tanh', Math.tanh),
  real('asinh', Math.asinh),
  real('acosh', Math.acosh),
  real('atanh', Math.atanh),
  real('fabs', Math.abs),
  real('degrees', (x) => (x * 180) / Math.PI),
  real('radians', (x) => (x * Math.PI) / 180),
  real('erf', erf),
  real('erfc', erfc),
  real('gamma', gamma),
  real('lgamma', logGamma),
];

const float2 = (name: string, compute: (x: number, y: number) => number): PyNative =>
  native(name, [positional('x'), positional('y')], ([a = null, b = null], context) => {
    const [x, y] = [numberArgument(a, context), numberArgument(b, context)];
    const result = compute(x, y);
    if (Number.isNaN(result) && !Number.isNaN(x) && !Number.isNaN(y)) domain(context);
    return pyFloat(result);
  });

/** `floor`, `ceil` and `trunc`: ints stay as they are, floats become ints. */
const whole = (name: string, compute: (x: number) => number): PyNative =>
  native(name, [positional('x')], ([value = null], context) => {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    const own = context.findAttribute(value, `__${name}__`);
    if (own !== undefined && typeof value === 'object' && value?.kind === 'instance')
      return context.call(own, []);
    const x = numberArgument(value, context);
    if (Number.isNaN(x)) context.raise('ValueError', 'cannot convert float NaN to integer');
    if (!Number.isFinite(x)) context.raise('OverflowError', 'cannot convert float infinity to integer');
    return context.index(context.call(context.builtin('int'), [pyFloat(compute(x))]));
  });

const gcdOf = (left: number, right: number): number => {
  let [a, b] = [Math.abs(left), Math.abs(right)];
  while (b !== 0) [a, b] = [b, a % b];
  return a;
};

const integer = (name: string, value: PyValue | undefined, context: CallContext): number => {
  const number = context.index(value === undefined ? null : value);
  return number < 0 ? context.raise('ValueError', `${name}() not defined for negative values`) : number;
};

/** The product of the whole numbers from `first` to `last`, as the evaluator multiplies. */
const product = (first: number, last: number, context: CallContext): PyValue => {
  let result: PyValue = 1;
  for (let factor = first; factor <= last; factor += 1) result = context.binary('*', result, factor);
  return result;
};

const integerSquareRoot = (value: number): number => {
  let root = Math.floor(Math.sqrt(value));
  while (root * root > value) root -= 1;
  while ((root + 1) * (root + 1) <= value) root += 1;
  return root;
};

const combinations = (n: number, k: number, context: CallContext): PyValue => {
  if (k > n) return 0;
  let result: PyValue = 1;
  for (let each = 1; each <= Math.min(k, n - k); each += 1)
    result = context.binary('//', context.binary('*', result, n - each + 1), each);
  return result;
};

const INTEGER: readonly PyNative[] = [
  whole('floor', Math.floor),
  whole('ceil', Math.ceil),
  whole('trunc', Math.trunc),
  native('gcd', [variadic('integers')], ([values = null], context) =>
    itemsOf(values).reduce<number>((sum, each) => gcdOf(sum, context.index(each)), 0),
  ),
  native('lcm', [variadic('integers')], ([values = null], context) =>
    itemsOf(values).reduce<number>((sum, each) => {
      const value = Math.abs(context.index(each));
      return value === 0 ? 0 : context.index(context.binary('*', sum / gcdOf(sum, value), value));
    }, 1),
  ),
  native('factorial', [positional('x')], ([value], context) =>
    product(2, integer('factorial', value, context), context),
  ),
  native('isqrt', [positional('n')], ([value], context) =>
    integerSquareRoot(integer('isqrt', value, context)),
  ),
  native('comb', [positional('n'), positional('k')], ([n, k], context) =>
    combinations(integer('comb', n, context), integer('comb', k, context), context),
  ),
  native('perm', [positional('n'), positional('k', null)], ([n, k = null], context) => {
    const count = integer('perm', n, context);
    const taken = k === null ? count : integer('perm', k, context);
    return taken > count ? 0 : product(count - taken + 1, count, context);
  }),
];

const test = (name: string, holds: (x: number) => boolean): PyNative =>
  native(name, [positional('x')], ([value = null], context) => holds(numberArgument(value, context)));

/** A sum that is rounded once, by keeping the errors of the partial sums. Source: Shewchuk 1997, as in CPython. */
const exactSum = (values: readonly number[]): number => {
  let partials: number[] = [];
  for (const value of values) {
    let x = value;
    const kept: number[] = [];
    for (const partial of partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) kept.push(low);
      x = high;
    }
    partials = [...kept, x];
  }
  return partials.reduceRight((sum, each) => sum + each, 0);
};

const logarithm = native(
  'log',
  [positional('x'), positional('base', null)],
  ([value = null, base = null], context) => {
    const x = numberArgument(value, context);
    if (x <= 0) domain(context);
    if (base === null) return pyFloat(Math.log(x));
    const b = numberArgument(base, context);
    if (b <= 0) domain(context);
    if (b === 1) context.raise('ZeroDivisionError', 'float division by zero');
    return pyFloat(Math.log(x) / Math.log(b));
  },
);

const isClose = native(
  'isclose',
  [
    positional('a'),
    positional('b'),
    keywordOnly('rel_tol', pyFloat(1e-9)),
    keywordOnly('abs_tol', pyFloat(0)),
  ],
  ([first = null, second = null, relative = null, absolute = null], context) => {
    const [a, b] = [numberArgument(first, context), numberArgument(second, context)];
    if (a === b) return true;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
    const allowed = numberArgument(relative, context) * Math.max(Math.abs(a), Math.abs(b));
    return Math.abs(a - b) <= Math.max(allowed, numberArgument(absolute, context));
  },
);

/** `x = m * 2 ** e` with m from 0.5 to 1. */
const split = (x: number): [number, number] => {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let exponent = Math.floor(Math.log2(Math.abs(x))) + 1;
  let mantissa = x / 2 ** exponent;
  if (!Number.isFinite(mantissa)) mantissa = x / 2 ** (exponent - 60) / 2 ** 60;
  while (Math.abs(mantissa) >= 1) [mantissa, exponent] = [mantissa / 2, exponent + 1];
  while (Math.abs(mantissa) < 0.5) [mantissa, exponent] = [mantissa * 2, exponent - 1];
  return [mantissa, exponent];
};

const numbersIn = (value: PyValue | undefined, context: CallContext): number[] =>
  context.collect(value === undefined ? null : value).map((each) => numberArgument(each, context));

const OTHER: readonly PyNative[] = [
  logarithm,
  isClose,
  float2('pow', (x, y) => x ** y),
  float2('atan2', Math.atan2),
  float2('fmod', (x, y) => x % y),
  float2('copysign', (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
  float2('remainder', (x, y) => {
    const rest = x % y;
    const half = Math.abs(y) / 2;
    const odd = Math.abs(Math.trunc(x / y)) % 2 === 1;
    if (Math.abs(rest) > half || (Math.abs(rest) === half && odd))
      return rest - Math.sign(rest) * Math.abs(y);
    return rest;
  }),
  test('isnan', Number.isNaN),
  test('isinf', (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
  test('isfinite', Number.isFinite),
  native('modf', [positional('x')], ([value = null], context) => {
    const x = numberArgument(value, context);
    const fraction = Number.isFinite(x) ? x % 1 : x * 0;
    return pyTuple([pyFloat(fraction), pyFloat(Math.trunc(x))]);
  }),
  native('frexp', [positional('x')], ([value = null], context) => {
    const [mantissa, exponent] = split(numberArgument(value, context));
    return pyTuple([pyFloat(mantissa), exponent]);
  }),
  native('ldexp', [positional('x'), positional('i')], ([value = null, exponent = null], context) => {
    const result = numberArgument(value, context) * 2 ** context.index(exponent);
    return Number.isFinite(result) ? pyFloat(result) : context.raise('OverflowError', 'math range error');
  }),
  native('hypot', [variadic('coordinates')], ([values], context) =>
    pyFloat(Math.hypot(...numbersIn(values, context))),
  ),
  native('dist', [positional('p'), positional('q')], ([p, q], context) => {
    const end = numbersIn(q, context);
    return pyFloat(
      Math.hypot(...numbersIn(p, context).map((each, index) => each - (end[index] ?? Number.NaN))),
    );
  }),
  native('fsum', [positional('seq')], ([values], context) => pyFloat(exactSum(numbersIn(values, context)))),
  native('prod', [positional('iterable'), optional('start', 1)], ([values = null, start = null], context) => {
    let result = start;
    for (const each of context.collect(values)) result = context.binary('*', result, each);
    return result;
  }),
];

/** `math`. Whole numbers come from the functions that CPython gives whole numbers for. Source: Python 3.11 documentation, library/math. */
export const mathModule = (name: string): PyModule =>
  pyModule(name, [
    ...[...REAL, ...INTEGER, ...OTHER].map((each) => [each.name, each] as const),
    ['pi', pyFloat(Math.PI)],
    ['e', pyFloat(Math.E)],
    ['tau', pyFloat(2 * Math.PI)],
    ['inf', pyFloat(Number.POSITIVE_INFINITY)],
    ['nan', pyFloat(Number.NaN)],
  ]);
