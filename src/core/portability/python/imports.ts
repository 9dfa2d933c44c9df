import {
  childOfKind,
  childrenOf,
  firstChild,
  KIND,
  kindOf,
  nextSibling,
  type PythonTree,
  textOf,
} from './tree.ts';

/** One name that an import statement brings in. */
export interface ImportedName {
  /** The node that names it. */
  readonly node: number;
  /** `torch.cuda` of `import torch.cuda`, `torch.amp.autocast` of `from torch.amp import autocast`. Relative: with dots. */
  readonly path: string;
  /** The name it gets in the file; null for `*`. */
  readonly name: string | null;
  /** What that name stands for: `torch` of `import torch.cuda`. */
  readonly bound: string;
}

export interface ImportStatement {
  readonly node: number;
  /** The module after `from`; null for a plain import. */
  readonly from: string | null;
  readonly names: readonly ImportedName[];
}

const dotted = (tree: PythonTree, node: number): string => textOf(tree, node).replace(/\s+/g, '');

const readAliased = (tree: PythonTree, node: number): { readonly path: string; readonly alias: string } => {
  const path = firstChild(tree, node);
  const alias = nextSibling(tree, path);
  return { path: dotted(tree, path), alias: alias < 0 ? '' : textOf(tree, alias) };
};

const readPlain = (tree: PythonTree, node: number): readonly ImportedName[] =>
  childrenOf(tree, node).map((child) => {
    if (kindOf(tree, child) === KIND.aliased_import) {
      const { path, alias } = readAliased(tree, child);
      return { node: child, path, name: alias, bound: path };
    }
    const path = dotted(tree, child);
    const top = path.split('.')[0] ?? path;
    return { node: child, path, name: top, bound: top };
  });

const joined = (module: string, name: string): string =>
  module.endsWith('.') ? `${module}${name}` : `${module}.${name}`;

const readFrom = (tree: PythonTree, module: string, nodes: readonly number[]): readonly ImportedName[] =>
  nodes.map((child) => {
    const kind = kindOf(tree, child);
    if (kind === KIND.wildcard_import) return { node: child, path: module, name: null, bound: module };
    const { path, alias } =
      kind === KIND.aliased_import
        ? readAliased(tree, child)
        : { path: dotted(tree, child), alias: dotted(tree, child) };
    return { node: child, path: joined(module, path), name: alias, bound: joined(module, path) };
  });

/** Reads an import statement; null for a node that is none, or a broken one. */
export const readImport = (tree: PythonTree, node: number): ImportStatement | null => {
  const kind = kindOf(tree, node);
  if (kind === KIND.import_statement) return { node, from: null, names: readPlain(tree, node) };
  if (kind !== KIND.import_from_statement) return null;
  const [module, ...names] = childrenOf(tree, node);
  if (module === undefined) return null;
  const relative = kindOf(tree, module) === KIND.relative_import;
  if (!relative && kindOf(tree, module) !== KIND.dotted_name) return null;
  const star = childOfKind(tree, node, KIND.wildcard_import);
  const from = dotted(tree, module);
  return { node, from, names: readFrom(tree, from, star < 0 ? names : [star]) };
};

/** What a call brings in: `getattr(torch, 'cuda')` a member, `import_module('triton')` and its like a module; else null. */
export const importingCall = (tree: PythonTree, call: number): 'member' | 'module' | null => {
  const callee = textOf(tree, firstChild(tree, call));
  if (callee === 'getattr') return 'member';
  return /(?:^|[._])(?:__)?import(?:_|$|orskip$)/.test(callee) ? 'module' : null;
};
