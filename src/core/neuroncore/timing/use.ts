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

const addTo = (idle: Record<string, number>, reason: number, seconds: number): void => {
  const name = WAIT_REASONS[reason] as string;
  const before = idle[name];
  idle[name] = before === undefined ? seconds : before + seconds;
};

/** The use of every engine that ran a step, the DMA engines of a core taken together (mean over the sixteen). */
export const engineUse = (program: Program, played: Schedule, work: Work = workOf(program)): EngineUse[] => {
  const idle = played.queueNames.map((): Record<string, number> => ({}));
  const steps = new Uint32Array(idle.length);
  const busy = new Float64Array(idle.length);
  const last = new Float64Array(idle.length);
  for (let index = 0; index < played.starts.length; index++) {
    const queue = played.queues[index] as number;
    const start = played.starts[index] as number;
    const held = played.holds[index] as number;
    steps[queue] = (steps[queue] as number) + 1;
    busy[queue] = (busy[queue] as number) + (held - start);
    const gap = start - (last[queue] as number);
    if (gap > 0) addTo(idle[queue] as Record<string, number>, played.reasons[index] as number, gap);
    last[queue] = held;
  }
  const perCore = played.queueNames.length / program.cores;
  const rows = played.queueNames
    .map((name, queue): EngineUse => {
      const busySeconds = busy[queue] as number;
      return {
        core: Math.floor(queue / perCore),
        engine: name.replace(/ \d$/, ''),
        steps: steps[queue] as number,
        busySeconds,
        busyShare: busySeconds / played.totalSeconds,
        idleSecondsBy: idle[queue] as Record<string, number>,
      };
    })
    .filter((use) => use.steps > 0);
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
