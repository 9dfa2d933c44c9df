import type { PythonMatcher, Rule } from '../rule.ts';

/** A rule that holds where a name occurs, and what else must hold there. */
export interface NameMatcher {
  readonly rule: number;
  readonly withoutKeyword: string | null;
  /** Held against the written value of arguments or of the keyword. */
  readonly argument: RegExp | null;
}

/** Names to the rules that they concern; those of `below` hold for every name that continues theirs by a dot. */
export interface NameTable {
  readonly exact: ReadonlyMap<string, readonly NameMatcher[]>;
  readonly below: ReadonlyMap<string, readonly NameMatcher[]>;
  /** What a name was answered before. */
  readonly answered: Map<string, readonly NameMatcher[]>;
}

/** The matchers of all rules, by what in the syntax tree they ask for. Rules count by their index. */
export interface MatcherIndex {
  readonly rules: readonly Rule[];
  readonly references: NameTable;
  /** References to a package as a whole: `vllm`. Uses of a name that was imported from it count by its import alone. */
  readonly packages: NameTable;
  readonly imports: NameTable;
  readonly calls: NameTable;
  readonly decorators: NameTable;
  readonly bases: NameTable;
  readonly methods: ReadonlyMap<string, readonly NameMatcher[]>;
  readonly attributes: ReadonlyMap<string, readonly NameMatcher[]>;
  readonly keywords: ReadonlyMap<string, readonly NameMatcher[]>;
  readonly strings: readonly { readonly rule: number; readonly value: RegExp }[];
  /** Matches every string that one of `strings` matches. */
  readonly anyString: RegExp;
  /** By rule: whether its pattern decides in code. */
  readonly byText: readonly boolean[];
  /** By rule: what must match somewhere in the file. */
  readonly requires: readonly (RegExp | null)[];
}

const NEVER = /(?!)/;

interface Collected {
  readonly exact: Map<string, NameMatcher[]>;
  readonly below: Map<string, NameMatcher[]>;
}

const collected = (): Collected => ({ exact: new Map(), below: new Map() });

const put = (map: Map<string, NameMatcher[]>, name: string, matcher: NameMatcher): void => {
  const before = map.get(name);
  if (before === undefined) map.set(name, [matcher]);
  else before.push(matcher);
};

const tableOf = ({ exact, below }: Collected): NameTable => ({ exact, below, answered: new Map() });

const expressionOf = (source: string | undefined): RegExp | null =>
  source === undefined ? null : new RegExp(source, 'm');

/** `torch.cuda.*` holds for members only; where members are included anyway, `torch.cuda` holds for itself and them. */
const putName = (into: Collected, name: string, matcher: NameMatcher, members: boolean): void => {
  const star = name.endsWith('.*');
  const plain = star ? name.slice(0, -2) : name;
  if (!star) put(into.exact, plain, matcher);
  if (star || members) put(into.below, plain, matcher);
};

interface Tables {
  readonly references: Collected;
  readonly packages: Collected;
  readonly imports: Collected;
  readonly calls: Collected;
  readonly decorators: Collected;
  readonly bases: Collected;
  readonly methods: Map<string, NameMatcher[]>;
  readonly attributes: Map<string, NameMatcher[]>;
  readonly keywords: Map<string, NameMatcher[]>;
}

const putMatcher = (tables: Tables, rule: number, matcher: PythonMatcher): void => {
  const plain: NameMatcher = { rule, withoutKeyword: null, argument: null };
  switch (matcher.kind) {
    case 'reference':
      putName(matcher.name.includes('.') ? tables.references : tables.packages, matcher.name, plain, true);
      break;
    case 'import':
      putName(tables.imports, matcher.module, plain, true);
      break;
    case 'call': {
      const withoutKeyword = matcher.withoutKeyword ?? null;
      const argument = expressionOf(matcher.argument);
      putName(tables.calls, matcher.name, { rule, withoutKeyword, argument }, false);
      break;
    }
    case 'decorator':
      putName(tables.decorators, matcher.name, plain, false);
      break;
    case 'subclass':
      putName(tables.bases, matcher.name, plain, false);
      break;
    case 'method':
      put(tables.methods, matcher.name, { ...plain, argument: expressionOf(matcher.argument) });
      break;
    case 'attribute':
      put(tables.attributes, matcher.name, plain);
      break;
    case 'keyword':
      put(tables.keywords, matcher.name, { ...plain, argument: expressionOf(matcher.value) });
      break;
  }
};

/** Makes the matchers of rules ready for many files. Throws SyntaxError for one that is no regular expression. */
export const indexMatchers = (rules: readonly Rule[]): MatcherIndex => {
  const tables: Tables = {
    references: collected(),
    packages: collected(),
    imports: collected(),
    calls: collected(),
    decorators: collected(),
    bases: collected(),
    methods: new Map(),
    attributes: new Map(),
    keywords: new Map(),
  };
  const values: { readonly rule: number; readonly source: string }[] = [];
  for (const [rule, { python }] of rules.entries())
    for (const matcher of python)
      if (matcher.kind === 'string') values.push({ rule, source: matcher.value });
      else putMatcher(tables, rule, matcher);
  const { methods, attributes, keywords } = tables;
  const strings = values.map(({ rule, source }) => ({ rule, value: new RegExp(source) }));
  return {
    rules,
    references: tableOf(tables.references),
    packages: tableOf(tables.packages),
    imports: tableOf(tables.imports),
    calls: tableOf(tables.calls),
    decorators: tableOf(tables.decorators),
    bases: tableOf(tables.bases),
    methods,
    attributes,
    keywords,
    strings,
    anyString:
      values.length === 0 ? NEVER : new RegExp(values.map(({ source }) => `(?:${source})`).join('|')),
    byText: rules.map(({ python }) => python.length === 0 || python.some(({ kind }) => kind === 'text')),
    requires: rules.map(({ requires }) => expressionOf(requires ?? undefined)),
  };
};

const NONE: readonly NameMatcher[] = [];

const lookUp = ({ exact, below }: NameTable, path: string): readonly NameMatcher[] => {
  const found = [...(exact.get(path) ?? NONE)];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1))
    found.push(...(below.get(path.slice(0, dot)) ?? NONE));
  return found.length === 0 ? NONE : found;
};

const REMEMBERED_MAX = 20_000;

/** The matchers that hold for a dotted path. */
export const matchersOf = (table: NameTable, path: string): readonly NameMatcher[] => {
  const answered = table.answered.get(path);
  if (answered !== undefined) return answered;
  const found = lookUp(table, path);
  if (table.answered.size < REMEMBERED_MAX) table.answered.set(path, found);
  return found;
};

const partsOf = (name: string): readonly string[] => name.split('.').filter((part) => part !== '*');

/**
 * Words of which all must occur in a file before a matcher can hold, whatever aliases there are; null: nothing is known.
 * Strings and written values are judged by what their expressions require.
 */
export const wordsOf = (matcher: PythonMatcher): readonly string[] | null => {
  switch (matcher.kind) {
    case 'import':
      return partsOf(matcher.module);
    case 'reference':
    case 'call':
    case 'decorator':
    case 'subclass':
      return partsOf(matcher.name);
    case 'method':
    case 'attribute':
    case 'keyword':
      return [matcher.name];
    default:
      return null;
  }
};
