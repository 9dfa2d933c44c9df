import type { Space } from '../memory/view.ts';
import type { Program, Step, StorageSummary } from './program.ts';

/** Bytes of one partition that a space offers to tensors without an address of their own; a space left out is never full. */
export interface Capacity {
  readonly sbuf?: number;
  readonly psum?: number;
}

interface Life {
  readonly storage: StorageSummary;
  readonly first: number;
  last: number;
  /** Last use by each engine, so that reuse waits for all of them. */
  readonly users: Map<string, number>;
}

/**
 * What the reuse of full memory forces: for the first write of a tensor, the last uses of the tensors whose place it
 * takes. Places are given back in the order in which tensors die and taken by the one that died longest ago, as an
 * allocator that rotates its buffers does; a tensor counts with its bytes in a partition. An empty map means that
 * everything fits beside each other.
 */
export const findReuse = (program: Program, capacity: Capacity): Map<number, readonly number[]> => {
  const reuse = new Map<number, readonly number[]>();
  for (const space of ['sbuf', 'psum'] as const) {
    const bytes = capacity[space];
    if (bytes === undefined) continue;
    const lives = livesOf(program, space);
    for (let core = 0; core < program.cores; core++)
      rotate(
        lives.filter((each) => each.storage.core === core),
        bytes,
        reuse,
      );
  }
  return reuse;
};

const livesOf = (program: Program, space: Space): Life[] => {
  const placed: (StorageSummary | undefined)[] = [];
  for (const storage of program.storages.values())
    if (storage.space === space && storage.address === null) placed[storage.id] = storage;
  const lives = new Map<number, Life>();
  for (let index = 0; index < program.steps.length; index++) {
    const step = program.steps[index] as Step;
    for (const region of step.writes) touch(placed[region.storage], lives, step, index);
    for (const region of step.reads) touch(placed[region.storage], lives, step, index);
  }
  return [...lives.values()];
};

const touch = (
  storage: StorageSummary | undefined,
  lives: Map<number, Life>,
  step: Step,
  index: number,
): void => {
  if (storage === undefined) return;
  const engine = step.engine === 'dma' ? step.trigger : step.engine;
  const life = lives.get(storage.id);
  if (life === undefined) {
    lives.set(storage.id, { storage, first: index, last: index, users: new Map([[engine, index]]) });
    return;
  }
  life.last = index;
  life.users.set(engine, index);
};

const rotate = (
  lives: readonly Life[],
  capacityBytes: number,
  reuse: Map<number, readonly number[]>,
): void => {
  const dying = [...lives].sort((a, b) => a.last - b.last);
  let freeBytes = capacityBytes;
  let nextDead = 0;
  for (const life of lives) {
    freeBytes -= life.storage.bytesPerPartition;
    const before: number[] = [];
    while (freeBytes < 0 && nextDead < dying.length) {
      const dead = dying[nextDead] as Life;
      if (dead.last >= life.first) break;
      freeBytes += dead.storage.bytesPerPartition;
      before.push(...dead.users.values());
      nextDead += 1;
    }
    if (before.length === 0) continue;
    const known = reuse.get(life.first);
    reuse.set(life.first, known === undefined ? before : [...known, ...before]);
  }
};
