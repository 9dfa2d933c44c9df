import { baseName } from './kind.ts';

/** One spelling for what a package is called on an index and in imports: `Flash-Attn` and `flash_attn` are the same. */
export const packageSpelling = (name: string): string => name.trim().toLowerCase().replaceAll(/[-.]+/g, '_');

/** Where each kind of file declares the name of what it builds; the first group is the name. */
const DECLARATIONS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:pyproject|pixi|cargo)\.toml$/,
    /^\[(?:project|tool\.poetry|package|workspace)\][^[]*?^name\s*=\s*["']([\w.-]+)["']/m,
  ],
  [/^setup\.cfg$/, /^\[metadata\][^[]*?^name\s*=\s*([\w.-]+)/m],
  [/^setup\.py$/, /\bname\s*=\s*["']([\w.-]+)["']/],
  [/^package\.json$/, /"name"\s*:\s*"([@\w./-]+)"/],
];
const CONSTANT_NAME = /^(?:PACKAGE_NAME|PACKAGE|NAME|package_name|name)\s*=\s*["']([\w.-]+)["']/m;

/** The name of the package that a build file declares, in one spelling; null where it declares none as a literal. */
export const declaredPackage = (path: string, text: string): string | null => {
  const name = baseName(path);
  const declaration = DECLARATIONS.find(([file]) => file.test(name));
  if (declaration === undefined) return null;
  const found = declaration[1].exec(text) ?? (name === 'setup.py' ? CONSTANT_NAME.exec(text) : null);
  return found?.[1] === undefined ? null : packageSpelling(found[1]);
};

/** Folders at the top that hold parts of a project and are no package of that name. */
const PARTS = new Set(
  'test tests testing doc docs example examples sample samples demo demos tutorial tutorials script scripts tool tools util utils benchmark benchmarks bench csrc third_party vendor extern external submodules contrib notebooks configs config data ci docker deploy projects dev build dist experiments'.split(
    ' ',
  ),
);
const SHELVES = new Set(['src', 'python', 'lib', 'py', 'packages']);

/**
 * The Python package at the top of a tree that a path belongs to: `flash_attn/ops/x.py` of a path ending in
 * `__init__.py`, also below `src/`. Null for other paths and for folders that hold tests, scripts and the like.
 */
export const topLevelPackage = (path: string): string | null => {
  const parts = path.split('/');
  if (parts.at(-1) !== '__init__.py') return null;
  const [first = '', second = ''] = parts;
  const name = SHELVES.has(first) ? second : first;
  return name === '' || name === '__init__.py' || PARTS.has(name.toLowerCase())
    ? null
    : packageSpelling(name);
};
