import type { Rule } from '../rule.ts';
import type { OperatorRow } from './operator.ts';
import type { PortabilityTables } from './tables.ts';

export const TABLE_SUBJECTS = [
  'stack',
  'risk',
  'rule',
  'operator',
  'type',
  'quantisation',
  'kernel',
  'error',
  'model',
  'contradiction',
] as const;
export type TableSubject = (typeof TABLE_SUBJECTS)[number];

/** One thing that two tables say differently. `before` is null for what was added, `after` for what was removed. */
export interface TableChange {
  readonly subject: TableSubject;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: string | null;
  readonly after: string | null;
  /** Document of the newer side, or of the older where the newer has none. */
  readonly source: string;
}

/** What changes from one release of the SDK, or from one version of the tables, to another. */
export interface TablesDifference {
  readonly from: { readonly sdk: string; readonly tables: string };
  readonly to: { readonly sdk: string; readonly tables: string };
  readonly changes: readonly TableChange[];
}

interface Statement {
  readonly says: string;
  readonly source: string;
}

type Statements = ReadonlyMap<string, Statement>;

const statementsOf = <T>(
  rows: readonly T[],
  nameOf: (row: T) => string,
  says: (row: T) => string,
  sourceOf: (row: T) => string,
): Statements => new Map(rows.map((row) => [nameOf(row), { says: says(row), source: sourceOf(row) }]));

const ruleSays = ({ severity, why, pattern, replacements: { neuron } }: Rule): string =>
  `${severity}: ${why}; instead ${neuron.text} [${pattern}]`;

const typesSay = ({ types }: OperatorRow): string =>
  types === null
    ? ''
    : [
        types.accepts === null ? '' : `, only ${types.accepts.join(', ')}`,
        types.refuses.length === 0 ? '' : `, not ${types.refuses.join(', ')}`,
        types.lossy.length === 0 ? '' : `, with a loss for ${types.lossy.join(', ')}`,
      ].join('');

const operatorSays = (row: OperatorRow): string =>
  `${row.status} on ${row.chips.join(', ')}${typesSay(row)}${row.note === '' ? '' : `: ${row.note}`}`;

interface Numeric {
  readonly id: string;
  readonly rows: readonly {
    readonly chips: readonly string[];
    readonly status: string;
    readonly note: string;
    readonly source: string;
  }[];
}

/** A type or a quantisation by chip, so that a change on one chip is one line. */
const numericStatements = (entries: readonly Numeric[]): Statements =>
  statementsOf(
    entries.flatMap(({ id, rows }) => rows.flatMap((row) => row.chips.map((chip) => ({ id, chip, row })))),
    ({ id, chip }) => `${id} on ${chip}`,
    ({ row }) => `${row.status}: ${row.note}`,
    ({ row }) => row.source,
  );

const statementsBySubject = (tables: PortabilityTables): Readonly<Record<TableSubject, Statements>> => ({
  stack: statementsOf(
    tables.stacks,
    ({ name }) => name,
    ({ status, version, note }) => `${status}${version === null ? '' : ` ${version}`}: ${note}`,
    ({ source }) => source,
  ),
  risk: statementsOf(
    tables.risks,
    ({ title }) => title,
    ({ text }) => text,
    ({ source }) => source,
  ),
  rule: statementsOf(
    tables.rules,
    ({ id, title }) => `${id} ${title}`,
    ruleSays,
    ({ id, replacements }) => (replacements.neuron.source === null ? id : replacements.neuron.source),
  ),
  operator: statementsOf(
    [...tables.operators.values()].flat(),
    ({ operator, chips }) => (chips.includes('inf1') ? `${operator} on inf1` : operator),
    operatorSays,
    ({ source }) => source,
  ),
  type: numericStatements(tables.types),
  quantisation: numericStatements(tables.quantisations),
  kernel: statementsOf(
    tables.kernels,
    ({ name }) => name,
    ({ status, does }) => `${status}: ${does}`,
    ({ source }) => source,
  ),
  error: statementsOf(
    tables.errors,
    ({ code }) => code,
    ({ meaning }) => meaning,
    ({ source }) => source,
  ),
  model: statementsOf(
    tables.models,
    ({ stack, name, uses }) => `${name} in ${stack}, ${uses.join(' and ')}`,
    ({ standing, status, features }) => `${standing}: ${status}; ${features}`,
    ({ source }) => source,
  ),
  contradiction: statementsOf(
    tables.contradictions,
    ({ topic }) => topic,
    ({ used }) => used,
    ({ sides }) => sides.map(({ source }) => source).join('; '),
  ),
});

const changesOf = (subject: TableSubject, before: Statements, after: Statements): readonly TableChange[] => {
  const removed = [...before].flatMap(([name, { says, source }]): TableChange[] =>
    after.has(name) ? [] : [{ subject, name, change: 'removed', before: says, after: null, source }],
  );
  const others = [...after].flatMap(([name, { says, source }]): TableChange[] => {
    const was = before.get(name);
    if (was === undefined) return [{ subject, name, change: 'added', before: null, after: says, source }];
    return was.says === says
      ? []
      : [{ subject, name, change: 'changed', before: was.says, after: says, source }];
  });
  return [...removed, ...others];
};

/**
 * What two tables say differently, by subject and then in the order of the tables: two releases of the SDK of one version of
 * the tables, or the same release in two versions.
 */
export const tablesDifference = (from: PortabilityTables, to: PortabilityTables): TablesDifference => {
  const [before, after] = [statementsBySubject(from), statementsBySubject(to)];
  return {
    from: { sdk: from.sdk.version, tables: from.version },
    to: { sdk: to.sdk.version, tables: to.version },
    changes: TABLE_SUBJECTS.flatMap((subject) => changesOf(subject, before[subject], after[subject])),
  };
};
