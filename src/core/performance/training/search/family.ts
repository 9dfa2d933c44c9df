import type { Line } from '../../network/collectives.ts';
import type { TrainingConstants } from '../constants.ts';
import { batchOn, dataDegrees, pipelineDegrees } from '../degrees.ts';
import type { ExchangeCost } from '../exchange.ts';
import type { StageSplit } from '../layers.ts';
import { peakBytes, type StateBytes, ZERO_STAGES } from '../memory.ts';
import type { Recompute } from '../stage.ts';
import type { PreparedSearch, SearchSlice } from './prepared-search.ts';

export const RECOMPUTES: readonly Recompute[] = ['none', 'selective', 'full'];
const NOT_INTERLEAVED: readonly number[] = [1];

type ZeroStage = 0 | 1 | 2 | 3;

/** Layouts that differ only in batch, micro-batch, recompute, ZeRO stage and interleaving, and what those leave alone. */
export interface Family {
  readonly tensor: number;
  readonly context: number;
  readonly expert: number;
  readonly pipeline: number;
  readonly data: number;
  readonly sequence: boolean;
  readonly chips: number;
  readonly split: StageSplit;
  readonly exchange: ExchangeCost;
  readonly states: StateBytes;
  readonly boundary: readonly Line[];
  readonly highestZero: 0 | 1 | 3;
  /**
   * The ZeRO stage with which weights and states alone need least, and what they need: no layout of the family needs
   * less. It is not always the highest, which gathers whole layers.
   */
  readonly least: { readonly zero: ZeroStage; readonly bytes: number };
}

/** Stages 2 and 3 scatter gradients per micro-batch, which a pipeline would do far too often. */
export const highestZeroStage = (ranks: number, pipelineParallel: number): 0 | 1 | 3 =>
  ranks === 1 ? 0 : pipelineParallel > 1 ? 1 : 3;

/** Experts spread over tensor-parallel ranks need their tokens cut as well. */
export const sequenceChoices = (tensor: number, expert: number): readonly boolean[] =>
  tensor === 1 ? [false] : expert > 1 ? [true] : [false, true];

/** Calls `visit` with every family of a slice and its sequences per step, in the order of the search. */
export const visitFamilies = (
  search: PreparedSearch,
  { tensor, context }: SearchSlice,
  visit: (family: Family, batch: number) => void,
): void => {
  const { costs, chips, options, dividing } = search;
  for (const pipeline of pipelineDegrees(costs.order, options, chips / (tensor * context))) {
    const stem = costs.stemOf(tensor, context, pipeline);
    if (stem === null) continue;
    for (const data of dataDegrees(options, chips, tensor * context * pipeline, dividing)) {
      const batch = batchOn(options, data);
      for (const expert of costs.expertsOver(tensor * context * data)) {
        for (const family of costs.familiesOf(stem, data, expert)) visit(family, batch);
      }
    }
  }
};

/** Interleaving needs whole chunks of layers on every stage and whole rounds of micro-batches. */
export const interleavesOf = (
  search: PreparedSearch,
  { split, pipeline }: Family,
  microBatches: number,
): readonly number[] =>
  pipeline === 1 || split.last !== split.perStage || microBatches % pipeline !== 0
    ? NOT_INTERLEAVED
    : search.chunksOf(split.perStage);

export const leastStates = (
  constants: TrainingConstants,
  states: StateBytes,
  highestZero: 0 | 1 | 3,
): Family['least'] => {
  let zero: ZeroStage = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const stage of ZERO_STAGES) {
    if (stage > highestZero) break;
    const bytes = peakBytes(constants, states.first[stage] ?? NaN, states.last[stage] ?? NaN, 0);
    if (bytes < least) {
      least = bytes;
      zero = stage;
    }
  }
  return { zero, bytes: least };
};

/** How many layouts a family has with so many sequences per step. */
export const layoutsIn = (search: PreparedSearch, family: Family, batch: number): number => {
  const perRank = batch / family.data;
  let layouts = 0;
  for (const micro of search.microBatchesOf(perRank)) {
    layouts += interleavesOf(search, family, perRank / micro).length;
  }
  return layouts * RECOMPUTES.length * (family.highestZero + 1);
};
