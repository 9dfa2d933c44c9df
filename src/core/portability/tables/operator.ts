import type { OperatorStatus } from '../model-asset.ts';
import type { Target } from '../target.ts';
import type { Validity } from './sdk-version.ts';

export const OPERATOR_LEVELS = ['aten', 'hlo', 'onnx'] as const;
export type OperatorLevel = (typeof OPERATOR_LEVELS)[number];

/** Element types that an operator takes, rejects, or takes by narrowing them with a loss. Names as in `ElementTypeRow`. */
export interface OperatorTypes {
  readonly accepts: readonly string[] | null;
  readonly refuses: readonly string[];
  readonly lossy: readonly string[];
}

/** What the tables say of one operator: a row holds for some chips and for some releases of the SDK. */
export interface OperatorRow extends Validity {
  readonly operator: string;
  readonly level: OperatorLevel;
  readonly status: OperatorStatus;
  /** Chips by their Neuron names: `trn1`, `inf2`, `trn2`, `trn3`, `inf1`. */
  readonly chips: readonly string[];
  readonly types: OperatorTypes | null;
  readonly note: string;
  readonly source: string;
}

/** Rows by operator. */
export type OperatorTable = ReadonlyMap<string, readonly OperatorRow[]>;

/** Nobody has written of the operator: unknown is not unsupported. */
const SILENCE = 'no statement found in the public documents of the Neuron SDK';

/** `aten::sort.stable` is asked for as it is, then as `aten::sort`; `stablehlo.add[complex64]` only as it is. */
const spellings = (operator: string): readonly string[] => {
  const dot = operator.startsWith('aten::') ? operator.indexOf('.') : -1;
  return dot < 0 ? [operator] : [operator, operator.slice(0, dot)];
};

/**
 * How the tables stand to an operator on a Neuron chip. An operator without a row is `unknown`, with a note that says so.
 * For other targets use the documents of their framework: this answers for Trainium only.
 */
export const operatorStatus = (
  operators: OperatorTable,
  operator: string,
  chip: Target & ('trn2' | 'trn3'),
): OperatorRow => {
  for (const spelling of spellings(operator)) {
    const row = operators.get(spelling)?.find(({ chips }) => chips.includes(chip));
    if (row !== undefined) return row;
  }
  const level = operator.startsWith('onnx.') ? 'onnx' : operator.includes('::') ? 'aten' : 'hlo';
  const unknown = { status: 'unknown', chips: [chip], types: null, since: null, until: null } as const;
  return { ...unknown, operator, level, note: SILENCE, source: SILENCE };
};

/** Error codes of the compiler that a row names: `NCC_EVRF035`. */
export const errorCodesOf = ({ note }: OperatorRow): readonly string[] => [
  ...new Set(note.match(/NCC_[A-Z]+\d+/g)),
];
