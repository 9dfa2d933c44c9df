import {
  cacheBudgetBytes,
  cacheBytesPerSequence,
  type MemoryModel,
  memoryModel,
} from '../inference/memory.ts';
import type { Prepared } from '../inference/operating-point.ts';
import { decodeSecondsPerToken, type Speculation } from '../inference/serving-load.ts';
import { paddedPromptTokens, prefillBreakdown, prefillSeconds, shareableSeconds } from '../inference/step.ts';
import type { StepModel } from '../inference/step-model.ts';
import type { Machine } from '../machine.ts';

/**
 * What one replica costs, as the simulation charges it. A step of n requests takes
 * `decodeSeconds[n] + contextShare[n] x (sum of contextSeconds over them)`; prompts that are processed meanwhile add a
 * pass each (`passSeconds`), less what they share with the running requests, plus the attention core of every prompt.
 * Prepared once per layout, so that a simulated step is a few additions.
 */
export interface ReplicaCosts {
  /** By number of running requests, from 0 to `sequencesLimit`. */
  readonly decodeSeconds: Float64Array;
  readonly contextShare: Float64Array;
  /** What one request of that context adds to a step of its own, seconds. */
  readonly contextSeconds: (tokens: number) => number;
  readonly cacheBytes: (tokens: number) => number;
  readonly cacheBudgetBytes: number;
  readonly sequencesLimit: number;
  /** One pass over so many new prompt tokens, attention core left out. */
  readonly passSeconds: (tokens: number) => number;
  /** Of a pass, what running requests need anyway. */
  readonly sharedPassSeconds: (tokens: number) => number;
  /** Attention core of a whole prompt (all of it where prompts run alone). */
  readonly promptCoreSeconds: (newTokens: number, cachedTokens: number) => number;
  /** Most new prompt tokens of one pass, for a prompt of that length. */
  readonly chunkTokens: (newTokens: number) => number;
  /** Whether several short prompts share one pass. */
  readonly packsPrompts: boolean;
  /** Prompts under way at a time: pipeline stages times attention copies. */
  readonly lanes: number;
  readonly prefixCacheShare: number;
}

const TABLE_POINTS = 1024;
const REFERENCE_CONTEXT = 1024;

/** A function of whole tokens from 1 to `most`, tabulated and interpolated. */
const tabulated = (most: number, value: (tokens: number) => number): ((tokens: number) => number) => {
  const stride = Math.max(1, Math.ceil(most / TABLE_POINTS));
  const table = Float64Array.from({ length: Math.ceil(most / stride) + 2 }, (_, at) =>
    value(Math.max(1, at * stride)),
  );
  return (tokens) => {
    const at = Math.floor(tokens / stride);
    const below = table[at] ?? Number.NaN;
    return below + ((table[at + 1] ?? Number.NaN) - below) * (tokens / stride - at);
  };
};

/** Parts of a prompt's time that depend on its own length and not only on how many tokens are in the pass. */
const CORE_PARTS: ReadonlySet<string> = new Set(['attention core', 'reading the cache']);

const passWithoutCore = (step: StepModel, tokens: number): number =>
  prefillBreakdown(step, { prompts: 1, newTokens: tokens, cachedTokens: 0 })
    .parts.filter(({ name }) => !CORE_PARTS.has(name))
    .reduce((sum, { seconds }) => sum + seconds, 0);

const packedPrompts = (step: StepModel) => {
  const chunk = step.constants.prefillChunkTokens;
  const passSeconds = tabulated(chunk, (tokens) => passWithoutCore(step, tokens));
  return {
    passSeconds,
    sharedPassSeconds: tabulated(
      chunk,
      (tokens) => step.constants.sharedPrefillWeightShare * shareableSeconds(step, tokens),
    ),
    promptCoreSeconds: (newTokens: number, cachedTokens: number): number => {
      const passes = Math.ceil(newTokens / chunk);
      const whole = prefillSeconds(step, { prompts: 1, newTokens, cachedTokens });
      return Math.max(0, whole - passes * passSeconds(newTokens / passes));
    },
    chunkTokens: () => chunk,
    packsPrompts: true,
  };
};

/** Engines with compiled shapes: prompts padded, one after the other, nothing shared with running requests. */
const lonePrompts = (step: StepModel) => ({
  passSeconds: () => 0,
  sharedPassSeconds: () => 0,
  promptCoreSeconds: (newTokens: number, cachedTokens: number): number =>
    prefillSeconds(step, { prompts: 1, newTokens, cachedTokens }),
  chunkTokens: (newTokens: number): number => {
    const padded = paddedPromptTokens(step, newTokens);
    return Math.ceil(newTokens / Math.max(1, Math.ceil(padded / step.constants.prefillChunkTokens)));
  },
  packsPrompts: false,
});

const decodeTables = (
  step: StepModel,
  most: number,
  compiledBatch: number,
  speculation: Speculation | null,
) => {
  const at = (sequences: number, context: number): number =>
    decodeSecondsPerToken(step, sequences, { inputTokens: context, outputTokens: 0, speculation });
  const alone = at(1, 0);
  const contextSeconds = (tokens: number): number => at(1, tokens) - alone;
  const reference = contextSeconds(REFERENCE_CONTEXT);
  const decodeSeconds = new Float64Array(most + 1);
  const contextShare = new Float64Array(most + 1);
  for (let n = 1; n <= most; n++) {
    const batch = Math.max(n, compiledBatch);
    decodeSeconds[n] = at(batch, 0);
    contextShare[n] =
      reference === 0
        ? 0
        : (at(batch, REFERENCE_CONTEXT) - (decodeSeconds[n] ?? Number.NaN)) / (n * reference);
  }
  return { decodeSeconds, contextShare, contextSeconds };
};

const mostSequences = (memory: MemoryModel, copies: number, compiledBatch: number | null): number => {
  const limit = memory.constants.sequencesLimit * copies;
  return compiledBatch === null ? limit : Math.min(limit, compiledBatch);
};

/**
 * Costs of a replica from the step model of its layout, the very model behind the closed form (header of
 * `inference/step.ts`). Engines with
 * compiled shapes run `compiledBatch` requests in every step and no more; it is ignored elsewhere.
 */
export const replicaCosts = (machine: Machine, prepared: Prepared, compiledBatch: number): ReplicaCosts => {
  const { open, layout } = prepared;
  const { step, mean } = open;
  const { prefixCacheShare = 0, speculation = null } = mean;
  const memory = memoryModel(machine, step.load, layout, step.constants);
  const copies = layout.attentionDataParallel;
  const compiled = step.compiledShapes ? Math.max(1, Math.round(compiledBatch)) : null;
  const sequencesLimit = mostSequences(memory, copies, compiled);
  return Object.freeze({
    ...decodeTables(step, sequencesLimit, compiled ?? 1, speculation),
    cacheBytes: (tokens: number): number =>
      cacheBytesPerSequence(memory, tokens) + memory.logitBytesPerSequence,
    cacheBudgetBytes: cacheBudgetBytes(memory) * copies,
    sequencesLimit,
    ...(step.compiledShapes ? lonePrompts(step) : packedPrompts(step)),
    lanes: step.pipelineParallel * step.attentionCopies,
    prefixCacheShare,
  });
};
