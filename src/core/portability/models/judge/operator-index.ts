import type { OperatorStatus } from '../../model-asset.ts';
import { numericOn } from '../../tables/numerics.ts';
import type { OperatorRow, OperatorTable } from '../../tables/operator.ts';
import type { ModelTables } from '../advice.ts';
import { NEURON_TARGETS } from './finding.ts';
import { typeName } from './type-name.ts';

/** What the tables say of one operator. */
export interface OperatorAnswer {
  readonly status: OperatorStatus;
  readonly note: string;
  readonly source: string;
  /** Of Trn2 and Trn3, those the row holds for. */
  readonly chips: readonly string[];
  /** True where the operator takes operands of the type it was used with, but not exactly. */
  readonly lossy: boolean;
}

export interface OperatorIndex {
  /** An operator, with the element type it was used with in brackets where that type decides. */
  readonly find: (operator: string) => OperatorAnswer;
  /** Whether a row says something about this type of operand. */
  readonly minds: (operator: string, type: string) => boolean;
}

const SILENCE = 'no statement found in the public documents of the Neuron SDK';

const UNKNOWN: OperatorAnswer = Object.freeze({
  status: 'unknown',
  note: SILENCE,
  source: '',
  chips: NEURON_TARGETS,
  lossy: false,
});

const onNeuron = (chips: readonly string[]): readonly string[] =>
  NEURON_TARGETS.filter((target) => chips.includes(target));

const answerOf = ({ status, note, source, chips }: OperatorRow, more = ''): OperatorAnswer => ({
  status,
  note: [more, note].filter((part) => part !== '').join('; '),
  source,
  chips: onNeuron(chips),
  lossy: false,
});

/** Worse statuses have higher numbers; of a composite operator the worst of its parts decides. */
const RANK: Readonly<Record<OperatorStatus, number>> = Object.freeze({
  supported: 0,
  'inferred-lowerable': 0,
  'derived-supported': 0,
  'supported-constrained': 1,
  'derived-constrained': 1,
  unknown: 2,
  'derived-unsupported': 3,
  unsupported: 3,
});

const DERIVED: readonly OperatorStatus[] = [
  'derived-supported',
  'derived-constrained',
  'unknown',
  'derived-unsupported',
];

/** `aten::add_` as `aten::add`: working in place is undone before an operator is lowered. */
const functional = (base: string): string => (/[^_]_$/.test(base) ? base.slice(0, -1) : base);

const baseOf = (operator: string): string => operator.replace(/^(\w+::\w+)\..*$/, '$1');

/** The first row for a chip that is sold today; rows of older chips alone are no evidence. */
const currentRow = (table: OperatorTable, operator: string): OperatorRow | undefined =>
  table.get(operator)?.find(({ chips }) => onNeuron(chips).length > 0);

/** The first row with any overload, by base name; rows under a condition in brackets speak for themselves only. */
const rowsByBase = (table: OperatorTable): ReadonlyMap<string, OperatorRow> => {
  const found = new Map<string, OperatorRow>();
  for (const operator of table.keys()) {
    if (!operator.includes('::') || operator.includes('[')) continue;
    const row = currentRow(table, operator);
    if (row !== undefined && !found.has(baseOf(operator))) found.set(baseOf(operator), row);
  }
  return found;
};

/** `stablehlo.add[complex64]` in its two parts; null without a type. */
const typedParts = (operator: string): { readonly plain: string; readonly type: string } | null => {
  const [, plain, type] = /^(.*)\[(\w+)\]$/.exec(operator) ?? [];
  return plain === undefined || type === undefined ? null : { plain, type };
};

/**
 * Looks operators up. A PyTorch operator is sought as written, then without its overload, then as the function it does in
 * place, then by another overload, then by what it is composed of; each step away is told in the note. A custom call that
 * no row names is unsupported, as the row of `stablehlo.custom_call` says; a complex operation that no row names is unknown,
 * or unsupported where its type is.
 */
export const operatorIndex = ({ tables, advice }: ModelTables): OperatorIndex => {
  const table = tables.operators;
  const byBase = rowsByBase(table);
  const direct = (operator: string): OperatorAnswer | null => {
    const row = currentRow(table, operator);
    if (row !== undefined) return answerOf(row);
    if (!operator.includes('::')) return null;
    const base = baseOf(operator);
    for (const name of [base, functional(base)]) {
      const known = currentRow(table, name);
      if (known !== undefined) return answerOf(known, `by ${name}`);
    }
    const sibling = byBase.get(functional(base));
    return sibling === undefined ? null : answerOf(sibling, `by ${sibling.operator}`);
  };
  const composite = (operator: string): OperatorAnswer | null => {
    const base = baseOf(operator);
    const names = [operator, base, functional(base)];
    const parts = names.map((name) => advice.composites.get(name)).find((found) => found !== undefined);
    if (parts === undefined) return null;
    const ranks = parts.map((part) => RANK[direct(part)?.status ?? 'unknown']);
    const status = DERIVED[Math.max(0, ...ranks)] ?? 'unknown';
    const note = `decomposed into ${parts.join(', ')}`;
    return { status, note, source: advice.compositeSource, chips: NEURON_TARGETS, lossy: false };
  };
  const customCall = (): OperatorAnswer => {
    const row = currentRow(table, 'stablehlo.custom_call');
    if (row === undefined) return UNKNOWN;
    return { ...answerOf(row), status: 'unsupported', note: `no recognised target; ${row.note}` };
  };
  const complex = (type: string): OperatorAnswer => {
    const answer = numericOn(tables.types, type, 'trn2');
    if (answer === null) return UNKNOWN;
    const { status, note, source } = answer.row;
    return {
      ...UNKNOWN,
      status: status === 'unsupported' ? 'unsupported' : 'unknown',
      note: `${type} is not named for this operation; ${note}`,
      source,
    };
  };
  const typed = (plain: string, type: string): OperatorAnswer => {
    const answer = direct(plain) ?? UNKNOWN;
    if (type.startsWith('complex')) return plain === 'stablehlo.return' ? answer : complex(type);
    const types = currentRow(table, plain)?.types;
    if (types?.refuses.includes(type) === true) return { ...answer, status: 'unsupported' };
    return { ...answer, lossy: types?.lossy.includes(type) === true };
  };
  return {
    find: (operator) => {
      const found = direct(operator) ?? composite(operator);
      if (found !== null) return found;
      if (operator.startsWith('custom_call:')) return customCall();
      const parts = typedParts(operator);
      return parts === null ? UNKNOWN : typed(parts.plain, typeName(parts.type));
    },
    minds: (operator, type) => {
      const types = currentRow(table, operator)?.types;
      const name = typeName(type);
      return types !== undefined && types !== null && [...types.refuses, ...types.lossy].includes(name);
    },
  };
};
