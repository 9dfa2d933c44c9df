import highsModule, {
  type CallbackData,
  type Highs,
  type HighsCallbackMap,
  type Model,
  type ModelStatusCode,
} from 'highs';
import type {
  LinearProgram,
  LinearSolution,
  LinearSolver,
  LinearStatus,
  LoadedProgram,
  SolveOptions,
} from '../../core/supply/linear/program.ts';

// The package's types describe its CommonJS build; as an ES module its default export is the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;

/** Marks of a column for HiGHS: continuous or whole. */
const CONTINUOUS = 0;
const WHOLE = 1;

const modelData = (highs: Highs, program: LinearProgram, relaxed: boolean) => ({
  numCols: program.columns,
  numRows: program.rows,
  sense: highs.constants.objectiveSense.maximize,
  colCost: program.objective,
  colLower: program.columnLower,
  colUpper: program.columnUpper,
  rowLower: program.rowLower,
  rowUpper: program.rowUpper,
  matrix: {
    format: 'csc' as const,
    numRows: program.rows,
    numCols: program.columns,
    starts: program.starts,
    indices: program.indices,
    values: program.values,
  },
  ...(relaxed || !program.integer.includes(1)
    ? {}
    : { integrality: Int32Array.from(program.integer, (whole) => (whole === 1 ? WHOLE : CONTINUOUS)) }),
});

const statusOf = (highs: Highs, code: ModelStatusCode): LinearStatus => {
  const { modelStatus } = highs.constants;
  switch (code) {
    case modelStatus.optimal:
    case modelStatus.empty:
      return 'optimal';
    case modelStatus.infeasible:
      return 'infeasible';
    case modelStatus.unbounded:
    case modelStatus.unboundedOrInfeasible:
      return 'unbounded';
    case modelStatus.timeLimit:
    case modelStatus.iterationLimit:
      return 'time-limit';
    case modelStatus.interrupted:
    case modelStatus.solutionLimit:
      return 'interrupted';
    default:
      throw new Error(`The solver ended with status ${code}, which says nothing about the problem`);
  }
};

const isWhole = (program: LinearProgram, options: SolveOptions): boolean =>
  options.relaxed !== true && program.integer.includes(1);

/** Runs a model; presolve can find that there is no optimum without telling why, which the solver itself can tell. */
const runToVerdict = (
  highs: Highs,
  model: Model,
  callbacks: HighsCallbackMap | undefined,
): ModelStatusCode => {
  const { modelStatus } = model.run(callbacks);
  if (modelStatus !== highs.constants.modelStatus.unboundedOrInfeasible) return modelStatus;
  model.options.set({ presolve: 'off' });
  const again = model.run(callbacks).modelStatus;
  model.options.set({ presolve: 'choose' });
  return again;
};

/** Runs a loaded model and reads what it found. */
const runLoaded = (
  highs: Highs,
  model: Model,
  program: LinearProgram,
  options: SolveOptions,
): LinearSolution => {
  const whole = isWhole(program, options);
  // HiGHS counts run time over all runs of a model unless its clocks are reset.
  model.zeroAllClocks();
  model.options.set({
    output_flag: false,
    time_limit: options.timeLimitSeconds,
    mip_rel_gap: options.relativeGap,
    random_seed: 0,
  });
  const { progress } = options;
  const callbacks =
    whole && progress !== undefined
      ? {
          [highs.constants.callbackType.mipInterrupt]: ({ data }: { readonly data: CallbackData }) => {
            const { running_time: seconds, mip_gap: gap, mip_primal_bound: best } = data;
            if (seconds !== undefined && gap !== undefined && best !== undefined)
              progress({ seconds, gap, best });
            return undefined;
          },
        }
      : undefined;
  const status = statusOf(highs, runToVerdict(highs, model, callbacks));
  const feasible =
    Number(model.info.get('primal_solution_status')) === highs.constants.solutionStatus.feasible;
  const solution = feasible ? model.getSolution() : null;
  return {
    status,
    values: solution === null ? null : solution.colValue,
    objective: feasible ? model.getObjectiveValue() : Number.NaN,
    gap: whole && feasible ? Number(model.info.get('mip_gap')) : status === 'optimal' ? 0 : Infinity,
    rowDuals: whole || solution === null ? null : solution.rowDual,
    seconds: model.getRunTime(),
  };
};

const loaded = (highs: Highs, program: LinearProgram, model: Model): LoadedProgram => ({
  setColumnBounds: (column, lower, upper) => {
    model.changeColBounds(column, lower, upper);
  },
  setRowBounds: (row, lower, upper) => {
    model.changeRowBounds(row, lower, upper);
  },
  setObjective: (column, coefficient) => {
    model.changeColCost(column, coefficient);
  },
  solve: (options) => runLoaded(highs, model, program, options),
  close: () => model.dispose(),
});

/**
 * HiGHS 1.15 in WebAssembly, single-threaded and deterministic for a given program. Wasm memory is freed when a loaded
 * program is closed.
 */
export const openHighs = async (): Promise<LinearSolver> => {
  const highs = await loadHighs();
  const withModel = <T>(program: LinearProgram, relaxed: boolean, use: (model: Model) => T): T => {
    const model = highs.createModel(modelData(highs, program, relaxed));
    try {
      return use(model);
    } finally {
      model.dispose();
    }
  };
  return {
    solve: async (program, options) =>
      withModel(program, options.relaxed === true, (model) => runLoaded(highs, model, program, options)),
    load: async (program) => {
      const relaxed: LinearProgram = { ...program, integer: new Uint8Array(program.columns) };
      return loaded(highs, relaxed, highs.createModel(modelData(highs, relaxed, true)));
    },
    exportText: async (program, format) =>
      withModel(program, false, (model) =>
        format === 'lp' ? model.exportModel('lp') : new TextDecoder().decode(model.exportModel('mps')),
      ),
  };
};
