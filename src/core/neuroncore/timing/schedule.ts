import { computeCost } from './cost.ts';
import type { Dependencies } from './dependencies.ts';
import type { Program, Step } from './program.ts';
import type { Rates } from './resolve.ts';
import { transferOf } from './transfer.ts';

/** What a step waited for last before it started. */
export type WaitReason = 'nothing' | 'queue' | 'data' | 'overwrite' | 'reorder' | 'buffer' | 'table';
export const WAIT_REASONS: readonly WaitReason[] = [
  'nothing',
  'queue',
  'data',
  'overwrite',
  'reorder',
  'buffer',
  'table',
];

/**
 * When every step ran, in seconds from the launch. `starts` to `holds` is the time on its engine's queue; `ends` is when
 * others can see its result (for a transfer: its completion semaphore).
 */
export interface Schedule {
  readonly starts: Float64Array;
  readonly holds: Float64Array;
  readonly ends: Float64Array;
  /** For transfers: first and last moment on the DMA engines; equal elsewhere. */
  readonly transferStarts: Float64Array;
  readonly transferEnds: Float64Array;
  /** Index into `WAIT_REASONS`, and the step that was waited for (-1: none). */
  readonly reasons: Uint8Array;
  readonly waitedFor: Int32Array;
  /** Queue of each step, an index into `queueNames`. */
  readonly queues: Uint8Array;
  readonly queueNames: readonly string[];
  /** Seconds in which each DMA engine of each core moved bytes. */
  readonly dmaEngineBusySeconds: Float64Array;
  readonly dmaBytes: number;
  readonly totalSeconds: number;
}

const DMA_ENGINES = 16;
const BUFFER_REASON = WAIT_REASONS.indexOf('buffer');
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
const queueOf = (step: Step): Queue => {
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

interface QueueState {
  readonly steps: Int32Array;
  readonly length: number;
  next: number;
  freeAt: number;
  last: number;
  /** Earliest start of the head; NaN while a predecessor has not been placed. */
  headStart: number;
  blockedBy: number;
}

/** What is known of the step at the head of a queue while its predecessors are looked at. */
interface Head {
  readonly engine: Step['engine'];
  ready: number;
  reason: number;
  waitedFor: number;
}

const splitQueues = (program: Program, queues: Uint8Array): QueueState[] => {
  const lists: number[][] = Array.from({ length: QUEUES.length * program.cores }, () => []);
  program.steps.forEach((step, index) => {
    const queue = step.core * QUEUES.length + QUEUES.indexOf(queueOf(step));
    queues[index] = queue;
    (lists[queue] as number[]).push(index);
  });
  return lists.map((list) => ({
    steps: Int32Array.from(list),
    length: list.length,
    next: 0,
    freeAt: 0,
    last: -1,
    headStart: Number.NaN,
    blockedBy: -1,
  }));
};

/**
 * Plays a program on in-order queues: at each moment the queue whose head can start first goes on. A head starts when
 * its queue is free and all its predecessors have ended; transfers then pass through the sixteen DMA engines of their
 * core in the order in which they arrive there.
 */
export const schedule = (program: Program, dependencies: Dependencies, rates: Rates): Schedule => {
  const count = program.steps.length;
  const queues = new Uint8Array(count);
  const state = new Player(program, dependencies, rates, splitQueues(program, queues));
  for (let placed = 0; placed < count; placed++) state.placeNext();
  const names: string[] = [];
  for (let core = 0; core < program.cores; core++)
    for (const queue of QUEUES) names.push(program.cores === 1 ? queue : `${queue} ${core}`);
  return {
    starts: state.starts,
    holds: state.holds,
    ends: state.ends,
    transferStarts: state.transferStarts,
    transferEnds: state.transferEnds,
    reasons: state.reasons,
    waitedFor: state.waitedFor,
    queues,
    queueNames: names,
    dmaEngineBusySeconds: state.engineBusy,
    dmaBytes: state.dmaBytes,
    totalSeconds: state.latest + rates.launchSeconds,
  };
};

/** The moving parts of a schedule under way. */
class Player {
  readonly starts: Float64Array;
  readonly holds: Float64Array;
  readonly ends: Float64Array;
  readonly transferStarts: Float64Array;
  readonly transferEnds: Float64Array;
  readonly reasons: Uint8Array;
  readonly waitedFor: Int32Array;
  readonly engineFree: Float64Array;
  readonly engineBusy: Float64Array;
  dmaBytes = 0;
  latest = 0;
  private readonly activation = new Map<number, string>();
  private readonly tensorWarmth: Float64Array;
  private readonly tensorIdleSince: Float64Array;
  private readonly program: Program;
  private readonly dependencies: Dependencies;
  private readonly rates: Rates;
  private readonly queues: readonly QueueState[];

  constructor(program: Program, dependencies: Dependencies, rates: Rates, queues: readonly QueueState[]) {
    this.program = program;
    this.dependencies = dependencies;
    this.rates = rates;
    this.queues = queues;
    const count = program.steps.length;
    this.starts = new Float64Array(count).fill(Number.NaN);
    this.holds = new Float64Array(count);
    this.ends = new Float64Array(count).fill(Number.NaN);
    this.transferStarts = new Float64Array(count);
    this.transferEnds = new Float64Array(count);
    this.reasons = new Uint8Array(count);
    this.waitedFor = new Int32Array(count).fill(-1);
    this.engineFree = new Float64Array(program.cores * DMA_ENGINES);
    this.tensorWarmth = new Float64Array(program.cores);
    this.tensorIdleSince = new Float64Array(program.cores);
    this.engineBusy = new Float64Array(program.cores * DMA_ENGINES);
  }

  placeNext(): void {
    let best: QueueState | undefined;
    for (const queue of this.queues) {
      if (queue.next >= queue.length) continue;
      if (Number.isNaN(queue.headStart)) this.lookAtHead(queue);
      if (!Number.isNaN(queue.headStart) && (best === undefined || queue.headStart < best.headStart))
        best = queue;
    }
    if (best === undefined)
      throw new Error('The program waits for itself: its steps are not in an order that can run.');
    this.place(best);
  }

  /** Finds when the head of a queue may start, and why not earlier; leaves it unknown while a predecessor is unplaced. */
  private lookAtHead(queue: QueueState): void {
    if (queue.blockedBy >= 0 && Number.isNaN(this.ends[queue.blockedBy] as number)) return;
    const index = queue.steps[queue.next] as number;
    const { starts, steps, kinds, reuse } = this.dependencies;
    const { engine } = this.program.steps[index] as Step;
    const head = { engine, ready: queue.freeAt, reason: queue.last >= 0 ? 1 : 0, waitedFor: queue.last };
    for (let at = starts[index] as number; at < (starts[index + 1] as number); at++)
      if (!this.waitFor(head, steps[at] as number, (kinds[at] as number) + 2, queue)) return;
    const places = reuse.get(index);
    if (places !== undefined)
      for (const before of places) if (!this.waitFor(head, before, BUFFER_REASON, queue)) return;
    queue.headStart = head.ready;
    this.reasons[index] = head.reason;
    this.waitedFor[index] = head.waitedFor;
  }

  /** Lets the head of a queue wait for one predecessor; false, and the queue blocked, when that has not been placed yet. */
  private waitFor(head: Head, before: number, reason: number, queue: QueueState): boolean {
    if (Number.isNaN(this.ends[before] as number)) {
      queue.blockedBy = before;
      return false;
    }
    const seen = this.visibleAt(before, head.engine);
    if (seen > head.ready) {
      head.ready = seen;
      head.reason = reason;
      head.waitedFor = before;
    }
    return true;
  }

  /** In-order engines see their own results without a semaphore. */
  private visibleAt(before: number, engine: Step['engine']): number {
    const step = this.program.steps[before] as Step;
    if (step.engine === engine && engine === 'tensor') return this.holds[before] as number;
    return (this.ends[before] as number) + (step.engine === engine ? 0 : this.rates.semaphoreSeconds);
  }

  private place(queue: QueueState): void {
    const index = queue.steps[queue.next] as number;
    const step = this.program.steps[index] as Step;
    const start = queue.headStart;
    this.starts[index] = start;
    if (step.engine === 'dma') this.placeTransfer(step, index, start);
    else this.placeCompute(step, index, start);
    queue.freeAt = this.holds[index] as number;
    queue.last = index;
    queue.next += 1;
    queue.headStart = Number.NaN;
    queue.blockedBy = -1;
    if ((this.ends[index] as number) > this.latest) this.latest = this.ends[index] as number;
  }

  private placeCompute(step: Step, index: number, start: number): void {
    const cost = computeCost(step, this.rates);
    const table = step.engine === 'scalar' ? this.tableLoad(step) : 0;
    if (table > 0) this.reasons[index] = WAIT_REASONS.indexOf('table');
    const held =
      start +
      table +
      cost.holdSeconds / (step.engine === 'tensor' ? this.clockShare(step, start, cost.holdSeconds) : 1);
    this.holds[index] = held;
    this.ends[index] = held + cost.drainSeconds;
    this.transferStarts[index] = start;
    this.transferEnds[index] = start;
  }

  /**
   * TensorE's clock as a share of the full one: it falls while the engine idles and rises while it works, each over the
   * warm-up time, so that use below one half ends at the cold share.
   * Source: aws-neuron-sdk tools/neuron-explorer/overview-summary-page.rst, "Throttling".
   */
  private clockShare(step: Step, start: number, busySeconds: number): number {
    const { warmUpSeconds, coldShare } = this.rates.tensor;
    if (warmUpSeconds === 0) return 1;
    const core = step.core;
    const idleSeconds = start - (this.tensorIdleSince[core] as number);
    const warmth = Math.max(0, (this.tensorWarmth[core] as number) - idleSeconds / warmUpSeconds);
    this.tensorWarmth[core] = Math.min(1, warmth + busySeconds / warmUpSeconds);
    const share = coldShare + (1 - coldShare) * warmth;
    this.tensorIdleSince[core] = start + busySeconds / share;
    return share;
  }

  /** Another activation function than the one before needs its table loaded; plain copies do not. */
  private tableLoad(step: Step): number {
    const op = step.attributes['op'];
    if (typeof op !== 'string' || !step.opcode.startsWith('activ') || op === 'copy' || op === 'identity')
      return 0;
    const loaded = this.activation.get(step.core);
    this.activation.set(step.core, op);
    return loaded === op ? 0 : this.rates.scalar.tableLoadSeconds;
  }

  private placeTransfer(step: Step, index: number, start: number): void {
    const transfer = transferOf(step, this.rates);
    const issued = start + transfer.issueSeconds;
    const arrives = issued + this.rates.dma.startSeconds;
    const first = step.core * DMA_ENGINES;
    const seconds = transfer.engineSeconds;
    let begins = Number.POSITIVE_INFINITY;
    let done = arrives;
    for (let engine = first; engine < first + transfer.engines; engine++) {
      const at = Math.max(arrives, this.engineFree[engine] as number);
      this.engineFree[engine] = at + seconds;
      this.engineBusy[engine] = (this.engineBusy[engine] as number) + seconds;
      if (at < begins) begins = at;
      if (at + seconds > done) done = at + seconds;
    }
    this.dmaBytes += transfer.bytes;
    this.holds[index] = issued;
    this.transferStarts[index] = begins;
    this.transferEnds[index] = done;
    this.ends[index] = done + this.rates.dma.completionSeconds;
  }
}
