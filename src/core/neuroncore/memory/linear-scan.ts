import { startPartitions } from '../machine/placement.ts';
import type { StorageSummary } from '../timing/program.ts';
import { at } from './at.ts';
import type { Lifetime } from './liveness.ts';

/** One memory of a core as the allocator sees it; `bankBytes` is infinite where there are no banks. */
export interface MemoryShape {
  readonly bytesPerPartition: number;
  readonly bankBytes: number;
  readonly alignBytes: number;
}

export interface Place {
  readonly partition: number;
  readonly byte: number;
}

/** A lifetime with where it was put; null when there was no room. */
export interface Placed extends Lifetime {
  readonly place: Place | null;
}

interface Active {
  readonly to: number;
  readonly partition: number;
  readonly partitionEnd: number;
  readonly byte: number;
  readonly byteEnd: number;
}

const alignUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * Bytes of each partition that a storage takes: aligned, and whole banks when it is larger than one.
 * Source: aws-neuron-sdk nki/guides/architecture/trainium_inferentia2_arch.rst, PSUM banks.
 */
export const takenBytes = ({ bytesPerPartition }: StorageSummary, memory: MemoryShape): number =>
  alignUp(bytesPerPartition, bytesPerPartition > memory.bankBytes ? memory.bankBytes : memory.alignBytes);

/** The first byte from `byte` on where `bytes` may begin: never across a bank unless they fill banks. */
const legalFrom = (byte: number, bytes: number, { bankBytes, alignBytes }: MemoryShape): number => {
  const aligned = alignUp(byte, bytes > bankBytes ? bankBytes : alignBytes);
  const bankEnd = (Math.floor(aligned / bankBytes) + 1) * bankBytes;
  return bytes <= bankBytes && aligned + bytes > bankEnd ? bankEnd : aligned;
};

/** The lowest byte with room for `bytes` in partitions that start at `partition`; `active` is in order of bytes. */
const lowestGap = (
  active: readonly Active[],
  partition: number,
  partitions: number,
  bytes: number,
  memory: MemoryShape,
): number => {
  let byte = legalFrom(0, bytes, memory);
  for (const each of active) {
    if (each.partitionEnd <= partition || each.partition >= partition + partitions) continue;
    if (each.byte >= byte + bytes) break;
    if (each.byteEnd > byte) byte = legalFrom(each.byteEnd, bytes, memory);
  }
  return byte;
};

const insert = (active: Active[], added: Active): void => {
  let place = active.length;
  active.push(added);
  for (; place > 0 && at(active, place - 1).byte > added.byte; place -= 1) {
    active[place] = at(active, place - 1);
  }
  active[place] = added;
};

const findPlace = (active: readonly Active[], storage: StorageSummary, memory: MemoryShape): Place | null => {
  const bytes = takenBytes(storage, memory);
  let best: Place | null = null;
  for (const partition of startPartitions(storage.partitions)) {
    const byte = lowestGap(active, partition, storage.partitions, bytes, memory);
    if (byte + bytes <= memory.bytesPerPartition && (best === null || byte < best.byte)) {
      best = { partition, byte };
    }
  }
  return best;
};

const dropEnded = (active: Active[], now: number): void => {
  let kept = 0;
  for (const each of active) {
    if (each.to < now) continue;
    active[kept] = each;
    kept += 1;
  }
  active.length = kept;
};

/**
 * Puts every lifetime, in the order in which they begin, at the lowest byte that is free as long as it lives, in
 * partitions where accesses may start; storages whose place the kernel chose stand there. Storages without room get no
 * place and leave the others alone.
 */
export const scanLinearly = (lifetimes: readonly Lifetime[], memory: MemoryShape): readonly Placed[] => {
  const active: Active[] = [];
  // A place chosen by the kernel is taken from the beginning of its life, so that nothing is put there before and stays.
  const chosen = lifetimes.filter(({ storage }) => storage.address !== null);
  let next = 0;
  return lifetimes.map((lifetime) => {
    const { storage, from, to } = lifetime;
    dropEnded(active, from);
    while (next < chosen.length && at(chosen, next).from <= from) next += 1;
    const obstacles = storage.address === null ? withUpcoming(active, chosen, next, to, memory) : active;
    const place = storage.address ?? findPlace(obstacles, storage, memory);
    if (place !== null) insert(active, activeAt(place, storage, to, memory));
    return { storage, from, to, place };
  });
};

const activeAt = (place: Place, storage: StorageSummary, to: number, memory: MemoryShape): Active => ({
  to,
  partition: place.partition,
  partitionEnd: place.partition + storage.partitions,
  byte: place.byte,
  byteEnd: place.byte + takenBytes(storage, memory),
});

/** What is in the way until `to`: all that is active, and the chosen places from `next` on whose life begins by then. */
const withUpcoming = (
  active: readonly Active[],
  chosen: readonly Lifetime[],
  next: number,
  to: number,
  memory: MemoryShape,
): readonly Active[] => {
  if (next >= chosen.length || at(chosen, next).from > to) return active;
  const all = [...active];
  for (let index = next; index < chosen.length && at(chosen, index).from <= to; index += 1) {
    const { storage, to: end } = at(chosen, index);
    if (storage.address !== null) insert(all, activeAt(storage.address, storage, end, memory));
  }
  return all;
};
