import { largestStorage } from '../timing/dependencies.ts';
import type { Program, Region, StorageSummary } from '../timing/program.ts';
import { at } from './at.ts';

/** The steps of its core between which a storage holds something: from the first to the last that touches it. */
export interface Lifetime {
  readonly storage: StorageSummary;
  readonly from: number;
  readonly to: number;
}

/** First and last use of every storage on one core, by id; -1 where the core does not touch it. */
export interface Spans {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Ids in order of first use. */
  readonly order: readonly number[];
}

const UNUSED = -1;

/** When each storage is used by a core, in steps of the core. */
export const spansOf = (program: Program, core: number): Spans => {
  const count = largestStorage(program) + 1;
  const from = new Int32Array(count).fill(UNUSED);
  const to = new Int32Array(count).fill(UNUSED);
  const order: number[] = [];
  const touch = (regions: readonly Region[], sequence: number): void => {
    for (const { storage } of regions) {
      if (from[storage] === UNUSED) {
        from[storage] = sequence;
        order.push(storage);
      }
      to[storage] = sequence;
    }
  };
  for (const step of program.steps) {
    if (step.core !== core) continue;
    touch(step.writes, step.sequence);
    touch(step.reads, step.sequence);
  }
  return { from, to, order };
};

/**
 * Lifetimes of the storages of one memory of a core, in the order in which they begin. A storage lives from its first to
 * its last use in program order, both included; storages that nothing touches do not live at all.
 */
export const lifetimesOf = (
  program: Program,
  core: number,
  space: 'sbuf' | 'psum',
  { from, to, order }: Spans,
): readonly Lifetime[] => {
  const lifetimes: Lifetime[] = [];
  for (const id of order) {
    const storage = program.storages.get(id);
    if (storage === undefined || storage.core !== core || storage.space !== space) continue;
    lifetimes.push({ storage, from: at(from, id), to: at(to, id) });
  }
  return lifetimes.sort((left, right) => left.from - right.from || left.storage.id - right.storage.id);
};
