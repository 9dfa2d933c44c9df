import { native, nativeClass, positional, pyIterator, pyModule, pyTuple } from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { Interpreter } from '../evaluate/frame.ts';
import type { CallContext, PyModule, PyValue } from '../values.ts';
import type { Loader } from './loader.ts';

const SPEC = nativeClass('ModuleSpec', [OBJECT], []);

/** The absolute name that `import_module('.name', 'package')` means. */
const absolute = (name: string, from: PyValue, context: CallContext): string => {
  const dots = /^\.*/.exec(name)?.[0].length ?? 0;
  if (dots === 0) return name;
  if (typeof from !== 'string')
    context.raise(
      'TypeError',
      `the 'package' argument is required to perform a relative import for '${name}'`,
    );
  const parts = context.text(from).split('.');
  return [...parts.slice(0, parts.length - dots + 1), name.slice(dots)]
    .filter((part) => part !== '')
    .join('.');
};

const findSpec =
  (loader: () => Loader) =>
  ([given = null, from = null]: readonly PyValue[], context: CallContext): PyValue => {
    const name = absolute(context.text(given), from, context);
    const dot = name.lastIndexOf('.');
    if (dot > 0) loader().load(context as Interpreter, name.slice(0, dot));
    if (!loader().has(name)) return null;
    return { kind: 'instance', type: SPEC, attributes: new Map([['name', name]]) };
  };

/** `importlib.util`: `find_spec`. */
export const importlibUtilModule =
  (loader: () => Loader) =>
  (name: string): PyModule =>
    pyModule(name, [
      ['find_spec', native('find_spec', [positional('name'), positional('package', null)], findSpec(loader))],
    ]);

/** `importlib`: `import_module`. */
export const importlibModule =
  (loader: () => Loader) =>
  (name: string): PyModule =>
    pyModule(name, [
      [
        'import_module',
        native(
          'import_module',
          [positional('name'), positional('package', null)],
          ([given = null, from = null], context) =>
            loader().load(context as Interpreter, absolute(context.text(given), from, context)),
        ),
      ],
    ]);

/** `pkgutil`: `iter_modules` over the folders of packages. */
export const pkgutilModule =
  (loader: () => Loader) =>
  (name: string): PyModule =>
    pyModule(name, [
      [
        'iter_modules',
        native(
          'iter_modules',
          [positional('path', null), positional('prefix', '')],
          ([paths = null, prefix = null], context) => {
            const folders = paths === null ? [''] : context.collect(paths).map((each) => context.text(each));
            const found = folders.flatMap((folder) => loader().within(folder));
            return pyIterator(
              'generator',
              found.map((each) => pyTuple([null, context.text(prefix) + each.name, each.isPackage])),
            );
          },
        ),
      ],
    ]);
