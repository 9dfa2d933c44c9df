import type { LinearProgram } from './program.ts';

export interface ColumnSpec {
  readonly lower?: number;
  readonly upper?: number;
  readonly objective?: number;
  readonly integer?: boolean;
}

/** A column and its coefficient in a row. */
export type Term = readonly [column: number, coefficient: number];

/** A linear program under construction. Columns have lower bound 0 and no upper bound unless said otherwise. */
export interface ProgramBuilder {
  readonly column: (name: string, spec?: ColumnSpec) => number;
  /** Adds a row; terms on the same column add up, those of 0 are left out. */
  readonly row: (name: string, lower: number, terms: readonly Term[], upper: number) => number;
  readonly bounds: (column: number, lower: number, upper: number) => void;
  readonly addObjective: (column: number, coefficient: number) => void;
  readonly finish: () => LinearProgram;
}

interface Column {
  readonly name: string;
  lower: number;
  upper: number;
  objective: number;
  readonly integer: boolean;
  readonly entries: Map<number, number>;
}

interface Row {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
}

const compressed = (columns: readonly Column[]) => {
  const size = columns.reduce((total, { entries }) => total + entries.size, 0);
  const starts = new Int32Array(columns.length + 1);
  const indices = new Int32Array(size);
  const values = new Float64Array(size);
  let at = 0;
  for (const [index, { entries }] of columns.entries()) {
    starts[index] = at;
    for (const [row, value] of entries) {
      indices[at] = row;
      values[at] = value;
      at += 1;
    }
  }
  starts[columns.length] = at;
  return { starts, indices, values };
};

const finished = (columns: readonly Column[], rows: readonly Row[]): LinearProgram => ({
  columns: columns.length,
  rows: rows.length,
  objective: Float64Array.from(columns, ({ objective }) => objective),
  columnLower: Float64Array.from(columns, ({ lower }) => lower),
  columnUpper: Float64Array.from(columns, ({ upper }) => upper),
  integer: Uint8Array.from(columns, ({ integer }) => (integer ? 1 : 0)),
  rowLower: Float64Array.from(rows, ({ lower }) => lower),
  rowUpper: Float64Array.from(rows, ({ upper }) => upper),
  ...compressed(columns),
  columnNames: columns.map(({ name }) => name),
  rowNames: rows.map(({ name }) => name),
});

const finite = (what: string, value: number): number => {
  if (Number.isNaN(value)) throw new RangeError(`${what} is not a number`);
  return value;
};

/** Starts an empty program to be maximised. Throws RangeError on coefficients and bounds that are not numbers. */
export const programBuilder = (): ProgramBuilder => {
  const columns: Column[] = [];
  const rows: Row[] = [];
  const columnAt = (index: number): Column => {
    const column = columns[index];
    if (column === undefined) throw new RangeError(`No column ${index}`);
    return column;
  };
  return {
    column: (name, { lower = 0, upper = Number.POSITIVE_INFINITY, objective = 0, integer = false } = {}) =>
      columns.push({
        name,
        lower: finite(`The lower bound of ${name}`, lower),
        upper: finite(`The upper bound of ${name}`, upper),
        objective: finite(`The worth of ${name}`, objective),
        integer,
        entries: new Map(),
      }) - 1,
    row: (name, lower, terms, upper) => {
      const index =
        rows.push({
          name,
          lower: finite(`The lower bound of ${name}`, lower),
          upper: finite(`The upper bound of ${name}`, upper),
        }) - 1;
      for (const [column, coefficient] of terms) {
        if (finite(`A coefficient of ${name}`, coefficient) === 0) continue;
        const { entries } = columnAt(column);
        const before = entries.get(index);
        entries.set(index, before === undefined ? coefficient : before + coefficient);
      }
      return index;
    },
    bounds: (column, lower, upper) => {
      const one = columnAt(column);
      one.lower = finite(`The lower bound of ${one.name}`, lower);
      one.upper = finite(`The upper bound of ${one.name}`, upper);
    },
    addObjective: (column, coefficient) => {
      columnAt(column).objective += finite('A worth', coefficient);
    },
    finish: () => finished(columns, rows),
  };
};
