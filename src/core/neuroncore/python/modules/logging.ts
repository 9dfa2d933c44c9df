import {
  keywords,
  native,
  nativeClass,
  optional,
  positional,
  pyModule,
  pyTuple,
  variadic,
} from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { CallContext, PyClass, PyModule, PyNative, PyValue } from '../values.ts';
import { attributesOf, itemsOf } from './receive.ts';

/** A message that a program logged or warned with. */
export interface LoggedMessage {
  readonly logger: string;
  readonly level: string;
  readonly text: string;
}

const LEVELS: readonly (readonly [string, number])[] = [
  ['CRITICAL', 50],
  ['FATAL', 50],
  ['ERROR', 40],
  ['WARNING', 30],
  ['WARN', 30],
  ['INFO', 20],
  ['DEBUG', 10],
  ['NOTSET', 0],
];

const METHODS = ['debug', 'info', 'warning', 'warn', 'error', 'exception', 'critical', 'fatal'];

/** Methods and functions that configure what is shown, which nothing here is. */
const IGNORED = [
  'setLevel',
  'addHandler',
  'removeHandler',
  'addFilter',
  'setFormatter',
  'disable',
  'basicConfig',
  'captureWarnings',
];

const everything = [variadic('args'), keywords('named')];
const self = positional('self');

/** The text of a message: its arguments put in by `%` when there are any. */
const textOf = (message: PyValue, args: readonly PyValue[], context: CallContext): string => {
  if (args.length === 0) return context.text(message);
  return context.text(context.binary('%', context.text(message), pyTuple(args)));
};

const levelName = (level: PyValue, context: CallContext): string => {
  const found = LEVELS.find(([, value]) => value === level);
  return found === undefined ? context.text(level) : found[0];
};

const loggerClass = (collect: (message: LoggedMessage) => void): PyClass => {
  const nameOf = (logger: PyValue, context: CallContext): string =>
    context.text(attributesOf(logger)?.get('name') ?? 'root');
  const methods: PyNative[] = METHODS.map((method) =>
    native(
      method,
      [self, positional('msg'), ...everything],
      ([logger = null, message = null, args = null], context) => {
        collect({
          logger: nameOf(logger, context),
          level: method === 'exception' ? 'ERROR' : method.toUpperCase(),
          text: textOf(message, itemsOf(args), context),
        });
        return null;
      },
    ),
  );
  const log = native(
    'log',
    [self, positional('level'), positional('msg'), ...everything],
    ([logger = null, level = null, message = null, args = null], context) => {
      const text = textOf(message, itemsOf(args), context);
      collect({ logger: nameOf(logger, context), level: levelName(level, context), text });
      return null;
    },
  );
  const quiet = IGNORED.map((method) => native(method, [self, ...everything], () => null));
  const asked = [
    native('isEnabledFor', [self, positional('level')], () => true),
    native('hasHandlers', [self], () => false),
    native('getEffectiveLevel', [self], () => 0),
  ];
  return nativeClass(
    'Logger',
    [OBJECT],
    [...methods, log, ...quiet, ...asked].map((each) => [each.name, each]),
  );
};

const inert = (name: string): PyClass =>
  nativeClass(
    name,
    [OBJECT],
    ['__init__', ...IGNORED].map((each) => [each, native(each, [self, ...everything], () => null)]),
  );

/** `logging`: what is logged goes to `collect`, at every level, and nowhere else. */
export const loggingModule =
  (collect: (message: LoggedMessage) => void) =>
  (name: string): PyModule => {
    const type = loggerClass(collect);
    const loggers = new Map<string, PyValue>();
    const logger = (wanted: string): PyValue => {
      const known = loggers.get(wanted);
      if (known !== undefined) return known;
      const attributes = new Map<string, PyValue>([
        ['name', wanted],
        ['level', 0],
        ['handlers', { kind: 'list', items: [] }],
        ['propagate', true],
      ]);
      const made: PyValue = { kind: 'instance', type, attributes };
      loggers.set(wanted, made);
      return made;
    };
    const onRoot = METHODS.map((method) =>
      native(method, everything, ([args = null], context) =>
        context.call(context.getAttribute(logger('root'), method), itemsOf(args)),
      ),
    );
    return pyModule(name, [
      ...LEVELS,
      ...onRoot.map((each) => [each.name, each] as const),
      ...IGNORED.map((each) => [each, native(each, everything, () => null)] as const),
      [
        'getLogger',
        native('getLogger', [optional('name', null)], ([wanted = null], context) =>
          logger(wanted === null ? 'root' : context.text(wanted)),
        ),
      ],
      ['Logger', type],
      ...['Handler', 'StreamHandler', 'FileHandler', 'NullHandler', 'Formatter', 'Filter'].map(
        (each) => [each, inert(each)] as const,
      ),
    ]);
  };

/** `warnings`: warnings go to `collect`. */
export const warningsModule =
  (collect: (message: LoggedMessage) => void) =>
  (name: string): PyModule => {
    const warn = native('warn', [positional('message'), ...everything], ([message = null], context) => {
      collect({ logger: 'warnings', level: 'WARNING', text: context.text(message) });
      return null;
    });
    const quiet = ['filterwarnings', 'simplefilter', 'resetwarnings'].map((each) =>
      native(each, everything, () => null),
    );
    return pyModule(
      name,
      [warn, ...quiet].map((each) => [each.name, each] as const),
    );
  };
