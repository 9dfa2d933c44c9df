import type { Machine } from '../machine.ts';
import { collectiveLines, fastestSeconds, type Line } from '../network/collectives.ts';
import type { TrainingConstants } from './constants.ts';
import type { StageParameters } from './stage.ts';

/** Groups over which weights are copied, and the collectives between them. */
export interface DataGroups {
  /** Ranks with the same dense weights: data times context parallelism. */
  readonly ranks: number;
  /** Ranks with the same experts. */
  readonly expertRanks: number;
  readonly dense: GroupLines;
  readonly expert: GroupLines;
  /** All-reduce between copies of what the ranks share, where there is more than one copy. */
  readonly copies: readonly Line[] | null;
}

/** The collectives of one group of ranks. */
export interface GroupLines {
  readonly allReduce: readonly Line[];
  readonly reduceScatter: readonly Line[];
  readonly allGather: readonly Line[];
}

export const groupLines = (
  machine: Machine,
  constants: TrainingConstants,
  size: number,
  stride: number,
): GroupLines => ({
  allReduce: collectiveLines(machine, constants, 'all-reduce', { size, stride }),
  reduceScatter: collectiveLines(machine, constants, 'reduce-scatter', { size, stride }),
  allGather: collectiveLines(machine, constants, 'all-gather', { size, stride }),
});

/**
 * Copies of a layer's weights. Ranks are numbered tensor, context, data, pipeline from the inside; expert-parallel
 * ranks are taken across tensor, context and data ranks in that order (arXiv 2504.14960). `linesOf` gives the
 * collectives of a group, worked out or remembered. `shardRanks` data ranks share one copy of what ZeRO shards
 * (hybrid sharding, arXiv 2304.11277, section 3.2.2).
 */
export const dataGroups = (
  linesOf: (size: number, stride: number) => GroupLines,
  tensorParallel: number,
  contextParallel: number,
  dataParallel: number,
  expertParallel: number,
  shardRanks = dataParallel,
): DataGroups => {
  const ranks = contextParallel * shardRanks;
  const dense = linesOf(ranks, tensorParallel);
  const copies =
    shardRanks === dataParallel ? null : linesOf(dataParallel / shardRanks, tensorParallel * ranks).allReduce;
  if (expertParallel === 1) return { ranks, expertRanks: ranks, dense, expert: dense, copies };
  const expertRanks = (tensorParallel * ranks) / expertParallel;
  return {
    ranks,
    expertRanks,
    dense,
    expert: linesOf(expertRanks, expertParallel),
    copies,
  };
};

/** Communication of weights and gradients that does not depend on the schedule, seconds. */
export interface ExchangeCost {
  /** Once per step: gradients reduced in full. */
  readonly allReduceSeconds: number;
  /** Gradients reduced to their owners. */
  readonly reduceScatterSeconds: number;
  /** New weights gathered from their owners. */
  readonly allGatherSeconds: number;
  /** The same layer by layer, as sharded weights need it. */
  readonly layerGatherSeconds: number;
  readonly layerScatterSeconds: number;
  /** Once per step: each rank's share of the gradients, reduced between copies. */
  readonly copySeconds: number;
  readonly layers: number;
  /** Updating what one rank owns: every copy by itself, and shared between copies. */
  readonly optimiserSeconds: number;
  readonly shardedOptimiserSeconds: number;
}

const WEIGHT_BYTES = 2;

/** Cost of keeping copies equal for a stage with the given parameters and its share of embedding or head. */
export const exchangeCost = (
  groups: DataGroups,
  constants: TrainingConstants,
  parameters: StageParameters,
  trainedEmbedding: number,
  layers: number,
  streamBytesPerSecond: number,
): ExchangeCost => {
  const dense = parameters.trainedDense + trainedEmbedding;
  const expert = parameters.trainedExpert;
  const both = (
    operation: keyof GroupLines,
    bytesPerParameter: number,
    ofDense = dense,
    ofExpert = expert,
    times = 1,
  ): number =>
    times *
    (fastestSeconds(groups.dense[operation], (bytesPerParameter * ofDense) / times) +
      (ofExpert > 0 ? fastestSeconds(groups.expert[operation], (bytesPerParameter * ofExpert) / times) : 0));
  const moved = constants.optimiserBytesMovedPerParameter / streamBytesPerSecond;
  return {
    allReduceSeconds: both('allReduce', constants.gradientBytes),
    reduceScatterSeconds: both('reduceScatter', constants.gradientBytes),
    allGatherSeconds: both('allGather', WEIGHT_BYTES),
    // Frozen weights are gathered as well when they are sharded.
    layerGatherSeconds: both(
      'allGather',
      WEIGHT_BYTES,
      parameters.dense + trainedEmbedding,
      parameters.expert,
      layers,
    ),
    layerScatterSeconds: both('reduceScatter', constants.gradientBytes, dense, expert, layers),
    copySeconds:
      groups.copies === null
        ? 0
        : fastestSeconds(
            groups.copies,
            constants.gradientBytes * (dense / groups.ranks + expert / groups.expertRanks),
          ),
    layers,
    optimiserSeconds: moved * (dense + expert),
    shardedOptimiserSeconds: moved * (dense / groups.ranks + expert / groups.expertRanks),
  };
};
