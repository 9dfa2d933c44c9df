import { firstChild, KIND, kindOf, type PythonTree, parentOf } from './tree.ts';

/** What a name stands for after one statement. */
export type Bound =
  /** A module or a part of one: `torch.cuda`. */
  | { readonly kind: 'path'; readonly path: string }
  /** Whatever that expression is. */
  | { readonly kind: 'expression'; readonly node: number }
  /** None, as names are given where an import failed. */
  | { readonly kind: 'none' }
  /** Something that does not matter here: a parameter, a function, the result of a call. */
  | { readonly kind: 'opaque' };

export interface Binding {
  readonly node: number;
  readonly bound: Bound;
  /** It happens only in some branch: below `if`, `else` or `except` within its scope. */
  readonly conditional: boolean;
}

export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  /** Index of the scope around it; -1 for the module. */
  readonly outer: number;
  readonly bindings: Map<string, Binding[]>;
  /** Names declared `global` or `nonlocal`. */
  readonly foreign: Set<string>;
}

export interface Scopes {
  readonly scopes: readonly Scope[];
  /** Index of the scope by node. */
  readonly scopeOf: Int32Array;
}

const COMPREHENSIONS: ReadonlySet<number> = new Set([
  KIND.list_comprehension,
  KIND.set_comprehension,
  KIND.dictionary_comprehension,
  KIND.generator_expression,
]);

/** Whether a child of a node that opens a scope belongs to the scope inside. */
const isInside = (tree: PythonTree, parent: number, child: number): boolean => {
  const kind = kindOf(tree, parent);
  if (kind === KIND.function_definition) return child !== firstChild(tree, parent);
  if (kind === KIND.class_definition) return kindOf(tree, child) === KIND.block;
  return true;
};

const opens = (kind: number): Scope['kind'] | null => {
  if (kind === KIND.function_definition || kind === KIND.lambda || COMPREHENSIONS.has(kind))
    return 'function';
  return kind === KIND.class_definition ? 'class' : null;
};

/** Finds the scopes of a module and which nodes each holds. Defaults of parameters count to the function. */
export const openScopes = (tree: PythonTree): Scopes => {
  const fresh = (kind: Scope['kind'], outer: number): Scope => ({
    kind,
    outer,
    bindings: new Map(),
    foreign: new Set(),
  });
  const scopes: Scope[] = [fresh('module', -1)];
  const scopeOf = new Int32Array(tree.size);
  /** By node that opens a scope: the scope inside. */
  const inside = new Int32Array(tree.size).fill(-1);
  for (let node = 0; node < tree.size; node += 1) {
    const parent = parentOf(tree, node);
    const inner = parent < 0 ? -1 : (inside[parent] as number);
    const around = parent < 0 ? 0 : (scopeOf[parent] as number);
    scopeOf[node] = inner >= 0 && isInside(tree, parent, node) ? inner : around;
    const kind = opens(kindOf(tree, node));
    if (kind === null) continue;
    inside[node] = scopes.length;
    scopes.push(fresh(kind, scopeOf[node] as number));
  }
  return { scopes, scopeOf };
};
