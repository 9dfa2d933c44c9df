import type { Diagnostic } from '../machine/diagnostic.ts';
import { at } from '../memory/at.ts';
import { describeSite } from '../python/source.ts';
import type { Program, Region, Step, StorageSummary } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';

/** A write to memory whose place the kernel chose: its box counts from the beginning of the memory. */
interface Write {
  readonly storage: StorageSummary;
  readonly box: Region;
  readonly step: Step;
}

/** Writes that are looked through for each access, latest first. */
const WRITES_KEPT = 512;

const placed = (region: Region, { partition, byte }: { partition: number; byte: number }): Region => ({
  storage: 0,
  partitionStart: region.partitionStart + partition,
  partitionEnd: region.partitionEnd + partition,
  byteStart: region.byteStart + byte,
  byteEnd: region.byteEnd + byte,
});

const meet = (left: Region, right: Region): boolean =>
  left.partitionStart < right.partitionEnd &&
  right.partitionStart < left.partitionEnd &&
  left.byteStart < right.byteEnd &&
  right.byteStart < left.byteEnd;

const covers = (outer: Region, inner: Region): boolean =>
  outer.partitionStart <= inner.partitionStart &&
  outer.partitionEnd >= inner.partitionEnd &&
  outer.byteStart <= inner.byteStart &&
  outer.byteEnd >= inner.byteEnd;

const wholeBox = ({ address, partitions, bytesPerPartition }: StorageSummary): Region | null =>
  address === null
    ? null
    : placed(
        { storage: 0, partitionStart: 0, partitionEnd: partitions, byteStart: 0, byteEnd: bytesPerPartition },
        address,
      );

/** Storages at equal places, by memory and place. */
const byPlace = (program: Program): ReadonlyMap<string, readonly StorageSummary[]> => {
  const places = new Map<string, StorageSummary[]>();
  for (const storage of program.storages.values()) {
    const { address, core, space, partitions, bytesPerPartition } = storage;
    if (address === null) continue;
    const key = [core, space, address.partition, address.byte, partitions, bytesPerPartition].join();
    const list = places.get(key);
    if (list === undefined) places.set(key, [storage]);
    else list.push(storage);
  }
  return places;
};

/** Storages at places of the kernel's choice that share bytes with another one of their memory. */
const findAliases = (program: Program): ReadonlySet<number> => {
  const places = [...byPlace(program).values()].flatMap((storages) => {
    const box = wholeBox(at(storages, 0));
    return box === null ? [] : [{ storages, box }];
  });
  places.sort((left, right) => left.box.byteStart - right.box.byteStart);
  const aliases = new Set<number>();
  const keep = (storages: readonly StorageSummary[]): void => {
    for (const { id } of storages) aliases.add(id);
  };
  for (const [index, first] of places.entries()) {
    if (first.storages.length > 1) keep(first.storages);
    const { core, space } = at(first.storages, 0);
    for (const second of places.slice(index + 1)) {
      if (second.box.byteStart >= first.box.byteEnd) break;
      const other = at(second.storages, 0);
      if (other.core !== core || other.space !== space || !meet(first.box, second.box)) continue;
      keep(first.storages);
      keep(second.storages);
    }
  }
  return aliases;
};

const nameOf = ({ name, site }: StorageSummary): string =>
  `${name === '' ? 'a tensor' : name}${site === null ? '' : ` (${describeSite(site)})`}`;

const raceOf = (step: Step, reader: StorageSummary, last: Write, own: Write | undefined): Diagnostic => {
  const { address } = last.storage;
  const place = address === null ? '' : ` at address (${address.partition}, ${address.byte})`;
  return own === undefined
    ? {
        rule: 'address-race',
        severity: 'warning',
        message: `this reads ${nameOf(reader)}, whose bytes only ${nameOf(last.storage)}${place} has written (${describeSite(last.step.site)}); the tensors share memory by their addresses only, so that nothing makes the read wait for the write.`,
        site: step.site,
      }
    : {
        rule: 'address-race',
        severity: 'error',
        message: `this writes ${nameOf(last.storage)}${place} over bytes of ${nameOf(reader)} that are still read afterwards (${describeSite(step.site)}); the tensors share memory by their addresses only, so that nothing keeps the order.`,
        site: last.step.site,
      };
};

/** The latest writes of one memory; a write hides those it covers that went to the same tensor. */
const createLog = () => {
  const writes: Write[] = [];
  return {
    add: (write: Write): void => {
      const known = writes.findIndex(
        ({ storage, box }) => storage.id === write.storage.id && covers(write.box, box),
      );
      if (known >= 0) writes.splice(known, 1);
      else if (writes.length >= WRITES_KEPT) writes.shift();
      writes.push(write);
    },
    /** The latest write of the bytes, when another tensor made it, and the latest the reader made before. */
    foreign: (
      reader: number,
      box: Region,
    ): { readonly last: Write; readonly own: Write | undefined } | null => {
      let last: Write | undefined;
      for (let index = writes.length - 1; index >= 0; index -= 1) {
        const write = at(writes, index);
        if (!meet(write.box, box)) continue;
        if (last === undefined && write.storage.id === reader) return null;
        last ??= write;
        if (write.storage.id === reader) return { last, own: write };
      }
      return last === undefined ? null : { last, own: undefined };
    },
  };
};

/**
 * Reads of memory at addresses the kernel chose that another tensor at the same bytes wrote last: steps are ordered by
 * the tensors they name, so that nothing orders these. Reports rule `address-race`: an error at a write that destroys
 * what is still read, a warning at a read of what only another tensor wrote. Each pair of statements once.
 * Source: aws-neuron-sdk nki/api/nki/language, ndarray (address).
 */
export const findAddressRaces = (program: Program): readonly Diagnostic[] => {
  const aliases = findAliases(program);
  if (aliases.size === 0) return [];
  const logs = new Map<string, ReturnType<typeof createLog>>();
  const found = new Map<string, Diagnostic>();
  const visit = (region: Region, action: (storage: StorageSummary, box: Region) => void): void => {
    const storage = aliases.has(region.storage) ? program.storages.get(region.storage) : undefined;
    if (storage === undefined || storage.address === null || region.indirect === true) return;
    action(storage, placed(region, storage.address));
  };
  const logOf = ({ core, space }: StorageSummary): ReturnType<typeof createLog> => {
    const key = `${core} ${space}`;
    const known = logs.get(key) ?? createLog();
    logs.set(key, known);
    return known;
  };
  for (const step of stepsOf(program)) {
    for (const region of step.reads)
      visit(region, (storage, box) => {
        const foreign = logOf(storage).foreign(storage.id, box);
        if (foreign === null) return;
        const race = raceOf(step, storage, foreign.last, foreign.own);
        const key = `${describeSite(race.site)} ${describeSite(step.site)}`;
        if (!found.has(key)) found.set(key, race);
      });
    for (const region of step.writes)
      visit(region, (storage, box) => logOf(storage).add({ storage, box, step }));
  }
  return [...found.values()];
};
