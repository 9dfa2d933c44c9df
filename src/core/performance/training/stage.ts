import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { gemmSeconds, type KernelRates } from './kernel-time.ts';
import type { BlockShape, LayerCost } from './layer-cost.ts';
import type { LayerShard } from './shard.ts';

export type Recompute = TrainingLayout['recompute'];

/** How layers fall on pipeline stages: every stage but the last gets `perStage`, the last what is left. */
export interface StageSplit {
  readonly total: number;
  readonly perStage: number;
  readonly last: number;
}

/** null when the last stage would be left without a layer. */
export const splitLayers = (total: number, pipelineParallel: number): StageSplit | null => {
  const perStage = Math.ceil(total / pipelineParallel);
  const last = total - (pipelineParallel - 1) * perStage;
  return last < 1 ? null : { total, perStage, last };
};

const at = <Value>(values: readonly Value[], index: number): Value => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No run of layers ${index} among ${values.length}`);
  return value;
};

/** How many layers of each run of equal layers fall in [start, start + length). */
const countsWithin = (counts: readonly number[], start: number, length: number): number[] => {
  let from = 0;
  return counts.map((count) => {
    const inside = Math.max(0, Math.min(from + count, start + length) - Math.max(from, start));
    from += count;
    return inside;
  });
};

const weighed = (values: readonly number[], counts: readonly number[]): number => {
  let sum = 0;
  for (const [index, count] of counts.entries()) if (count > 0) sum += count * at(values, index);
  return sum;
};

/**
 * Of all `length` consecutive layers, how many of each run are in the stretch with the largest sum of `values` (one
 * per run of equal layers). The sum is piecewise linear in the start, so its maximum lies where a run starts or ends.
 */
export const heaviestStretch = (
  values: readonly number[],
  counts: readonly number[],
  length: number,
): readonly number[] => {
  if (counts.length === 1) return [length];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const starts = new Set([0, total - length]);
  let edge = 0;
  for (const count of counts) {
    starts.add(edge);
    starts.add(edge - length);
    edge += count;
  }
  let best: readonly number[] = counts;
  let most = Number.NEGATIVE_INFINITY;
  for (const start of starts) {
    if (start < 0 || start + length > total) continue;
    const within = countsWithin(counts, start, length);
    const sum = weighed(values, within);
    if (sum > most) {
      most = sum;
      best = within;
    }
  }
  return best;
};

const heaviestSum = (values: readonly number[], counts: readonly number[], length: number): number =>
  weighed(values, heaviestStretch(values, counts, length));

/** Parameters of the stage that holds most, embedding and head left out. */
export interface StageParameters {
  readonly dense: number;
  readonly expert: number;
  readonly trainedDense: number;
  readonly trainedExpert: number;
  /** Largest layer, for sharded weights gathered layer by layer. */
  readonly largestLayer: number;
}

export const stageParameters = (
  counts: readonly number[],
  shards: readonly LayerShard[],
  split: StageSplit,
): StageParameters => {
  const heaviest = (value: (shard: LayerShard) => number) =>
    heaviestSum(shards.map(value), counts, split.perStage);
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
  /** Layers of each run in the heaviest stage. */
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

export const stageTime = (
  counts: readonly number[],
  layers: readonly LayerCost[],
  head: HeadCost,
  recompute: Recompute,
  split: StageSplit,
  predictionLayers: number,
): StageTime => {
  const forward = layers.map((layer) => layer.forwardSeconds);
  const backward = layers.map((layer) => layer.backwardSeconds + recomputeSeconds(layer, recompute));
  const both = forward.map((seconds, index) => seconds + at(backward, index));
  const stretch = heaviestStretch(both, counts, split.perStage);
  // A last stage of its own holds the end of the model.
  const lastStretch = countsWithin(counts, split.total - split.last, split.last);
  const extra = counts.length - 1;
  const activations = layers.map((layer) => layer.activationBytes[recompute]);
  return {
    forwardSeconds: weighed(forward, stretch),
    backwardSeconds: weighed(backward, stretch),
    lastForwardSeconds:
      weighed(forward, lastStretch) + head.forwardSeconds + predictionLayers * at(forward, extra),
    lastBackwardSeconds:
      weighed(backward, lastStretch) + head.backwardSeconds + predictionLayers * at(backward, extra),
    activationBytes: heaviestSum(activations, counts, split.perStage),
    workingBytes: recompute === 'full' ? Math.max(...layers.map((layer) => layer.activationBytes.none)) : 0,
    logitBytes: head.logitBytes,
    stretch,
  };
};
