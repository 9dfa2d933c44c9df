import type { ProgramBuilder, Term } from '../linear/builder.ts';
import type { Conflict } from '../plan.ts';

/** What a row or a column may be, and what it may be when the limit that it stands for is lifted. */
interface Liftable {
  readonly index: number;
  readonly lower: number;
  readonly upper: number;
  readonly liftedLower: number;
  readonly liftedUpper: number;
}

/** One limit people know by a name, as rows and column bounds of a model; can be lifted to see whether it is in the way. */
export interface Limit extends Conflict {
  readonly rows: readonly Liftable[];
  readonly columns: readonly Liftable[];
}

/** Collects limits while a model is built. */
export interface LimitBook {
  readonly row: (
    of: Conflict,
    name: string,
    lower: number,
    terms: readonly Term[],
    upper: number,
    lifted?: { readonly lower?: number; readonly upper?: number },
  ) => number;
  readonly column: (of: Conflict, column: number, lower: number, upper: number, liftedUpper: number) => void;
  readonly limits: () => Limit[];
}

/** Starts a book of limits on a program; rows entered through it can later be lifted by the limit they belong to. */
export const limitBook = (builder: ProgramBuilder): LimitBook => {
  const byKey = new Map<string, { of: Conflict; rows: Liftable[]; columns: Liftable[] }>();
  const entryOf = (of: Conflict) => {
    const key = `${of.kind} ${of.id}`;
    const entry = byKey.get(key) ?? { of, rows: [], columns: [] };
    byKey.set(key, entry);
    return entry;
  };
  return {
    row: (of, name, lower, terms, upper, lifted = {}) => {
      const index = builder.row(name, lower, terms, upper);
      const { lower: liftedLower = -Infinity, upper: liftedUpper = Infinity } = lifted;
      entryOf(of).rows.push({ index, lower, upper, liftedLower, liftedUpper });
      return index;
    },
    column: (of, column, lower, upper, liftedUpper) => {
      builder.bounds(column, lower, upper);
      entryOf(of).columns.push({ index: column, lower, upper, liftedLower: 0, liftedUpper });
    },
    limits: () => [...byKey.values()].map(({ of, rows, columns }) => ({ ...of, rows, columns })),
  };
};
