import type { Engine } from '../machine/generation.ts';
import type { Space } from '../memory/view.ts';
import { largestStorage } from './dependencies.ts';
import type { Program, Region, Step } from './program.ts';

/** Bytes of one partition that a space offers to tensors without an address of their own; a space left out is never full. */
export interface Capacity {
  readonly sbuf?: number;
  readonly psum?: number;
}

const ENGINES: readonly Engine[] = ['tensor', 'vector', 'scalar', 'gpsimd', 'sync', 'dma', 'collective'];
const NEVER = -1;

/** First and last use of every tensor of a space, and the last use by each engine. */
interface Lives {
  /** Ids in order of first use. */
  readonly order: readonly number[];
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Last use of storage s by engine e, at s * ENGINES.length + e; NEVER where there is none. */
  readonly lastBy: Int32Array;
  readonly bytes: Float64Array;
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
    for (let core = 0; core < program.cores; core++) rotate(livesOf(program, space, core), bytes, reuse);
  }
  return reuse;
};

const livesOf = (program: Program, space: Space, core: number): Lives => {
  const count = largestStorage(program.steps) + 1;
  const bytes = new Float64Array(count);
  for (const storage of program.storages.values())
    if (storage.space === space && storage.core === core && storage.address === null && storage.id < count)
      bytes[storage.id] = storage.bytesPerPartition;
  const lives = {
    order: [] as number[],
    first: new Int32Array(count).fill(NEVER),
    last: new Int32Array(count),
    lastBy: new Int32Array(count * ENGINES.length).fill(NEVER),
    bytes,
  };
  for (let index = 0; index < program.steps.length; index++) {
    const step = program.steps[index] as Step;
    const engine = ENGINES.indexOf(step.engine);
    touch(lives, step.writes, engine, index);
    touch(lives, step.reads, engine, index);
  }
  return lives;
};

const touch = (
  lives: Lives & { order: number[] },
  regions: readonly Region[],
  engine: number,
  index: number,
): void => {
  for (const { storage } of regions) {
    if (lives.bytes[storage] === 0) continue;
    if (lives.first[storage] === NEVER) {
      lives.first[storage] = index;
      lives.order.push(storage);
    }
    lives.last[storage] = index;
    lives.lastBy[storage * ENGINES.length + engine] = index;
  }
};

const rotate = (lives: Lives, capacityBytes: number, reuse: Map<number, readonly number[]>): void => {
  const last = (storage: number): number => lives.last[storage] as number;
  const dying = [...lives.order].sort((a, b) => last(a) - last(b));
  let freeBytes = capacityBytes;
  let nextDead = 0;
  for (const storage of lives.order) {
    const first = lives.first[storage] as number;
    freeBytes -= lives.bytes[storage] as number;
    const before: number[] = [];
    while (freeBytes < 0 && nextDead < dying.length) {
      const dead = dying[nextDead] as number;
      if (last(dead) >= first) break;
      freeBytes += lives.bytes[dead] as number;
      before.push(...usersOf(lives, dead));
      nextDead += 1;
    }
    if (before.length === 0) continue;
    const known = reuse.get(first);
    reuse.set(first, known === undefined ? before : [...known, ...before]);
  }
};

const usersOf = (lives: Lives, storage: number): number[] => {
  const row = lives.lastBy.subarray(storage * ENGINES.length, (storage + 1) * ENGINES.length);
  return [...row].filter((index) => index !== NEVER);
};
