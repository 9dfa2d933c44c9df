import { isOnChip } from '../memory/storage.ts';
import type { Space, Storage } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { Generation } from './generation.ts';
import { capacityOf } from './placement.ts';
import { type SharedMemory, takeBytes } from './shared-memory.ts';

interface Arena {
  readonly bytes: Uint8Array;
  readonly written: Uint8Array;
}

/** The memories of one core that hold the storages whose place the kernel chose; they exist from their first use on. */
export type Arenas = Map<Space, Arena>;

const arenaOf = (
  arenas: Arenas,
  generation: Generation,
  memory: SharedMemory,
  space: Space,
  site: Site,
): Arena => {
  const known = arenas.get(space);
  if (known !== undefined) return known;
  const bytes = takeBytes(memory, generation.partitions * capacityOf(generation, space), true, site);
  const made = { bytes, written: new Uint8Array(bytes.length >> 3) };
  arenas.set(space, made);
  return made;
};

/**
 * Gives a storage its bytes if it has none: its window of the core's arena when the kernel chose its place, else its
 * own. Bytes of storages on chip go with the storage and are not charged. Throws KernelFault when memory is short.
 */
export const materialise = (
  storage: Storage,
  arenas: Arenas,
  generation: Generation,
  memory: SharedMemory,
  site: Site,
): void => {
  const { contents, address, space } = storage;
  if (contents.bytes !== null) return;
  if (address === null) {
    const bytes = storage.partitions * storage.bytesPerPartition;
    contents.bytes = takeBytes(memory, bytes, !isOnChip(space), site);
    return;
  }
  const { bytes, written } = arenaOf(arenas, generation, memory, space, site);
  contents.bytes = bytes;
  contents.written = written;
  contents.pitch = capacityOf(generation, space);
  contents.base = address.partition * contents.pitch + address.byte;
};
