import type { Program } from './program.ts';
import { ENGINES, type Work, workOf } from './work.ts';

/** Bytes of one partition that a space offers to tensors without an address of their own; a space left out is never full. */
export interface Capacity {
  readonly sbuf?: number;
  readonly psum?: number;
}

const NEVER = -1;

/** Predecessors that few steps have: of each step a chain, in the order in which they were added. */
export interface Reuse {
  /** The first entry of each step's chain, and the entry behind each entry; -1 for none. */
  readonly first: Int32Array;
  readonly next: readonly number[];
  /** The step that each entry stands for. */
  readonly steps: readonly number[];
}

class ReuseChains implements Reuse {
  readonly first: Int32Array;
  readonly next: number[] = [];
  readonly steps: number[] = [];
  private readonly last: Int32Array;

  constructor(count: number) {
    this.first = new Int32Array(count).fill(NEVER);
    this.last = new Int32Array(count);
  }

  add(step: number, before: number): void {
    const entry = this.steps.push(before) - 1;
    this.next.push(NEVER);
    if (this.first[step] === NEVER) this.first[step] = entry;
    else this.next[this.last[step] as number] = entry;
    this.last[step] = entry;
  }
}

/** First and last use of every tensor, and the last use by each engine. */
export interface Lives {
  /** Ids in order of first use. */
  readonly order: readonly number[];
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Last use of storage s by engine e, at s * ENGINES.length + e; NEVER where there is none. */
  readonly lastBy: Int32Array;
  /** Bytes of a partition that each tensor takes, and its memory (`memoryNumber`); NEVER where it has an address. */
  readonly bytes: Float64Array;
  readonly memory: Int8Array;
}

const SPACES = ['sbuf', 'psum'] as const;

/** One memory of one core as a number. */
const memoryNumber = (space: number, core: number): number => core * SPACES.length + space;

/** When the tensors of a program that have no address of their own are first and last used. */
export const livesOf = (program: Program, { engineOf }: Work = workOf(program)): Lives => {
  const { storageCount: count, accessStarts, storageOf, length } = program.steps;
  const bytes = new Float64Array(count);
  const memory = new Int8Array(count).fill(NEVER);
  for (const { id, space, address, core, bytesPerPartition } of program.storages.values()) {
    // Storages beyond the last that a step accesses are not used at all.
    if (id >= count || address !== null || (space !== 'sbuf' && space !== 'psum')) continue;
    memory[id] = memoryNumber(SPACES.indexOf(space), core);
    bytes[id] = bytesPerPartition;
  }
  const lives = {
    order: [] as number[],
    first: new Int32Array(count).fill(NEVER),
    last: new Int32Array(count),
    lastBy: new Int32Array(count * ENGINES.length).fill(NEVER),
    bytes,
    memory,
  };
  for (let step = 0; step < length; step++) {
    const end = accessStarts[step + 1] as number;
    for (let access = accessStarts[step] as number; access < end; access++)
      touch(lives, storageOf[access] as number, engineOf[step] as number, step);
  }
  return lives;
};

/**
 * What the reuse of full memory forces: for the first write of a tensor, the last uses of the tensors whose place it
 * takes. Places are given back in the order in which tensors die and taken by the one that died longest ago, as an
 * allocator that rotates its buffers does; a tensor counts with its bytes in a partition. No chains at all mean that
 * everything fits beside each other.
 */
export const findReuse = (program: Program, capacity: Capacity, lives = livesOf(program)): Reuse => {
  const reuse = new ReuseChains(program.steps.length);
  for (const [space, name] of SPACES.entries()) {
    const bytes = capacity[name];
    if (bytes === undefined) continue;
    for (let core = 0; core < program.cores; core++)
      rotate(lives, memoryNumber(space, core), program.steps.length, bytes, reuse);
  }
  return reuse;
};

interface GrowingLives extends Lives {
  readonly order: number[];
}

const touch = (lives: GrowingLives, storage: number, engine: number, step: number): void => {
  if (lives.memory[storage] === NEVER) return;
  if (lives.first[storage] === NEVER) {
    lives.first[storage] = step;
    lives.order.push(storage);
  }
  lives.last[storage] = step;
  lives.lastBy[storage * ENGINES.length + engine] = step;
};

/** Tensors in the order in which they die; those that die at the same step as they stand. */
const byDeath = (order: readonly number[], last: Int32Array, steps: number): Int32Array => {
  const places = new Int32Array(steps + 1);
  for (const storage of order) {
    const after = (last[storage] as number) + 1;
    places[after] = (places[after] as number) + 1;
  }
  for (let step = 1; step <= steps; step++)
    places[step] = (places[step] as number) + (places[step - 1] as number);
  const dying = new Int32Array(order.length);
  for (const storage of order) {
    const step = last[storage] as number;
    const place = places[step] as number;
    dying[place] = storage;
    places[step] = place + 1;
  }
  return dying;
};

const rotate = (
  lives: Lives,
  memory: number,
  steps: number,
  capacityBytes: number,
  reuse: ReuseChains,
): void => {
  const { bytes, last } = lives;
  const order = lives.order.filter((storage) => lives.memory[storage] === memory);
  const dying = byDeath(order, last, steps);
  let freeBytes = capacityBytes;
  let nextDead = 0;
  for (const storage of order) {
    const first = lives.first[storage] as number;
    freeBytes -= bytes[storage] as number;
    if (freeBytes >= 0) continue;
    while (freeBytes < 0 && nextDead < dying.length) {
      const dead = dying[nextDead] as number;
      if ((last[dead] as number) >= first) break;
      freeBytes += bytes[dead] as number;
      for (let engine = 0; engine < ENGINES.length; engine++) {
        const user = lives.lastBy[dead * ENGINES.length + engine] as number;
        if (user !== NEVER) reuse.add(first, user);
      }
      nextDead += 1;
    }
  }
};
