import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { gemmSeconds, type KernelRates } from './kernel-time.ts';
import type { LayerCost } from './layer-cost.ts';
import type { BlockShape } from './layer-kernels.ts';
import { heaviestStretch, type StageSplit, weighed } from './layers.ts';
import type { LayerShard } from './shard.ts';

export type Recompute = TrainingLayout['recompute'];

const BYTES_16 = 2;

const heaviestSum = (values: readonly number[], split: StageSplit): number =>
  weighed(values, heaviestStretch(values, split));

/** Parameters of the stage that holds most, embedding and head left out. */
export interface StageParameters {
  readonly dense: number;
  readonly expert: number;
  readonly trainedDense: number;
  readonly trainedExpert: number;
  /** Largest layer, for sharded weights gathered layer by layer. */
  readonly largestLayer: number;
  /** The most different weight matrices of one layer hold, for buffers kept per shape. */
  readonly largestShapes: number;
}

export const stageParameters = (shards: readonly LayerShard[], split: StageSplit): StageParameters => {
  const heaviest = (value: (shard: LayerShard) => number) => heaviestSum(shards.map(value), split);
  return {
    dense: heaviest((shard) => shard.dense),
    expert: heaviest((shard) => shard.expert),
    trainedDense: heaviest((shard) => shard.trainedDense),
    trainedExpert: heaviest((shard) => shard.trainedExpert),
    largestLayer: Math.max(...shards.map((shard) => shard.dense + shard.expert)),
    largestShapes: Math.max(...shards.map((shard) => shard.shapes)),
  };
};

export interface HeadCost {
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  /** Kept when the backward pass starts. */
  readonly logitBytes: number;
  /** Whole streams of the micro-batch alive at the peak of any stage. */
  readonly streamBytes: number;
}

/** The head's product, its gradients, and the loss over the vocabulary, for one micro-batch of the last stage. */
export const headCost = (
  model: ModelArchitecture,
  constants: TrainingConstants,
  rates: KernelRates,
  shape: BlockShape,
): HeadCost => {
  const tokens = (shape.microBatch * shape.sequenceLength) / shape.contextParallel;
  const columns = model.vocabulary / shape.tensorParallel;
  const product = gemmSeconds(rates, tokens, model.hidden, columns);
  const loss = (constants.logitBytes * tokens * columns) / rates.streamBytesPerSecond;
  const heads = 1 + model.predictionLayers;
  const gradients = shape.adapterRank === null ? 1 + constants.weightGradientFactor : 1;
  return {
    forwardSeconds: heads * (product + loss),
    backwardSeconds: heads * (product * gradients + loss),
    logitBytes: constants.logitMemoryBytes * tokens * columns,
    streamBytes: constants.wholeStreams * BYTES_16 * tokens * model.hidden,
  };
};

/** One micro-batch through the heaviest regular stage and through the last one, recompute in the backward. */
export interface StageTime {
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  readonly lastForwardSeconds: number;
  readonly lastBackwardSeconds: number;
  readonly activationBytes: number;
  /** Whole streams, and one layer in full while it is made again. */
  readonly workingBytes: number;
  readonly logitBytes: number;
  /** Layers of each kind in the heaviest stage. */
  readonly stretch: readonly number[];
}

/** Seconds of what one layer makes again in its backward pass. */
export const recomputeSeconds = (layer: LayerCost, recompute: Recompute): number => {
  switch (recompute) {
    case 'none':
      return 0;
    case 'selective':
      return layer.selectiveSeconds;
    case 'full':
      return layer.forwardSeconds;
  }
};

/** Prediction layers are as the last layer of the model. */
const lastKind = (layers: readonly LayerCost[]): LayerCost => {
  const layer = layers.at(-1);
  if (layer === undefined) throw new RangeError('A model needs at least one kind of layer');
  return layer;
};

const backwardSeconds = (layer: LayerCost, recompute: Recompute): number =>
  layer.backwardSeconds + recomputeSeconds(layer, recompute);

const bothSeconds = (layer: LayerCost, recompute: Recompute): number =>
  layer.forwardSeconds + backwardSeconds(layer, recompute);

const forwardSeconds = (layer: LayerCost): number => layer.forwardSeconds;

const keptBytes = (layer: LayerCost, recompute: Recompute): number => layer.activationBytes[recompute];

/** Sum over a stretch of what one layer of each kind takes; searches call this too often to make lists of it. */
const overStretch = (
  layers: readonly LayerCost[],
  stretch: readonly number[],
  recompute: Recompute,
  value: (layer: LayerCost, recompute: Recompute) => number,
): number => {
  let sum = 0;
  for (let kind = 0; kind < stretch.length; kind += 1) {
    const count = stretch[kind];
    const layer = layers[kind];
    if (count === undefined || layer === undefined) throw new RangeError(`No layer of kind ${kind}`);
    sum += count * value(layer, recompute);
  }
  return sum;
};

const slowestStretch = (
  layers: readonly LayerCost[],
  recompute: Recompute,
  split: StageSplit,
): readonly number[] => {
  const [first] = split.stretches;
  if (first === undefined) throw new RangeError('A stage needs a layer');
  if (split.stretches.length === 1) return first;
  let slowest = first;
  let most = Number.NEGATIVE_INFINITY;
  for (const stretch of split.stretches) {
    const seconds = overStretch(layers, stretch, recompute, bothSeconds);
    if (seconds > most) {
      most = seconds;
      slowest = stretch;
    }
  }
  return slowest;
};

/** What one micro-batch takes in the stages of a split, by recompute mode. */
export const stageTime = (
  layers: readonly LayerCost[],
  head: HeadCost,
  recompute: Recompute,
  split: StageSplit,
  predictionLayers: number,
): StageTime => {
  const stretch = slowestStretch(layers, recompute, split);
  const { lastStretch } = split;
  const final = lastKind(layers);
  let activationBytes = 0;
  for (const each of split.stretches) {
    activationBytes = Math.max(activationBytes, overStretch(layers, each, recompute, keptBytes));
  }
  let remadeBytes = 0;
  if (recompute === 'full') {
    for (const layer of layers) remadeBytes = Math.max(remadeBytes, layer.activationBytes.none);
  }
  return {
    forwardSeconds: overStretch(layers, stretch, recompute, forwardSeconds),
    backwardSeconds: overStretch(layers, stretch, recompute, backwardSeconds),
    lastForwardSeconds:
      overStretch(layers, lastStretch, recompute, forwardSeconds) +
      head.forwardSeconds +
      predictionLayers * final.forwardSeconds,
    lastBackwardSeconds:
      overStretch(layers, lastStretch, recompute, backwardSeconds) +
      head.backwardSeconds +
      predictionLayers * backwardSeconds(final, recompute),
    activationBytes,
    workingBytes: remadeBytes + head.streamBytes,
    logitBytes: head.logitBytes,
    stretch,
  };
};
