import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import { collectiveLines, fastestSeconds, type Line } from '../network/collectives.ts';
import type { TrainingConstants } from './constants.ts';
import { type DataGroups, type ExchangeCost, exchangeCost } from './exchange.ts';
import { kernelRates, type TrainingFormat } from './kernel-time.ts';
import { type LayerCost, layerCost } from './layer-cost.ts';
import type { BlockShape } from './layer-kernels.ts';
import type { LayerOrder, StageSplit } from './layers.ts';
import type { MemoryInputs } from './memory.ts';
import { type LayerShard, layerShard } from './shard.ts';
import { type HeadCost, headCost, type StageParameters, stageParameters } from './stage.ts';

/** What is trained, and on what. */
export interface TrainingTask {
  readonly model: ModelArchitecture;
  readonly sequenceLength: number;
  readonly adapterRank: number | null;
  /** Matrices that carry adapters; all of them unless told otherwise. */
  readonly adaptersOn?: 'all' | 'attention';
  /** Mean tokens that attend to each other where sequences are packed from short documents; absent or null: all. */
  readonly documentLength?: number | null;
}

/** Cost of every kind of layer and of the head on one micro-batch: what the inner loops of a search build on. */
export interface BlockCost {
  readonly layers: readonly LayerCost[];
  readonly head: HeadCost;
}

/** null when the chip does not multiply in the format natively. */
export const blockCost = (
  machine: Machine,
  constants: TrainingConstants,
  task: TrainingTask,
  order: LayerOrder,
  shape: BlockShape,
  format: TrainingFormat,
): BlockCost | null => {
  const rates = kernelRates(machine, constants, format);
  if (rates === null) return null;
  const wide = kernelRates(machine, constants, 'bf16') ?? rates;
  return {
    layers: order.kinds.map((group) => layerCost(task.model, group, machine, constants, rates, shape)),
    // The head stays in 16 bits: recipes keep the last product out of FP8.
    head: headCost(task.model, constants, wide, shape),
  };
};

/** Parameters of one stage on one rank, with the embedding and the head. */
export interface WeightCost {
  readonly parameters: StageParameters;
  readonly firstEmbedding: number;
  readonly lastEmbedding: number;
  readonly head: number;
  readonly trainedEmbedding: number;
  readonly perStage: number;
}

/** Parameters of every kind of layer on one rank. */
export const layerShards = (
  task: TrainingTask,
  order: LayerOrder,
  tensorParallel: number,
  expertParallel: number,
): readonly LayerShard[] =>
  order.kinds.map((group) => layerShard(task.model, group, tensorParallel, expertParallel, task.adapterRank));

export const weightCost = (
  task: TrainingTask,
  shards: readonly LayerShard[],
  tensorParallel: number,
  pipelineParallel: number,
  split: StageSplit,
): WeightCost => {
  const { model, adapterRank } = task;
  const table = model.vocabulary * model.hidden;
  const embedding = table + model.positionParameters;
  const head = model.tiedEmbeddings ? 0 : table;
  const alone = pipelineParallel === 1;
  const firstEmbedding = (embedding + (alone ? head : 0)) / tensorParallel;
  const lastEmbedding = (alone ? firstEmbedding * tensorParallel : table) / tensorParallel;
  return {
    parameters: stageParameters(shards, split),
    firstEmbedding,
    lastEmbedding,
    head: table / tensorParallel,
    trainedEmbedding: adapterRank === null ? Math.max(firstEmbedding, lastEmbedding) : 0,
    perStage: split.perStage,
  };
};

export const memoryInputs = (
  task: TrainingTask,
  weights: WeightCost,
  groups: DataGroups,
  pipelineParallel: number,
): MemoryInputs => ({
  parameters: weights.parameters,
  firstEmbedding: weights.firstEmbedding,
  lastEmbedding: weights.lastEmbedding,
  head: weights.head,
  trainsEmbedding: task.adapterRank === null,
  ranks: groups.ranks,
  expertRanks: groups.expertRanks,
  frozen: task.adapterRank !== null,
  pipelined: pipelineParallel > 1,
});

export const exchangeOf = (
  machine: Machine,
  constants: TrainingConstants,
  weights: WeightCost,
  groups: DataGroups,
): ExchangeCost =>
  exchangeCost(
    groups,
    constants,
    weights.parameters,
    weights.trainedEmbedding,
    weights.perStage,
    machine.hbmBytesPerSecond * constants.gemmMemoryEfficiency,
  );

/** The way from one pipeline stage to the next. */
export const boundaryLines = (
  machine: Machine,
  constants: TrainingConstants,
  pipelineParallel: number,
  ranksPerStage: number,
): readonly Line[] =>
  collectiveLines(machine, constants, 'send', { size: pipelineParallel, stride: ranksPerStage });

/** One micro-batch of activations over one stage boundary: t h 16-bit values, cut by sequence parallelism. */
export const boundarySeconds = (lines: readonly Line[], task: TrainingTask, shape: BlockShape): number => {
  const tokens = (shape.microBatch * shape.sequenceLength) / shape.contextParallel;
  const shared = shape.sequenceParallel ? shape.tensorParallel : 1;
  return fastestSeconds(lines, (2 * tokens * task.model.hidden) / shared);
};
