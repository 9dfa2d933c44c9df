import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { gemmSeconds, type KernelRates } from './kernel-time.ts';
import type { BlockShape, LayerCost } from './layer-cost.ts';
import { heaviestStretch, type StageSplit, weighed } from './layers.ts';
import type { LayerShard } from './shard.ts';

export type Recompute = TrainingLayout['recompute'];

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
}

export const stageParameters = (shards: readonly LayerShard[], split: StageSplit): StageParameters => {
  const heaviest = (value: (shard: LayerShard) => number) => heaviestSum(shards.map(value), split);
  return {
    dense: heaviest((shard) => shard.dense),
    expert: heaviest((shard) => shard.expert),
    trainedDense: heaviest((shard) => shard.trainedDense),
    trainedExpert: heaviest((shard) => shard.trainedExpert),
    largestLayer: Math.max(...shards.map((shard) => shard.dense + shard.expert)),
  };
};

export interface HeadCost {
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  readonly logitBytes: number;
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
  const logitBytes = constants.logitBytes * tokens * columns;
  const loss = logitBytes / rates.streamBytesPerSecond;
  const heads = 1 + model.predictionLayers;
  const gradients = shape.adapterRank === null ? 1 + constants.weightGradientFactor : 1;
  return {
    forwardSeconds: heads * (product + loss),
    backwardSeconds: heads * (product * gradients + loss),
    logitBytes,
  };
};

/** One micro-batch through the heaviest regular stage and through the last one, recompute in the backward. */
export interface StageTime {
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  readonly lastForwardSeconds: number;
  readonly lastBackwardSeconds: number;
  readonly activationBytes: number;
  /** One layer in full while it is made again. */
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
const lastKind = (values: readonly number[]): number => {
  const value = values.at(-1);
  if (value === undefined) throw new RangeError('A model needs at least one kind of layer');
  return value;
};

export const stageTime = (
  layers: readonly LayerCost[],
  head: HeadCost,
  recompute: Recompute,
  split: StageSplit,
  predictionLayers: number,
): StageTime => {
  const forward = layers.map((layer) => layer.forwardSeconds);
  const backward = layers.map((layer) => layer.backwardSeconds + recomputeSeconds(layer, recompute));
  const both = layers.map(
    (layer) => layer.forwardSeconds + layer.backwardSeconds + recomputeSeconds(layer, recompute),
  );
  const stretch = heaviestStretch(both, split);
  const activations = layers.map((layer) => layer.activationBytes[recompute]);
  return {
    forwardSeconds: weighed(forward, stretch),
    backwardSeconds: weighed(backward, stretch),
    lastForwardSeconds:
      weighed(forward, split.lastStretch) + head.forwardSeconds + predictionLayers * lastKind(forward),
    lastBackwardSeconds:
      weighed(backward, split.lastStretch) + head.backwardSeconds + predictionLayers * lastKind(backward),
    activationBytes: heaviestSum(activations, split),
    workingBytes: recompute === 'full' ? Math.max(...layers.map((layer) => layer.activationBytes.none)) : 0,
    logitBytes: head.logitBytes,
    stretch,
  };
};
