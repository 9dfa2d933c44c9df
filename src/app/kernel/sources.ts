import { existsSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../../core/input-error.ts';
import { compileModule, runModule } from '../../core/neuroncore/python/evaluate/evaluate.ts';
import { createInterpreter } from '../../core/neuroncore/python/evaluate/interpreter.ts';
import type { EvaluationLimits } from '../../core/neuroncore/python/evaluate/limits.ts';
import { createLoader, type Loader, type SourceTree } from '../../core/neuroncore/python/modules/loader.ts';
import { standardLibrary } from '../../core/neuroncore/python/modules/standard-library.ts';
import { parse } from '../../core/neuroncore/python/parse.ts';
import type { PyModule, PyValue } from '../../core/neuroncore/python/values.ts';
import type { LoadedKernel } from '../../core/neuroncore/run.ts';
import { readSourceFolder, readSourceTree } from '../../platform/files/source-tree.ts';
import { readTextFile } from '../../platform/files/text-file.ts';

/** A kernel file with the files that its imports may find. */
export interface KernelSource {
  /** Absolute path, `/` between folders. */
  readonly path: string;
  readonly tree: SourceTree;
}

const slashed = (path: string): string => path.split(sep).join('/');

/** The folder above the outermost package that holds a file: from there its absolute imports start. */
const packageRootOf = (file: string): string => {
  let folder = dirname(file);
  while (existsSync(join(folder, '__init__.py')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};

/** Opens a kernel file: its own folder, the folder above its package and `roots` are searched for imports. */
export const openKernelSource = async (file: string, roots: readonly string[]): Promise<KernelSource> => {
  const path = resolve(file);
  const text = await readTextFile(path, 'reading the kernel');
  const searched = roots.length > 0 ? roots.map((root) => resolve(root)) : [packageRootOf(path)];
  const files = new Map(await filesBelow(searched, roots.length > 0));
  files.set(slashed(path), text);
  return { path: slashed(path), tree: { files, roots: [...searched, dirname(path)].map(slashed) } };
};

/** Files below folders that a user named must be few enough; of those we looked in ourselves, the top level will do. */
const filesBelow = async (
  folders: readonly string[],
  named: boolean,
): Promise<ReadonlyMap<string, string>> => {
  try {
    return await readSourceTree(folders);
  } catch (error) {
    if (named || !(error instanceof InputError)) throw error;
    const found = await Promise.all(folders.map(readSourceFolder));
    return new Map(found.flatMap((files) => [...files]));
  }
};

/** What a kernel writes while its Python runs. */
export interface KernelVoice {
  readonly print: (text: string) => void;
}

/** Evaluates a kernel file on a core whose modules of `nki` are given. */
export const loadKernel = (
  source: KernelSource,
  nki: ReadonlyMap<string, PyModule>,
  limits: EvaluationLimits,
  environment: Readonly<Record<string, string>>,
  voice: KernelVoice,
): LoadedKernel => {
  const natives = standardLibrary({
    environment: new Map(Object.entries(environment)),
    exists: (path) => source.tree.files.has(path),
    collect: ({ text }) => voice.print(`${text}\n`),
    loader: (): Loader => loader,
  });
  for (const [name, module] of nki) natives.set(name, () => module);
  const loader = createLoader(source.tree, natives);
  const interpreter = createInterpreter({ importModule: loader.importModule, print: voice.print }, limits);
  const module = moduleOf(source, loader, interpreter);
  return { interpreter, module, evaluate: (expression) => evaluateIn(module, expression, interpreter) };
};

const moduleOf = (
  source: KernelSource,
  loader: Loader,
  interpreter: ReturnType<typeof createInterpreter>,
): PyModule => {
  const known = loader.nameOf(source.path);
  if (known !== undefined) return loader.load(interpreter, known.name);
  throw new InputError({
    attempted: 'loading the kernel',
    found: source.path,
    accepted: 'a file below one of the folders given with --root',
  });
};

/** The value of an expression in a module's names. */
const evaluateIn = (
  module: PyModule,
  expression: string,
  interpreter: ReturnType<typeof createInterpreter>,
): PyValue => {
  const file = { path: '<call>', text: `__value__ = (${expression}\n)\n` };
  const scratch: PyModule = { kind: 'module', name: module.name, attributes: new Map(module.attributes) };
  runModule(interpreter, compileModule(parse(file), file), module.name, scratch);
  return scratch.attributes.get('__value__') as PyValue;
};
