import { bindNames } from './bindings.ts';
import { importingCall } from './imports.ts';
import { stringValue } from './literal.ts';
import { type Binding, openScopes, type Scope, type Scopes } from './scopes.ts';
import {
  childrenOf,
  firstChild,
  KIND,
  kindOf,
  nextSibling,
  type PythonTree,
  startOf,
  textOf,
} from './tree.ts';

/** Answers what expressions of one module stand for. */
export interface Resolver {
  readonly tree: PythonTree;
  readonly scopes: Scopes;
  /** By node: its path once it was asked for. */
  readonly known: Map<number, string | null>;
}

/** Longer chains of members and assignments are taken as unknown. */
const DEPTH_MAX = 64;

/** Reads the scopes and names of a module, so that `pathOf` can follow them. */
export const openResolver = (tree: PythonTree): Resolver => {
  const scopes = openScopes(tree);
  bindNames(tree, scopes);
  return { tree, scopes, known: new Map() };
};

const isImport = ({ bound }: Binding): boolean => bound.kind === 'path';

/**
 * The binding that counts at a place: the last before it; another scope's last. What a branch binds in place of an import
 * that may have failed (`triton = None`, `triton = Mock()`) does not count against the import.
 */
const choose = (
  all: readonly Binding[],
  offset: number,
  own: boolean,
  tree: PythonTree,
): Binding | undefined => {
  const firm = all.filter(({ bound }) => bound.kind !== 'none');
  const before = own ? firm.filter(({ node }) => startOf(tree, node) <= offset) : firm;
  const candidates = before.length > 0 ? before : firm;
  const last = candidates[candidates.length - 1];
  if (last === undefined || isImport(last) || !last.conditional) return last ?? all[0];
  return candidates.findLast(isImport) ?? last;
};

const findBinding = (resolver: Resolver, name: string, node: number): Binding | null => {
  const { scopes, scopeOf } = resolver.scopes;
  const own = scopeOf[node] as number;
  for (let index = own; index >= 0; index = (scopes[index] as Scope).outer) {
    const scope = scopes[index] as Scope;
    if (scope.kind === 'class' && index !== own) continue;
    if (scope.foreign.has(name)) continue;
    const all = scope.bindings.get(name);
    const chosen = all && choose(all, startOf(resolver.tree, node), index === own, resolver.tree);
    if (chosen !== undefined) return chosen;
  }
  return null;
};

const pathOfName = (resolver: Resolver, node: number, depth: number): string | null => {
  const name = textOf(resolver.tree, node);
  const binding = findBinding(resolver, name, node);
  if (binding === null) return name;
  const { bound } = binding;
  if (bound.kind === 'path') return bound.path;
  if (bound.kind === 'expression' && bound.node !== node) return pathAt(resolver, bound.node, depth + 1);
  return null;
};

const argumentsOf = (tree: PythonTree, call: number): readonly number[] => {
  const list = nextSibling(tree, firstChild(tree, call));
  return list < 0 || kindOf(tree, list) !== KIND.argument_list ? [] : childrenOf(tree, list);
};

/** `getattr(torch, 'cuda')`, `import_module('triton')`, `__import__('torch')`, `safe_import('apex')`, `importorskip('triton')`. */
const pathOfCall = (resolver: Resolver, node: number, depth: number): string | null => {
  const { tree } = resolver;
  const brings = importingCall(tree, node);
  if (brings === null) return null;
  const [first, second] = argumentsOf(tree, node);
  if (first === undefined) return null;
  const member = second === undefined ? null : stringValue(tree, second);
  if (brings === 'member') {
    const object = member === null ? null : pathAt(resolver, first, depth + 1);
    return object === null || member === null ? null : `${object}.${member}`;
  }
  const module = stringValue(tree, first);
  if (module === null || !/^[A-Za-z_][\w.]*$/.test(module)) return null;
  if (textOf(tree, firstChild(tree, node)) === '__import__') return module.split('.')[0] ?? module;
  return member !== null && /^[A-Za-z_]\w*$/.test(member) ? `${module}.${member}` : module;
};

const pathOfExpression = (resolver: Resolver, node: number, depth: number): string | null => {
  const { tree } = resolver;
  switch (kindOf(tree, node)) {
    case KIND.identifier:
      return pathOfName(resolver, node, depth);
    case KIND.attribute: {
      const object = firstChild(tree, node);
      const base = pathAt(resolver, object, depth + 1);
      const member = nextSibling(tree, object);
      return base === null || member < 0 ? null : `${base}.${textOf(tree, member)}`;
    }
    case KIND.call:
      return pathOfCall(resolver, node, depth);
    case KIND.parenthesized_expression:
      return pathAt(resolver, firstChild(tree, node), depth + 1);
    case KIND.conditional_expression: {
      const [consequence, , alternative] = childrenOf(tree, node);
      const path = consequence === undefined ? null : pathAt(resolver, consequence, depth + 1);
      return path ?? (alternative === undefined ? null : pathAt(resolver, alternative, depth + 1));
    }
    default:
      return null;
  }
};

const pathAt = (resolver: Resolver, node: number, depth: number): string | null => {
  if (node < 0 || depth > DEPTH_MAX) return null;
  const known = resolver.known.get(node);
  if (known !== undefined) return known;
  resolver.known.set(node, null);
  const path = pathOfExpression(resolver, node, depth);
  resolver.known.set(node, path);
  return path;
};

/**
 * The dotted path that an expression stands for, aliases followed: `torch.cuda.Stream` for `c.Stream` after
 * `from torch import cuda as c`. A name that nothing binds stands for itself. Null for anything that is no path.
 */
export const pathOf = (resolver: Resolver, node: number): string | null => pathAt(resolver, node, 0);

/** Whether some statement of the file, an import or an assignment, may let that name stand for a path. */
export const aliasNames = ({ scopes }: Resolver): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { bindings } of scopes.scopes)
    for (const [name, all] of bindings)
      if (all.some(({ bound }) => bound.kind === 'path' || bound.kind === 'expression')) names.add(name);
  return names;
};
