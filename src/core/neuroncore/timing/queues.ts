import type { Program } from './program.ts';
import type { TimedStep } from './step-table.ts';
import type { Work } from './work.ts';

const QUEUES = [
  'tensor',
  'vector',
  'scalar',
  'gpsimd',
  'sync',
  'load',
  'store',
  'software',
  'collective',
] as const;
type Queue = (typeof QUEUES)[number];

/**
 * The queue that a step waits in. Transfers that the compiler places itself are triggered from one queue for loads and
 * one for stores, so that a store waiting for its data does not hold up the loads behind it; an engine that the kernel
 * names triggers its transfers itself; transfers with run-time addresses are made by GpSimd's descriptor generator.
 */
const queueOf = (step: TimedStep): Queue => {
  if (step.engine !== 'dma') return step.engine;
  if (step.trigger !== 'dma') return step.trigger === 'collective' ? 'collective' : step.trigger;
  if (step.attributes['dge_mode'] === 'swdge' || step.operands.some((each) => each.indirect))
    return 'software';
  return step.operands.some(
    (each) => each.role === 'dst' && (each.space === 'hbm' || each.space === 'shared_hbm'),
  )
    ? 'store'
    : 'load';
};

/** An in-order queue while a program is played. */
export interface QueueState {
  readonly steps: Int32Array;
  readonly length: number;
  next: number;
  freeAt: number;
  last: number;
  /** Earliest start of the head; NaN while a predecessor has not been placed. */
  headStart: number;
  blockedBy: number;
  /** Iteration of a run-time loop that its last step ran in, as `Work` numbers them. */
  turn: number;
}

/** Names of all queues of a program, those of core 0 first; with several cores the core's number is part of the name. */
export const queueNames = (program: Program): readonly string[] => {
  const names: string[] = [];
  for (let core = 0; core < program.cores; core++)
    for (const queue of QUEUES) names.push(program.cores === 1 ? queue : `${queue} ${core}`);
  return names;
};

/** The queue of every step, as an index into `queueNames`. */
export const queuesOf = (work: Work): Uint8Array => {
  const ofKind = Uint8Array.from(work.kinds, (kind) => QUEUES.indexOf(queueOf(kind)));
  const queues = new Uint8Array(work.kindOf.length);
  for (let step = 0; step < queues.length; step++)
    queues[step] =
      (work.coreOf[step] as number) * QUEUES.length + (ofKind[work.kindOf[step] as number] as number);
  return queues;
};

/** The queues that have steps, in the order of their names. */
export const splitQueues = (queues: Uint8Array, count: number): QueueState[] => {
  const lengths = new Uint32Array(count);
  for (const queue of queues) lengths[queue] = (lengths[queue] as number) + 1;
  const lists = Array.from(lengths, (length) => new Int32Array(length));
  lengths.fill(0);
  for (let step = 0; step < queues.length; step++) {
    const queue = queues[step] as number;
    const place = lengths[queue] as number;
    (lists[queue] as Int32Array)[place] = step;
    lengths[queue] = place + 1;
  }
  return lists
    .filter((steps) => steps.length > 0)
    .map((steps) => ({
      steps,
      length: steps.length,
      next: 0,
      freeAt: 0,
      last: -1,
      headStart: Number.NaN,
      blockedBy: -1,
      turn: 0,
    }));
};
