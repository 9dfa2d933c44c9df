import type { ModelFinding, ModelFormat, OperatorUse } from '../../model-asset.ts';
import { type ModelTables, probeText } from '../advice.ts';
import { finding, listed, NEURON_TARGETS } from './finding.ts';
import type { OperatorAnswer, OperatorIndex } from './operator-index.ts';

const TYPED = /^(.*)\[(\w+)\]$/;

/** Uses by the name they are reported under: an operand's type stays only where a row says something about it. */
const merged = (
  operators: ReadonlyMap<string, number>,
  index: OperatorIndex,
): ReadonlyMap<string, number> => {
  const uses = new Map<string, number>();
  for (const [operator, count] of operators) {
    const [, plain, type] = TYPED.exec(operator) ?? [];
    const matters =
      plain === undefined || type === undefined || type.startsWith('complex') || index.minds(plain, type);
    const name = matters || plain === undefined ? operator : plain;
    const before = uses.get(name);
    uses.set(name, before === undefined ? count : before + count);
  }
  return uses;
};

/** A judged operator, with the chips that its row holds for and whether its operands lose digits. */
export interface JudgedUse extends OperatorUse {
  readonly chips: readonly string[];
  readonly lossy: boolean;
}

const judged = (operator: string, count: number, answer: OperatorAnswer): JudgedUse => ({
  operator,
  count,
  ...answer,
});

/** Every operator with what the tables say, most used first, then by name. */
export const operatorUses = (
  operators: ReadonlyMap<string, number>,
  index: OperatorIndex,
): readonly JudgedUse[] =>
  [...merged(operators, index)]
    .map(([operator, count]) => judged(operator, count, index.find(operator)))
    .toSorted((a, b) => b.count - a.count || (a.operator < b.operator ? -1 : 1));

const named = (uses: readonly JudgedUse[]): string =>
  listed(uses.map(({ operator, count }) => `${operator} (${count})`));

/** What settles an operator: HLO has a list to print; what comes from elsewhere must be compiled. */
const probeOf = (format: ModelFormat, subject: string, { tables }: ModelTables): string | null => {
  const probe = probeText(tables.probes, format === 'stablehlo' ? subject : 'supported-constrained');
  return probe !== null && format === 'onnx'
    ? `convert to StableHLO or PyTorch first, then: ${probe}`
    : probe;
};

/** Neuron has no ONNX front end, so what is said of ONNX operators holds after conversion. */
const when = (format: ModelFormat): string => (format === 'onnx' ? ' after conversion' : '');

const of = (uses: readonly JudgedUse[], ...statuses: readonly string[]): readonly JudgedUse[] =>
  uses.filter(({ status }) => statuses.includes(status));

const firstSource = (uses: readonly JudgedUse[]): string | null => {
  const source = uses.find((use) => use.source !== '')?.source;
  return source === undefined ? null : source;
};

const unsupported = (uses: readonly JudgedUse[], format: ModelFormat): readonly ModelFinding[] => {
  const found = of(uses, 'unsupported', 'derived-unsupported');
  if (found.length === 0) return [];
  const [worst] = found;
  return [
    finding({
      code: 'model.operator-unsupported',
      severity: 'needs-rewrite',
      text: `Operators that the tables call unsupported${when(format)}: ${named(found)}.`,
      replacement: worst === undefined ? null : `${worst.operator}: ${worst.note}`,
      source: firstSource(found),
    }),
  ];
};

const unknown = (
  uses: readonly JudgedUse[],
  format: ModelFormat,
  tables: ModelTables,
): readonly ModelFinding[] => {
  const found = of(uses, 'unknown');
  if (found.length === 0) return [];
  return [
    finding({
      code: 'model.operator-unknown',
      severity: 'unknown',
      text: `Operators on which no document says anything either way${when(format)}: ${named(found)}.`,
      source: firstSource(found),
      probe: probeOf(format, 'unknown', tables),
    }),
  ];
};

const LONGEST_CONDITION = 110;

/** Parts of the notes that every one of several has, which the findings of the format say already. */
const sharedParts = (uses: readonly JudgedUse[]): ReadonlySet<string> => {
  const [first, ...others] = uses.map(({ note }) => note.split('; '));
  if (first === undefined || others.length === 0) return new Set();
  return new Set(first.filter((part) => others.every((parts) => parts.includes(part))));
};

const conditionOf = ({ operator, count, note }: JudgedUse, shared: ReadonlySet<string>): string => {
  const own = note.split('; ').filter((part) => !shared.has(part));
  return `${operator} (${count}): ${(own.length === 0 ? note : own.join('; ')).slice(0, LONGEST_CONDITION)}`;
};

/** The operators with conditions in one finding; the whole condition of each is in the list of operators. */
const constrained = (
  uses: readonly JudgedUse[],
  format: ModelFormat,
  tables: ModelTables,
): readonly ModelFinding[] => {
  const found = of(uses, 'supported-constrained', 'derived-constrained');
  if (found.length === 0) return [];
  const shared = sharedParts(found);
  const conditions = found.map((use) => conditionOf(use, shared));
  return [
    finding({
      code: 'model.operator-constrained',
      severity: 'unknown',
      text: `Supported under conditions${when(format)}: ${conditions.slice(0, 8).join(' | ')}${found.length > 8 ? ` | and ${found.length - 8} more` : ''}.`,
      source: firstSource(found),
      probe: probeOf(format, 'supported-constrained', tables),
    }),
  ];
};

const chipOnly = (uses: readonly JudgedUse[]): readonly ModelFinding[] =>
  NEURON_TARGETS.flatMap((target) => {
    const missing = uses.filter(
      ({ status, chips }) => !chips.includes(target) && !/unsupported|unknown/.test(status),
    );
    if (missing.length === 0) return [];
    return [
      finding({
        code: 'model.operator-unsupported',
        severity: 'needs-rewrite',
        targets: [target],
        text: `Operators that only another chip has: ${named(missing)}.`,
        source: firstSource(missing),
      }),
    ];
  });

const lossy = (uses: readonly JudgedUse[]): readonly ModelFinding[] => {
  const found = uses.filter((use) => use.lossy);
  if (found.length === 0) return [];
  return [
    finding({
      code: 'model.int64',
      severity: 'needs-rewrite',
      text: `Operations that take integers with a loss: ${named(found)}. They run in float32, exact below 2^24 only, and the next SDK's defaults make them errors.`,
      replacement: found.map(({ note }) => note)[0] ?? null,
      source: firstSource(found),
    }),
  ];
};

/** What the operators of a model mean: unsupported, unknown with a probe, conditions to check, chips that lack them. */
export const operatorFindings = (
  uses: readonly JudgedUse[],
  format: ModelFormat,
  tables: ModelTables,
): readonly ModelFinding[] => [
  ...unsupported(uses, format),
  ...chipOnly(uses),
  ...lossy(uses),
  ...unknown(uses, format, tables),
  ...constrained(uses, format, tables),
];
