import { findMeetings } from './meetings.ts';
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
  /** Further predecessors of few steps, all of the kind `buffer`: the last uses of tensors whose place they take. */
  readonly reuse: ReadonlyMap<number, readonly number[]>;
  /** What steps of one core wait for on the other one; empty for one core. */
  readonly meetings: ReadonlyMap<number, readonly number[]>;
}

interface Access {
  readonly step: number;
  readonly region: Region;
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
  const starts = new Int32Array(steps.length + 1);
  const rows = new GrowingRows(steps.length * 3);
  // Cores see each other's memory only where they meet, which `findMeetings` adds.
  const logs = Array.from({ length: program.cores }, (_, core) => new AccessLog(program, core, rows));
  const lastOfScope = new Map<string, number>();
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    rows.begin();
    const accesses = logs[step.core] as AccessLog;
    for (const region of step.reads) accesses.read(region, index);
    for (const region of step.writes) accesses.write(region, index);
    if (step.noReorderScope !== 0) {
      const scope = `${step.core} ${step.noReorderScope}`;
      const before = lastOfScope.get(scope);
      if (before !== undefined) rows.add(before, 2);
      lastOfScope.set(scope, index);
    }
    starts[index + 1] = rows.length;
  }
  const found = {
    starts,
    steps: rows.steps.subarray(0, rows.length),
    kinds: rows.kinds.subarray(0, rows.length),
  };
  return { ...found, reuse, meetings: findMeetings(program, found) };
};

/** Largest id of a program's storages; -1 when it has none. */
export const largestStorage = (program: Program): number => {
  let largest = -1;
  for (const id of program.storages.keys()) if (id > largest) largest = id;
  return largest;
};

const NONE = -1;
const IGNORED = 0;
const SINGLE = 1;
const MANY = 2;

/**
 * The accesses of each storage that later steps may have to wait for. Most tiles are written once and read once: that
 * pair is kept in plain arrays (`SINGLE`), and lists are made only for storages with more (`MANY`).
 */
class AccessLog {
  private readonly steps: readonly Step[];
  private readonly rows: GrowingRows;
  private readonly state: Uint8Array;
  private readonly writeStep: Int32Array;
  private readonly readStep: Int32Array;
  private readonly writeRegion: (Region | undefined)[];
  private readonly readRegion: (Region | undefined)[];
  private readonly many = new Map<number, { readonly writes: Access[]; readonly reads: Access[] }>();

  constructor(program: Program, core: number, rows: GrowingRows) {
    const { steps } = program;
    this.steps = steps;
    this.rows = rows;
    const count = largestStorage(program) + 1;
    this.state = new Uint8Array(count);
    this.writeStep = new Int32Array(count).fill(NONE);
    this.readStep = new Int32Array(count).fill(NONE);
    this.writeRegion = new Array<Region | undefined>(count);
    this.readRegion = new Array<Region | undefined>(count);
    const wasRead = new Uint8Array(count);
    for (const step of steps)
      if (step.core === core) for (const { storage } of step.reads) wasRead[storage] = 1;
    for (const step of steps)
      if (step.core === core)
        for (const { storage } of step.writes) if (wasRead[storage] === 1) this.state[storage] = SINGLE;
  }

  read(region: Region, index: number): void {
    const { storage } = region;
    const state = this.state[storage] as number;
    if (state === IGNORED) return;
    if (state === SINGLE && this.readStep[storage] === NONE) {
      const written = this.writeStep[storage] as number;
      if (written !== NONE && regionsOverlap(this.writeRegion[storage] as Region, region))
        this.rows.add(written, 0);
      this.readStep[storage] = index;
      this.readRegion[storage] = region;
      return;
    }
    const { writes, reads } = this.listsOf(storage);
    for (const write of writes) if (regionsOverlap(write.region, region)) this.rows.add(write.step, 0);
    this.keepRead(reads, region, index);
  }

  write(region: Region, index: number): void {
    const { storage } = region;
    const state = this.state[storage] as number;
    if (state === IGNORED) return;
    if (state === SINGLE && this.writeStep[storage] === NONE && this.readStep[storage] === NONE) {
      this.writeStep[storage] = index;
      this.writeRegion[storage] = region;
      return;
    }
    const { writes, reads } = this.listsOf(storage);
    this.keepUncovered(writes, region, index, false);
    this.keepUncovered(reads, region, index, true);
    writes.push({ step: index, region });
  }

  private listsOf(storage: number): { readonly writes: Access[]; readonly reads: Access[] } {
    const known = this.many.get(storage);
    if (known !== undefined) return known;
    const single = (step: number, region: Region | undefined): Access[] =>
      step === NONE || region === undefined ? [] : [{ step, region }];
    const made = {
      writes: single(this.writeStep[storage] as number, this.writeRegion[storage]),
      reads: single(this.readStep[storage] as number, this.readRegion[storage]),
    };
    this.many.set(storage, made);
    this.state[storage] = MANY;
    return made;
  }

  /** A later read of the same in-order engine stands for an earlier one that it covers. */
  private keepRead(reads: Access[], region: Region, index: number): void {
    const { engine } = this.steps[index] as Step;
    for (let at = 0; engine !== 'dma' && at < reads.length; at++) {
      const read = reads[at] as Access;
      if ((this.steps[read.step] as Step).engine !== engine || !covers(region, read.region)) continue;
      reads[at] = { step: index, region };
      return;
    }
    reads.push({ step: index, region });
  }

  /** Orders a write after the accesses it overlaps and drops those it hides from later steps. */
  private keepUncovered(accesses: Access[], region: Region, index: number, keepsOwn: boolean): void {
    let kept = 0;
    for (const access of accesses) {
      const isOwn = access.step === index;
      if (!isOwn && regionsOverlap(access.region, region)) this.rows.add(access.step, 1);
      if ((isOwn && keepsOwn) || !covers(region, access.region)) {
        accesses[kept] = access;
        kept += 1;
      }
    }
    accesses.length = kept;
  }
}

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
