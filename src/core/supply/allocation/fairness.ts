import { DEAL_TIERS, type DealTier } from '../case.ts';
import { withObjective } from '../linear/extend.ts';
import type { LinearSolver, LoadedProgram, SolveOptions } from '../linear/program.ts';
import type { AllocationModel } from './model.ts';

/** Shares of their orders that deals get at least, by deal; tiers that are not treated fairly have none. */
export type Fills = ReadonlyMap<string, number>;

/** Steps of raising the worst off before the rest is left at what it has. */
const ROUNDS = 40;
/** How far below what was reached a share may fall again, so that rounding does not make a later round infeasible. */
const SLACK = 1e-7;
const DUAL = 1e-7;

interface Member {
  readonly id: string;
  readonly fill: number;
  readonly leastRow: number;
}

const membersOf = (model: AllocationModel, tier: DealTier): Member[] =>
  model.columns.deals.flatMap(({ deal, fill }, index): Member[] => {
    const rows = model.fillRows[index];
    return deal.tier === tier && rows !== undefined ? [{ id: deal.id, fill, leastRow: rows.least }] : [];
  });

/** Raises the least share of a tier until everybody's is settled; null when nothing is feasible. */
const settleTier = (
  loaded: LoadedProgram,
  members: readonly Member[],
  leastFill: number,
  options: SolveOptions,
): Map<string, number> | null => {
  const settled = new Map<string, number>();
  let open = [...members];
  for (const { leastRow } of open) loaded.setRowBounds(leastRow, 0, Infinity);
  for (let round = 0; open.length > 0; round += 1) {
    const found = loaded.solve({ ...options, relaxed: true });
    if (found.status !== 'optimal' || found.values === null || found.rowDuals === null) return null;
    const share = Math.min(1, Math.max(0, found.values[leastFill] as number));
    const duals = found.rowDuals;
    const holding = open.filter(({ leastRow }) => Math.abs(duals[leastRow] as number) > DUAL);
    const done = share >= 1 - SLACK || holding.length === 0 || round === ROUNDS ? open : holding;
    for (const { fill } of open) loaded.setColumnBounds(fill, Math.max(0, share - SLACK), 1);
    for (const { id, leastRow } of done) {
      settled.set(id, share);
      loaded.setRowBounds(leastRow, -Infinity, Infinity);
    }
    open = open.filter((member) => !done.includes(member));
  }
  return settled;
};

/**
 * Shares of their orders that buyers get, tier after tier: within a tier the worst off is raised as far as possible, then
 * the next, and so on (lexicographic max-min fairness by water-filling; Bertsekas and Gallager, Data Networks, section
 * 6.5.2), on the linear relaxation. A lower tier never takes anything from a higher one, whatever it pays. null when
 * even no delivery at all is infeasible.
 */
export const fairFills = async (
  model: AllocationModel,
  solver: LinearSolver,
  options: SolveOptions,
): Promise<Fills | null> => {
  const { leastFill } = model.columns;
  const objective = new Float64Array(model.program.columns);
  objective[leastFill] = 1;
  const loaded = await solver.load(withObjective(model.program, objective));
  try {
    if (loaded.solve({ ...options, relaxed: true }).status === 'infeasible') return null;
    const fills = new Map<string, number>();
    for (const tier of DEAL_TIERS.filter((one) => model.of.policy.fairTiers.includes(one))) {
      const settled = settleTier(loaded, membersOf(model, tier), leastFill, options);
      if (settled === null) return null;
      for (const [id, share] of settled) fills.set(id, share);
    }
    return fills;
  } finally {
    loaded.close();
  }
};
