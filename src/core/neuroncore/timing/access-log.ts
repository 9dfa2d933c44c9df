import { accessesOverlap, covers } from './overlap.ts';
import type { GrowingRows } from './rows.ts';
import { extentAt, kindAt, type StepTable } from './step-table.ts';

const NONE = -1;
const IGNORED = 0;
const SINGLE = 1;
const MANY = 2;

/** Accesses of a storage that later steps may have to wait for, in program order. */
interface Accesses {
  readonly writes: number[];
  readonly reads: number[];
}

/**
 * The accesses of each storage that later steps may have to wait for. Most tiles are written once and read once: that
 * pair is kept in plain arrays (`SINGLE`), and lists are made only for storages with more (`MANY`).
 */
export class AccessLog {
  private readonly table: StepTable;
  private readonly rows: GrowingRows;
  private readonly state: Uint8Array;
  private readonly written: Int32Array;
  private readonly wasRead: Int32Array;
  /** The step of each access that is kept. */
  private readonly stepOf: Uint32Array;
  private readonly many = new Map<number, Accesses>();

  constructor(table: StepTable, core: number, rows: GrowingRows) {
    this.table = table;
    this.rows = rows;
    this.state = new Uint8Array(table.storageCount);
    this.written = new Int32Array(table.storageCount).fill(NONE);
    this.wasRead = new Int32Array(table.storageCount).fill(NONE);
    this.stepOf = new Uint32Array(table.storageOf.length);
    markOrdered(table, core, this.state);
  }

  /** Notes a read by a step, and the writes that it waits for. */
  read(access: number, step: number): void {
    const storage = this.table.storageOf[access] as number;
    const state = this.state[storage] as number;
    if (state === IGNORED) return;
    this.stepOf[access] = step;
    if (state === SINGLE && this.wasRead[storage] === NONE) {
      const write = this.written[storage] as number;
      if (write !== NONE && accessesOverlap(this.table, write, access))
        this.rows.add(this.stepOf[write] as number, 0);
      this.wasRead[storage] = access;
      return;
    }
    const { writes, reads } = this.listsOf(storage);
    const { byteOf } = this.table;
    const byteEnd = (byteOf[access] as number) + extentAt(this.table, access).bytes;
    for (let index = 0; index < writes.length; index++) {
      const write = writes[index] as number;
      if ((byteOf[write] as number) >= byteEnd) continue;
      if (accessesOverlap(this.table, write, access)) this.rows.add(this.stepOf[write] as number, 0);
    }
    this.keepRead(reads, access, step);
  }

  /** Notes a write by a step, and the accesses that it waits for. */
  write(access: number, step: number): void {
    const storage = this.table.storageOf[access] as number;
    const state = this.state[storage] as number;
    if (state === IGNORED) return;
    this.stepOf[access] = step;
    if (state === SINGLE && this.written[storage] === NONE && this.wasRead[storage] === NONE) {
      this.written[storage] = access;
      return;
    }
    const { writes, reads } = this.listsOf(storage);
    this.keepUncovered(writes, access, step, false);
    this.keepUncovered(reads, access, step, true);
    writes.push(access);
  }

  private listsOf(storage: number): Accesses {
    const known = this.many.get(storage);
    if (known !== undefined) return known;
    const single = (access: number): number[] => (access === NONE ? [] : [access]);
    const made = {
      writes: single(this.written[storage] as number),
      reads: single(this.wasRead[storage] as number),
    };
    this.many.set(storage, made);
    this.state[storage] = MANY;
    return made;
  }

  /** A later read of the same in-order engine stands for an earlier one that it covers. */
  private keepRead(reads: number[], access: number, step: number): void {
    const { engine } = kindAt(this.table, step);
    const { byteOf } = this.table;
    const byteStart = byteOf[access] as number;
    const byteEnd = byteStart + extentAt(this.table, access).bytes;
    for (let index = 0; engine !== 'dma' && index < reads.length; index++) {
      const read = reads[index] as number;
      // Most reads of a tile that many steps read lie beside each other.
      const byte = byteOf[read] as number;
      if (byte < byteStart || byte >= byteEnd) continue;
      if (kindAt(this.table, this.stepOf[read] as number).engine !== engine) continue;
      if (!covers(this.table, access, read)) continue;
      reads[index] = access;
      return;
    }
    reads.push(access);
  }

  /** Orders a write after the accesses it overlaps and drops those it hides from later steps. */
  private keepUncovered(accesses: number[], write: number, step: number, keepsOwn: boolean): void {
    let kept = 0;
    for (let index = 0; index < accesses.length; index++) {
      const access = accesses[index] as number;
      const before = this.stepOf[access] as number;
      const isOwn = before === step;
      if (!isOwn && accessesOverlap(this.table, access, write)) this.rows.add(before, 1);
      if ((isOwn && keepsOwn) || !covers(this.table, write, access)) {
        accesses[kept] = access;
        kept += 1;
      }
    }
    // A list that keeps its length is left alone: setting it costs more than looking.
    if (kept < accesses.length) accesses.length = kept;
  }
}

/** Marks storages that a core both writes and reads; others order nothing. */
const markOrdered = (table: StepTable, core: number, state: Uint8Array): void => {
  const { length, accessStarts, storageOf } = table;
  const wasRead = new Uint8Array(state.length);
  const wasWritten = new Uint8Array(state.length);
  for (let step = 0; step < length; step++) {
    const kind = kindAt(table, step);
    if (kind.core !== core) continue;
    const reads = (accessStarts[step] as number) + kind.writeCount;
    const end = accessStarts[step + 1] as number;
    for (let access = accessStarts[step] as number; access < end; access++)
      (access < reads ? wasWritten : wasRead)[storageOf[access] as number] = 1;
  }
  for (let storage = 0; storage < state.length; storage++)
    if (wasRead[storage] === 1 && wasWritten[storage] === 1) state[storage] = SINGLE;
};
