import { type ComputeCost, computeCost } from './cost.ts';
import type { Dependencies } from './dependencies.ts';
import type { Program } from './program.ts';
import { type QueueState, queueNames, queuesOf, splitQueues } from './queues.ts';
import type { Rates } from './resolve.ts';
import type { StepKind } from './step-table.ts';
import { type Transfer, transferOf } from './transfer.ts';
import { ENGINES, type Work, workOf } from './work.ts';

/** What a step waited for last before it started. */
export type WaitReason =
  | 'nothing'
  | 'queue'
  | 'data'
  | 'overwrite'
  | 'reorder'
  | 'buffer'
  | 'table'
  | 'other core';
export const WAIT_REASONS: readonly WaitReason[] = [
  'nothing',
  'queue',
  'data',
  'overwrite',
  'reorder',
  'buffer',
  'table',
  'other core',
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
const CORE_REASON = WAIT_REASONS.indexOf('other core');
const TENSOR = ENGINES.indexOf('tensor');
const DMA = ENGINES.indexOf('dma');
const SCALAR = ENGINES.indexOf('scalar');
const TABLE_REASON = WAIT_REASONS.indexOf('table');

/**
 * Plays a program on in-order queues: at each moment the queue whose head can start first goes on. A head starts when
 * its queue is free and all its predecessors have ended; transfers then pass through the sixteen DMA engines of their
 * core in the order in which they arrive there.
 */
export const schedule = (
  program: Program,
  dependencies: Dependencies,
  rates: Rates,
  work: Work = workOf(program),
): Schedule => {
  const count = program.steps.length;
  const names = queueNames(program);
  const queues = queuesOf(work);
  const state = new Player(program.cores, dependencies, rates, work, splitQueues(queues, names.length));
  for (let placed = 0; placed < count; placed++) state.placeNext();
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
  /** What is known of the step at the head of a queue while its predecessors are looked at. */
  private readonly head = { engine: 0, ready: 0, reason: 0, waitedFor: -1 };
  private readonly tensorWarmth: Float64Array;
  private readonly tensorIdleSince: Float64Array;
  private readonly dependencies: Dependencies;
  private readonly rates: Rates;
  private readonly work: Work;
  private readonly queues: readonly QueueState[];
  /** By kind of work; a kind has one or the other. */
  private readonly computeCosts: readonly ComputeCost[];
  private readonly transfers: readonly Transfer[];

  constructor(
    cores: number,
    dependencies: Dependencies,
    rates: Rates,
    work: Work,
    queues: readonly QueueState[],
  ) {
    this.dependencies = dependencies;
    this.rates = rates;
    this.work = work;
    this.queues = queues;
    this.computeCosts = work.kinds.map((kind) => computeCost(kind, rates));
    this.transfers = work.kinds.map((kind) => transferOf(kind, rates));
    const count = work.kindOf.length;
    this.starts = new Float64Array(count).fill(Number.NaN);
    this.holds = new Float64Array(count);
    this.ends = new Float64Array(count).fill(Number.NaN);
    this.transferStarts = new Float64Array(count);
    this.transferEnds = new Float64Array(count);
    this.reasons = new Uint8Array(count);
    this.waitedFor = new Int32Array(count).fill(-1);
    this.engineFree = new Float64Array(cores * DMA_ENGINES);
    this.tensorWarmth = new Float64Array(cores);
    this.tensorIdleSince = new Float64Array(cores);
    this.engineBusy = new Float64Array(cores * DMA_ENGINES);
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
    const { starts, steps, kinds, reuse, meetings } = this.dependencies;
    const { head } = this;
    head.engine = this.work.engineOf[index] as number;
    head.ready = queue.freeAt;
    head.reason = queue.last >= 0 ? 1 : 0;
    head.waitedFor = queue.last;
    for (let at = starts[index] as number; at < (starts[index + 1] as number); at++)
      if (!this.waitFor(steps[at] as number, (kinds[at] as number) + 2, queue)) return;
    for (let at = reuse.first[index] as number; at >= 0; at = reuse.next[at] as number)
      if (!this.waitFor(reuse.steps[at] as number, BUFFER_REASON, queue)) return;
    const others = meetings.size === 0 ? undefined : meetings.get(index);
    if (others !== undefined)
      for (const before of others) if (!this.waitFor(before, CORE_REASON, queue)) return;
    queue.headStart = head.ready + this.turnSeconds(index, queue);
    this.reasons[index] = head.reason;
    this.waitedFor[index] = head.waitedFor;
  }

  /** What a run-time loop costs a queue before the first step of each iteration. */
  private turnSeconds(index: number, queue: QueueState): number {
    const turn = this.work.turnOf[index] as number;
    if (turn === queue.turn) return 0;
    queue.turn = turn;
    return turn === 0 ? 0 : this.rates.loopIterationSeconds;
  }

  /** Lets the head of a queue wait for one predecessor; false, and the queue blocked, when that has not been placed yet. */
  private waitFor(before: number, reason: number, queue: QueueState): boolean {
    if (Number.isNaN(this.ends[before] as number)) {
      queue.blockedBy = before;
      return false;
    }
    const { head } = this;
    const seen = this.visibleAt(before, head.engine);
    if (seen > head.ready) {
      head.ready = seen;
      head.reason = reason;
      head.waitedFor = before;
    }
    return true;
  }

  /** In-order engines see their own results without a semaphore. */
  private visibleAt(before: number, engine: number): number {
    const own = this.work.engineOf[before] === engine;
    if (own && engine === TENSOR) return this.holds[before] as number;
    return (this.ends[before] as number) + (own ? 0 : this.rates.semaphoreSeconds);
  }

  private place(queue: QueueState): void {
    const index = queue.steps[queue.next] as number;
    const start = queue.headStart;
    this.starts[index] = start;
    if (this.work.engineOf[index] === DMA) this.placeTransfer(index, start);
    else this.placeCompute(index, start);
    queue.freeAt = this.holds[index] as number;
    queue.last = index;
    queue.next += 1;
    queue.headStart = Number.NaN;
    queue.blockedBy = -1;
    if ((this.ends[index] as number) > this.latest) this.latest = this.ends[index] as number;
  }

  private placeCompute(index: number, start: number): void {
    const engine = this.work.engineOf[index] as number;
    const cost = this.computeCosts[this.work.kindOf[index] as number] as ComputeCost;
    const table = engine === SCALAR ? this.tableLoad(index) : 0;
    if (table > 0) this.reasons[index] = TABLE_REASON;
    const share = engine === TENSOR ? this.clockShare(index, start, cost.holdSeconds) : 1;
    const held = start + table + cost.holdSeconds / share;
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
  private clockShare(index: number, start: number, busySeconds: number): number {
    const { warmUpSeconds, coldShare } = this.rates.tensor;
    if (warmUpSeconds === 0) return 1;
    const core = this.work.coreOf[index] as number;
    const idleSeconds = start - (this.tensorIdleSince[core] as number);
    const warmth = Math.max(0, (this.tensorWarmth[core] as number) - idleSeconds / warmUpSeconds);
    this.tensorWarmth[core] = Math.min(1, warmth + busySeconds / warmUpSeconds);
    const share = coldShare + (1 - coldShare) * warmth;
    this.tensorIdleSince[core] = start + busySeconds / share;
    return share;
  }

  /** Another activation function than the one before needs its table loaded; plain copies do not. */
  private tableLoad(index: number): number {
    const step = this.work.kinds[this.work.kindOf[index] as number] as StepKind;
    const core = this.work.coreOf[index] as number;
    const op = step.attributes['op'];
    if (typeof op !== 'string' || !step.opcode.startsWith('activ') || op === 'copy' || op === 'identity')
      return 0;
    const loaded = this.activation.get(core);
    this.activation.set(core, op);
    return loaded === op ? 0 : this.rates.scalar.tableLoadSeconds;
  }

  private placeTransfer(index: number, start: number): void {
    const transfer = this.transfers[this.work.kindOf[index] as number] as Transfer;
    const issued = start + transfer.issueSeconds;
    const arrives = issued + this.rates.dma.startSeconds;
    const first = (this.work.coreOf[index] as number) * DMA_ENGINES;
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
