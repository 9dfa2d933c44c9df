import type { LinearSolver } from '../core/supply/linear/program.ts';
import { openHighs } from '../platform/solver/highs.ts';
import { serveTasks } from '../platform/workers/serve-tasks.ts';
import { performSolving, type SolvingTask } from './serve-solving.ts';

let solver: Promise<LinearSolver> | null = null;

serveTasks(async (task: SolvingTask) => {
  solver ??= openHighs();
  return performSolving(task, await solver);
});
