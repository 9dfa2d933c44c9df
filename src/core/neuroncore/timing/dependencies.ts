import type { Program, Region, Step } from './program.ts';

/** Why a step may not start before another has ended. */
export type DependencyKind = 'data' | 'overwrite' | 'reorder' | 'buffer';
export const DEPENDENCY_KINDS: readonly DependencyKind[] = ['data', 'overwrite', 'reorder', 'buffer'];

/** Predecessors of every step in compressed rows: those of step i are `steps[starts[i] .. starts[i + 1])`. */
export interface Dependencies {
  readonly starts: Int32Array;
  readonly steps: Int32Array;
  /** Index into `DEPENDENCY_KINDS`, one for each of `steps`. */
  readonly kinds: Uint8Array;
}

interface Access {
  readonly step: number;
  readonly region: Region;
}

interface Tracked {
  writes: Access[];
  reads: Access[];
}

const spanOverlaps = (startA: number, endA: number, startB: number, endB: number): boolean =>
  startA < endB && startB < endA;

/** Whether two accesses of one storage may touch the same byte; boxes of equal pitch are compared as boxes. */
export const regionsOverlap = (a: Region, b: Region): boolean => {
  if (!spanOverlaps(a.partitionStart, a.partitionEnd, b.partitionStart, b.partitionEnd)) return false;
  if (!spanOverlaps(a.byteStart, a.byteEnd, b.byteStart, b.byteEnd)) return false;
  if (a.pitchBytes === undefined || a.pitchBytes !== b.pitchBytes) return true;
  const pitch = a.pitchBytes;
  const columnA = a.byteStart % pitch;
  const columnB = b.byteStart % pitch;
  return spanOverlaps(columnA, columnA + columnBytes(a, pitch), columnB, columnB + columnBytes(b, pitch));
};

const columnBytes = (region: Region, pitch: number): number => {
  const tail = (region.byteEnd - region.byteStart) % pitch;
  return tail === 0 ? pitch : tail;
};

const covers = (outer: Region, inner: Region): boolean =>
  outer.partitionStart <= inner.partitionStart &&
  outer.partitionEnd >= inner.partitionEnd &&
  outer.byteStart <= inner.byteStart &&
  outer.byteEnd >= inner.byteEnd &&
  (outer.pitchBytes === undefined || outer.pitchBytes === inner.pitchBytes);

/**
 * All orderings that a program's memory accesses force: a read after the write it sees, a write after the reads and
 * writes it replaces, program order inside no-reorder scopes, and the reuse of memory that is full (`buffer`).
 * Storages that are only read, or only written, force nothing.
 */
export const findDependencies = (
  program: Program,
  reuse: ReadonlyMap<number, readonly number[]>,
): Dependencies => {
  const { steps } = program;
  const tracked = trackedStorages(steps);
  const starts = new Int32Array(steps.length + 1);
  const rows = new GrowingRows(steps.length * 3);
  const lastOfScope = new Map<number, number>();
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    rows.begin();
    for (const region of step.reads) noteRead(tracked[region.storage], region, index, steps, rows);
    for (const region of step.writes) noteWrite(tracked[region.storage], region, index, rows);
    if (step.noReorderScope !== 0) {
      const before = lastOfScope.get(step.noReorderScope);
      if (before !== undefined) rows.add(before, 2);
      lastOfScope.set(step.noReorderScope, index);
    }
    for (const before of reuse.get(index) ?? []) rows.add(before, 3);
    starts[index + 1] = rows.length;
  }
  return { starts, steps: rows.steps.subarray(0, rows.length), kinds: rows.kinds.subarray(0, rows.length) };
};

const trackedStorages = (steps: readonly Step[]): (Tracked | undefined)[] => {
  const wasRead: boolean[] = [];
  const tracked: (Tracked | undefined)[] = [];
  for (const step of steps) for (const region of step.reads) wasRead[region.storage] = true;
  for (const step of steps)
    for (const { storage } of step.writes)
      if (wasRead[storage] === true && tracked[storage] === undefined)
        tracked[storage] = { writes: [], reads: [] };
  return tracked;
};

const noteRead = (
  storage: Tracked | undefined,
  region: Region,
  index: number,
  steps: readonly Step[],
  rows: GrowingRows,
): void => {
  if (storage === undefined) return;
  for (const write of storage.writes) if (regionsOverlap(write.region, region)) rows.add(write.step, 0);
  const { engine } = steps[index] as Step;
  const { reads } = storage;
  for (let at = 0; engine !== 'dma' && at < reads.length; at++) {
    const read = reads[at] as Access;
    if ((steps[read.step] as Step).engine !== engine || !covers(region, read.region)) continue;
    reads[at] = { step: index, region };
    return;
  }
  reads.push({ step: index, region });
};

const noteWrite = (storage: Tracked | undefined, region: Region, index: number, rows: GrowingRows): void => {
  if (storage === undefined) return;
  keepUncovered(storage.writes, region, index, rows, false);
  keepUncovered(storage.reads, region, index, rows, true);
  storage.writes.push({ step: index, region });
};

/** Orders a write after the accesses it overlaps and drops those it hides from later steps. */
const keepUncovered = (
  accesses: Access[],
  region: Region,
  index: number,
  rows: GrowingRows,
  keepsOwn: boolean,
): void => {
  let kept = 0;
  for (const access of accesses) {
    const isOwn = access.step === index;
    if (!isOwn && regionsOverlap(access.region, region)) rows.add(access.step, 1);
    if ((isOwn && keepsOwn) || !covers(region, access.region)) {
      accesses[kept] = access;
      kept += 1;
    }
  }
  accesses.length = kept;
};

/** Rows of predecessors that grow as the program is read; a predecessor is kept once in a row. */
class GrowingRows {
  steps: Int32Array;
  kinds: Uint8Array;
  length = 0;
  private rowStart = 0;

  constructor(capacity: number) {
    this.steps = new Int32Array(Math.max(16, capacity));
    this.kinds = new Uint8Array(this.steps.length);
  }

  begin(): void {
    this.rowStart = this.length;
  }

  add(step: number, kind: number): void {
    for (let at = this.rowStart; at < this.length; at++) if (this.steps[at] === step) return;
    if (this.length === this.steps.length) this.grow();
    this.steps[this.length] = step;
    this.kinds[this.length] = kind;
    this.length += 1;
  }

  private grow(): void {
    const steps = new Int32Array(this.steps.length * 2);
    steps.set(this.steps);
    const kinds = new Uint8Array(steps.length);
    kinds.set(this.kinds);
    this.steps = steps;
    this.kinds = kinds;
  }
}
