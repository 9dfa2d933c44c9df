import type { Program, StorageSummary } from '../timing/program.ts';
import type { Space } from './view.ts';

/** The steps of its core between which a storage holds something: from the first to the last that touches it. */
export interface Lifetime {
  readonly storage: StorageSummary;
  readonly from: number;
  readonly to: number;
}

const isOf = (storage: StorageSummary, core: number, space: Space): boolean =>
  storage.core === core && storage.space === space;

/**
 * Lifetimes of the storages of one memory of a core, in the order in which they begin. A storage lives from its first to
 * its last use in program order, both included; storages that nothing touches do not live at all.
 */
export const lifetimesOf = (program: Program, core: number, space: 'sbuf' | 'psum'): readonly Lifetime[] => {
  const spans = new Map<number, { from: number; to: number }>();
  for (const step of program.steps) {
    if (step.core !== core) continue;
    for (const regions of [step.writes, step.reads]) {
      for (const { storage } of regions) {
        const span = spans.get(storage);
        if (span === undefined) spans.set(storage, { from: step.sequence, to: step.sequence });
        else span.to = step.sequence;
      }
    }
  }
  const lifetimes: Lifetime[] = [];
  for (const [id, { from, to }] of spans) {
    const storage = program.storages.get(id);
    if (storage !== undefined && isOf(storage, core, space)) lifetimes.push({ storage, from, to });
  }
  return lifetimes.sort((left, right) => left.from - right.from || left.storage.id - right.storage.id);
};
