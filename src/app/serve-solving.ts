import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { baselineFault, makeBaseline } from '../core/supply/allocation/baseline.ts';
import type { Deal, SupplyCase } from '../core/supply/case.ts';
import type { LinearSolver } from '../core/supply/linear/program.ts';
import type { Baseline } from '../core/supply/plan.ts';
import { type PromiseAnswer, promise } from '../core/supply/promise/promise.ts';
import { openTaskThread } from '../platform/workers/thread.ts';
import { packageRoot } from './package-root.ts';

/** Lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Work that takes a solver, as plain data that can be sent to a thread. */
export type SolvingTask =
  | { readonly kind: 'promise'; readonly of: SupplyCase; readonly baseline: Baseline; readonly deal: Deal }
  | {
      readonly kind: 'baseline';
      readonly of: SupplyCase;
      readonly version: string;
      /** Baseline of the plan that is replaced, and why; null for the first. */
      readonly replaces: { readonly baseline: Baseline; readonly event: string } | null;
    };

export type BaselineAnswer =
  | { readonly kind: 'kept' | 'made'; readonly baseline: Baseline }
  /** A deal counts as given that the signed baseline did not know: a sale, which may not move it. */
  | { readonly kind: 'deals-added' }
  | { readonly kind: 'infeasible' };

/** What solving needs; in tests it runs where it is called, in the server on a thread of its own. */
export interface Solving {
  readonly promise: (of: SupplyCase, baseline: Baseline, deal: Deal) => Promise<PromiseAnswer>;
  readonly baseline: (
    of: SupplyCase,
    version: string,
    replaces: { readonly baseline: Baseline; readonly event: string } | null,
  ) => Promise<BaselineAnswer>;
  readonly pending: () => number;
  readonly close: () => Promise<void>;
}

/** Gap that a quote's allocations are solved to, and seconds that each of them may take. */
const RELATIVE_GAP = 1e-3;
const TIME_LIMIT_SECONDS = 20;

const baselineFor = async (
  { of, version, replaces }: Extract<SolvingTask, { kind: 'baseline' }>,
  solver: LinearSolver,
): Promise<BaselineAnswer> => {
  if (replaces !== null) {
    // Sales never move what waits are measured against; only a change of supply or of inside demand does.
    const fault = baselineFault(of, replaces.baseline, sha256);
    if (fault === null) return { kind: 'kept', baseline: replaces.baseline };
    const known = new Set(replaces.baseline.dealIds);
    if (of.deals.some(({ id, inBaseline }) => inBaseline && !known.has(id))) return { kind: 'deals-added' };
  }
  const baseline = await makeBaseline(of, {
    solver,
    digest: sha256,
    version,
    replaces,
    timeLimitSeconds: TIME_LIMIT_SECONDS,
  });
  return baseline === null ? { kind: 'infeasible' } : { kind: 'made', baseline };
};

/** Does one task with a solver: what the thread does, and tests without one. */
export const performSolving = (
  task: SolvingTask,
  solver: LinearSolver,
): Promise<PromiseAnswer | BaselineAnswer> => {
  const limits = { relativeGap: RELATIVE_GAP, timeLimitSeconds: TIME_LIMIT_SECONDS };
  return task.kind === 'promise'
    ? promise(task.of, task.baseline, task.deal, { solver, digest: sha256, ...limits })
    : baselineFor(task, solver);
};

/** Solving in this thread, for tests. */
export const solvingHere = (solver: LinearSolver): Solving => ({
  promise: (of, baseline, deal) =>
    performSolving({ kind: 'promise', of, baseline, deal }, solver) as Promise<PromiseAnswer>,
  baseline: (of, version, replaces) =>
    performSolving({ kind: 'baseline', of, version, replaces }, solver) as Promise<BaselineAnswer>,
  pending: () => 0,
  close: async () => undefined,
});

/** Workers are compiled JavaScript wherever the caller itself runs from. */
const ENTRY = join(packageRoot(), 'dist', 'app', 'serve-worker.js');
const MOST_PENDING = 16;
const TASK_MS_MAX = 120_000;

/** Solving on a thread of its own, one task after another, at most 16 at a time. */
export const solvingOnThread = (): Solving => {
  const thread = openTaskThread<SolvingTask, unknown>({
    entry: ENTRY,
    mostPending: MOST_PENDING,
    taskMsMax: TASK_MS_MAX,
  });
  return {
    promise: (of, baseline, deal) =>
      thread.ask({ kind: 'promise', of, baseline, deal }) as Promise<PromiseAnswer>,
    baseline: (of, version, replaces) =>
      thread.ask({ kind: 'baseline', of, version, replaces }) as Promise<BaselineAnswer>,
    pending: thread.pending,
    close: thread.close,
  };
};
