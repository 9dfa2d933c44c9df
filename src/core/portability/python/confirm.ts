import type { HitPlace } from '../scan.ts';
import { importingCall, readImport } from './imports.ts';
import { isDocumentation, stringValue } from './literal.ts';
import { type MatcherIndex, matchersOf, type NameMatcher, type NameTable } from './matchers.ts';
import { aliasNames, pathOf, type Resolver } from './resolve.ts';
import {
  childOfKind,
  childrenOf,
  endOf,
  firstChild,
  KIND,
  kindOf,
  nextSibling,
  type PythonTree,
  parentOf,
  startOf,
  textOf,
} from './tree.ts';

/** A rule that holds at a node of the tree. */
export interface Confirmed {
  readonly rule: number;
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
  readonly place: HitPlace;
}

/** Where a rule asks for a value of a keyword and another one is written: its pattern does not count there either. */
export interface Refused {
  readonly rule: number;
  readonly start: number;
  readonly end: number;
}

/** One file while its nodes are held against the matchers. */
interface Confirmation {
  readonly tree: PythonTree;
  readonly resolver: Resolver;
  readonly index: MatcherIndex;
  readonly aliases: ReadonlySet<string>;
  readonly found: Confirmed[];
  readonly refused: Refused[];
}

interface Where {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
}

const NONE: readonly NameMatcher[] = [];
const SYMBOL_MAX = 80;
/** Of longer values only the start is held against expressions. */
const VALUE_MAX = 400;
/** Longer values are left out of symbols. */
const WRITTEN_MAX = 40;

const report = (into: Confirmation, rule: number, where: Where, place: HitPlace = 'code'): void => {
  into.found.push({ rule, ...where, symbol: where.symbol.slice(0, SYMBOL_MAX), place });
};

const at = (tree: PythonTree, node: number, symbol: string): Where => ({
  node,
  start: startOf(tree, node),
  end: endOf(tree, node),
  symbol,
});

const reportPath = (into: Confirmation, table: NameTable, node: number, path: string | null): void => {
  if (path === null) return;
  for (const { rule } of matchersOf(table, path)) report(into, rule, at(into.tree, node, path));
};

/** The module once, then each name that a rule asks for which the module did not already concern. */
const confirmImport = (into: Confirmation, node: number): void => {
  const { tree, index } = into;
  const statement = readImport(tree, node);
  if (statement === null) return;
  const done = new Set<number>();
  const hold = (table: NameTable, place: number, path: string): void => {
    for (const { rule } of matchersOf(table, path)) {
      if (done.has(rule)) continue;
      report(into, rule, at(tree, place, path));
      if (table === index.imports) done.add(rule);
    }
  };
  if (statement.from !== null) hold(index.imports, firstChild(tree, node), statement.from);
  for (const { node: name, path } of statement.names) {
    hold(index.imports, name, path);
    hold(index.references, name, path);
    hold(index.packages, name, path);
  }
};

const argumentsOf = (tree: PythonTree, call: number): readonly number[] => {
  const list = nextSibling(tree, firstChild(tree, call));
  return list < 0 || kindOf(tree, list) !== KIND.argument_list ? [] : childrenOf(tree, list);
};

/** The written value of an argument, by place or by keyword. */
const writtenValue = (tree: PythonTree, argument: number): number =>
  kindOf(tree, argument) === KIND.keyword_argument ? nextSibling(tree, firstChild(tree, argument)) : argument;

const hasKeyword = (tree: PythonTree, call: number, name: string): boolean =>
  argumentsOf(tree, call).some(
    (each) => kindOf(tree, each) === KIND.keyword_argument && textOf(tree, firstChild(tree, each)) === name,
  );

interface CallHit {
  readonly end: number;
  /** The argument that is asked for, as it is written; empty where none is. */
  readonly argument: string;
}

/** Where a call that is a hit ends: behind the argument that is asked for, else behind what is called; null: no hit. */
const callHit = (tree: PythonTree, call: number, matcher: NameMatcher): CallHit | null => {
  const { withoutKeyword, argument } = matcher;
  if (withoutKeyword !== null && hasKeyword(tree, call, withoutKeyword)) return null;
  if (argument === null) return { end: endOf(tree, firstChild(tree, call)), argument: '' };
  const found = argumentsOf(tree, call).find((each) => {
    const value = writtenValue(tree, each);
    return value >= 0 && argument.test(textOf(tree, value).slice(0, VALUE_MAX));
  });
  if (found === undefined) return null;
  const written = textOf(tree, writtenValue(tree, found));
  return { end: endOf(tree, found), argument: written.length <= WRITTEN_MAX ? written : '' };
};

const confirmCall = (into: Confirmation, node: number): void => {
  const { tree, index, resolver } = into;
  const callee = firstChild(tree, node);
  if (callee < 0) return;
  const path = pathOf(resolver, callee);
  for (const matcher of path === null ? NONE : matchersOf(index.calls, path)) {
    const hit = callHit(tree, node, matcher);
    if (hit === null || path === null) continue;
    const symbol = hit.argument === '' ? path : `${path}(${hit.argument})`;
    report(into, matcher.rule, { node: callee, start: startOf(tree, callee), end: hit.end, symbol });
  }
  const brings = importingCall(tree, node);
  if (brings === null) return;
  const brought = pathOf(resolver, node);
  if (brings === 'module') reportPath(into, index.imports, node, brought);
  if (kindOf(tree, parentOf(tree, node)) !== KIND.attribute)
    reportPath(into, index.references, node, brought);
};

const confirmMember = (into: Confirmation, node: number): void => {
  const { tree, index } = into;
  const member = nextSibling(tree, firstChild(tree, node));
  if (member < 0) return;
  const name = textOf(tree, member);
  const parent = parentOf(tree, node);
  const called = parent >= 0 && kindOf(tree, parent) === KIND.call && firstChild(tree, parent) === node;
  for (const { rule } of index.attributes.get(name) ?? NONE) report(into, rule, at(tree, member, `.${name}`));
  for (const matcher of called ? (index.methods.get(name) ?? NONE) : NONE) {
    const hit = callHit(tree, parent, matcher);
    if (hit === null) continue;
    const symbol = `.${name}(${hit.argument})`;
    report(into, matcher.rule, { node, start: startOf(tree, member), end: hit.end, symbol });
  }
  if (parent >= 0 && kindOf(tree, parent) === KIND.attribute) return;
  const path = pathOf(into.resolver, node);
  reportPath(into, index.references, node, path);
  reportPath(into, index.packages, node, path);
};

/** Parents whose first child is a name that is being given, not used. */
const GIVES_FIRST: ReadonlySet<number> = new Set([
  KIND.assignment,
  KIND.augmented_assignment,
  KIND.named_expression,
  KIND.keyword_argument,
  KIND.default_parameter,
  KIND.typed_parameter,
  KIND.typed_default_parameter,
  KIND.function_definition,
  KIND.class_definition,
  KIND.for_statement,
  KIND.for_in_clause,
]);
/** Parents all of whose children are names that are given, or parts of names. */
const GIVES_ALL: ReadonlySet<number> = new Set([
  KIND.dotted_name,
  KIND.aliased_import,
  KIND.parameters,
  KIND.lambda_parameters,
  KIND.global_statement,
  KIND.nonlocal_statement,
  KIND.pattern_list,
  KIND.tuple_pattern,
  KIND.list_pattern,
  KIND.as_pattern_target,
  KIND.list_splat_pattern,
  KIND.dictionary_splat_pattern,
  KIND.attribute,
]);

const confirmName = (into: Confirmation, node: number): void => {
  const { tree } = into;
  const parent = parentOf(tree, node);
  if (parent < 0) return;
  const kind = kindOf(tree, parent);
  if (GIVES_ALL.has(kind) || (GIVES_FIRST.has(kind) && firstChild(tree, parent) === node)) return;
  if (into.aliases.has(textOf(tree, node)))
    reportPath(into, into.index.references, node, pathOf(into.resolver, node));
};

const confirmKeyword = (into: Confirmation, node: number): void => {
  const { tree, index } = into;
  const name = firstChild(tree, node);
  const matchers = name < 0 ? NONE : (index.keywords.get(textOf(tree, name)) ?? NONE);
  if (matchers.length === 0) return;
  const value = nextSibling(tree, name);
  const written = value < 0 ? '' : textOf(tree, value);
  const symbol = `${textOf(tree, name)}=${written.length <= WRITTEN_MAX ? written : ''}`;
  for (const { rule, argument } of matchers)
    if (argument === null || argument.test(written.slice(0, VALUE_MAX)))
      report(into, rule, at(tree, node, symbol));
    else into.refused.push({ rule, start: startOf(tree, node), end: endOf(tree, node) });
};

const confirmString = (into: Confirmation, node: number): void => {
  const { tree, index } = into;
  const parent = parentOf(tree, node);
  if (parent >= 0 && kindOf(tree, parent) === KIND.concatenated_string) return;
  const value = stringValue(tree, node);
  if (value === null || !index.anyString.test(value) || isDocumentation(tree, node)) return;
  for (const { rule, value: expected } of index.strings)
    if (expected.test(value)) report(into, rule, at(tree, node, value), 'string');
};

/** More decorators above one function belong to a file that breaks off. */
const DECORATORS_MAX = 64;

/** The name of what a decorator stands above; empty where the file breaks off. */
const decoratedName = (tree: PythonTree, decorator: number): string => {
  let next = nextSibling(tree, decorator);
  for (let seen = 0; next >= 0 && seen < DECORATORS_MAX; seen += 1) {
    const name = kindOf(tree, next) === KIND.decorator ? -1 : childOfKind(tree, next, KIND.identifier);
    if (name >= 0) return textOf(tree, name);
    next = nextSibling(tree, next);
  }
  return '';
};

/** A rule whose work is counted by kernels names the kernel; any other the decorator. */
const confirmDecorator = (into: Confirmation, node: number): void => {
  const { tree, index, resolver } = into;
  const written = firstChild(tree, node);
  if (written < 0) return;
  const callee = kindOf(tree, written) === KIND.call ? firstChild(tree, written) : written;
  const path = pathOf(resolver, callee);
  if (path === null) return;
  for (const { rule } of matchersOf(index.decorators, path)) {
    const byKernel = index.rules[rule]?.effort.unit === 'kernel';
    const name = byKernel ? decoratedName(tree, node) : '';
    report(into, rule, at(tree, callee, name === '' ? path : name));
  }
};

const confirmClass = (into: Confirmation, node: number): void => {
  const { tree, index, resolver } = into;
  const bases = childOfKind(tree, node, KIND.argument_list);
  if (bases < 0) return;
  const name = textOf(tree, firstChild(tree, node));
  for (const base of childrenOf(tree, bases)) {
    const path = kindOf(tree, base) === KIND.keyword_argument ? null : pathOf(resolver, base);
    for (const { rule } of path === null ? NONE : matchersOf(index.bases, path))
      report(into, rule, at(tree, base, name));
  }
};

const CONFIRM: ReadonlyMap<number, (into: Confirmation, node: number) => void> = new Map([
  [KIND.import_statement, confirmImport],
  [KIND.import_from_statement, confirmImport],
  [KIND.call, confirmCall],
  [KIND.attribute, confirmMember],
  [KIND.identifier, confirmName],
  [KIND.keyword_argument, confirmKeyword],
  [KIND.string, confirmString],
  [KIND.concatenated_string, confirmString],
  [KIND.decorator, confirmDecorator],
  [KIND.class_definition, confirmClass],
]);

/** Every place of a module at which a matcher holds. Rules count by their index in `index.rules`. */
export const confirmRules = (
  resolver: Resolver,
  index: MatcherIndex,
): { readonly found: readonly Confirmed[]; readonly refused: readonly Refused[] } => {
  const { tree } = resolver;
  const into: Confirmation = { tree, resolver, index, aliases: aliasNames(resolver), found: [], refused: [] };
  for (let node = 0; node < tree.size; node += 1) CONFIRM.get(kindOf(tree, node))?.(into, node);
  return into;
};
