import { evaluateBlock } from './evaluate.ts';
import { type Family, layoutsIn, visitFamilies } from './family.ts';
import { layoutOf } from './found.ts';
import type { Kept } from './kept.ts';
import type { PreparedSearch, SearchSlice } from './prepared-search.ts';

/**
 * Leaves out a family whose weights and states alone do not fit: no micro-batch, recompute or schedule would help. It
 * counts as one layout evaluated.
 */
const rejects = (
  search: PreparedSearch,
  { format }: SearchSlice,
  family: Family,
  batch: number,
  kept: Kept,
): boolean => {
  const { zero, bytes } = family.least;
  if (bytes <= search.machine.hbmBytes) return false;
  kept.evaluated += 1;
  if (kept.miss === null || bytes < kept.miss.bytesPerChip) {
    const layout = layoutOf(search.machine, family, batch, 1, format, 'full', zero, 1);
    kept.miss = { layout, chips: family.chips, stepSeconds: 0, bytesPerChip: bytes };
  }
  return true;
};

/** Searches one slice, adding to what is kept. */
export const searchSlice = (search: PreparedSearch, slice: SearchSlice, kept: Kept): void => {
  const { costs } = search;
  const blocks = costs.blocksOf(slice.tensor, slice.context, slice.format);
  visitFamilies(search, slice, (family, batch) => {
    kept.considered += layoutsIn(search, family, batch);
    if (rejects(search, slice, family, batch, kept)) return;
    for (const micro of search.microBatchesOf(batch / family.data)) {
      const block = costs.blockOf(blocks, family, micro);
      if (block !== null) evaluateBlock(search, family, batch, block, kept);
    }
  });
};
