import type { Program } from './program.ts';
import type { Schedule } from './schedule.ts';
import { WAIT_REASONS } from './schedule.ts';
import { ENGINES, type Work, workOf } from './work.ts';

/** What an engine did during a kernel. Seconds, and why it stood still in the meantime. */
export interface EngineUse {
  readonly core: number;
  readonly engine: string;
  readonly steps: number;
  readonly busySeconds: number;
  /** Share of the whole time. */
  readonly busyShare: number;
  /** Idle seconds before steps, by what the step behind the gap waited for. */
  readonly idleSecondsBy: Readonly<Record<string, number>>;
}

interface QueueUse {
  steps: number;
  busy: number;
  last: number;
  readonly idle: Record<string, number>;
}

/** The use of every engine that ran a step, the DMA engines of a core taken together (mean over the sixteen). */
export const engineUse = (program: Program, played: Schedule, work: Work = workOf(program)): EngineUse[] => {
  const uses = played.queueNames.map((): QueueUse => ({ steps: 0, busy: 0, last: 0, idle: {} }));
  for (let index = 0; index < played.starts.length; index++) {
    const use = uses[played.queues[index] as number] as QueueUse;
    const start = played.starts[index] as number;
    const held = played.holds[index] as number;
    use.steps += 1;
    use.busy += held - start;
    const gap = start - use.last;
    const reason = WAIT_REASONS[played.reasons[index] as number] as string;
    if (gap > 0) use.idle[reason] = (reason in use.idle ? (use.idle[reason] as number) : 0) + gap;
    use.last = held;
  }
  const perCore = played.queueNames.length / program.cores;
  const rows = played.queueNames
    .map((name, queue) => ({ name, core: Math.floor(queue / perCore), use: uses[queue] as QueueUse }))
    .filter(({ use }) => use.steps > 0)
    .map(({ name, core, use }) => ({
      core,
      engine: name.replace(/ \d$/, ''),
      steps: use.steps,
      busySeconds: use.busy,
      busyShare: use.busy / played.totalSeconds,
      idleSecondsBy: use.idle,
    }));
  return [...rows, ...dmaUse(program, played, work)];
};

const DMA = ENGINES.indexOf('dma');

const dmaUse = (program: Program, played: Schedule, work: Work): EngineUse[] => {
  const engines = played.dmaEngineBusySeconds.length / program.cores;
  return Array.from({ length: program.cores }, (_, core): EngineUse => {
    const busy = played.dmaEngineBusySeconds.subarray(core * engines, (core + 1) * engines);
    const mean = busy.reduce((sum, each) => sum + each, 0) / engines;
    let steps = 0;
    for (let index = 0; index < work.engineOf.length; index++)
      if (work.engineOf[index] === DMA && work.coreOf[index] === core) steps += 1;
    return {
      core,
      engine: 'dma',
      steps,
      busySeconds: mean,
      busyShare: mean / played.totalSeconds,
      idleSecondsBy: {},
    };
  }).filter((use) => use.steps > 0);
};
