import { BYTES_PER_ELEMENT } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import { collectiveLines, type Line } from '../network/collectives.ts';
import { type InferenceConstants, networkConstantsOf } from './constants.ts';
import { type ExpertRates, expertComputeFormat, expertRates, isRouted, sentBytes } from './expert-rates.ts';
import { ACTIVATION_BYTES, quantisesActivations, reachedFlopsPerSecond } from './formats.ts';
import { headsPerRank, paddedParameters, paddedQueryShare } from './head-padding.ts';
import {
  hasCompiledShapes,
  type InferenceLayout,
  ranksPerChip,
  ringLinks,
  runsThroughExperts,
  startsWholePasses,
} from './layout.ts';
import { scaleUpChips } from './layouts.ts';
import type { CacheGroup, ModelLoad } from './load.ts';

/** Layers whose cache has one shape, as one chip sees them. */
export interface CacheRates {
  readonly keptLimit: number;
  readonly readLimit: number;
  /** Bytes per chip for one position of one sequence that is read whole (index part left out). */
  readonly bytesPerPosition: number;
  readonly indexBytesPerPosition: number;
  /** FLOPs per chip, per token and attended position. */
  readonly prefillFlops: number;
  readonly decodeFlops: number;
  readonly indexFlops: number;
}

/** Everything a step costs on one chip of a layout, per token, per sequence and per step; made once per layout. */
export interface StepModel {
  readonly load: ModelLoad;
  readonly layout: InferenceLayout;
  readonly constants: InferenceConstants;
  readonly compiledShapes: boolean;
  readonly pipelineParallel: number;
  readonly attentionCopies: number;
  readonly tensorRanks: number;
  readonly linearFlops: number;
  readonly headFlops: number;
  readonly expertFlops: number;
  readonly secondsPerLinearFlop: number;
  readonly secondsPerExpertFlop: number;
  readonly secondsPerAttentionFlop: number;
  readonly weightBytes: number;
  readonly secondsPerWeightByte: number;
  readonly secondsPerCacheByte: number;
  readonly stateBytesPerSequence: number;
  readonly caches: readonly CacheRates[];
  readonly experts: readonly ExpertRates[];
  readonly busiestRank: number;
  /** Whether the engine may cut a batch in two, so that tokens move to their experts behind work on other tokens. */
  readonly overlapsBatches: boolean;
  readonly overheadSeconds: number;
  /** What a pass over prompts costs on top for running through the experts of a rank. */
  readonly expertPassSeconds: number;
  /** Experts that a pass runs through on one rank, over all layers, where it runs through all of them; 0 elsewhere. */
  readonly listedExperts: number;
  /** Least a pass over prompts takes, as the host has to launch its kernels one by one. */
  readonly promptLaunchSeconds: number;
  /** Reductions within the tensor-parallel group, and those over a whole stage when experts are split over copies. */
  readonly tensorReductions: number;
  readonly stageReductions: number;
  readonly onChipSeconds: number;
  readonly tensorLines: readonly Line[];
  readonly stageLines: readonly Line[];
  /** Seconds per root of a byte that reductions in either group take besides. */
  readonly tensorRamp: number;
  readonly stageRamp: number;
  readonly sendLines: readonly Line[];
  /** Bytes a token sends per expert it is routed to, out and back. */
  readonly dispatchBytes: number;
  readonly combineBytes: number;
}

/** Share of the cache's heads that one rank keeps: split as far as they go; beyond that every rank has its own copy. */
export const cacheShareOfRank = (group: CacheGroup, tensorRanks: number, compiled: boolean): number =>
  compiled
    ? headsPerRank(group.queryHeads, group.heads, tensorRanks).keyValue / group.heads
    : 1 / Math.min(tensorRanks, group.heads);

const cacheRates = (
  load: ModelLoad,
  layout: InferenceLayout,
  ranks: number,
  tensorRanks: number,
  compiled: boolean,
): CacheRates[] => {
  const bytes = BYTES_PER_ELEMENT[layout.keyValueFormat];
  const cores = layout.tensorParallel;
  return load.caches.map((group) => {
    const padding = compiled ? paddedQueryShare(group, tensorRanks) : 1;
    const perChip = group.layers * bytes * ranks * cacheShareOfRank(group, tensorRanks, compiled);
    return {
      keptLimit: group.keptLimit,
      readLimit: group.readLimit,
      bytesPerPosition: (group.elements - group.indexElements) * perChip,
      indexBytesPerPosition: group.indexElements * perChip,
      prefillFlops: (padding * group.layers * group.coreFlopsPerPosition) / cores,
      decodeFlops: (padding * group.layers * group.decodeCoreFlopsPerPosition) / cores,
      indexFlops: (group.layers * group.indexFlopsPerPosition) / cores,
    };
  });
};

/**
 * Engines cut batches in two where experts lie beyond the scale-up domain and every chip has the attention to itself, as
 * published deployments do (deepseek-ai/profile-data; SGLang's `--enable-two-batch-overlap` with DeepEP). Assumption:
 * not elsewhere, where it is off unless asked for.
 */
const cutsBatches = (machine: Machine, layout: InferenceLayout): boolean =>
  isRouted(layout) &&
  layout.tensorParallel === 1 &&
  layout.attentionDataParallel > scaleUpChips(machine) &&
  !hasCompiledShapes(machine);

const rampOf = ({ allReduceRampSeconds }: InferenceConstants, chips: number): number =>
  allReduceRampSeconds * (1 - 1 / chips);

const networkRates = (machine: Machine, load: ModelLoad, layout: InferenceLayout, c: InferenceConstants) => {
  const network = { ...networkConstantsOf(c), torusLinks: ringLinks(machine) };
  const tensorChips = Math.max(1, Math.ceil(layout.tensorParallel));
  const stageChips = tensorChips * layout.attentionDataParallel;
  const tensor = { size: tensorChips, stride: 1 };
  const stage = { size: stageChips, stride: 1 };
  const split = layout.attentionDataParallel > 1;
  const routed = isRouted(layout);
  return {
    tensorLines: collectiveLines(machine, network, 'all-reduce', tensor),
    stageLines: split && !routed ? collectiveLines(machine, network, 'all-reduce', stage) : [],
    tensorRamp: rampOf(c, tensorChips),
    stageRamp: rampOf(c, stageChips),
    sendLines: collectiveLines(machine, network, 'send', {
      size: layout.pipelineParallel,
      stride: stageChips,
    }),
    tensorReductions: load.mixerLayers + load.denseLayers + (split ? 0 : load.expertLayers),
    stageReductions: split && !routed ? load.expertLayers : 0,
    dispatchBytes: load.hidden * sentBytes(expertComputeFormat(machine, layout)),
    combineBytes: load.hidden * ACTIVATION_BYTES,
  };
};

/**
 * Projections of a pass that quantise their activations first: two of every mixer and two of every dense feed-forward
 * layer. Experts have kernels of their own, and a compiled graph leaves no kernel between two others to start.
 */
const quantisingProjections = (load: ModelLoad, { computeFormat }: InferenceLayout, compiled: boolean) =>
  compiled || !quantisesActivations(computeFormat) ? 0 : 2 * load.mixerLayers + 2 * load.denseLayers;

/** Whether every token goes through all experts, which are then one product rather than a list. */
const takesAllExperts = (load: ModelLoad): boolean =>
  load.experts.every(({ activeExperts, experts }) => activeExperts === experts);

/** Experts that one rank keeps, over all layers. */
const residentExperts = (load: ModelLoad, { expertParallel }: InferenceLayout): number =>
  load.experts.reduce((sum, { layers, experts }) => sum + layers * Math.ceil(experts / expertParallel), 0);

/**
 * Prepares a layout for evaluation. Throws RangeError when the chip has no published matrix peak for the layout's
 * formats, because no time can be stated then.
 */
export const stepModel = (
  machine: Machine,
  load: ModelLoad,
  layout: InferenceLayout,
  constants: InferenceConstants,
): StepModel => {
  const ranks = ranksPerChip(machine, layout);
  const tensor = layout.tensorParallel;
  const stageChips = tensor * layout.attentionDataParallel;
  const tensorRanks = Math.max(1, tensor * ranks);
  const linearRate = reachedFlopsPerSecond(machine, layout.computeFormat, constants);
  const expertRate =
    reachedFlopsPerSecond(machine, expertComputeFormat(machine, layout), constants) *
    constants.expertComputeShare;
  const attentionRate = reachedFlopsPerSecond(machine, 'bf16', constants) * constants.attentionComputeShare;
  if (!(linearRate > 0 && expertRate > 0 && attentionRate > 0))
    throw new RangeError(`${machine.chipId} has no published peak for ${layout.computeFormat}`);
  const linearBytes = BYTES_PER_ELEMENT[layout.weightFormat];
  const compiled = hasCompiledShapes(machine);
  const padded = compiled ? paddedParameters(load.heads, tensorRanks) : 0;
  const busiestRank = layout.expertParallel > 1 ? constants.busiestExpertRankFactor : 1;
  return Object.freeze({
    load,
    layout,
    constants,
    compiledShapes: compiled,
    pipelineParallel: layout.pipelineParallel,
    attentionCopies: layout.attentionDataParallel,
    tensorRanks,
    linearFlops: (load.shardedFlops + load.scanFlops + 2 * padded) / tensor + load.replicatedFlops * ranks,
    headFlops: load.headFlops / tensor,
    expertFlops: load.expertFlops / stageChips,
    secondsPerLinearFlop: 1 / linearRate,
    secondsPerExpertFlop: 1 / expertRate,
    secondsPerAttentionFlop: 1 / attentionRate,
    weightBytes:
      ((load.shardedParameters + padded) * linearBytes) / tensor +
      (load.headParameters * ACTIVATION_BYTES) / tensor +
      ranks * (load.replicatedLinearParameters * linearBytes + load.normParameters * ACTIVATION_BYTES),
    secondsPerWeightByte: 1 / (machine.hbmBytesPerSecond * constants.weightBandwidthEfficiency),
    secondsPerCacheByte: 1 / (machine.hbmBytesPerSecond * constants.cacheBandwidthEfficiency),
    stateBytesPerSequence:
      (load.stateElements * ACTIVATION_BYTES * ranks) / Math.min(tensorRanks, load.stateHeads),
    caches: cacheRates(load, layout, ranks, tensorRanks, compiled),
    experts: expertRates(machine, load, layout, constants),
    busiestRank,
    overlapsBatches: cutsBatches(machine, layout),
    overheadSeconds:
      constants.stepOverheadSeconds +
      load.launchLayers * constants.layerOverheadSeconds +
      load.expertLayers * constants.expertLayerOverheadSeconds +
      load.latentLayers * constants.latentLayerOverheadSeconds +
      quantisingProjections(load, layout, compiled) * constants.quantizedGemmSeconds,
    expertPassSeconds: constants.expertPromptSeconds * residentExperts(load, layout),
    listedExperts: runsThroughExperts(machine) && !takesAllExperts(load) ? residentExperts(load, layout) : 0,
    promptLaunchSeconds: startsWholePasses(machine)
      ? 0
      : load.launchLayers * constants.promptLaunchSeconds +
        load.expertLayers * constants.expertPromptLaunchSeconds +
        (load.latentLayers + load.stateLayers) * constants.mixerPromptLaunchSeconds,
    onChipSeconds: ranks > 1 && tensorRanks > 1 ? constants.onChipReductionSeconds : 0,
    ...networkRates(machine, load, layout, constants),
  });
};
