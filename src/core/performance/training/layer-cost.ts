import type { LayerGroup, ModelArchitecture } from '../../workload/architecture.ts';
import { layerWork } from '../../workload/work.ts';
import type { Machine } from '../machine.ts';
import { collectiveLines, fastestSeconds, type RankGroup } from '../network/collectives.ts';
import { dispatchLines } from '../network/dispatch.ts';
import { activationBytesPerToken } from './activations.ts';
import type { TrainingConstants } from './constants.ts';
import type { KernelRates } from './kernel-time.ts';
import {
  attentionCore,
  type BlockShape,
  BYTES_16,
  denseGemms,
  elementwise,
  expertGemms,
  type LayerInputs,
  type Pass,
} from './layer-kernels.ts';

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

/** Times per layer that activations are gathered before and summed after tensor-parallel weights. */
const tensorParallelPairs = (group: LayerGroup, spread: boolean): number => {
  const mixer = group.mixer.kind === 'none' ? 0 : 1;
  const { feedForward } = group;
  if (feedForward.kind === 'none') return mixer;
  if (feedForward.kind === 'experts' && spread) return mixer + (feedForward.sharedWidth > 0 ? 1 : 0);
  return mixer + 1;
};

const tensorCommunication = (inputs: LayerInputs): number => {
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

/**
 * Dispatch and combine, each t k h bytes of 16-bit activations over the ranks that hold the experts. A collective sends
 * every copy of a token by itself (Megatron-Core's `MoEAlltoAllTokenDispatcher` makes the copies before it sends).
 */
const expertCommunication = ({ group, model, machine, constants, shape, tokens }: LayerInputs): number => {
  if (group.feedForward.kind !== 'experts' || shape.expertParallel === 1) return 0;
  const { activeExperts, experts } = group.feedForward;
  const copies = (tokens / shape.tensorParallel) * activeExperts * constants.expertImbalance;
  const ranks: RankGroup = { size: shape.expertParallel, stride: 1 };
  const lines =
    constants.dispatchOnce === 1
      ? dispatchLines(
          machine,
          constants,
          ranks,
          activeExperts,
          constants.expertsInTurn === 1 ? experts : null,
        )
      : collectiveLines(machine, constants, 'all-to-all', ranks);
  return 2 * fastestSeconds(lines, BYTES_16 * copies * model.hidden);
};

/** Ring exchange of keys and values, each step beside one block of the core; backward also passes their gradients. */
const contextCommunication = (inputs: LayerInputs, core: Pass): Pass => {
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

/**
 * Kernels that dispatch can run beside, in either direction. Where it runs beside another micro-batch, forward and
 * backward of the two are interleaved, so that each direction has half of all kernels (Megatron-Core's
 * `--overlap-moe-expert-parallel-comm`; DualPipe, arXiv 2412.19437, section 3.2.1).
 */
const besideDispatch = (
  constants: TrainingConstants,
  products: readonly Pass[],
  others: readonly Pass[],
): Pass => {
  const total = (passes: readonly Pass[], direction: keyof Pass) =>
    passes.reduce((seconds, pass) => seconds + pass[direction], 0);
  if (constants.dispatchBesideBatch === 0)
    return { forward: total(products, 'forward'), backward: total(products, 'backward') };
  const all = [...products, ...others];
  const half = (total(all, 'forward') + total(all, 'backward')) / 2;
  return { forward: half, backward: half };
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
  const inputs: LayerInputs = { model, group, machine, constants, rates, shape, tokens };
  const dense = denseGemms(inputs);
  const experts = expertGemms(inputs);
  const core = attentionCore(inputs);
  const pointwise = elementwise(inputs);
  const context = contextCommunication(inputs, core);
  const tensor = tensorCommunication(inputs);
  const expert = expertCommunication(inputs);
  const beside = besideDispatch(constants, [dense, experts], [core, pointwise]);
  const { tensorOverlap, expertOverlap, overlapTax, layerOverheadSeconds } = constants;
  const pass = (direction: 'forward' | 'backward'): number[] => [
    dense[direction],
    experts[direction],
    core[direction],
    pointwise[direction],
    exposedSeconds(tensor, dense[direction], tensorOverlap, overlapTax),
    exposedSeconds(expert, beside[direction], expertOverlap, overlapTax),
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
