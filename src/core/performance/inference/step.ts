/**
 * Time of one engine step on one chip, part by part. Compute and weight time add (engines do not overlap them across
 * dependent layers; a roofline maximum predicts too low): fit over 3,067 public serving rows. Work per layer after
 * "Reducing Activation Recomputation in Large Transformer Models" (arXiv 2205.05198, appendix A) and, for latent
 * attention, DeepSeek-V2 (arXiv 2405.04434, section 2.1); experts touched as in a random draw, E(1 - (1 - k/E)^n).
 *
 * Kernels of latent attention have 242 FLOPs for every byte of the cache, where plain ones have a few, and multiply what
 * they have read while they read on: 64 more sequences of 4,096 tokens take 0.109 ms a layer on H100, 670 TFLOP/s
 * (ai-dynamo/aiconfigurator@095f58a, wideep_generation_mla of SGLang 0.5.6; deepseek-ai/FlashMLA, README).
 *
 * A pass runs all pipeline stages one after the other for one micro-batch. With P stages, P micro-batches are under way
 * at a time, so a pass is also the time between two tokens of a request, and P passes end in the time of one.
 */

import { fastestSeconds } from '../network/collectives.ts';
import type { Bound, TimeBreakdown } from '../outcome.ts';
import { compiledDecode, compiledPrefill } from './expert-blocks.ts';
import { dispatchSeconds } from './expert-dispatch.ts';
import { ACTIVATION_BYTES } from './formats.ts';
import { expertBytes, expertFlops, expertRowBytesMoved, expertsInTurn } from './step-experts.ts';
import type { StepModel } from './step-model.ts';
import { inTwoBatches } from './two-batches.ts';

const PARTS: readonly { readonly name: string; readonly bound: Bound }[] = [
  { name: 'projections', bound: 'compute' },
  { name: 'routed experts', bound: 'compute' },
  { name: 'attention core', bound: 'compute' },
  { name: 'reading weights', bound: 'memory-bandwidth' },
  { name: 'reading expert weights', bound: 'memory-bandwidth' },
  { name: 'reading the cache', bound: 'memory-bandwidth' },
  { name: 'collectives', bound: 'network' },
  { name: 'launches', bound: 'latency' },
  { name: 'rows of experts', bound: 'memory-bandwidth' },
];
const PART_COUNT = PARTS.length;

const collectiveTime = (m: StepModel, tokens: number, stageTokens: number): number => {
  const bytes = tokens * m.load.hidden * ACTIVATION_BYTES;
  let time =
    m.tensorReductions *
    (fastestSeconds(m.tensorLines, bytes) + m.tensorRamp * Math.sqrt(bytes) + m.onChipSeconds);
  if (m.stageReductions > 0) {
    const stageBytes = stageTokens * m.load.hidden * ACTIVATION_BYTES;
    time +=
      m.stageReductions * (fastestSeconds(m.stageLines, stageBytes) + m.stageRamp * Math.sqrt(stageBytes));
  }
  time += dispatchSeconds(m, tokens);
  // One send per stage boundary, and one for the sampled token on its way back.
  return m.pipelineParallel > 1 ? time + m.pipelineParallel * fastestSeconds(m.sendLines, bytes) : time;
};

/** Bytes of cache one chip reads for one sequence of the given context. */
export const cacheBytesRead = (m: StepModel, context: number): number => {
  let bytes = 2 * m.stateBytesPerSequence;
  for (const cache of m.caches)
    bytes +=
      cache.bytesPerPosition * Math.min(context, cache.readLimit) +
      cache.indexBytesPerPosition * Math.min(context, cache.keptLimit);
  return bytes;
};

/** FLOPs of one chip outside projections for one token of a sequence that has come to the given context. */
export const decodeCoreFlops = (m: StepModel, context: number): number => {
  let flops = 0;
  for (const cache of m.caches)
    flops +=
      cache.decodeFlops * Math.min(context, cache.readLimit) +
      cache.indexFlops * Math.min(context, cache.keptLimit);
  return flops;
};

/** Sum of min(x, limit) over the positions a causal prompt's tokens see, `cached` of them there before. */
const attendedPositions = (cached: number, tokens: number, limit: number, causal: boolean): number => {
  if (!causal) return tokens * Math.min(tokens, limit);
  const below = Math.min(tokens, Math.max(0, limit - cached));
  return below * cached + (below * below) / 2 + (tokens - below) * Math.min(limit, cached + tokens);
};

/** FLOPs of one chip outside projections for `tokens` tokens of a prompt, after `cached` ones. */
export const prefillCoreFlops = (m: StepModel, tokens: number, cached: number): number => {
  let flops = 0;
  for (const cache of m.caches) {
    flops += cache.prefillFlops * attendedPositions(cached, tokens, cache.readLimit, m.load.causal);
    flops += cache.indexFlops * attendedPositions(cached, tokens, cache.keptLimit, m.load.causal);
  }
  return flops;
};

/** What one sequence of a given context costs a decode step beside what every token costs. */
export interface ContextCost {
  /** FLOPs of the attention core per token, and bytes of cache, on one chip. */
  readonly coreFlops: number;
  readonly cacheBytes: number;
}

/** Works out once what decode steps over the same context share. */
export const contextCost = (m: StepModel, context: number): ContextCost => ({
  coreFlops: decodeCoreFlops(m, context),
  cacheBytes: cacheBytesRead(m, context),
});

const fillDecode = (
  m: StepModel,
  sequences: number,
  tokensEach: number,
  context: ContextCost,
  out: Float64Array,
): number => {
  const microBatch = Math.max(1, sequences / m.pipelineParallel);
  const onCopy = Math.max(1, microBatch / m.attentionCopies);
  const tokens = onCopy * tokensEach;
  const stageTokens = microBatch * tokensEach;
  out[0] = tokens * (m.linearFlops + m.headFlops) * m.secondsPerLinearFlop;
  out[1] = expertFlops(m, stageTokens, compiledDecode) * m.secondsPerExpertFlop * m.busiestRank;
  const reading = onCopy * context.cacheBytes * m.secondsPerCacheByte;
  const core = tokens * context.coreFlops * m.secondsPerAttentionFlop;
  // Latent attention multiplies about as long as it reads, and does both at a time: what is longer of the products shows.
  out[2] = m.load.latentLayers > 0 ? Math.max(0, core - reading) : core;
  out[3] = m.weightBytes * m.secondsPerWeightByte;
  out[4] = m.experts.length === 0 ? 0 : expertBytes(m, stageTokens, compiledDecode) * m.secondsPerWeightByte;
  out[5] = reading;
  out[6] = collectiveTime(m, tokens, stageTokens);
  out[7] =
    m.overheadSeconds +
    onCopy * m.constants.requestOverheadSeconds +
    expertsInTurn(m, stageTokens, compiledDecode) * m.constants.expertStepSeconds;
  out[8] = expertRowBytesMoved(m, stageTokens) * m.secondsPerWeightByte * m.busiestRank;
  // Kernels for few tokens hand them to the network and let the processors go.
  return m.overlapsBatches
    ? inTwoBatches(m, out, total(out), { passes: 1, tokens, stageTokens, coreShare: 0 })
    : total(out);
};

const fillPrefill = (
  m: StepModel,
  prompts: number,
  tokensEach: number,
  cached: number,
  out: Float64Array,
): number => {
  const tokens = prompts * tokensEach;
  // A compiled graph takes its bucket in one pass.
  const passes = m.compiledShapes ? 1 : Math.max(1, Math.ceil(tokens / m.constants.prefillChunkTokens));
  const tokensPerPass = tokens / passes;
  const stageTokensPerPass = tokensPerPass * m.attentionCopies;
  const linear = tokens * m.linearFlops + prompts * m.headFlops;
  out[0] = linear * m.secondsPerLinearFlop;
  out[1] =
    passes * expertFlops(m, stageTokensPerPass, compiledPrefill) * m.secondsPerExpertFlop * m.busiestRank;
  out[2] = prompts * prefillCoreFlops(m, tokensEach, cached) * m.secondsPerAttentionFlop;
  out[3] = passes * m.weightBytes * m.secondsPerWeightByte;
  out[4] = passes * expertBytes(m, stageTokensPerPass, compiledPrefill) * m.secondsPerWeightByte;
  out[5] = m.load.causal ? prompts * cacheBytesRead(m, cached + tokensEach) * m.secondsPerCacheByte : 0;
  out[6] = passes * collectiveTime(m, tokensPerPass, stageTokensPerPass);
  out[7] =
    passes *
    (m.overheadSeconds +
      m.expertPassSeconds +
      expertsInTurn(m, stageTokensPerPass, compiledPrefill) * m.constants.expertStepSeconds);
  out[8] = passes * expertRowBytesMoved(m, stageTokensPerPass) * m.secondsPerWeightByte * m.busiestRank;
  const coreShare = m.constants.dispatchCoreShare;
  const pass = { passes, tokens: tokensPerPass, stageTokens: stageTokensPerPass, coreShare };
  return m.overlapsBatches ? inTwoBatches(m, out, total(out), pass) : total(out);
};

const total = (parts: Float64Array): number => {
  let sum = 0;
  for (let part = 0; part < PART_COUNT; part++) sum += parts[part] ?? Number.NaN;
  return sum;
};

const breakdownOf = (parts: Float64Array): TimeBreakdown => {
  const named = PARTS.map((part, at) => ({ ...part, seconds: parts[at] ?? Number.NaN })).filter(
    ({ seconds }) => seconds !== 0,
  );
  return { parts: named, totalSeconds: named.reduce((sum, { seconds }) => sum + seconds, 0) };
};

// Written in full by every evaluation before it is read, so that no evaluation allocates and none sees another's values.
const scratch = new Float64Array(PART_COUNT);

/**
 * Seconds between two tokens of every request when a replica decodes `sequences` requests whose mean context is
 * `context` tokens. `tokensEach` above 1: tokens verified per request (speculative decoding).
 */
export const decodeStepSeconds = (m: StepModel, sequences: number, context: number, tokensEach = 1): number =>
  fillDecode(m, sequences, tokensEach, contextCost(m, context), scratch);

/** The same where the context is the same for many steps. */
export const decodeStepSecondsAt = (
  m: StepModel,
  sequences: number,
  context: ContextCost,
  tokensEach = 1,
): number => fillDecode(m, sequences, tokensEach, context, scratch);

/** The same, part by part. */
export const decodeStepBreakdown = (
  m: StepModel,
  sequences: number,
  context: number,
  tokensEach = 1,
): TimeBreakdown => {
  const parts = new Float64Array(PART_COUNT);
  fillDecode(m, sequences, tokensEach, contextCost(m, context), parts);
  return breakdownOf(parts);
};

/** Prompts that one copy of the attention processes together: their new tokens, and the tokens found in a cache. */
export interface PromptBatch {
  readonly prompts: number;
  readonly newTokens: number;
  readonly cachedTokens: number;
}

/** Prompt length after padding to the compiled shape: the next power of two; as it is where shapes are not compiled. */
export const paddedPromptTokens = (m: StepModel, tokens: number): number => {
  if (!m.compiledShapes || !m.load.causal) return tokens;
  const smallest = m.constants.smallestPromptBucketTokens;
  return tokens <= smallest ? smallest : 2 ** Math.ceil(Math.log2(tokens));
};

/**
 * Seconds from the start of processing prompts to their first tokens. Engines with compiled shapes process padded
 * prompts one after the other, all others together in passes of at most `prefillChunkTokens` tokens. Copies of the
 * attention work on as many prompts each at the same time.
 */
export const prefillSeconds = (m: StepModel, batch: PromptBatch): number => {
  const tokens = paddedPromptTokens(m, batch.newTokens);
  return m.compiledShapes && m.load.causal
    ? batch.prompts * fillPrefill(m, 1, tokens, batch.cachedTokens, scratch)
    : fillPrefill(m, batch.prompts, tokens, batch.cachedTokens, scratch);
};

/** The same for a compiled engine whose prompt graph holds the whole batch: weights are read once for all prompts. */
export const jointPrefillSeconds = (m: StepModel, batch: PromptBatch): number =>
  fillPrefill(m, batch.prompts, paddedPromptTokens(m, batch.newTokens), batch.cachedTokens, scratch);

/** The same for one prompt per copy, part by part. */
export const prefillBreakdown = (m: StepModel, batch: PromptBatch): TimeBreakdown => {
  const parts = new Float64Array(PART_COUNT);
  fillPrefill(m, batch.prompts, paddedPromptTokens(m, batch.newTokens), batch.cachedTokens, parts);
  return breakdownOf(parts);
};

/**
 * Kernels run while the host launches the next ones, so that the slower of the two sets the pace: `busy` seconds of
 * kernels or `launched` of the host. Of kernels of many lengths some wait for the host and others let it wait: the fourth
 * root of the sum of fourth powers lies a fifth above either where both are equal, and next to the larger elsewhere.
 */
const launchedSeconds = (busy: number, launched: number): number =>
  launched === 0 ? busy : Math.sqrt(Math.sqrt(busy ** 4 + launched ** 4));

/**
 * Seconds that the passes over prompts take at least, since the host launches their kernels one by one: `busySeconds` of
 * kernels, or of kernels of answers too where those are in the same passes, of `tokens` new ones.
 */
export const launchedPassSeconds = (m: StepModel, busySeconds: number, tokens: number): number => {
  const passes = Math.max(1, Math.ceil(tokens / m.constants.prefillChunkTokens));
  const captured = tokens / passes <= m.constants.capturedPromptTokens;
  return launchedSeconds(busySeconds, captured ? 0 : passes * m.promptLaunchSeconds);
};

/** Seconds of a pass that go into reading weights and fixed step costs: what prompts may share with running requests. */
export const shareableSeconds = (m: StepModel, newTokens: number): number => {
  const passes = Math.max(1, Math.ceil(newTokens / m.constants.prefillChunkTokens));
  const perPass = m.weightBytes + expertBytes(m, (newTokens / passes) * m.attentionCopies, compiledPrefill);
  return passes * perPass * m.secondsPerWeightByte;
};
