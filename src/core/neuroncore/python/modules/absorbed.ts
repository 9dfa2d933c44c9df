import { keywords, native, nativeClass, positional, pyFloat, pyModule, variadic } from '../construct.ts';
import { FLOAT } from '../evaluate/builtins/classes.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, HostType, PyClass, PyHost, PyModule, PyNative, PyValue } from '../values.ts';
import { itemsOf, numberArgument } from './receive.ts';

const refuseCall = (path: string, context: CallContext): never =>
  context.raise(
    'NotImplementedError',
    `${path} cannot be called here: ${path.split('.')[0]} is known by its names only, as annotations, default values and data types`,
  );

/** A name of a library that kernels import but do not compute with: it has attributes without end and computes nothing. */
const PLACEHOLDER: HostType = {
  name: 'placeholder',
  getAttribute: (self, name) => (name.startsWith('__') ? undefined : member(`${pathOf(self)}.${name}`)),
  getItem: (self) => self,
  parameters: [variadic('args'), keywords('named')],
  call: (_args, context, self) => {
    const path = pathOf(self);
    return CONSTRUCTORS.test(path) || isMade(path) ? absorbedResult(path) : refuseCall(path, context);
  },
  binary: (self) => (TEST_DATA.test(pathOf(self)) ? absorbedResult(pathOf(self)) : undefined),
  equals: (self, other) => isPlaceholder(other) && pathOf(other) === pathOf(self),
  hashKey: (self) => `placeholder ${pathOf(self)}`,
  represent: (self) => `<${pathOf(self)}>`,
};

/** Tables and test data that modules make when they are imported: what they make is a placeholder too. */
const CONSTRUCTORS =
  /^(?:numpy|torch|jax\.numpy)\.(?:tensor|array|asarray|zeros|ones|empty|full|arange|eye|device|rand|randn|random\.\w+|testing\.\w+)$/;

/** Random tensors, which only the test at the end of a file computes with. */
const TEST_DATA = /\brandn?\b.*\(\.\.\.\)/;

/** Whether a path is that of something made: what its methods give is a placeholder again. */
const isMade = (path: string): boolean => path.includes('(...)');

/** What a call that is only made outside kernels gives: a value that may be passed on but computes nothing. */
export const absorbedResult = (path: string): PyHost => ({
  kind: 'host',
  type: PLACEHOLDER,
  value: isMade(path) ? path : `${path}(...)`,
});

const isPlaceholder = (value: PyValue): value is PyHost =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === PLACEHOLDER;

const pathOf = (host: PyHost): string => String(host.value);

/** The types of numpy and torch that have a name of their own there. */
const DTYPES = new Set([
  ...[
    'bool_',
    'bool',
    'int8',
    'int16',
    'int32',
    'int64',
    'uint8',
    'uint16',
    'uint32',
    'uint64',
    'float16',
    'float32',
  ],
  ...[
    'float64',
    'bfloat16',
    'half',
    'float',
    'double',
    'int',
    'long',
    'short',
    'float8_e4m3fn',
    'float8_e5m2',
  ],
  ...['float8_e4m3', 'float8_e8m0fnu', 'complex64', 'complex128', 'single', 'byte', 'intp'],
]);

const INTEGER = /^(?:u?int|long|short|byte|bool)/;

/** A data type of numpy or torch; its value is its name (`float32`). Called with a number it rounds it. */
export const LIBRARY_DTYPE: HostType = {
  name: 'dtype',
  getAttribute: (self, name) => (name === 'name' || name === '__name__' ? String(self.value) : undefined),
  parameters: [variadic('args')],
  call: ([values = null], context, self) => {
    const [value] = itemsOf(values);
    const number =
      value === undefined ? 0 : typeof value === 'string' ? Number(value) : numberArgument(value, context);
    const name = String(self.value);
    if (INTEGER.test(name)) return context.call(context.builtin('int'), [pyFloat(number)]);
    return pyFloat(name === 'float32' ? Math.fround(number) : number);
  },
  equals: (self, other) => libraryDtypeName(other) === self.value,
  hashKey: (self) => `dtype ${String(self.value)}`,
  represent: (self) => `dtype('${String(self.value)}')`,
};

/** The name of a data type of numpy or torch, such as `float32`; undefined for any other value. */
export const libraryDtypeName = (value: PyValue): string | undefined =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === LIBRARY_DTYPE
    ? String(value.value)
    : undefined;

const CONSTANTS: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['pi', pyFloat(Math.PI)],
  ['e', pyFloat(Math.E)],
  ['inf', pyFloat(Number.POSITIVE_INFINITY)],
  ['nan', pyFloat(Number.NaN)],
  ['newaxis', null],
]);

/** A number of numpy or torch: a float with the method `item`. */
const SCALAR = nativeClass(
  'float64',
  [FLOAT, OBJECT],
  [
    [
      'item',
      native('item', [positional('self')], ([self = null]) =>
        typeof self === 'object' && self !== null && self.kind === 'instance' && self.payload !== undefined
          ? self.payload
          : self,
      ),
    ],
  ],
);

const scalar = (value: number): PyValue => ({
  kind: 'instance',
  type: SCALAR,
  attributes: new Map(),
  payload: pyFloat(value),
});

type Limits = ReadonlyMap<string, readonly (readonly [string, PyValue])[]>;

const floatLimits = (
  max: number,
  epsilon: number,
  tiny: number,
  bits: number,
): readonly (readonly [string, PyValue])[] => [
  ['max', scalar(max)],
  ['min', scalar(-max)],
  ['eps', scalar(epsilon)],
  ['tiny', scalar(tiny)],
  ['smallest_normal', scalar(tiny)],
  ['bits', bits],
];

/** Largest value, distance from 1 to the next, smallest normal value. Source: IEEE 754-2019; bfloat16 is the upper half of binary32. */
const FLOAT_LIMITS: Limits = new Map([
  ['float64', floatLimits(Number.MAX_VALUE, Number.EPSILON, 2 ** -1022, 64)],
  ['float32', floatLimits((2 - 2 ** -23) * 2 ** 127, 2 ** -23, 2 ** -126, 32)],
  ['float16', floatLimits(65504, 2 ** -10, 2 ** -14, 16)],
  ['bfloat16', floatLimits((2 - 2 ** -7) * 2 ** 127, 2 ** -7, 2 ** -126, 16)],
]);

const integerLimits = (signed: boolean, bits: number): readonly (readonly [string, PyValue])[] => [
  ['max', 2 ** (signed ? bits - 1 : bits) - 1],
  ['min', signed ? -(2 ** (bits - 1)) : 0],
  ['bits', bits],
];

const INTEGER_LIMITS: Limits = new Map(
  [8, 16, 32].flatMap((bits) => [
    [`int${bits}`, integerLimits(true, bits)] as const,
    [`uint${bits}`, integerLimits(false, bits)] as const,
  ]),
);

const limitsFunction = (name: string, known: Limits): PyNative =>
  native(name, [positional('dtype')], ([given = null], context) => {
    const dtype =
      libraryDtypeName(given) ?? (given === context.builtin('float') ? 'float64' : context.text(given));
    const limits = known.get(dtype);
    if (limits !== undefined) return { kind: 'instance', type: LIMITS_CLASS, attributes: new Map(limits) };
    return context.raise('ValueError', `${name} knows ${[...known.keys()].join(', ')}, not ${dtype}`);
  });

const LIMITS_CLASS = nativeClass('finfo', [OBJECT], []);

const LIMITS: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['finfo', limitsFunction('finfo', FLOAT_LIMITS)],
  ['iinfo', limitsFunction('iinfo', INTEGER_LIMITS)],
]);

/** A class that can be named, inherited from and tested against, but not made. */
const emptyClass = (path: string): PyClass => {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const init = native('__init__', [variadic('args'), keywords('named')], (_args, context) =>
    refuseCall(path, context),
  );
  return nativeClass(name, [OBJECT], [['__init__', init]]);
};

const classes = new Map<string, PyClass>();

/** What an attribute of an absorbed library stands for: a class when it is capitalised, a placeholder otherwise. */
const member = (path: string): PyValue => {
  const dot = path.lastIndexOf('.');
  const name = path.slice(dot + 1);
  if (path.indexOf('.') === dot) {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    const limits = LIMITS.get(name);
    if (limits !== undefined) return limits;
    if (DTYPES.has(name)) return { kind: 'host', type: LIBRARY_DTYPE, value: name };
  }
  if (!/^[A-Z]/.test(name) && name !== 'ndarray' && name !== 'dtype' && name !== 'generic')
    return { kind: 'host', type: PLACEHOLDER, value: path };
  const known = classes.get(path);
  if (known !== undefined) return known;
  const made = emptyClass(path);
  classes.set(path, made);
  return made;
};

/**
 * A library that is absorbed: its names may be imported and used as annotations, default values, base classes and data
 * types, and say what they are when they are called.
 */
export const absorbedModule = (name: string): PyModule =>
  pyModule(name, [['__version__', '0']], (wanted) =>
    wanted.startsWith('__') ? undefined : member(`${name}.${wanted}`),
  );
