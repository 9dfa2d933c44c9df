import type { Program, Step } from '../timing/program.ts';
import { tableOf } from '../timing/step-list.ts';

/** A change of a kernel that can be made without reading its mind: same results, other steps. */
export interface Rewrite {
  readonly id: string;
  /** What to change, as an instruction to the kernel's author. */
  readonly title: string;
  /** What it keeps or changes of the results: `same results`, or what differs. */
  readonly results: string;
  /** The steps it touches; their source lines are shown. */
  readonly steps: readonly number[];
  /** The program after the change. */
  readonly program: Program;
}

/** Finds a rewrite in a program; null when there is nothing to change. */
export type Rewriter = (program: Program) => Rewrite | null;

/** The program with other steps, numbered again in program order of each core. */
export const withSteps = (program: Program, steps: readonly Step[]): Program => {
  const next = new Map<number, number>();
  const numbered = steps.map((step) => {
    const known = next.get(step.core);
    const sequence = known === undefined ? 0 : known;
    next.set(step.core, sequence + 1);
    return step.sequence === sequence ? step : { ...step, sequence };
  });
  return { ...program, steps: tableOf(numbered) };
};

/** Whether a step loads from HBM to a tile on chip without run-time addresses. */
export const isLoad = (step: Step): boolean =>
  step.opcode === 'dma_copy' &&
  step.operands.some((each) => each.role === 'dst' && each.space === 'sbuf' && !each.indirect) &&
  step.operands.some(
    (each) => each.role === 'src' && (each.space === 'hbm' || each.space === 'shared_hbm') && !each.indirect,
  );
