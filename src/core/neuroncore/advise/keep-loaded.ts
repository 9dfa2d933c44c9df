import type { Program, Region, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { Rewriter } from './rewrite.ts';
import { isLoad, withSteps } from './rewrite.ts';

/** Share of SBUF that tiles kept for later may take; the rest is left to what the kernel holds besides. */
const KEPT_SHARE = 0.5;

interface Kept {
  readonly storage: number;
  readonly bytes: number;
}

const keyOf = (step: Step): string | null => {
  const [from] = step.reads;
  const [to] = step.writes;
  if (from === undefined || to === undefined) return null;
  const pitch = from.pitchBytes === undefined ? 0 : from.pitchBytes;
  const shape = step.operands.map(
    (each) => `${each.role}${each.dtype}${each.partitions}x${each.elementsPerPartition}`,
  );
  return `${step.core}/${from.storage}/${from.byteStart}/${from.byteEnd}/${pitch}/${shape.join('/')}`;
};

/** Tiles that one load fills as a whole and nothing else writes: only those can stand for each other. */
const singleWritten = (program: Program): ReadonlySet<number> => {
  const writes = new Map<number, number>();
  for (const step of stepsOf(program))
    for (const region of step.writes) {
      const storage = program.storages.get(region.storage);
      const whole =
        storage !== undefined &&
        region.partitionEnd - region.partitionStart === storage.partitions &&
        region.byteEnd - region.byteStart === storage.bytesPerPartition;
      const known = writes.get(region.storage);
      writes.set(region.storage, whole && isLoad(step) && known === undefined ? 1 : 2);
    }
  return new Set([...writes].filter(([, count]) => count === 1).map(([storage]) => storage));
};

const writtenInHbm = (program: Program): ReadonlySet<number> => {
  const written = new Set<number>();
  for (const step of stepsOf(program)) for (const region of step.writes) written.add(region.storage);
  return written;
};

/**
 * Keeps tiles that are loaded again: a load of the same rows and columns finds its tile still on chip as long as the
 * tiles kept, least recently used first out, fit half of SBUF.
 */
export const keepLoaded: Rewriter = (program) => {
  const single = singleWritten(program);
  const written = writtenInHbm(program);
  const budget = program.generation.sbufBytesPerPartition * KEPT_SHARE;
  const kept = new Map<string, Kept>();
  const standsFor = new Map<number, number>();
  const dropped: number[] = [];
  let keptBytes = 0;
  const steps = stepsOf(program).filter((step, index) => {
    if (!isLoad(step)) return true;
    const key = keyOf(step);
    const target = step.writes[0]?.storage;
    const source = step.reads[0]?.storage;
    if (key === null || target === undefined || source === undefined) return true;
    if (!single.has(target) || written.has(source)) return true;
    const found = kept.get(key);
    if (found !== undefined) {
      kept.delete(key);
      kept.set(key, found);
      standsFor.set(target, found.storage);
      dropped.push(index);
      return false;
    }
    const storage = program.storages.get(target);
    const bytes = storage === undefined ? 0 : storage.bytesPerPartition;
    kept.set(key, { storage: target, bytes });
    keptBytes += bytes;
    for (const [oldest, tile] of kept) {
      if (keptBytes <= budget) break;
      kept.delete(oldest);
      keptBytes -= tile.bytes;
    }
    return true;
  });
  if (dropped.length === 0) return null;
  const moved = (region: Region): Region => {
    const other = standsFor.get(region.storage);
    return other === undefined ? region : { ...region, storage: other };
  };
  return {
    id: 'keep-loaded',
    title: 'Hoist loads: keep tiles on chip that are loaded again',
    results: 'same results',
    steps: dropped,
    program: withSteps(
      program,
      steps.map((step) => ({ ...step, reads: step.reads.map(moved) })),
    ),
  };
};
