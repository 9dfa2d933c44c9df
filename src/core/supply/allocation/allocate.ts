import type { SupplyCase, SupplyScenario } from '../case.ts';
import { withWholeFixed } from '../linear/extend.ts';
import type { LinearSolution, LinearSolver, SolveOptions } from '../linear/program.ts';
import type { AllocationOutcome, Baseline, Shipment, SolveProof } from '../plan.ts';
import { smallestConflict } from './conflict.ts';
import { fairFills } from './fairness.ts';
import type { GuardHalf } from './guard.ts';
import { type AllocationModel, allocationModel } from './model.ts';
import { readPlan } from './read-plan.ts';
import { solveWithFills } from './whole-lots.ts';

export interface AllocateOptions {
  readonly solver: LinearSolver;
  /** null while the baseline itself is made. */
  readonly baseline: Baseline | null;
  readonly earlier?: readonly Shipment[];
  readonly scenario?: SupplyScenario;
  /** Relative gap that is good enough, and seconds after which the best found so far is taken. */
  readonly relativeGap: number;
  readonly timeLimitSeconds: number;
  readonly progress?: SolveOptions['progress'];
  /** For tests that show that both halves of the guard are needed. */
  readonly guardHalves?: readonly GuardHalf[];
}

const proofOf = (model: AllocationModel, solution: LinearSolution, options: SolveOptions): SolveProof => ({
  gap: solution.gap,
  gapWanted: options.relativeGap,
  timedOut: solution.status === 'time-limit',
  seconds: solution.seconds,
  columns: model.program.columns,
  rows: model.program.rows,
});

/**
 * Allocates a case's supply: first what tiers get at least, fairly within each; then the most valuable allocation that
 * gives them so much and keeps every wait within its limit. An infeasible case ends with a smallest set of limits that
 * cannot be kept together.
 */
export const allocate = async (of: SupplyCase, options: AllocateOptions): Promise<AllocationOutcome> => {
  const { solver, baseline, earlier = null, scenario = null, guardHalves, progress } = options;
  const { relativeGap, timeLimitSeconds } = options;
  const solving: SolveOptions = {
    relativeGap,
    timeLimitSeconds,
    ...(progress === undefined ? {} : { progress }),
  };
  const model = allocationModel(of, {
    baseline,
    earlier,
    scenario,
    ...(guardHalves === undefined ? {} : { guardHalves }),
  });
  const fills = await fairFills(model, solver, solving);
  if (fills === null) {
    const conflict = await smallestConflict(model, solver, solving);
    const proof = { gap: Infinity, gapWanted: relativeGap, timedOut: false, seconds: 0 };
    const { columns, rows } = model.program;
    return { kind: 'infeasible', conflict, proof: { ...proof, columns, rows } };
  }
  const { program, solution } = await solveWithFills(model, fills, solver, solving);
  const proof = proofOf(model, solution, solving);
  if (solution.values === null) return { kind: 'nothing-found', proof };
  const fixed = await solver.solve(withWholeFixed(program, solution.values), solving);
  return { kind: 'planned', plan: readPlan(model, solution, fixed), proof };
};
