import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import type { SearchOptions } from './degrees.ts';
import type { TrainingTask } from './prepared.ts';
import type { FoundLayout } from './search/found.ts';
import { type Kept, nothingKept, type Ranked } from './search/kept.ts';
import { type PreparedSearch, prepareSearch } from './search/prepared-search.ts';
import { searchSlice } from './search/search-slice.ts';
import type { SharedCosts } from './search/shared-costs.ts';

export type { SearchOptions } from './degrees.ts';
export type { FoundLayout } from './search/found.ts';

export interface SearchResult {
  /** The fastest layout that fits for each number of chips, fewest chips first. */
  readonly best: readonly FoundLayout[];
  /** With `keepFront`: layouts on all the chips that no other beats in both time and memory, fastest first. */
  readonly front: readonly FoundLayout[];
  /** Every layout of the space, with those ruled out together because weights and states alone do not fit. */
  readonly considered: number;
  /** Layouts whose memory, and where it fits whose time, was worked out; what was ruled out together counts once (but see `boundTimes`). */
  readonly evaluated: number;
  /** Layouts that fit in memory and whose time was worked out in full. */
  readonly timed: number;
  readonly rejectedForMemory: number;
  /** Least bytes over capacity among the layouts that did not fit; null when one fitted or none was possible. */
  readonly nearestMiss: { readonly layout: TrainingLayout; readonly bytes: number } | null;
}

const withoutCost = ({ layout, chips, stepSeconds, bytesPerChip }: Ranked): FoundLayout => ({
  layout,
  chips,
  stepSeconds,
  bytesPerChip,
});

/** What the merged parts of a search come to. */
export const searchResult = (kept: Kept): SearchResult => {
  const best = [...kept.fastest.values()].sort((left, right) => left.chips - right.chips).map(withoutCost);
  const { miss, considered, evaluated, timed } = kept;
  return {
    best,
    front: kept.front.map(withoutCost),
    considered,
    evaluated,
    timed,
    rejectedForMemory: evaluated - timed,
    nearestMiss: best.length > 0 || miss === null ? null : { layout: miss.layout, bytes: miss.bytesPerChip },
  };
};

/** One slice of a search by itself; `mergeKept` puts slices together in their order. */
export const searchPart = (search: PreparedSearch, part: number): Kept => {
  const kept = nothingKept();
  const slice = search.slices[part];
  if (slice === undefined) throw new RangeError(`No part ${part} in a search of ${search.slices.length}`);
  searchSlice(search, slice, kept);
  return kept;
};

/**
 * Tries every training layout on up to `chips` chips: tensor, context, pipeline, data and expert degrees that divide
 * heads, widths, experts, batch and sequence; ZeRO stage, micro-batch, interleaving, recompute, sequence parallelism and
 * the given formats where the chip multiplies in them natively. The result does not depend on anything but the
 * arguments; of equally fast layouts the first in the order above stays. `costs` are
 * those of the machine, task and constants, for several searches to share.
 */
export const searchTrainingLayouts = (
  machine: Machine,
  task: TrainingTask,
  chips: number,
  constants: TrainingConstants,
  options: SearchOptions,
  costs?: SharedCosts,
): SearchResult => {
  const search = prepareSearch({ machine, task, chips, constants, options }, costs);
  const kept = nothingKept();
  for (const slice of search.slices) searchSlice(search, slice, kept);
  return searchResult(kept);
};
