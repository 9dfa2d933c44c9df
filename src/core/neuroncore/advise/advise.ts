import type { TimingConstants } from '../timing/constants.ts';
import { type CriticalStretch, criticalPath } from '../timing/critical-path.ts';
import { findDependencies } from '../timing/dependencies.ts';
import { estimateTime, type TimeEstimate } from '../timing/estimate.ts';
import type { Program, Step } from '../timing/program.ts';
import { ratesAt } from '../timing/resolve.ts';
import { findReuse } from '../timing/reuse.ts';
import { schedule, WAIT_REASONS } from '../timing/schedule.ts';
import { stepsOf } from '../timing/step-table.ts';
import { keepLoaded } from './keep-loaded.ts';
import { mergeLoads } from './merge-loads.ts';
import { MOVES } from './move-engine.ts';
import { narrowMatmul } from './narrow-matmul.ts';
import type { Rewriter } from './rewrite.ts';
import { spreadTriggers } from './spread-triggers.ts';

/** A source line and the seconds it stands for. */
export interface LineSeconds {
  readonly path: string;
  readonly line: number;
  readonly opcode: string;
  readonly seconds: number;
  readonly steps: number;
}

/** A change and what the timing model says it brings, found by timing the changed program. */
export interface Advice {
  readonly id: string;
  readonly title: string;
  readonly results: string;
  readonly secondsAfter: number;
  readonly gainShare: number;
  readonly lines: readonly LineSeconds[];
}

/** A gap in which the busiest engine stood still, by what it waited for. */
export interface IdleGap {
  readonly engine: string;
  readonly reason: string;
  readonly seconds: number;
  readonly waitedFor: LineSeconds | null;
}

export interface KernelAdvice {
  readonly estimate: TimeEstimate;
  /** The engine or queue that works longest. */
  readonly bottleneck: string;
  readonly bottleneckShare: number;
  /** Where the time of the critical path goes, most first. */
  readonly critical: readonly LineSeconds[];
  readonly gaps: readonly IdleGap[];
  /** Changes that help, best first. */
  readonly changes: readonly Advice[];
}

const REWRITERS: readonly Rewriter[] = [keepLoaded, mergeLoads, spreadTriggers, ...MOVES, narrowMatmul];
/** A change has to bring at least this share of the time to be worth a line. */
export const LEAST_GAIN = 0.01;
const MOST_LINES = 5;

/** The bottleneck of a kernel, its idle gaps with their causes, and the changes that would shorten it, each timed again. */
export const advise = (program: Program, constants: TimingConstants): KernelAdvice => {
  const estimate = estimateTime(program, constants);
  const busiest = [...estimate.use].sort((a, b) => b.busySeconds - a.busySeconds)[0];
  const path = criticalPath(program, estimate.schedule);
  return {
    estimate,
    bottleneck: busiest === undefined ? 'none' : busiest.engine,
    bottleneckShare: busiest === undefined ? 0 : busiest.busyShare,
    critical: linesOf(program, path),
    gaps: busiest === undefined ? [] : gapsOf(program, estimate, busiest.engine),
    changes: changesOf(program, estimate, constants),
  };
};

/** Every change that helps, best first; of variants of one change the best. */
const changesOf = (program: Program, estimate: TimeEstimate, constants: TimingConstants): Advice[] => {
  const told = new Set<string>();
  return everyChange(program, estimate, constants).filter(({ id }) => {
    const isNew = !told.has(id);
    told.add(id);
    return isNew;
  });
};

const everyChange = (program: Program, estimate: TimeEstimate, constants: TimingConstants): Advice[] =>
  REWRITERS.flatMap((rewriter) => {
    const rewrite = rewriter(program);
    if (rewrite === null) return [];
    const secondsAfter = timeOf(rewrite.program, constants);
    const gainShare = 1 - secondsAfter / estimate.seconds;
    if (gainShare < LEAST_GAIN) return [];
    const stretches = rewrite.steps.map(
      (step): CriticalStretch => ({
        step,
        class: 'control',
        seconds: (estimate.schedule.holds[step] as number) - (estimate.schedule.starts[step] as number),
      }),
    );
    const { id, title, results } = rewrite;
    return { id, title, results, secondsAfter, gainShare, lines: linesOf(program, stretches) };
  }).sort((a, b) => b.gainShare - a.gainShare);

const timeOf = (program: Program, constants: TimingConstants): number => {
  const reuse = findReuse(program, { psum: program.generation.psumBytesPerPartition });
  return schedule(program, findDependencies(program, reuse), ratesAt(constants, 'value')).totalSeconds;
};

/** Seconds by source line and opcode, most first. */
const linesOf = (program: Program, path: readonly CriticalStretch[]): LineSeconds[] => {
  const sums = new Map<string, LineSeconds>();
  for (const { step: index, seconds } of path) {
    const line = lineOf(stepsOf(program)[index] as Step);
    const key = `${line.path}:${line.line}:${line.opcode}`;
    const known = sums.get(key);
    sums.set(key, {
      ...line,
      seconds: known === undefined ? seconds : known.seconds + seconds,
      steps: known === undefined ? 1 : known.steps + 1,
    });
  }
  return [...sums.values()].sort((a, b) => b.seconds - a.seconds).slice(0, MOST_LINES);
};

const lineOf = (step: Step): LineSeconds => ({
  path: step.site.file.path,
  line: step.site.line,
  opcode: step.opcode,
  seconds: 0,
  steps: 1,
});

/** Idle time of an engine by reason and by the line it waited for, most first. */
const gapsOf = (program: Program, estimate: TimeEstimate, engine: string): IdleGap[] => {
  const { schedule: played } = estimate;
  const gaps = new Map<string, IdleGap>();
  const lastOf = new Map<number, number>();
  stepsOf(program).forEach((_, index) => {
    const queue = played.queues[index] as number;
    if ((played.queueNames[queue] as string).replace(/ \d$/, '') !== engine) return;
    const known = lastOf.get(queue);
    const idle = (played.starts[index] as number) - (known === undefined ? 0 : known);
    lastOf.set(queue, played.holds[index] as number);
    if (idle <= 0) return;
    const waited = played.waitedFor[index] as number;
    const line = waited < 0 ? null : lineOf(stepsOf(program)[waited] as Step);
    const reason = WAIT_REASONS[played.reasons[index] as number] as string;
    const key = line === null ? reason : `${reason} ${line.path}:${line.line}:${line.opcode}`;
    const before = gaps.get(key);
    gaps.set(key, {
      engine,
      reason,
      waitedFor: line,
      seconds: before === undefined ? idle : before.seconds + idle,
    });
  });
  return [...gaps.values()].sort((a, b) => b.seconds - a.seconds).slice(0, MOST_LINES);
};
