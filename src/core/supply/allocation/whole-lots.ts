import { withColumnBounds } from '../linear/extend.ts';
import type { LinearProgram, LinearSolution, LinearSolver, SolveOptions } from '../linear/program.ts';
import type { Fills } from './fairness.ts';
import type { AllocationModel } from './model.ts';

/** Whole lots that a share of an order makes, and how many lots may be given up for lots to be whole at all. */
const lotsIn = (share: number, racks: number, lotRacks: number, givenUp: number): number =>
  Math.max(0, Math.floor((share * racks) / lotRacks + 1e-5) - givenUp);

/** Lots that rounding may take from a deal's fair share before shares are given up as such. */
const GIVEN_UP = [0, 1, 2] as const;

const withFills = (model: AllocationModel, fills: Fills, givenUp: number): LinearProgram =>
  withColumnBounds(
    model.program,
    new Map(
      model.columns.deals.map(({ deal, fill }) => {
        const share = fills.get(deal.id);
        const whole = share !== undefined && share > 1 - 1e-6;
        const lots = share === undefined ? 0 : lotsIn(share, deal.racks, deal.lotRacks, whole ? 0 : givenUp);
        return [fill, [Math.max(0, (lots * deal.lotRacks) / deal.racks - 1e-9), 1] as const];
      }),
    ),
  );

/**
 * Solves an allocation in whole lots so that deals get at least their fair shares, rounded down to lots. Where lots cannot
 * be whole otherwise, everybody who is not served in full gives up a lot or two; where even that is infeasible the shares
 * are left to the objective.
 */
export const solveWithFills = async (
  model: AllocationModel,
  fills: Fills,
  solver: LinearSolver,
  options: SolveOptions,
): Promise<{ readonly program: LinearProgram; readonly solution: LinearSolution }> => {
  for (const givenUp of GIVEN_UP) {
    const program = withFills(model, fills, givenUp);
    const solution = await solver.solve(program, options);
    if (solution.status !== 'infeasible') return { program, solution };
  }
  return { program: model.program, solution: await solver.solve(model.program, options) };
};
