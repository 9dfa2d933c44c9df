import { blockCost } from '../prepared.ts';
import { type Block, evaluateBlock } from './evaluate.ts';
import { type Family, layoutsIn, leastStates, visitFamilies } from './family.ts';
import { layoutOf } from './found.ts';
import type { Kept } from './kept.ts';
import type { PreparedSearch, SearchSlice } from './prepared-search.ts';

/** Makes one number of the choices a block depends on inside a slice. */
const blockKey = (family: Family, micro: number, largestMicro: number): number =>
  (family.expert * 2 + (family.sequence ? 1 : 0)) * (largestMicro + 1) + micro;

const makeBlock = (
  { machine, constants, task, order }: PreparedSearch,
  { format }: SearchSlice,
  family: Family,
  microBatch: number,
): Block | null => {
  const shape = {
    tensorParallel: family.tensor,
    contextParallel: family.context,
    expertParallel: family.expert,
    sequenceParallel: family.sequence,
    microBatch,
    sequenceLength: task.sequenceLength,
    adapterRank: task.adapterRank,
  };
  const cost = blockCost(machine, constants, task, order, shape, format);
  return cost === null ? null : { shape, format, cost, stages: new Map() };
};

/**
 * Leaves out a family whose weights and states alone do not fit: no micro-batch, recompute or schedule would help. It
 * counts as one layout evaluated.
 */
const rejects = (search: PreparedSearch, { format }: SearchSlice, family: Family, kept: Kept): boolean => {
  const { zero, bytes } = leastStates(search, family);
  if (bytes <= search.machine.hbmBytes) return false;
  kept.evaluated += 1;
  if (kept.miss === null || bytes < kept.miss.bytesPerChip) {
    const layout = layoutOf(search.machine, family, 1, format, 'full', zero, 1);
    kept.miss = { layout, chips: family.chips, stepSeconds: 0, bytesPerChip: bytes };
  }
  return true;
};

/** Searches one slice, adding to what is kept. */
export const searchSlice = (search: PreparedSearch, slice: SearchSlice, kept: Kept): void => {
  const { options } = search;
  const blocks = new Map<number, Block | null>();
  visitFamilies(search, slice, (family) => {
    kept.considered += layoutsIn(search, family);
    if (rejects(search, slice, family, kept)) return;
    for (const micro of search.microBatchesOf(family.batch / family.data)) {
      const key = blockKey(family, micro, options.globalBatchSequences);
      let block = blocks.get(key);
      if (block === undefined) {
        block = makeBlock(search, slice, family, micro);
        blocks.set(key, block);
      }
      if (block !== null) evaluateBlock(search, family, block, kept);
    }
  });
};
