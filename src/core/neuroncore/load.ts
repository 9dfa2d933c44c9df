import { InputError } from '../input-error.ts';
import { compileModule, runModule } from './python/evaluate/evaluate.ts';
import { createInterpreter } from './python/evaluate/interpreter.ts';
import type { EvaluationLimits } from './python/evaluate/limits.ts';
import { createLoader, type Loader, type SourceTree } from './python/modules/loader.ts';
import { standardLibrary } from './python/modules/standard-library.ts';
import { parse } from './python/parse.ts';
import type { PyModule, PyValue } from './python/values.ts';
import type { LoadedKernel } from './run.ts';

/** A kernel file with the files that its imports may find. */
export interface KernelSource {
  /** Absolute path, `/` between folders. */
  readonly path: string;
  readonly tree: SourceTree;
}

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
