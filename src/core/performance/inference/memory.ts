import { BYTES_PER_ELEMENT } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { MemoryBreakdown } from '../outcome.ts';
import type { InferenceConstants } from './constants.ts';
import { ACTIVATION_BYTES } from './formats.ts';
import { paddedParameters } from './head-padding.ts';
import { hasCompiledShapes, type InferenceLayout, ranksPerChip } from './layout.ts';
import type { ModelLoad } from './load.ts';
import { cacheShareOfRank } from './step-model.ts';

const LOGIT_BYTES = 4;
const GATED_MATRICES = 3;

/** Bytes per chip that do not depend on how many requests run. Sequences of tokens cost on top of them. */
export interface MemoryModel {
  readonly load: ModelLoad;
  readonly layout: InferenceLayout;
  readonly constants: InferenceConstants;
  readonly capacityBytes: number;
  readonly weightBytes: number;
  readonly expertWeightBytes: number;
  readonly embeddingBytes: number;
  readonly activationBytes: number;
  readonly reserveBytes: number;
  /** Cache and logits per sequence, per chip of the fullest pipeline stage. */
  readonly logitBytesPerSequence: number;
  readonly stateBytesPerSequence: number;
  readonly stageShare: number;
  readonly ranks: number;
  readonly tensorRanks: number;
  readonly compiledShapes: boolean;
  readonly caches: readonly CacheMemory[];
}

/** Layers whose cache has one shape, as a sequence keeps it on one chip. */
interface CacheMemory {
  readonly keptLimit: number;
  /** Elements added per token, over the layers of the stage. */
  readonly elements: number;
  /** Part of them that one rank keeps. */
  readonly share: number;
}

/** What padding the model's width to the tiles of 4-bit expert kernels multiplies expert weights by. */
const padding = (load: ModelLoad, layout: InferenceLayout, constants: InferenceConstants): number => {
  if (layout.expertFormat !== 'mxfp4') return 1;
  const tile = constants.fourBitExpertTile;
  return (Math.ceil(load.hidden / tile) * tile) / load.hidden;
};

const weights = (
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
  stageShare: number,
  ranks: number,
) => {
  const tensor = layout.tensorParallel;
  const linear = BYTES_PER_ELEMENT[layout.weightFormat];
  // Embedding, head and norms stay in 16 bits unless everything is wider.
  const wide = Math.max(ACTIVATION_BYTES, linear);
  const stageChips = tensor * layout.attentionDataParallel;
  const table = load.embeddingParameters * wide;
  const head = load.headParameters * wide;
  const separateHead = load.tiedEmbeddings && layout.pipelineParallel === 1 ? 0 : head;
  let experts = 0;
  for (const group of load.experts)
    experts +=
      group.layers *
      Math.ceil(group.experts / layout.expertParallel) *
      layout.expertParallel *
      group.parametersPerExpert;
  return {
    weightBytes:
      stageShare *
      ((load.shardedParameters * linear) / tensor +
        ranks * (load.replicatedLinearParameters * linear + load.normParameters * wide)),
    expertWeightBytes:
      (stageShare * experts * BYTES_PER_ELEMENT[layout.expertFormat] * padding(load, layout, constants)) /
      stageChips,
    // The first pipeline stage keeps the embedding and the last one the head; one stage keeps both.
    embeddingBytes:
      (layout.pipelineParallel === 1 ? table + separateHead : Math.max(table, separateHead)) / tensor,
  };
};

/** Widths of the feed-forward alive at once in a pass over prompts: gate, up, and their product. */
const FEED_FORWARD_TENSORS = 3;
/** Copies of the stream alive at once: residual, norm output, attention in and out. */
const STREAM_TENSORS = 4;

/**
 * What grouped expert kernels keep between passes for a full chunk of prompts: gate and up, their product, and the
 * outputs of every chosen expert, the first and the last sharing one buffer (vLLM, `fused_moe`). 4-bit kernels fuse it.
 */
const expertWorkspaceBytes = (load: ModelLoad, layout: InferenceLayout, tokens: number): number => {
  if (BYTES_PER_ELEMENT[layout.expertFormat] < 1) return 0;
  const cut = layout.expertParallel > 1 ? 1 : layout.tensorParallel;
  const widest = load.experts.map(({ activeExperts, parametersPerExpert }) => {
    const width = parametersPerExpert / (GATED_MATRICES * load.hidden) / cut;
    return activeExperts * (Math.max(2 * width, load.hidden) + width);
  });
  return tokens * ACTIVATION_BYTES * Math.max(0, ...widest);
};

/**
 * Peak of an engine's profiling run on one chip: a pass over a full chunk of prompts, or sampling for as many
 * sequences as may run, whichever is larger. Logits are gathered, so that every rank samples over the whole
 * vocabulary (vLLM, `gpu_model_runner.profile_run`). Compiled engines size logits by their batch instead.
 */
const peakActivationBytes = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
  ranks: number,
): number => {
  const { prefillChunkTokens, sequencesLimit, samplerBytesPerLogit, activationsInUsableShare } = constants;
  const perToken =
    STREAM_TENSORS * load.hidden * ranks +
    (FEED_FORWARD_TENSORS * load.widestFeedForward) / layout.tensorParallel;
  const forward = prefillChunkTokens * ACTIVATION_BYTES * perToken;
  const sampler =
    load.causal && !hasCompiledShapes(machine)
      ? sequencesLimit * load.vocabulary * samplerBytesPerLogit +
        prefillChunkTokens * ACTIVATION_BYTES * load.hidden +
        expertWorkspaceBytes(load, layout, prefillChunkTokens)
      : 0;
  return activationsInUsableShare * Math.max(forward, sampler);
};

/** What the runtime keeps on a chip inside the usable share. */
const runtimeBytes = (layout: InferenceLayout, constants: InferenceConstants): number =>
  constants.runtimeReserveBytes +
  (layout.tensorParallel * layout.attentionDataParallel > 1 ? constants.groupRuntimeBytes : 0);

/**
 * Memory of one chip of a layout, embeddings and head in 16 bits. Weights: parameters over what splits them;
 * projections that tensor parallelism does not split (latent attention's down-projections, routers, norms) are kept
 * by every rank.
 */
export const memoryModel = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
): MemoryModel => {
  const ranks = ranksPerChip(machine, layout);
  const tensorRanks = Math.max(1, layout.tensorParallel * ranks);
  const compiledShapes = hasCompiledShapes(machine);
  const padded = compiledShapes ? paddedParameters(load.heads, tensorRanks) : 0;
  const carried = { ...load, shardedParameters: load.shardedParameters + padded };
  const stageShare = Math.ceil(load.layers / layout.pipelineParallel) / load.layers;
  return {
    load,
    layout,
    constants,
    capacityBytes: machine.hbmBytes,
    ...weights(carried, layout, constants, stageShare, ranks),
    activationBytes: peakActivationBytes(machine, load, layout, constants, ranks),
    reserveBytes: machine.hbmBytes * (1 - constants.usableMemoryShare) + runtimeBytes(layout, constants),
    logitBytesPerSequence:
      load.causal && compiledShapes ? (load.vocabulary * LOGIT_BYTES) / layout.tensorParallel : 0,
    stateBytesPerSequence:
      (stageShare * load.stateElements * ACTIVATION_BYTES * ranks) / Math.min(tensorRanks, load.stateHeads),
    stageShare,
    ranks,
    tensorRanks,
    compiledShapes,
    caches: load.caches.map((group) => ({
      keptLimit: group.keptLimit,
      elements: stageShare * group.layers * group.elements,
      share: cacheShareOfRank(group, tensorRanks, compiledShapes),
    })),
  };
};

/**
 * Bytes of cache one sequence of the given length keeps on one chip: split over min(tensor ranks, key-value heads),
 * whole on every rank for latent attention, capped by a sliding window, half a block wasted by paging
 * (vLLM, arXiv 2309.06180).
 */
export const cacheBytesPerSequence = (memory: MemoryModel, tokens: number): number => {
  if (!memory.load.causal) return 0;
  const bytes = BYTES_PER_ELEMENT[memory.layout.keyValueFormat];
  const paged = tokens + memory.constants.cacheBlockTokens / 2;
  let total = memory.stateBytesPerSequence;
  for (const { elements, keptLimit, share } of memory.caches)
    total += elements * Math.min(paged, keptLimit) * bytes * memory.ranks * share;
  return total;
};

/** Bytes left for sequences on one chip; negative when the model itself does not fit. */
export const cacheBudgetBytes = (memory: MemoryModel): number =>
  memory.capacityBytes -
  memory.reserveBytes -
  memory.activationBytes -
  memory.weightBytes -
  memory.expertWeightBytes -
  memory.embeddingBytes;

/** Most sequences of the given length a replica can hold; 0 when not even one fits. Never above the engine's own limit. */
export const maxBatch = (memory: MemoryModel, tokens: number): number => {
  const perSequence = cacheBytesPerSequence(memory, tokens) + memory.logitBytesPerSequence;
  const budget = cacheBudgetBytes(memory);
  if (budget < perSequence || budget <= 0) return 0;
  const { sequencesLimit } = memory.constants;
  const perCopy =
    perSequence === 0 ? sequencesLimit : Math.min(sequencesLimit, Math.floor(budget / perSequence));
  return perCopy * memory.layout.attentionDataParallel;
};

/** Memory bar of one chip with `sequences` requests of the given length on the replica. */
export const memoryBreakdown = (memory: MemoryModel, sequences: number, tokens: number): MemoryBreakdown => {
  const perCopy = sequences / memory.layout.attentionDataParallel;
  const parts = [
    { name: 'weights', bytes: memory.weightBytes },
    { name: 'expert weights', bytes: memory.expertWeightBytes },
    { name: 'embedding and head', bytes: memory.embeddingBytes },
    { name: 'key-value cache and state', bytes: perCopy * cacheBytesPerSequence(memory, tokens) },
    { name: 'activations', bytes: memory.activationBytes + perCopy * memory.logitBytesPerSequence },
    { name: 'engine reserve', bytes: memory.reserveBytes },
  ].filter((part) => part.bytes > 0);
  return {
    parts,
    totalBytes: parts.reduce((total, part) => total + part.bytes, 0),
    capacityBytes: memory.capacityBytes,
  };
};
