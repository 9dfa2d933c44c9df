import { importingCall, readImport } from './imports.ts';
import type { Binding, Bound, Scope, Scopes } from './scopes.ts';
import {
  childOfKind,
  childrenOf,
  firstChild,
  KIND,
  kindOf,
  lastChild,
  nextSibling,
  type PythonTree,
  parentOf,
  textOf,
} from './tree.ts';

/** A name that is given more often is as good as known by its first ones; generated files give one thousands of times. */
const BINDINGS_MAX = 64;

const OPAQUE: Bound = { kind: 'opaque' };
const NONE: Bound = { kind: 'none' };

const BRANCHES: ReadonlySet<number> = new Set([
  KIND.if_statement,
  KIND.elif_clause,
  KIND.else_clause,
  KIND.except_clause,
]);
const TARGET_LISTS: ReadonlySet<number> = new Set([
  KIND.pattern_list,
  KIND.tuple_pattern,
  KIND.list_pattern,
  KIND.list_splat_pattern,
  KIND.dictionary_splat_pattern,
  KIND.as_pattern_target,
  KIND.tuple,
  KIND.list,
  KIND.parenthesized_expression,
]);

interface Binder {
  readonly tree: PythonTree;
  readonly scopes: Scopes;
}

const isConditional = ({ tree, scopes }: Binder, node: number): boolean => {
  const scope = scopes.scopeOf[node];
  for (let at = parentOf(tree, node); at >= 0 && scopes.scopeOf[at] === scope; at = parentOf(tree, at))
    if (BRANCHES.has(kindOf(tree, at))) return true;
  return false;
};

const bind = (binder: Binder, scopeIndex: number, name: string, node: number, bound: Bound): void => {
  const { scopes } = binder.scopes;
  const own = scopes[scopeIndex] as Scope;
  const scope = own.foreign.has(name) ? (scopes[0] as Scope) : own;
  const binding: Binding = { node, bound, conditional: isConditional(binder, node) };
  const before = scope.bindings.get(name);
  if (before === undefined) scope.bindings.set(name, [binding]);
  else if (before.length < BINDINGS_MAX) before.push(binding);
};

/** Expressions that may stand for a module or a part of one. */
const boundTo = (tree: PythonTree, node: number): Bound => {
  switch (kindOf(tree, node)) {
    case KIND.none:
      return NONE;
    case KIND.identifier:
    case KIND.attribute:
    case KIND.conditional_expression:
    case KIND.parenthesized_expression:
      return { kind: 'expression', node };
    case KIND.call:
      return importingCall(tree, node) === null ? OPAQUE : { kind: 'expression', node };
    default:
      return OPAQUE;
  }
};

/** Binds each name of a target: alone to the value, in a list to the part of the value that it gets. */
const bindTarget = (binder: Binder, target: number, value: number | null): void => {
  const { tree, scopes } = binder;
  const kind = kindOf(tree, target);
  if (kind === KIND.identifier) {
    const bound = value === null ? OPAQUE : boundTo(tree, value);
    bind(binder, scopes.scopeOf[target] as number, textOf(tree, target), target, bound);
    return;
  }
  if (!TARGET_LISTS.has(kind)) return;
  const targets = childrenOf(tree, target);
  const parts =
    value !== null && [KIND.tuple, KIND.expression_list, KIND.list].includes(kindOf(tree, value))
      ? childrenOf(tree, value)
      : [];
  // A helper that imports what may be missing gives the module first: `te, HAVE_TE = safe_import('te')`.
  const helper = value !== null && kindOf(tree, value) === KIND.call ? value : null;
  for (const [index, each] of targets.entries())
    bindTarget(
      binder,
      each,
      parts.length === targets.length ? (parts[index] ?? null) : index === 0 ? helper : null,
    );
};

/** The value at the end of `a = b = value`; -1 for an annotation without one. */
const assignedValue = (tree: PythonTree, assignment: number): number => {
  let value = lastChild(tree, assignment);
  while (value >= 0 && kindOf(tree, value) === KIND.assignment) value = lastChild(tree, value);
  return value === firstChild(tree, assignment) || kindOf(tree, value) === KIND.type ? -1 : value;
};

const bindParameter = (binder: Binder, parameter: number): void => {
  const { tree, scopes } = binder;
  const kind = kindOf(tree, parameter);
  if (kind === KIND.identifier)
    bind(binder, scopes.scopeOf[parameter] as number, textOf(tree, parameter), parameter, OPAQUE);
  else if (TARGET_LISTS.has(kind))
    for (const each of childrenOf(tree, parameter)) bindParameter(binder, each);
  else if (
    kind === KIND.default_parameter ||
    kind === KIND.typed_parameter ||
    kind === KIND.typed_default_parameter
  )
    bindParameter(binder, firstChild(tree, parameter));
};

const bindImport = (binder: Binder, node: number): void => {
  for (const { node: at, name, bound } of readImport(binder.tree, node)?.names ?? [])
    if (name !== null)
      bind(binder, binder.scopes.scopeOf[node] as number, name, at, { kind: 'path', path: bound });
};

const bindAssignment = (binder: Binder, node: number): void => {
  const value = assignedValue(binder.tree, node);
  bindTarget(binder, firstChild(binder.tree, node), value < 0 ? null : value);
};

const declareForeign = (binder: Binder, node: number): void => {
  const scope = binder.scopes.scopes[binder.scopes.scopeOf[node] as number];
  for (const name of childrenOf(binder.tree, node)) scope?.foreign.add(textOf(binder.tree, name));
};

const bindNamed = (binder: Binder, node: number): void => {
  const target = firstChild(binder.tree, node);
  if (target >= 0) bindTarget(binder, target, nextSibling(binder.tree, target));
};

const bindDefinition = (binder: Binder, node: number): void => {
  const name = childOfKind(binder.tree, node, KIND.identifier);
  if (name >= 0) bindTarget(binder, name, null);
};

const bindParameters = (binder: Binder, node: number): void => {
  for (const parameter of childrenOf(binder.tree, node)) bindParameter(binder, parameter);
};

const bindFirst = (binder: Binder, node: number): void => {
  const target = firstChild(binder.tree, node);
  if (target >= 0) bindTarget(binder, target, null);
};

const BIND: ReadonlyMap<number, (binder: Binder, node: number) => void> = new Map([
  [KIND.import_statement, bindImport],
  [KIND.import_from_statement, bindImport],
  [KIND.assignment, bindAssignment],
  [KIND.named_expression, bindNamed],
  [KIND.function_definition, bindDefinition],
  [KIND.class_definition, bindDefinition],
  [KIND.parameters, bindParameters],
  [KIND.lambda_parameters, bindParameters],
  [KIND.augmented_assignment, bindFirst],
  [KIND.for_statement, bindFirst],
  [KIND.for_in_clause, bindFirst],
  [KIND.as_pattern_target, bindFirst],
  [KIND.global_statement, declareForeign],
  [KIND.nonlocal_statement, declareForeign],
]);

/** Records, scope by scope, what every name of a module is bound to. */
export const bindNames = (tree: PythonTree, scopes: Scopes): void => {
  const binder: Binder = { tree, scopes };
  for (let node = 0; node < tree.size; node += 1) BIND.get(kindOf(tree, node))?.(binder, node);
};
