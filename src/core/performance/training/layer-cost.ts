import type { LayerGroup, Mixer, ModelArchitecture } from '../../workload/architecture.ts';
import { layerWork } from '../../workload/work.ts';
import type { Machine } from '../machine.ts';
import { collectiveLines, dispatchLines, fastestSeconds, type RankGroup } from '../network/collectives.ts';
import { activationBytesPerToken } from './activations.ts';
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

/** Where a layer's time goes, in the order of the arrays of `LayerCost`. */
export const LAYER_PARTS = [
  'matrix multiplication',
  'expert matrix multiplication',
  'attention core',
  'norms and activations',
  'tensor-parallel communication',
  'expert all-to-all',
  'context-parallel exchange',
  'layer overhead',
] as const;

/** Seconds of one layer for one micro-batch on one rank, exposed communication included. */
export interface LayerCost {
  readonly forward: readonly number[];
  readonly backward: readonly number[];
  readonly forwardSeconds: number;
  readonly backwardSeconds: number;
  /** Forward time that selective recompute repeats. */
  readonly selectiveSeconds: number;
  /** Bytes kept from forward to backward per micro-batch, by recompute mode. */
  readonly activationBytes: { readonly none: number; readonly selective: number; readonly full: number };
}

const BYTES_16 = 2;
const BACKWARD_ELEMENTWISE = 2;
const PERMUTE_PASSES = 4;
/** Dropout of attention reads and writes 16 bits and keeps a byte of mask. */
const SCORE_DROPOUT_PASSES = 2.5;
/** Dropout after attention and after the feed-forward: fused with the addition that follows, it leaves the masks. */
const LAYER_DROPOUT_PASSES = 1;

/** Communication that a kernel of `overlappable` seconds can hide: max(0, c - eta O) + u min(c, O). */
export const exposedSeconds = (
  communication: number,
  overlappable: number,
  overlap: number,
  tax: number,
): number =>
  overlap === 0
    ? communication
    : Math.max(0, communication - overlap * overlappable) + tax * Math.min(communication, overlappable);

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

interface Inputs {
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

interface Pass {
  forward: number;
  backward: number;
}

const denseGemms = ({ group, model, rates, shape, constants, tokens }: Inputs): Pass => {
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
const expertGemms = ({ group, model, rates, shape, constants, tokens }: Inputs): Pass => {
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

const attentionCore = (inputs: Inputs): Pass => {
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

const elementwise = ({ group, model, rates, shape, constants, tokens }: Inputs): Pass => {
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

/** Times per layer that activations are gathered before and summed after tensor-parallel weights. */
const tensorParallelPairs = (group: LayerGroup, spread: boolean): number => {
  const mixer = group.mixer.kind === 'none' ? 0 : 1;
  const { feedForward } = group;
  if (feedForward.kind === 'none') return mixer;
  if (feedForward.kind === 'experts' && spread) return mixer + (feedForward.sharedWidth > 0 ? 1 : 0);
  return mixer + 1;
};

const tensorCommunication = (inputs: Inputs): number => {
  const { group, model, machine, constants, shape, tokens } = inputs;
  if (shape.tensorParallel === 1) return 0;
  const ranks: RankGroup = { size: shape.tensorParallel, stride: 1 };
  const bytes = BYTES_16 * tokens * model.hidden;
  const seconds = (operation: 'all-reduce' | 'all-gather' | 'reduce-scatter') =>
    fastestSeconds(collectiveLines(machine, constants, operation, ranks), bytes);
  const pairs = tensorParallelPairs(group, shape.expertParallel > 1);
  return (
    pairs *
    (shape.sequenceParallel ? seconds('all-gather') + seconds('reduce-scatter') : seconds('all-reduce'))
  );
};

/** Dispatch and combine, each t k h bytes of 16-bit activations over the ranks that hold the experts. */
const expertCommunication = ({ group, model, machine, constants, shape, tokens }: Inputs): number => {
  if (group.feedForward.kind !== 'experts' || shape.expertParallel === 1) return 0;
  const { activeExperts } = group.feedForward;
  const copies = (tokens / shape.tensorParallel) * activeExperts * constants.expertImbalance;
  const lines = dispatchLines(machine, constants, { size: shape.expertParallel, stride: 1 }, activeExperts);
  return 2 * fastestSeconds(lines, BYTES_16 * copies * model.hidden);
};

/** Ring exchange of keys and values, each step beside one block of the core; backward also passes their gradients. */
const contextCommunication = (inputs: Inputs, core: Pass): Pass => {
  const { group, model, machine, constants, shape, tokens } = inputs;
  const ranks = shape.contextParallel;
  if (ranks === 1) return { forward: 0, backward: 0 };
  const work = layerWork(group, model.hidden);
  const elements = work.cacheElementsPerToken / Math.min(shape.tensorParallel, work.cacheHeads);
  const lines = collectiveLines(machine, constants, 'send', { size: ranks, stride: shape.tensorParallel });
  const step = (bytes: number, compute: number) =>
    (ranks - 1) * Math.max(0, fastestSeconds(lines, bytes) - compute / ranks);
  const bytes = BYTES_16 * elements * tokens;
  return { forward: step(bytes, core.forward), backward: step(2 * bytes, core.backward) };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Cost of one layer of the group on one micro-batch, every recompute mode at once. */
export const layerCost = (
  model: ModelArchitecture,
  group: LayerGroup,
  machine: Machine,
  constants: TrainingConstants,
  rates: KernelRates,
  shape: BlockShape,
): LayerCost => {
  const tokens = (shape.microBatch * shape.sequenceLength) / shape.contextParallel;
  const inputs: Inputs = { model, group, machine, constants, rates, shape, tokens };
  const dense = denseGemms(inputs);
  const experts = expertGemms(inputs);
  const core = attentionCore(inputs);
  const pointwise = elementwise(inputs);
  const context = contextCommunication(inputs, core);
  const tensor = tensorCommunication(inputs);
  const expert = expertCommunication(inputs);
  const { tensorOverlap, expertOverlap, overlapTax, layerOverheadSeconds } = constants;
  const pass = (direction: 'forward' | 'backward'): number[] => [
    dense[direction],
    experts[direction],
    core[direction],
    pointwise[direction],
    exposedSeconds(tensor, dense[direction], tensorOverlap, overlapTax),
    exposedSeconds(expert, experts[direction] + dense[direction], expertOverlap, overlapTax),
    context[direction],
    layerOverheadSeconds,
  ];
  const forward = pass('forward');
  const backward = pass('backward');
  const kept = (recompute: 'none' | 'selective' | 'full') =>
    tokens *
    activationBytesPerToken(
      group,
      model.hidden,
      {
        tensorParallel: shape.tensorParallel,
        sequenceParallel: shape.sequenceParallel,
        recompute,
        dropoutMasks: constants.dropoutMasks === 1,
        fusedAttention: constants.fusedAttention === 1,
        normCopyBytes: constants.normCopyBytes,
        selectiveKeepsHalf: constants.selectiveKeepsHalf === 1,
        sequenceLength: shape.sequenceLength,
      },
      shape.expertParallel > 1 ? constants.expertImbalance : 1,
    );
  return {
    forward,
    backward,
    forwardSeconds: sum(forward),
    backwardSeconds: sum(backward),
    selectiveSeconds: constants.fusedAttention === 1 ? pointwise.forward : core.forward,
    activationBytes: { none: kept('none'), selective: kept('selective'), full: kept('full') },
  };
};
