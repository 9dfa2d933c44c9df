/**
 * A mixed-integer linear program in compressed columns, as solvers take it: the objective is maximised, rows and columns
 * have two bounds (±Infinity where open).
 */
export interface LinearProgram {
  readonly columns: number;
  readonly rows: number;
  readonly objective: Float64Array;
  readonly columnLower: Float64Array;
  readonly columnUpper: Float64Array;
  /** 1 where a column takes whole numbers only. */
  readonly integer: Uint8Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** Column c has entries `starts[c]` to `starts[c + 1]` of `indices` (rows) and `values`. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** Names for people and for exports; same order as columns and rows. */
  readonly columnNames: readonly string[];
  readonly rowNames: readonly string[];
}

export type LinearStatus = 'optimal' | 'infeasible' | 'unbounded' | 'time-limit' | 'interrupted';

export interface LinearSolution {
  readonly status: LinearStatus;
  /** null when nothing feasible was found. */
  readonly values: Float64Array | null;
  readonly objective: number;
  /** Relative gap to the best bound; 0 for linear programs. */
  readonly gap: number;
  /** Dual values of the rows; null for mixed-integer programs. */
  readonly rowDuals: Float64Array | null;
  readonly seconds: number;
}

export interface SolveOptions {
  readonly relativeGap: number;
  readonly timeLimitSeconds: number;
  /** Solve without the integer requirement. */
  readonly relaxed?: boolean;
  readonly progress?: (state: {
    readonly seconds: number;
    readonly gap: number;
    readonly best: number;
  }) => void;
}

/** A solver as the core sees it; adapters lie in `platform/solver`. */
export interface LinearSolver {
  readonly solve: (program: LinearProgram, options: SolveOptions) => Promise<LinearSolution>;
  /** A model that stays loaded, for many questions that differ in a few bounds. `close` frees it. */
  readonly load: (program: LinearProgram) => Promise<LoadedProgram>;
  /** The program as text that other solvers read. */
  readonly exportText: (program: LinearProgram, format: 'lp' | 'mps') => Promise<string>;
}

export interface LoadedProgram {
  readonly setColumnBounds: (column: number, lower: number, upper: number) => void;
  readonly setRowBounds: (row: number, lower: number, upper: number) => void;
  readonly setObjective: (column: number, coefficient: number) => void;
  /** Solves again from where the last solution was. */
  readonly solve: (options: SolveOptions) => LinearSolution;
  readonly close: () => void;
}
