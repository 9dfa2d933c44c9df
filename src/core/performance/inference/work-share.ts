import type { Machine } from '../machine.ts';
import type { Bound, RooflinePoint } from '../outcome.ts';
import type { OpenLoopModel, OpenLoopState } from './open-loop.ts';
import { meanContext, promptOf } from './serving-load.ts';
import { decodeStepBreakdown, decodeStepSeconds, prefillBreakdown, prefillSeconds } from './step.ts';
import { decodeWork, prefillWork } from './step-work.ts';

/** Where decoding and prompts stand under the roofline: FLOPs per byte of memory traffic, and what a chip reaches. */
export const rooflinePoints = (open: OpenLoopModel, running: number): readonly RooflinePoint[] => {
  const { step, mean } = open;
  const prompt = promptOf(mean);
  const parts = [
    {
      name: 'decode',
      work: decodeWork(step, running, meanContext(mean)),
      seconds: decodeStepSeconds(step, running, meanContext(mean)),
    },
    { name: 'prefill', work: prefillWork(step, prompt), seconds: prefillSeconds(step, prompt) },
  ];
  return parts.map(({ name, work, seconds }) => ({
    name,
    intensity: work.flops / work.bytes,
    achievedFlopsPerSecondPerChip: work.flops / seconds,
  }));
};

/**
 * Mean use of a chip's matrix peak and of its memory bandwidth in a state: per decode step, the step's own work and that
 * of the prompts that arrive meanwhile. Idle time at low load is not counted as use.
 */
export const utilisationOf = (
  machine: Machine,
  open: OpenLoopModel,
  state: OpenLoopState,
): { readonly compute: number; readonly memory: number } => {
  const { step, mean } = open;
  const peak = machine.peakFlopsPerSecond[step.layout.computeFormat];
  const cycle = state.meanTimePerOutputTokenSeconds;
  const prompts = state.running / mean.outputTokens / (step.pipelineParallel * step.attentionCopies);
  const decode = decodeWork(step, state.running, meanContext(mean));
  const prompt = prefillWork(step, promptOf(mean));
  const busy = Math.min(1, state.running);
  const use = (work: number, rate: number): number => Math.min(1, (busy * work) / cycle / rate);
  return {
    compute: peak === undefined ? 1 : use(decode.flops + prompts * prompt.flops, peak),
    memory: use(decode.bytes + prompts * prompt.bytes, machine.hbmBytesPerSecond),
  };
};

/** Use of a chip by work that fills `busy` of its time. */
export interface Use {
  readonly compute: number;
  readonly memory: number;
  readonly busy: number;
}

const IDLE: Use = { compute: 0, memory: 0, busy: 0 };

/** Mean over so many replicas of each kind. */
const meanUse = (parts: readonly (readonly [replicas: number, use: Use])[]): Use => {
  const all = parts.reduce((sum, [replicas]) => sum + replicas, 0);
  const mean = (pick: (use: Use) => number): number =>
    parts.reduce((sum, [replicas, use]) => sum + (replicas / all) * pick(use), 0);
  return { compute: mean((u) => u.compute), memory: mean((u) => u.memory), busy: mean((u) => u.busy) };
};

/** Use of a chip in a state of a replica: it works whenever a request runs. */
const useAt = (machine: Machine, open: OpenLoopModel, state: OpenLoopState): Use => ({
  ...utilisationOf(machine, open, state),
  busy: Math.min(1, state.running),
});

/** Use of a chip that only processes prompts, for `load` of its time. */
const promptUse = (machine: Machine, { step, mean }: OpenLoopModel, load: number): Use => {
  const work = prefillWork(step, promptOf(mean));
  const seconds = prefillSeconds(step, promptOf(mean));
  const peak = machine.peakFlopsPerSecond[step.layout.computeFormat];
  const busy = Math.min(1, load);
  return {
    compute: peak === undefined ? busy : busy * Math.min(1, work.flops / seconds / peak),
    memory: busy * Math.min(1, work.bytes / seconds / machine.hbmBytesPerSecond),
    busy,
  };
};

/** How many replicas do what in a fleet. */
export interface FleetUse {
  /** State of the replicas that write answers. */
  readonly state: OpenLoopState;
  /** Replicas that write answers and, where there is no other pool, process prompts. */
  readonly replicas: number;
  /** Replicas that only process prompts; 0 where there is one pool. */
  readonly promptReplicas: number;
  /** Replicas that do nothing: spares. May be a fraction, where spare chips fill less than one. */
  readonly spareReplicas: number;
}

/** Mean use of the chips of a whole fleet: replicas at work, those for prompts alone, and spares. */
export const fleetUse = (machine: Machine, open: OpenLoopModel, fleet: FleetUse): Use => {
  const { state, replicas, promptReplicas, spareReplicas } = fleet;
  const answering = promptReplicas === 0 ? useAt(machine, open, state) : decodingUse(machine, open, state);
  return meanUse([
    [replicas, answering],
    [promptReplicas, promptReplicas === 0 ? IDLE : promptUse(machine, open, state.promptLoad)],
    [spareReplicas, IDLE],
  ]);
};

/** Use of a chip that only writes answers. */
const decodingUse = (machine: Machine, { step, mean }: OpenLoopModel, state: OpenLoopState): Use => {
  const work = decodeWork(step, state.running, meanContext(mean));
  const peak = machine.peakFlopsPerSecond[step.layout.computeFormat];
  const busy = Math.min(1, state.running);
  const use = (amount: number, rate: number): number =>
    Math.min(1, (busy * amount) / state.meanTimePerOutputTokenSeconds / rate);
  return {
    compute: peak === undefined ? busy : use(work.flops, peak),
    memory: use(work.bytes, machine.hbmBytesPerSecond),
    busy,
  };
};

/** What most of a replica's time goes into, decoding and prompts together; memory capacity when more requests would still be fast enough. */
export const boundOf = (open: OpenLoopModel, running: number, full: boolean): Bound => {
  if (full) return 'memory-capacity';
  const { step, mean } = open;
  const prompts = running / mean.outputTokens / (step.pipelineParallel * step.attentionCopies);
  const seconds = new Map<Bound, number>();
  const add = (bound: Bound, time: number): void => {
    const before = seconds.get(bound);
    seconds.set(bound, before === undefined ? time : before + time);
  };
  for (const part of decodeStepBreakdown(step, running, meanContext(mean)).parts)
    add(part.bound, part.seconds);
  for (const part of prefillBreakdown(step, promptOf(mean)).parts) add(part.bound, prompts * part.seconds);
  return [...seconds].reduce(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    ['latency' as Bound, 0],
  )[0];
};
