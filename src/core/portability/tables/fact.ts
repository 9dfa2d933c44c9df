import type { ErrorCode, LibraryKernel } from './knowledge.ts';
import { contradictionsAbout, probeFor } from './knowledge.ts';
import type { NumericRow } from './numerics.ts';
import { numericOn } from './numerics.ts';
import { errorCodesOf, type OperatorRow } from './operator.ts';
import type { PortabilityTables } from './tables.ts';

/** One thing that the tables say about a fact, under a word of its own. */
export interface FactStatement {
  readonly label: string;
  readonly text: string;
  readonly source: string | null;
}

/** A fact of the tables by name: a compiler error, an operator, an element type, a quantisation, a kernel. */
export interface TableFact {
  readonly name: string;
  readonly kind:
    | 'compiler error'
    | 'operator'
    | 'element type'
    | 'quantisation'
    | 'kernel of the NKI Library';
  readonly statements: readonly FactStatement[];
}

const NEURON_CHIPS = ['trn2', 'trn3'] as const;

const said = (label: string, text: string | null, source: string | null = null): readonly FactStatement[] =>
  text === null || text === '' ? [] : [{ label, text, source }];

const errorFact = ({ code, class: kind, chips, meaning, remedy, source }: ErrorCode): TableFact => ({
  name: code,
  kind: 'compiler error',
  statements: [
    ...said('means', meaning, source),
    ...said('remedy', remedy),
    ...said('class', kind),
    ...said('chips', chips.join(', ')),
  ],
});

const kernelFact = ({ name, status, does, replaces, source }: LibraryKernel): TableFact => ({
  name,
  kind: 'kernel of the NKI Library',
  statements: [
    ...said('does', does, source),
    ...said('instead', replaces === null ? null : `of ${replaces}`),
    ...said('status', status === 'core' ? 'core' : 'experimental: no promise of a stable interface'),
  ],
});

const typesOf = ({ types }: OperatorRow): string | null =>
  types === null
    ? null
    : [
        ...(types.accepts === null ? [] : [`only ${types.accepts.join(', ')}`]),
        ...(types.refuses.length === 0 ? [] : [`not ${types.refuses.join(', ')}`]),
        ...(types.lossy.length === 0 ? [] : [`with a loss for ${types.lossy.join(', ')}`]),
      ].join('; ');

/** What is open about a name with that status: what contradicts itself, and what would settle it. */
const openQuestions = (
  { contradictions, probes }: PortabilityTables,
  subjects: readonly string[],
): readonly FactStatement[] => {
  const probe = subjects.map((subject) => probeFor(probes, subject)).find((each) => each !== null);
  return [
    ...contradictionsAbout(contradictions, new Set(subjects)).flatMap(({ topic, sides, used }) => [
      ...said('disputed', topic),
      ...sides.flatMap(({ says, source }) => said('', says, source)),
      ...said('used', used),
    ]),
    ...(probe === undefined || probe === null ? [] : said('probe', `${probe.command} (${probe.cost})`)),
  ];
};

const operatorFact = (tables: PortabilityTables, rows: readonly OperatorRow[]): TableFact | null => {
  const [first] = rows;
  if (first === undefined) return null;
  return {
    name: first.operator,
    kind: 'operator',
    statements: [
      ...rows.flatMap((row) => [
        ...said('status', `${row.status} on ${row.chips.join(', ')}`, row.source),
        ...said('types', typesOf(row)),
        ...said('note', row.note),
        ...said('errors', errorCodesOf(row).join(', ')),
      ]),
      ...openQuestions(tables, [first.operator, first.status]),
    ],
  };
};

const numericStatements = (chip: string, { status, note, replacement, source }: NumericRow) => [
  ...said(chip, `${status}: ${note}`, source),
  ...said('instead', replacement),
];

const numericFact = (tables: PortabilityTables, name: string): TableFact | null => {
  for (const [kind, table] of [
    ['element type', tables.types],
    ['quantisation', tables.quantisations],
  ] as const) {
    const answers = NEURON_CHIPS.map((chip) => ({ chip, answer: numericOn(table, name, chip) }));
    const entry = answers[0]?.answer?.entry;
    if (entry !== undefined) {
      const statements = answers.flatMap(({ chip, answer }) =>
        answer === null ? [] : numericStatements(chip, answer.row),
      );
      return { name: entry.id, kind, statements: [...statements, ...openQuestions(tables, [entry.id])] };
    }
  }
  return null;
};

/** What the tables say of a name that is no rule, in any case for codes and types; null where they say nothing. */
export const factNamed = (tables: PortabilityTables, name: string): TableFact | null => {
  const wanted = name.trim();
  const error = tables.errors.find(({ code }) => code === wanted.toUpperCase());
  if (error !== undefined) return errorFact(error);
  const rows = tables.operators.get(wanted);
  if (rows !== undefined) return operatorFact(tables, rows);
  const kernel = tables.kernels.find((each) => each.name === wanted);
  if (kernel !== undefined) return kernelFact(kernel);
  return numericFact(tables, wanted);
};
