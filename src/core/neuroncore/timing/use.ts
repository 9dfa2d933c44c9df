import type { Program, Step } from './program.ts';
import type { Schedule } from './schedule.ts';
import { WAIT_REASONS } from './schedule.ts';

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

/** The use of every engine that ran a step, the DMA engines of a core taken together (mean over the sixteen). */
export const engineUse = (program: Program, played: Schedule): EngineUse[] => {
  const uses = new Map<number, { steps: number; busy: number; idle: Record<string, number>; last: number }>();
  program.steps.forEach((_: Step, index) => {
    const queue = played.queues[index] as number;
    const start = played.starts[index] as number;
    const held = played.holds[index] as number;
    const known = uses.get(queue);
    const use = known === undefined ? { steps: 0, busy: 0, idle: {}, last: 0 } : known;
    uses.set(queue, use);
    use.steps += 1;
    use.busy += held - start;
    const gap = start - use.last;
    const reason = WAIT_REASONS[played.reasons[index] as number] as string;
    if (gap > 0) use.idle[reason] = (reason in use.idle ? (use.idle[reason] as number) : 0) + gap;
    use.last = held;
  });
  const perCore = played.queueNames.length / program.cores;
  const rows = [...uses.entries()]
    .sort(([a], [b]) => a - b)
    .map(([queue, use]) => ({
      core: Math.floor(queue / perCore),
      engine: (played.queueNames[queue] as string).replace(/ \d$/, ''),
      steps: use.steps,
      busySeconds: use.busy,
      busyShare: use.busy / played.totalSeconds,
      idleSecondsBy: use.idle,
    }));
  return [...rows, ...dmaUse(program, played)];
};

const dmaUse = (program: Program, played: Schedule): EngineUse[] => {
  const engines = played.dmaEngineBusySeconds.length / program.cores;
  return Array.from({ length: program.cores }, (_, core): EngineUse => {
    const busy = played.dmaEngineBusySeconds.subarray(core * engines, (core + 1) * engines);
    const mean = busy.reduce((sum, each) => sum + each, 0) / engines;
    const steps = program.steps.filter((step) => step.engine === 'dma' && step.core === core).length;
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
