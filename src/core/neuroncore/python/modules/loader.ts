import { pyList, pyModule } from '../construct.ts';
import type { CompiledModule, RefusalTime } from '../evaluate/evaluate.ts';
import { compileModule, runModule } from '../evaluate/evaluate.ts';
import type { Hooks, Interpreter } from '../evaluate/frame.ts';
import { parse } from '../parse.ts';
import type { SourceFile } from '../source.ts';
import type { CallContext, PyModule } from '../values.ts';

/** The Python files that imports may find, by their paths with `/` between folders. */
export interface SourceTree {
  readonly files: ReadonlyMap<string, string>;
  /** The folders in which the first name of an import is looked for, in order; `''` is the top. */
  readonly roots: readonly string[];
}

/** Makes a module that is not written in Python; called once for each loader. */
export type ModuleFactory = (name: string) => PyModule;

export interface Loader {
  /** To be handed to `createInterpreter`. */
  readonly importModule: Hooks['importModule'];
  /** Imports a module by its absolute name from outside Python. Throws what running it throws. */
  readonly load: (machine: Interpreter, name: string) => PyModule;
  /** The dotted name that a path has as a module, and whether it is a package; undefined outside the roots. */
  readonly nameOf: (path: string) => ModuleName | undefined;
  /** Whether a module of that absolute name can be found; its parents are not run for that. */
  readonly has: (name: string) => boolean;
  /** The modules that lie directly in a folder, in order of their names. */
  readonly within: (folder: string) => readonly ModuleName[];
  /** All modules imported so far, by their absolute names. */
  readonly modules: ReadonlyMap<string, PyModule>;
}

export interface ModuleName {
  readonly name: string;
  readonly isPackage: boolean;
}

const INIT = '/__init__.py';
/** How many names a message lists. */
const MOST_LISTED = 12;

const join = (root: string, path: string): string => (root === '' ? path : `${root}/${path}`);

const foldersOf = (files: Iterable<string>): ReadonlySet<string> => {
  const folders = new Set<string>();
  for (const path of files) {
    let slash = path.lastIndexOf('/');
    while (slash > 0 && !folders.has(path.slice(0, slash))) {
      folders.add(path.slice(0, slash));
      slash = path.lastIndexOf('/', slash - 1);
    }
  }
  return folders;
};

interface Found {
  /** Null for a folder without `__init__.py`, which is a package with nothing in it. */
  readonly path: string | null;
  readonly isPackage: boolean;
}

/** Where a dotted name lives: a package before a module before a bare folder, the first root first. */
const locate = (tree: SourceTree, folders: ReadonlySet<string>, name: string): Found | undefined => {
  const inner = name.replaceAll('.', '/');
  for (const root of tree.roots) {
    const base = join(root, inner);
    if (tree.files.has(base + INIT)) return { path: base + INIT, isPackage: true };
    if (tree.files.has(`${base}.py`)) return { path: `${base}.py`, isPackage: false };
  }
  const bare = tree.roots.some((root) => folders.has(join(root, inner)));
  return bare ? { path: null, isPackage: true } : undefined;
};

const nameIn = (tree: SourceTree, path: string): ModuleName | undefined => {
  for (const root of tree.roots) {
    const prefix = root === '' ? '' : `${root}/`;
    if (!path.startsWith(prefix) || !path.endsWith('.py')) continue;
    const isPackage = `/${path}`.endsWith(INIT);
    const inner = path.slice(prefix.length, isPackage ? -INIT.length : -'.py'.length);
    return { name: inner.replaceAll('/', '.'), isPackage };
  }
  return undefined;
};

/** The absolute name that a relative import means. */
const absoluteName = (
  from: ModuleName | undefined,
  name: string,
  level: number,
  context: CallContext,
): string => {
  if (level === 0) return name;
  if (from === undefined)
    return context.raise('ImportError', 'attempted relative import with no known parent package');
  const parts = from.name.split('.');
  const kept = parts.length - level + (from.isPackage ? 1 : 0);
  if (kept < 1) return context.raise('ImportError', 'attempted relative import beyond top-level package');
  return [...parts.slice(0, kept), ...(name === '' ? [] : [name])].join('.');
};

/** The modules inside a package, or at the top, for the message about a missing one. */
const neighbours = (tree: SourceTree, natives: Iterable<string>, parent: string): string[] => {
  const found = new Set<string>();
  const prefix = parent === '' ? '' : `${parent}.`;
  const add = (name: string): void => {
    if (!name.startsWith(prefix)) return;
    const [first] = name.slice(prefix.length).split('.');
    if (first !== undefined && first !== '') found.add(prefix + first);
  };
  for (const name of natives) add(name);
  for (const path of tree.files.keys()) {
    const known = nameIn(tree, path);
    if (known !== undefined) add(known.name);
  }
  return [...found].sort();
};

const refuseMissing = (
  tree: SourceTree,
  natives: Iterable<string>,
  name: string,
  context: CallContext,
): never => {
  const dot = name.lastIndexOf('.');
  const parent = dot < 0 ? '' : name.slice(0, dot);
  const known = neighbours(tree, natives, parent);
  const more = known.length > MOST_LISTED ? `, and ${known.length - MOST_LISTED} more` : '';
  const listed = known.length === 0 ? 'nothing' : known.slice(0, MOST_LISTED).join(', ') + more;
  const where = parent === '' ? 'available here' : `available in ${parent}`;
  return context.raise('ModuleNotFoundError', `No module named '${name}'; ${where}: ${listed}`);
};

const modulesIn = (tree: SourceTree, folder: string): readonly ModuleName[] => {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, boolean>();
  for (const path of tree.files.keys()) {
    if (!path.startsWith(prefix) || !path.endsWith('.py')) continue;
    const inner = path.slice(prefix.length);
    const slash = inner.indexOf('/');
    if (slash < 0 && inner !== INIT.slice(1)) found.set(inner.slice(0, -'.py'.length), false);
    else if (inner.slice(slash) === INIT) found.set(inner.slice(0, slash), true);
  }
  return [...found]
    .map(([name, isPackage]) => ({ name, isPackage }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

const emptyModule = (name: string, found: Found): PyModule => {
  const folder = found.path === null ? '' : found.path.slice(0, -INIT.length);
  const dot = name.lastIndexOf('.');
  const parent = found.isPackage ? name : name.slice(0, Math.max(dot, 0));
  const module = pyModule(name, [
    ['__package__', parent],
    ...(found.path === null ? [] : [['__file__', found.path] as const]),
    ...(found.isPackage ? [['__path__', pyList([folder])] as const] : []),
  ]);
  return module;
};

/**
 * Finds, runs and remembers modules as `import` does: packages and their parents first, a module known to importers
 * before its body has run (so that cycles see what is there so far), forgotten again when its body raises. Source:
 * Python 3.11 documentation, reference/import. `natives` are modules without a file; a file of the same name wins.
 */
export const createLoader = (
  tree: SourceTree,
  natives: ReadonlyMap<string, ModuleFactory>,
  refuse: RefusalTime = 'whenCalled',
): Loader => {
  const modules = new Map<string, PyModule>();
  const compiled = new Map<string, CompiledModule>();
  const folders = foldersOf(tree.files.keys());

  const compile = (path: string): CompiledModule => {
    const known = compiled.get(path);
    if (known !== undefined) return known;
    const text = tree.files.get(path);
    const file: SourceFile = { path, text: text === undefined ? '' : text };
    const made = compileModule(parse(file), file, refuse);
    compiled.set(path, made);
    return made;
  };

  const run = (machine: Interpreter, name: string, found: Found): PyModule => {
    const module = emptyModule(name, found);
    modules.set(name, module);
    if (found.path === null) return module;
    try {
      return runModule(machine, compile(found.path), name, module);
    } catch (error) {
      modules.delete(name);
      throw error;
    }
  };

  const make = (machine: Interpreter, name: string): PyModule => {
    const found = locate(tree, folders, name);
    const native = natives.get(name);
    if (native !== undefined && (found === undefined || found.path === null)) {
      const module = native(name);
      modules.set(name, module);
      return module;
    }
    if (found === undefined) return refuseMissing(tree, natives.keys(), name, machine);
    return run(machine, name, found);
  };

  const load = (machine: Interpreter, name: string): PyModule => {
    const known = modules.get(name);
    if (known !== undefined) return known;
    const dot = name.lastIndexOf('.');
    if (dot < 0) return make(machine, name);
    const parent = load(machine, name.slice(0, dot));
    const again = modules.get(name);
    if (again !== undefined) return again;
    const inner = parent.attributes.get(name.slice(dot + 1));
    if (typeof inner === 'object' && inner !== null && inner.kind === 'module') return inner;
    const made = make(machine, name);
    parent.attributes.set(name.slice(dot + 1), made);
    return made;
  };

  const nameOf = (path: string): ModuleName | undefined => nameIn(tree, path);
  const importModule: Hooks['importModule'] = (name, level, fromFile, context) =>
    load(context as Interpreter, absoluteName(nameOf(fromFile.path), name, level, context));
  const has = (name: string): boolean => natives.has(name) || locate(tree, folders, name) !== undefined;
  return { importModule, load, nameOf, has, within: (folder) => modulesIn(tree, folder), modules };
};
