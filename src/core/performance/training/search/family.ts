import type { Line } from '../../network/collectives.ts';
import { batchOn, dataDegrees, pipelineDegrees } from '../degrees.ts';
import { dataGroups, type ExchangeCost } from '../exchange.ts';
import type { StageSplit } from '../layers.ts';
import { peakBytes, type StateBytes, stateBytes, ZERO_STAGES } from '../memory.ts';
import {
  boundaryLines,
  exchangeOf,
  layerShards,
  memoryInputs,
  type WeightCost,
  weightCost,
} from '../prepared.ts';
import type { Recompute } from '../stage.ts';
import type { PreparedSearch, SearchSlice } from './prepared-search.ts';

export const RECOMPUTES: readonly Recompute[] = ['none', 'selective', 'full'];
const NOT_INTERLEAVED: readonly number[] = [1];

/** Layouts that differ only in micro-batch, recompute, ZeRO stage and interleaving, and what those leave alone. */
export interface Family {
  readonly tensor: number;
  readonly context: number;
  readonly expert: number;
  readonly pipeline: number;
  readonly data: number;
  readonly sequence: boolean;
  readonly chips: number;
  /** Sequences per step. */
  readonly batch: number;
  readonly split: StageSplit;
  readonly exchange: ExchangeCost;
  readonly states: StateBytes;
  readonly boundary: readonly Line[];
  readonly highestZero: 0 | 1 | 3;
}

/** Stages 2 and 3 scatter gradients per micro-batch, which a pipeline would do far too often. */
const highestZeroStage = (ranks: number, pipelineParallel: number): 0 | 1 | 3 =>
  ranks === 1 ? 0 : pipelineParallel > 1 ? 1 : 3;

/** Experts spread over tensor-parallel ranks need their tokens cut as well. */
const sequenceChoices = (tensor: number, expert: number): readonly boolean[] =>
  tensor === 1 ? [false] : expert > 1 ? [true] : [false, true];

const familiesOf = (
  search: PreparedSearch,
  { tensor, context }: SearchSlice,
  expert: number,
  pipeline: number,
  data: number,
  split: StageSplit,
  weights: WeightCost,
): readonly Family[] => {
  const { machine, constants, task, options } = search;
  const groups = dataGroups(search.linesOf, tensor, context, data, expert);
  const ranksPerStage = tensor * context * data;
  const shared = {
    tensor,
    context,
    expert,
    pipeline,
    data,
    chips: ranksPerStage * pipeline,
    batch: batchOn(options, data),
    split,
    exchange: exchangeOf(machine, constants, weights, groups),
    states: stateBytes(constants, memoryInputs(task, weights, groups, pipeline), pipeline),
    boundary: boundaryLines(machine, constants, pipeline, ranksPerStage),
    highestZero: highestZeroStage(groups.ranks, pipeline),
  };
  return sequenceChoices(tensor, expert).map((sequence) => ({ ...shared, sequence }));
};

/** Calls `visit` with every family of a slice, in the order of the search. */
export const visitFamilies = (
  search: PreparedSearch,
  slice: SearchSlice,
  visit: (family: Family) => void,
): void => {
  const { task, order, chips, options } = search;
  const { tensor, context } = slice;
  const shards = new Map<number, ReturnType<typeof layerShards>>();
  for (const pipeline of pipelineDegrees(order, options, chips / (tensor * context))) {
    const split = search.splitOf(pipeline);
    if (split === null) continue;
    const weights = new Map<number, WeightCost>();
    for (const data of dataDegrees(options, chips, tensor * context * pipeline)) {
      for (const expert of search.expertsOver(tensor * context * data)) {
        let weight = weights.get(expert);
        if (weight === undefined) {
          const shard = shards.get(expert) ?? layerShards(task, order, tensor, expert);
          shards.set(expert, shard);
          weight = weightCost(task, shard, tensor, pipeline, split);
          weights.set(expert, weight);
        }
        familiesOf(search, slice, expert, pipeline, data, split, weight).forEach(visit);
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

/**
 * The ZeRO stage with which weights and states alone need least, and what they need: no layout of the family needs less.
 * It is not always the highest, which gathers whole layers.
 */
export const leastStates = (
  { constants }: PreparedSearch,
  { states, highestZero }: Family,
): { readonly zero: 0 | 1 | 2 | 3; readonly bytes: number } => {
  let zero: 0 | 1 | 2 | 3 = 0;
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

/** How many layouts a family has. */
export const layoutsIn = (search: PreparedSearch, family: Family): number => {
  const perRank = family.batch / family.data;
  let layouts = 0;
  for (const micro of search.microBatchesOf(perRank)) {
    layouts += interleavesOf(search, family, perRank / micro).length;
  }
  return layouts * RECOMPUTES.length * (family.highestZero + 1);
};
