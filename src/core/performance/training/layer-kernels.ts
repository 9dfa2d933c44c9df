import type { LayerGroup, Mixer, ModelArchitecture } from '../../workload/architecture.ts';
import { layerWork } from '../../workload/work.ts';
import type { Machine } from '../machine.ts';
import { attentionShape, meanContext } from './attention-shape.ts';
import type { TrainingConstants } from './constants.ts';
import { gemmSeconds, type KernelRates, padded, softRoofline } from './kernel-time.ts';
import { type Projection, projectionsOf } from './projections.ts';

/** What decides the cost of one layer on one micro-batch. */
export interface BlockShape {
  readonly tensorParallel: number;
  readonly contextParallel: number;
  readonly expertParallel: number;
  readonly sequenceParallel: boolean;
  readonly microBatch: number;
  readonly sequenceLength: number;
  /** Rank of adapters on frozen weights; null when all weights are trained. */
  readonly adapterRank: number | null;
  /** Matrices that carry adapters; all of them unless told otherwise. */
  readonly adaptersOn?: 'all' | 'attention';
  /** Mean tokens that attend to each other where sequences are packed from short documents; absent or null: all. */
  readonly documentLength?: number | null;
}

/** Bytes of an element in 16 bits, as activations are kept and sent. */
export const BYTES_16 = 2;
const BACKWARD_ELEMENTWISE = 2;
const PERMUTE_PASSES = 4;
/** Dropout of attention reads and writes 16 bits and keeps a byte of mask. */
const SCORE_DROPOUT_PASSES = 2.5;
/** Dropout after attention and after the feed-forward: fused with the addition that follows, it leaves the masks. */
const LAYER_DROPOUT_PASSES = 1;

const feedForwardWidth = (group: LayerGroup, imbalance: number): number => {
  const { feedForward } = group;
  switch (feedForward.kind) {
    case 'dense':
      return (feedForward.gated ? 3 : 2) * feedForward.width;
    case 'experts':
      return (
        (feedForward.gated ? 3 : 2) *
        (feedForward.activeExperts * feedForward.expertWidth * imbalance + feedForward.sharedWidth)
      );
    case 'none':
      return 0;
  }
};

const indexerFlopsPerPosition = (mixer: Mixer): number =>
  mixer.kind === 'latent-attention' && mixer.sparse !== null
    ? 2 * mixer.sparse.indexHeads * mixer.sparse.indexHeadDim
    : 0;

/** One layer of a group on one micro-batch, with all that its time depends on. */
export interface LayerInputs {
  readonly model: ModelArchitecture;
  readonly group: LayerGroup;
  readonly machine: Machine;
  readonly constants: TrainingConstants;
  readonly rates: KernelRates;
  readonly shape: BlockShape;
  /** Tokens of the micro-batch on this context-parallel rank. */
  readonly tokens: number;
}

const cutInputs = (projection: Projection, t: number): number =>
  projection.split === 'inputs' ? projection.inputs / t : projection.inputs;

const cutOutputs = (projection: Projection, t: number): number =>
  projection.split === 'outputs' ? projection.outputs / t : projection.outputs;

/** Seconds of a part of a layer in either direction. */
export interface Pass {
  forward: number;
  backward: number;
}

/** Matrix multiplications outside the experts, those of adapters among them. */
export const denseGemms = ({ group, model, rates, shape, constants, tokens }: LayerInputs): Pass => {
  const pass = { forward: 0, backward: 0 };
  for (const projection of projectionsOf(group, model.hidden)) {
    if (projection.part === 'expert') continue;
    const inputs = cutInputs(projection, shape.tensorParallel);
    const outputs = cutOutputs(projection, shape.tensorParallel);
    const forward = gemmSeconds(rates, tokens, inputs, outputs);
    if (shape.adapterRank === null) {
      pass.forward += forward;
      pass.backward += forward * (1 + constants.weightGradientFactor * rates.weightGradientScale);
      continue;
    }
    if (shape.adaptersOn === 'attention' && projection.part !== 'mixer') {
      pass.forward += forward;
      pass.backward += forward;
      continue;
    }
    const adapter =
      gemmSeconds(rates, tokens, inputs, shape.adapterRank) +
      gemmSeconds(rates, tokens, shape.adapterRank, outputs);
    pass.forward += forward + adapter;
    pass.backward += forward + adapter * (1 + constants.weightGradientFactor);
  }
  return pass;
};

/** Grouped GEMMs over the experts of one rank, at the load of the busiest rank. */
export const expertGemms = ({ group, model, rates, shape, constants, tokens }: LayerInputs): Pass => {
  const { feedForward } = group;
  if (feedForward.kind !== 'experts') return { forward: 0, backward: 0 };
  const spread = shape.expertParallel > 1;
  const cut = spread ? 1 : shape.tensorParallel;
  const resident = feedForward.experts / (spread ? shape.expertParallel : 1);
  const copies =
    ((tokens * feedForward.activeExperts) / (spread ? shape.tensorParallel : 1)) *
    (spread ? constants.expertImbalance : 1);
  let forward = 0;
  let adapters = 0;
  for (const projection of projectionsOf(group, model.hidden)) {
    if (projection.part !== 'expert') continue;
    const inputs = cutInputs(projection, cut);
    const outputs = cutOutputs(projection, cut);
    const flops = 2 * copies * padded(inputs, rates.matrixUnitWidth) * padded(outputs, rates.matrixUnitWidth);
    const traffic = rates.operandBytes * inputs * (resident * outputs + copies) + BYTES_16 * copies * outputs;
    const of = (work: number) =>
      softRoofline(work / rates.groupedFlopsPerSecond, traffic / rates.gemmBytesPerSecond, rates.gemmPower) +
      rates.groupedLaunchSeconds;
    forward += of(flops);
    if (shape.adapterRank !== null && shape.adaptersOn !== 'attention')
      adapters += of(2 * copies * shape.adapterRank * (inputs + outputs));
  }
  const perGradient = shape.adapterRank === null ? forward : adapters;
  return {
    forward: forward + adapters,
    backward:
      forward +
      (adapters > 0 ? adapters : 0) +
      constants.weightGradientFactor * rates.weightGradientScale * perGradient,
  };
};

/** Scores, their softmax and the weighted sum of values, and scans of layers that have a state instead. */
export const attentionCore = (inputs: LayerInputs): Pass => {
  const { group, model, rates, shape, constants, tokens } = inputs;
  const work = layerWork(group, model.hidden);
  const fused = constants.fusedAttention === 1;
  const length = shape.documentLength ?? shape.sequenceLength;
  const { widthFactor, tile } = attentionShape(group.mixer, rates.matrixUnitWidth, constants);
  const context = meanContext(length, work.contextLimit, model.causal, fused, tile);
  const index =
    indexerFlopsPerPosition(group.mixer) * meanContext(length, Infinity, model.causal, fused, tile);
  const core = work.coreFlopsPerTokenPerPosition * widthFactor * context + index;
  if (core === 0 && work.scanFlopsPerToken === 0) return { forward: 0, backward: 0 };
  const perRank = tokens / shape.tensorParallel;
  const heads =
    group.mixer.kind === 'attention' || group.mixer.kind === 'latent-attention' ? group.mixer.queryHeads : 0;
  const scores = fused
    ? 0
    : ((constants.scorePasses + constants.dropoutMasks * SCORE_DROPOUT_PASSES) *
        BYTES_16 *
        perRank *
        heads *
        context) /
      rates.gemmBytesPerSecond;
  const forward =
    (perRank * core) / rates.attentionFlopsPerSecond +
    (perRank * work.scanFlopsPerToken) / rates.scanFlopsPerSecond +
    scores +
    constants.attentionLaunchSeconds;
  return { forward, backward: forward * constants.attentionBackwardFactor };
};

/** Norms, activations, residual additions and, with experts, the permutation of tokens: all bound by memory. */
export const elementwise = ({ group, model, rates, shape, constants, tokens }: LayerInputs): Pass => {
  const shared = shape.sequenceParallel ? shape.tensorParallel : 1;
  const experts = group.feedForward.kind === 'experts' ? group.feedForward : null;
  const imbalance = experts === null || shape.expertParallel === 1 ? 1 : constants.expertImbalance;
  const bytes =
    ((constants.elementwisePasses + constants.dropoutMasks * LAYER_DROPOUT_PASSES) * model.hidden) / shared +
    (constants.activationPasses * feedForwardWidth(group, imbalance)) / (3 * shape.tensorParallel) +
    (experts === null
      ? 0
      : (PERMUTE_PASSES * experts.activeExperts * imbalance * model.hidden) / shape.tensorParallel);
  const forward = (BYTES_16 * tokens * bytes) / rates.streamBytesPerSecond;
  return { forward, backward: BACKWARD_ELEMENTWISE * forward };
};
