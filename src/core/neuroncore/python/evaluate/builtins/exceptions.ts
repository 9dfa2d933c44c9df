import { native, nativeClass, positional, pyTuple, variadic } from '../../construct.ts';
import type { PyClass, PyInstance, PyNative, PyValue } from '../../values.ts';
import { OBJECT } from './object.ts';

const self = positional('self');

const argsOf = (value: PyValue): readonly PyValue[] => {
  if (typeof value !== 'object' || value === null || value.kind !== 'instance') return [];
  const args = value.attributes.get('args');
  return typeof args === 'object' && args !== null && args.kind === 'tuple' ? args.items : [];
};

const initialise: PyNative['call'] = ([value = null, args = null]) => {
  if (typeof value === 'object' && value !== null && value.kind === 'instance')
    value.attributes.set('args', args);
  return null;
};

const BASE_METHODS: readonly (readonly [string, PyValue])[] = [
  [
    '__new__',
    native(
      '__new__',
      [positional('cls'), variadic('args'), { name: 'named', kind: 'keywords' }],
      ([type = null, args = null], context) => {
        if (typeof type !== 'object' || type === null || type.kind !== 'class') {
          return context.raise('TypeError', 'BaseException.__new__(X): X is not a type object');
        }
        const made: PyInstance = { kind: 'instance', type, attributes: new Map([['args', args]]) };
        return made;
      },
    ),
  ],
  ['__init__', native('__init__', [self, variadic('args')], initialise)],
  [
    '__str__',
    native('__str__', [self], ([value = null], context) => {
      const args = argsOf(value);
      const [only] = args;
      if (args.length === 1 && only !== undefined) return context.text(only);
      return args.length === 0 ? '' : context.represent(pyTuple(args));
    }),
  ],
  [
    '__repr__',
    native('__repr__', [self], ([value = null], context) => {
      const parts = argsOf(value).map((each) => context.represent(each));
      return `${context.typeOf(value).name}(${parts.join(', ')})`;
    }),
  ],
  ['with_traceback', native('with_traceback', [self, positional('traceback')], ([value = null]) => value)],
  [
    'add_note',
    native('add_note', [self, positional('note')], ([value = null, note = null], context) => {
      const notes = context.findAttribute(value, '__notes__');
      if (notes === undefined) context.setAttribute(value, '__notes__', { kind: 'list', items: [note] });
      else context.call(context.getAttribute(notes, 'append'), [note]);
      return null;
    }),
  ],
  ['__cause__', null],
  ['__context__', null],
  ['__suppress_context__', false],
  ['__traceback__', null],
];

const KEY_ERROR_TEXT = native('__str__', [self], ([value = null], context) => {
  const args = argsOf(value);
  const [only] = args;
  if (args.length === 1 && only !== undefined) return context.represent(only);
  return args.length === 0 ? '' : context.represent(pyTuple(args));
});

const STOP_VALUE: PyValue = {
  kind: 'property',
  getter: native('value', [self], ([value = null]) => argsOf(value)[0] ?? null),
  setter: null,
};

/** Each exception class with the one it derives from. Source: Python 3.11 documentation, library/exceptions "Exception hierarchy". */
const HIERARCHY: readonly (readonly [string, string])[] = [
  ['SystemExit', 'BaseException'],
  ['KeyboardInterrupt', 'BaseException'],
  ['GeneratorExit', 'BaseException'],
  ['Exception', 'BaseException'],
  ['StopIteration', 'Exception'],
  ['ArithmeticError', 'Exception'],
  ['FloatingPointError', 'ArithmeticError'],
  ['OverflowError', 'ArithmeticError'],
  ['ZeroDivisionError', 'ArithmeticError'],
  ['AssertionError', 'Exception'],
  ['AttributeError', 'Exception'],
  ['BufferError', 'Exception'],
  ['EOFError', 'Exception'],
  ['ImportError', 'Exception'],
  ['ModuleNotFoundError', 'ImportError'],
  ['LookupError', 'Exception'],
  ['IndexError', 'LookupError'],
  ['KeyError', 'LookupError'],
  ['MemoryError', 'Exception'],
  ['NameError', 'Exception'],
  ['UnboundLocalError', 'NameError'],
  ['OSError', 'Exception'],
  ['FileNotFoundError', 'OSError'],
  ['FileExistsError', 'OSError'],
  ['PermissionError', 'OSError'],
  ['TimeoutError', 'OSError'],
  ['ReferenceError', 'Exception'],
  ['RuntimeError', 'Exception'],
  ['NotImplementedError', 'RuntimeError'],
  ['RecursionError', 'RuntimeError'],
  ['SyntaxError', 'Exception'],
  ['SystemError', 'Exception'],
  ['TypeError', 'Exception'],
  ['ValueError', 'Exception'],
  ['UnicodeError', 'ValueError'],
  ['Warning', 'Exception'],
  ['DeprecationWarning', 'Warning'],
  ['FutureWarning', 'Warning'],
  ['RuntimeWarning', 'Warning'],
  ['UserWarning', 'Warning'],
];

const build = (): ReadonlyMap<string, PyClass> => {
  const classes = new Map([['BaseException', nativeClass('BaseException', [OBJECT], BASE_METHODS)]]);
  for (const [name, baseName] of HIERARCHY) {
    const base = classes.get(baseName);
    const own: [string, PyValue][] = [];
    if (name === 'KeyError') own.push(['__str__', KEY_ERROR_TEXT]);
    if (name === 'StopIteration') own.push(['value', STOP_VALUE]);
    classes.set(name, nativeClass(name, base === undefined ? [OBJECT] : base.order, own));
  }
  return classes;
};

/** The built-in exception classes by name. */
export const EXCEPTIONS: ReadonlyMap<string, PyClass> = build();

/** `BaseException`, which everything that `raise` takes derives from. */
export const BASE_EXCEPTION: PyClass = EXCEPTIONS.get('BaseException') ?? OBJECT;
