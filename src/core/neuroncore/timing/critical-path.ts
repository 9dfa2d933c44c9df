import type { Program } from './program.ts';
import type { Schedule } from './schedule.ts';
import { kindAt, type TimedStep } from './step-table.ts';

/** Kinds of work that the estimate of a kernel may rest on; each has its own record of errors. */
export type KernelClass =
  | 'matmul'
  | 'transfer'
  | 'indirect-transfer'
  | 'elementwise'
  | 'activation'
  | 'gpsimd'
  | 'collective'
  | 'control';

/** A stretch of the chain of steps that decides the total time, latest first. */
export interface CriticalStretch {
  readonly step: number;
  readonly class: KernelClass;
  /** From the start of the step to the start of the next one on the chain, or to the end. */
  readonly seconds: number;
}

/** What kind of work a step is. */
export const classOf = (step: TimedStep): KernelClass => {
  switch (step.engine) {
    case 'tensor':
      return 'matmul';
    case 'vector':
      return 'elementwise';
    case 'scalar':
      return 'activation';
    case 'gpsimd':
      return 'gpsimd';
    case 'sync':
      return 'control';
    case 'collective':
      return 'collective';
    case 'dma':
      return step.operands.some((each) => each.indirect) ? 'indirect-transfer' : 'transfer';
  }
};

/**
 * Walks back from the step that ended last to what it waited for, and so on to the launch: shortening anything else
 * first would not shorten the kernel.
 */
export const criticalPath = (program: Program, played: Schedule): readonly CriticalStretch[] => {
  let step = lastStep(played);
  let until = step < 0 ? 0 : (played.ends[step] as number);
  const path: CriticalStretch[] = [];
  while (step >= 0) {
    const starts = played.starts[step] as number;
    path.push({ step, class: classOf(kindAt(program.steps, step)), seconds: until - starts });
    until = starts;
    step = played.waitedFor[step] as number;
  }
  return path;
};

const lastStep = (played: Schedule): number => {
  let last = -1;
  for (let step = 0; step < played.ends.length; step++)
    if (last < 0 || (played.ends[step] as number) > (played.ends[last] as number)) last = step;
  return last;
};

/** Seconds of the critical path by kind of work, most first. */
export const criticalSeconds = (
  path: readonly CriticalStretch[],
): readonly (readonly [KernelClass, number])[] => {
  const sums = new Map<KernelClass, number>();
  for (const stretch of path) {
    const before = sums.get(stretch.class);
    sums.set(stretch.class, before === undefined ? stretch.seconds : before + stretch.seconds);
  }
  return [...sums.entries()].sort(([, a], [, b]) => b - a);
};
