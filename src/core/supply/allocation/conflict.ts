import type { LinearSolver, LoadedProgram, SolveOptions } from '../linear/program.ts';
import type { Conflict } from '../plan.ts';
import type { Limit } from './limits.ts';
import type { AllocationModel } from './model.ts';

const lift = (loaded: LoadedProgram, { rows, columns }: Limit): void => {
  for (const { index, liftedLower, liftedUpper } of rows)
    loaded.setRowBounds(index, liftedLower, liftedUpper);
  for (const { index, liftedLower, liftedUpper } of columns)
    loaded.setColumnBounds(index, liftedLower, liftedUpper);
};

const restore = (loaded: LoadedProgram, { rows, columns }: Limit): void => {
  for (const { index, lower, upper } of rows) loaded.setRowBounds(index, lower, upper);
  for (const { index, lower, upper } of columns) loaded.setColumnBounds(index, lower, upper);
};

/**
 * Limits that cannot all be kept, none of which could be left out (deletion filter; Chinneck and Dravnieks 1991, ORSA J.
 * Computing 3:2), on the linear relaxation. Empty when the relaxation is feasible.
 */
export const smallestConflict = async (
  model: AllocationModel,
  solver: LinearSolver,
  options: SolveOptions,
): Promise<Conflict[]> => {
  const nothing = { ...model.program, objective: new Float64Array(model.program.columns) };
  const loaded = await solver.load(nothing);
  const infeasible = (): boolean => loaded.solve({ ...options, relaxed: true }).status === 'infeasible';
  try {
    if (!infeasible()) return [];
    const conflict: Limit[] = [];
    for (const limit of model.limits) {
      lift(loaded, limit);
      if (infeasible()) continue;
      restore(loaded, limit);
      conflict.push(limit);
    }
    return conflict.map(({ kind, id, words }) => ({ kind, id, words }));
  } finally {
    loaded.close();
  }
};
