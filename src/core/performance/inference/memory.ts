import { BYTES_PER_ELEMENT } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { MemoryBreakdown } from '../outcome.ts';
import type { InferenceConstants } from './constants.ts';
import { type InferenceLayout, ranksPerChip } from './layout.ts';
import type { ModelLoad } from './load.ts';
import { ACTIVATION_BYTES } from './step-model.ts';

const LOGIT_BYTES = 4;

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
}

const weights = (load: ModelLoad, layout: InferenceLayout, stageShare: number, ranks: number) => {
  const tensor = layout.tensorParallel;
  const linear = BYTES_PER_ELEMENT[layout.weightFormat];
  const stageChips = tensor * layout.attentionDataParallel;
  const table = load.embeddingParameters * ACTIVATION_BYTES;
  const head = load.headParameters * ACTIVATION_BYTES;
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
        ranks * (load.replicatedLinearParameters * linear + load.normParameters * ACTIVATION_BYTES)),
    expertWeightBytes: (stageShare * experts * BYTES_PER_ELEMENT[layout.expertFormat]) / stageChips,
    // The first pipeline stage keeps the embedding and the last one the head; one stage keeps both.
    embeddingBytes:
      (layout.pipelineParallel === 1 ? table + separateHead : Math.max(table, separateHead)) / tensor,
  };
};

/**
 * Memory of one chip of a layout, embeddings and head in 16 bits. Weights: parameters over what splits them;
 * projections that tensor parallelism does not split (latent attention's down-projections, routers, norms) are kept
 * by every rank. Activations: one prefill chunk's stream and widest feed-forward.
 */
export const memoryModel = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
): MemoryModel => {
  const ranks = ranksPerChip(machine, layout);
  const tensorRanks = Math.max(1, layout.tensorParallel * ranks);
  const stageShare = Math.ceil(load.layers / layout.pipelineParallel) / load.layers;
  const perToken =
    ACTIVATION_BYTES * (4 * load.hidden * ranks + (2 * load.widestFeedForward) / layout.tensorParallel);
  return {
    load,
    layout,
    constants,
    capacityBytes: machine.hbmBytes,
    ...weights(load, layout, stageShare, ranks),
    activationBytes: constants.prefillChunkTokens * perToken,
    reserveBytes: machine.hbmBytes * (1 - constants.usableMemoryShare) + constants.runtimeReserveBytes,
    logitBytesPerSequence: load.causal ? (load.vocabulary * LOGIT_BYTES) / layout.tensorParallel : 0,
    stateBytesPerSequence:
      (stageShare * load.stateElements * ACTIVATION_BYTES * ranks) / Math.min(tensorRanks, load.stateHeads),
    stageShare,
    ranks,
    tensorRanks,
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
  for (const group of memory.load.caches)
    total +=
      (memory.stageShare *
        group.layers *
        group.elements *
        Math.min(paged, group.keptLimit) *
        bytes *
        memory.ranks) /
      Math.min(memory.tensorRanks, group.heads);
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
