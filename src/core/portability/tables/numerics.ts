import type { OperatorStatus } from '../model-asset.ts';
import { holdsAt, type Validity } from './sdk-version.ts';

/** What the compiler or the servers make of a type or a quantisation, on some chips and in some releases. */
export interface NumericRow extends Validity {
  readonly chips: readonly string[];
  readonly status: OperatorStatus;
  readonly note: string;
  /** What to use instead; null where nothing needs replacing. */
  readonly replacement: string | null;
  readonly source: string;
}

/** An element type under all its names. */
export interface ElementType {
  readonly id: string;
  readonly bits: number;
  readonly names: readonly string[];
  readonly rows: readonly NumericRow[];
}

/** A way of quantising weights: the `quant_method` of config.json, or a family of GGUF quants. */
export interface Quantisation {
  readonly id: string;
  readonly names: readonly string[];
  readonly rows: readonly NumericRow[];
}

interface Named {
  readonly id: string;
  readonly names: readonly string[];
  readonly rows: readonly NumericRow[];
}

const named = <T extends Named>(table: readonly T[], name: string): T | null => {
  const wanted = name.toLowerCase();
  const found = table.find(({ id, names }) => id.toLowerCase() === wanted || names.includes(wanted));
  return found === undefined ? null : found;
};

/** Only the rows that hold in a release. */
export const numericsAt = <T extends Named>(table: readonly T[], sdk: string): readonly T[] =>
  table.map((entry) => ({ ...entry, rows: entry.rows.filter((row) => holdsAt(row, sdk)) }));

/** An answer about a type or a quantisation: its entry and the row for the chip. */
export interface NumericAnswer<T> {
  readonly entry: T;
  readonly row: NumericRow;
}

/** What holds for a name on a chip, in any spelling; null where the table does not know the name or is silent on the chip. */
export const numericOn = <T extends Named>(
  table: readonly T[],
  name: string,
  chip: string,
): NumericAnswer<T> | null => {
  const entry = named(table, name);
  const row = entry?.rows.find(({ chips }) => chips.includes(chip));
  return entry === null || row === undefined ? null : { entry, row };
};
