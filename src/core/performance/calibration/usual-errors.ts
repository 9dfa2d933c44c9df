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

/** A vendor's closed runs say no more of its open ones than this. */
const LEAST_NARROWING = 0.5;
const MOST_NARROWING = 2;

/** How much further off runs of a level are than those of the wider one before it. */
const narrowing = (errors: readonly number[], level: number): number => {
  const [wider, own] = errors.slice(level, level + 2);
  if (wider === undefined || own === undefined) return 1;
  return Math.min(MOST_NARROWING, Math.max(LEAST_NARROWING, own / wider));
};

/**
 * How far off runs are at each level, from all of them over their quantity and vendor to the kind's own; null where too
 * few speak. At each one, runs that leave inputs open are expected to be as much further off than at the wider one as
 * those that leave none.
 */
const errorsByLevel = (rows: readonly RunRow[], kind: RowKind): readonly number[] | null => {
  const base = alikeOrAll(rows, kind.open);
  if (base === null) return null;
  const areOpen = base.every(({ open }) => open);
  const closed = areOpen ? errorsByLevel(rows, { ...kind, open: false }) : null;
  const errors = [errorOf(base)];
  let wider = errorOf(base);
  for (const [level, members] of narrower(base, kind).entries()) {
    wider *= closed === null ? 1 : narrowing(closed, level);
    if (members.length >= KIND_ROWS)
      wider = Math.exp(
        pooled(Math.log(wider), Math.log(errorOf(members)), effectiveUnits(members), PARENT_RUNS),
      );
    errors.push(wider);
  }
  return errors;
};

/**
 * How far off runs of each kind are where everything else about them was measured: what nine tenths of them stay within,
 * pulled towards wider kinds the fewer runs speak. First tokens vary more from run to run than steps do, and those of one
 * vendor's engines more than those of another's; whatever else is left out comes on top of that, and in proportion.
 */
export const usualErrors = (rows: readonly RunRow[]): UsualError => {
  const found = new Map<string, number>();
  return (kind) => {
    const key = keyOf(kind);
    const error = found.get(key) ?? errorsByLevel(rows, kind)?.at(-1) ?? ALIKE(kind);
    found.set(key, error);
    return error;
  };
};
