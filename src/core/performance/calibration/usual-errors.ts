import { alikeOrAll, KIND_ROWS, type KindOfRow, keyOf, narrower, type RowKind } from './row-kinds.ts';
import { effectiveUnits, type OfUnit, pooled, shareBelow } from './units.ts';

/** A row that was held out with its run alone: measured over its least and its largest reading. */
export interface RunRow extends KindOfRow, OfUnit {
  readonly overLow: number;
  readonly overHigh: number;
}

/** How far off runs of a kind usually are, as the logarithm of a ratio; the same for all where too few rows speak. */
export type UsualError = (kind: RowKind) => number;

/** Everything is off by as much as anything else. */
export const ALIKE: UsualError = () => 1;

const COVERAGE = 0.9;
/** Runs for which wider kinds count: nine tenths of fewer than ten are not known. */
const PARENT_RUNS = 10;
/** Runs that were predicted to the last digit were so by luck. */
const LEAST_ERROR = 0.03;

const errorOf = (rows: readonly RunRow[]): number =>
  Math.max(
    LEAST_ERROR,
    Math.log(shareBelow(rows, COVERAGE, (row) => Math.max(1, row.overHigh, 1 / row.overLow))),
  );

/**
 * How far off runs of each kind are where everything else about them was measured: what nine tenths of them stay within,
 * pulled towards wider kinds the fewer runs speak. First tokens vary more from run to run than steps do, and those of one
 * vendor's engines more than those of another's; whatever else is left out comes on top of that, and in proportion.
 */
export const usualErrors = (rows: readonly RunRow[]): UsualError => {
  const found = new Map<string, number>();
  const errorBy = (kind: RowKind): number => {
    const base = alikeOrAll(rows, kind.open);
    if (base === null) return ALIKE(kind);
    let error = errorOf(base);
    for (const members of narrower(base, kind))
      if (members.length >= KIND_ROWS)
        error = Math.exp(
          pooled(Math.log(error), Math.log(errorOf(members)), effectiveUnits(members), PARENT_RUNS),
        );
    return error;
  };
  return (kind) => {
    const key = keyOf(kind);
    const error = found.get(key) ?? errorBy(kind);
    found.set(key, error);
    return error;
  };
};
