// Imports every module below a package folder, each in a fresh interpreter, with the modules of `nki` as mere names:
// node scripts/neuroncore/import-library.mjs <root folder> <package>. Prints how many can be imported, and why the
// others cannot. Needs a built tree (npm run build). Ends with code 1 when one fails.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { keywords, native, positional, variadic } from '../../dist/core/neuroncore/python/construct.js';
import { describeException, PythonException } from '../../dist/core/neuroncore/python/evaluate/errors.js';
import { createInterpreter } from '../../dist/core/neuroncore/python/evaluate/interpreter.js';
import { absorbedModule } from '../../dist/core/neuroncore/python/modules/absorbed.js';
import { createLoader } from '../../dist/core/neuroncore/python/modules/loader.js';
import { standardLibrary } from '../../dist/core/neuroncore/python/modules/standard-library.js';
import { describeSyntaxError, PythonSyntaxError } from '../../dist/core/neuroncore/python/syntax-error.js';

const NKI = [
  'nki',
  'nki.language',
  'nki.isa',
  'nki.isa.constants',
  'nki.collectives',
  'nki.typing',
  'nki.compiler',
];
const LEGACY = [
  'neuronxcc',
  'neuronxcc.nki',
  'neuronxcc.nki.language',
  'neuronxcc.nki.isa',
  'neuronxcc.nki.typing',
];

const [root, packageName] = process.argv.slice(2);
if (root === undefined || packageName === undefined)
  throw new Error('a root folder and a package are needed');

const files = new Map(
  readdirSync(join(root, packageName), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
);

const everything = [variadic('args'), keywords('named')];
/** `@jit` and `@jit(...)`: the function as it is. */
const jit = native(
  'jit',
  everything,
  ([args]) => args.items[0] ?? native('jit', [positional('f')], ([f]) => f),
);
const nki = (name) => {
  const module = absorbedModule(name);
  module.attributes.set('jit', jit);
  return module;
};

const importOne = (name) => {
  let loader;
  const library = standardLibrary({
    environment: new Map(),
    exists: (path) => files.has(path),
    collect: () => undefined,
    loader: () => loader,
  });
  for (const each of [...NKI, ...LEGACY]) library.set(each, nki);
  loader = createLoader({ files, roots: [''] }, library);
  const machine = createInterpreter({ importModule: loader.importModule, print: () => undefined });
  loader.load(machine, name);
  return loader;
};

const reason = (error) => {
  if (error instanceof PythonSyntaxError) return describeSyntaxError(error);
  if (error instanceof PythonException) return describeException(error);
  return String(error.message.split('\n')[0]);
};

const { nameOf } = createLoader({ files, roots: [''] }, new Map());
const failures = new Map();
let imported = 0;
const before = performance.now();
for (const path of [...files.keys()].sort()) {
  const { name } = nameOf(path);
  try {
    importOne(name);
    imported += 1;
  } catch (error) {
    const why = reason(error);
    failures.set(why, [...(failures.get(why) ?? []), name]);
  }
}
for (const [why, names] of failures) console.log(`${names.join(', ')}:\n${why}\n`);
console.log(
  `${imported} of ${files.size} modules imported in ${((performance.now() - before) / 1e3).toFixed(1)} s`,
);
process.exitCode = imported === files.size ? 0 : 1;
