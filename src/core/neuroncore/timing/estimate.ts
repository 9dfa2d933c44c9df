import type { LowerBound } from './bounds.ts';
import { lowerBound } from './bounds.ts';
import type { TimingConstants } from './constants.ts';
import type { Dependencies } from './dependencies.ts';
import { findDependencies } from './dependencies.ts';
import type { Program } from './program.ts';
import { ratesAt } from './resolve.ts';
import { findReuse, livesOf } from './reuse.ts';
import type { Schedule } from './schedule.ts';
import { schedule } from './schedule.ts';
import type { EngineUse } from './use.ts';
import { engineUse } from './use.ts';
import { workOf } from './work.ts';

/** How long a kernel takes, as an interval with the schedule behind the estimate. */
export interface TimeEstimate {
  /** Best order, unlimited buffers, every constant at its fast end. */
  readonly lowSeconds: number;
  /** In-order engines, constants at their estimates. */
  readonly seconds: number;
  /** In-order engines, SBUF reused in the order in which tensors die, every constant at its slow end. */
  readonly highSeconds: number;
  readonly bound: LowerBound;
  readonly schedule: Schedule;
  readonly dependencies: Dependencies;
  readonly use: readonly EngineUse[];
}

/**
 * Plays a program three times: for its lower bound, its estimate and its upper end. The estimate lets SBUF be reused
 * without waiting, because compilers place and spill more cleverly than a rotation of buffers: measured kernels that
 * would wait for a rotation do not. PSUM cannot spill, so that its eight banks do make steps wait.
 */
export const estimateTime = (program: Program, constants: TimingConstants): TimeEstimate => {
  const { psumBytesPerPartition, sbufBytesPerPartition } = program.generation;
  const work = workOf(program);
  const lives = livesOf(program, work);
  const psum = findReuse(program, { psum: psumBytesPerPartition }, lives);
  const dependencies = findDependencies(program, psum);
  const rates = ratesAt(constants, 'value');
  const played = schedule(program, dependencies, rates, work);
  const bound = lowerBound(program, dependencies, ratesAt(constants, 'low'), work);
  const full = findReuse(program, { psum: psumBytesPerPartition, sbuf: sbufBytesPerPartition }, lives);
  const slow = schedule(program, { ...dependencies, reuse: full }, ratesAt(constants, 'high'), work);
  return {
    lowSeconds: Math.min(bound.seconds, played.totalSeconds),
    seconds: played.totalSeconds,
    highSeconds: Math.max(slow.totalSeconds, played.totalSeconds),
    bound,
    schedule: played,
    dependencies,
    use: engineUse(program, played, work),
  };
};

/** The estimate alone, with the constants that documents give and nothing fitted. Seconds. */
export const documentedSeconds = (program: Program, constants: TimingConstants): number => {
  const reuse = findReuse(program, { psum: program.generation.psumBytesPerPartition });
  return schedule(program, findDependencies(program, reuse), ratesAt(constants, 'documented')).totalSeconds;
};
