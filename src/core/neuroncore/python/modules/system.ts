import {
  native,
  nativeClass,
  optional,
  positional,
  pyDictOf,
  pyList,
  pyModule,
  pyTuple,
  variadic,
} from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { PyModule, PyNative, PyValue } from '../values.ts';
import { itemsOf } from './receive.ts';

const joinPaths = (parts: readonly string[]): string =>
  parts.reduce((path, part) => {
    if (part.startsWith('/') || path === '') return part;
    return path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');

const splitPath = (path: string): [string, string] => {
  const slash = path.lastIndexOf('/');
  const head = path.slice(0, slash + 1);
  return [/[^/]/.test(head) ? head.replace(/\/+$/, '') : head, path.slice(slash + 1)];
};

const splitExtension = (path: string): [string, string] => {
  const [, base] = splitPath(path);
  const dot = base.lastIndexOf('.');
  if (dot <= 0 || /^\.+$/.test(base.slice(0, dot))) return [path, ''];
  return [path.slice(0, path.length - base.length + dot), base.slice(dot)];
};

const normalise = (path: string): string => {
  const kept: string[] = [];
  const rooted = path.startsWith('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (part !== '..' || !rooted) kept.push(part);
  }
  const text = (rooted ? '/' : '') + kept.join('/');
  return text === '' ? '.' : text;
};

const onPath = (name: string, compute: (path: string) => PyValue): PyNative =>
  native(name, [positional('path')], ([path = null], context) => compute(context.text(path)));

const pathFunctions = (exists: (path: string) => boolean): readonly PyNative[] => [
  native('join', [variadic('paths')], ([paths = null], context) =>
    joinPaths(itemsOf(paths).map((each) => context.text(each))),
  ),
  onPath('basename', (path) => splitPath(path)[1]),
  onPath('dirname', (path) => splitPath(path)[0]),
  onPath('split', (path) => pyTuple(splitPath(path))),
  onPath('splitext', (path) => pyTuple(splitExtension(path))),
  onPath('normpath', normalise),
  onPath('abspath', (path) => normalise(joinPaths(['/', path]))),
  onPath('realpath', (path) => normalise(joinPaths(['/', path]))),
  onPath('expanduser', (path) => path),
  onPath('isabs', (path) => path.startsWith('/')),
  onPath('exists', exists),
  onPath('isfile', exists),
  onPath('isdir', () => false),
];

/** What `os` and `sys` tell a program about its surroundings. */
export interface Surroundings {
  readonly environment: ReadonlyMap<string, string>;
  /** Whether a file is there, for `os.path.exists`. */
  readonly exists: (path: string) => boolean;
}

/** `os.path` on paths with `/`, as `posixpath`. Source: Python 3.11 documentation, library/os.path. */
export const osPathModule =
  (surroundings: Surroundings) =>
  (name: string): PyModule =>
    pyModule(name, [
      ...pathFunctions(surroundings.exists).map((each) => [each.name, each] as const),
      ['sep', '/'],
      ['curdir', '.'],
      ['pardir', '..'],
    ]);

/** `os`: the environment and paths; nothing that reaches files or programs. */
export const osModule =
  (surroundings: Surroundings) =>
  (name: string): PyModule => {
    const environment = pyDictOf(surroundings.environment);
    const getenv = native(
      'getenv',
      [positional('key'), positional('default', null)],
      ([key = null, fallback = null], context) => {
        const found = environment.entries.get(context.hashKey(key));
        return found === undefined ? fallback : found[1];
      },
    );
    return pyModule(name, [
      ['environ', environment],
      ['getenv', getenv],
      ['path', osPathModule(surroundings)('os.path')],
      ['sep', '/'],
      ['linesep', '\n'],
      ['name', 'posix'],
      ['getcwd', native('getcwd', [], () => '/')],
      ['cpu_count', native('cpu_count', [], () => 1)],
      ['fspath', native('fspath', [positional('path')], ([path = null]) => path)],
    ]);
  };

const VERSION = [3, 11, 0, 'final', 0] as const;

const STREAM = nativeClass(
  'TextIOWrapper',
  [OBJECT],
  [
    [
      'write',
      native('write', [positional('self'), positional('text')], ([, text = null], context) => {
        const written = context.text(text);
        context.print(written);
        return written.length;
      }),
    ],
    ['flush', native('flush', [positional('self')], () => null)],
  ],
);

const stream = (): PyValue => ({ kind: 'instance', type: STREAM, attributes: new Map() });

/** `sys`: the version, what `print` writes to, and the modules imported so far. */
export const sysModule =
  (modules: () => ReadonlyMap<string, PyModule>) =>
  (name: string): PyModule =>
    pyModule(
      name,
      [
        ['version_info', pyTuple(VERSION)],
        ['version', '3.11.0'],
        ['platform', 'linux'],
        ['byteorder', 'little'],
        ['maxsize', Number.MAX_SAFE_INTEGER],
        ['argv', pyList([''])],
        ['path', pyList([])],
        ['stdout', stream()],
        ['stderr', stream()],
        ['getrecursionlimit', native('getrecursionlimit', [], () => 1000)],
        ['setrecursionlimit', native('setrecursionlimit', [positional('limit')], () => null)],
        [
          'exit',
          native('exit', [optional('status', null)], ([status = null], context) =>
            context.raise('SystemExit', context.text(status)),
          ),
        ],
        ['intern', native('intern', [positional('string')], ([text = null]) => text)],
      ],
      (wanted) => (wanted === 'modules' ? pyDictOf(modules()) : undefined),
    );
