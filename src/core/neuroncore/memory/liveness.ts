import type { Program, StorageSummary } from '../timing/program.ts';
import { kindAt } from '../timing/step-table.ts';
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
  const { storageCount: count, length, accessStarts, storageOf } = program.steps;
  const from = new Int32Array(count).fill(UNUSED);
  const to = new Int32Array(count).fill(UNUSED);
  const order: number[] = [];
  let sequence = 0;
  for (let step = 0; step < length; step += 1) {
    if (kindAt(program.steps, step).core !== core) continue;
    const end = accessStarts[step + 1] as number;
    for (let access = accessStarts[step] as number; access < end; access += 1) {
      const storage = storageOf[access] as number;
      if (from[storage] === UNUSED) {
        from[storage] = sequence;
        order.push(storage);
      }
      to[storage] = sequence;
    }
    sequence += 1;
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
