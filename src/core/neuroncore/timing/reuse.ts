import type { Engine } from '../machine/generation.ts';
import type { Space } from '../memory/view.ts';
import { largestStorage } from './dependencies.ts';
import type { Program, Region, Step, StorageSummary } from './program.ts';

/** Bytes of one partition that a space offers to tensors without an address of their own; a space left out is never full. */
export interface Capacity {
  readonly sbuf?: number;
  readonly psum?: number;
}

const ENGINES: readonly Engine[] = ['tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'dma', 'collective'];
const NEVER = -1;

/** First and last use of every tensor, and the last use by each engine. */
export interface Lives {
  /** Ids in order of first use. */
  readonly order: readonly number[];
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Last use of storage s by engine e, at s * ENGINES.length + e; NEVER where there is none. */
  readonly lastBy: Int32Array;
}

/** When the tensors of a program that have no address of their own are first and last used. */
export const livesOf = (program: Program): Lives => {
  const count = largestStorage(program) + 1;
  const placed = new Uint8Array(count);
  for (const { id, space, address } of program.storages.values())
    if (address === null && (space === 'sbuf' || space === 'psum')) placed[id] = 1;
  const lives = {
    order: [] as number[],
    first: new Int32Array(count).fill(NEVER),
    last: new Int32Array(count),
    lastBy: new Int32Array(count * ENGINES.length).fill(NEVER),
    placed,
  };
  for (let index = 0; index < program.steps.length; index++) {
    const step = program.steps[index] as Step;
    const engine = ENGINES.indexOf(step.engine);
    touch(lives, step.writes, engine, index);
    touch(lives, step.reads, engine, index);
  }
  return lives;
};

/**
 * What the reuse of full memory forces: for the first write of a tensor, the last uses of the tensors whose place it
 * takes. Places are given back in the order in which tensors die and taken by the one that died longest ago, as an
 * allocator that rotates its buffers does; a tensor counts with its bytes in a partition. An empty map means that
 * everything fits beside each other.
 */
export const findReuse = (
  program: Program,
  capacity: Capacity,
  lives = livesOf(program),
): Map<number, readonly number[]> => {
  const reuse = new Map<number, readonly number[]>();
  for (const space of ['sbuf', 'psum'] as const) {
    const bytes = capacity[space];
    if (bytes === undefined) continue;
    for (let core = 0; core < program.cores; core++) rotate(program, lives, space, core, bytes, reuse);
  }
  return reuse;
};

interface GrowingLives extends Lives {
  readonly order: number[];
  readonly placed: Uint8Array;
}

const touch = (lives: GrowingLives, regions: readonly Region[], engine: number, index: number): void => {
  for (const { storage } of regions) {
    if (lives.placed[storage] === 0) continue;
    if (lives.first[storage] === NEVER) {
      lives.first[storage] = index;
      lives.order.push(storage);
    }
    lives.last[storage] = index;
    lives.lastBy[storage * ENGINES.length + engine] = index;
  }
};

const rotate = (
  program: Program,
  lives: Lives,
  space: Space,
  core: number,
  capacityBytes: number,
  reuse: Map<number, readonly number[]>,
): void => {
  const bytesOf = (id: number): number => (program.storages.get(id) as StorageSummary).bytesPerPartition;
  const order = lives.order.filter((id) => {
    const storage = program.storages.get(id);
    return storage !== undefined && storage.space === space && storage.core === core;
  });
  const last = (storage: number): number => lives.last[storage] as number;
  const dying = [...order].sort((a, b) => last(a) - last(b));
  let freeBytes = capacityBytes;
  let nextDead = 0;
  for (const storage of order) {
    const first = lives.first[storage] as number;
    freeBytes -= bytesOf(storage);
    if (freeBytes >= 0) continue;
    const before: number[] = [];
    while (freeBytes < 0 && nextDead < dying.length) {
      const dead = dying[nextDead] as number;
      if (last(dead) >= first) break;
      freeBytes += bytesOf(dead);
      pushUsers(lives, dead, before);
      nextDead += 1;
    }
    if (before.length === 0) continue;
    const known = reuse.get(first);
    reuse.set(first, known === undefined ? before : [...known, ...before]);
  }
};

const pushUsers = (lives: Lives, storage: number, into: number[]): void => {
  for (let engine = 0; engine < ENGINES.length; engine++) {
    const index = lives.lastBy[storage * ENGINES.length + engine] as number;
    if (index !== NEVER) into.push(index);
  }
};
