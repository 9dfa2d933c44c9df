import {
  type ContextCost,
  contextCost,
  decodeStepSecondsAt,
  type PromptBatch,
  prefillSeconds,
  shareableSeconds,
} from './step.ts';
import type { StepModel } from './step-model.ts';

/** Speculative decoding: `draftTokens` guessed ahead per step, each right with probability `acceptance`. */
export interface Speculation {
  readonly draftTokens: number;
  readonly acceptance: number;
  /** Time to draft all of them. */
  readonly draftSeconds: number;
}

/** What requests look like. Lengths are means, in tokens. */
export interface TokenLengths {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Share of input tokens found in the prefix cache, 0 to below 1; attention still covers them. */
  readonly prefixCacheShare?: number;
  readonly speculation?: Speculation | null;
  /** Positions a decode step reads per request where the engine reads whole buckets; default: the mean context. */
  readonly contextTokens?: number;
}

/** Tokens expected per verified step: (1 - A^(g+1)) / (1 - A). Source: Leviathan et al. 2023 (arXiv 2211.17192), eq. 1. */
export const tokensPerSpeculativeStep = (speculation: Speculation): number => {
  const { acceptance, draftTokens } = speculation;
  return acceptance >= 1 ? draftTokens + 1 : (1 - acceptance ** (draftTokens + 1)) / (1 - acceptance);
};

/** Mean context that a decode step reads: the prompt and half of the answer, unless the engine reads more. */
export const meanContext = (lengths: TokenLengths): number =>
  lengths.contextTokens ?? lengths.inputTokens + lengths.outputTokens / 2;

export const promptOf = (lengths: TokenLengths): PromptBatch => {
  const { prefixCacheShare = 0 } = lengths;
  const cached = lengths.inputTokens * prefixCacheShare;
  return { prompts: 1, newTokens: Math.max(1, lengths.inputTokens - cached), cachedTokens: cached };
};

/** Seconds per output token of decoding alone, `sequences` requests at a time. */
export const decodeSecondsPerToken = (m: StepModel, sequences: number, lengths: TokenLengths): number =>
  decodeSecondsPerTokenAt(m, sequences, contextCost(m, meanContext(lengths)), lengths.speculation);

/** The same where the context is the same for many numbers of requests. */
export const decodeSecondsPerTokenAt = (
  m: StepModel,
  sequences: number,
  context: ContextCost,
  speculation: Speculation | null | undefined,
): number => {
  if (speculation === undefined || speculation === null) return decodeStepSecondsAt(m, sequences, context);
  const verify = decodeStepSecondsAt(m, sequences, context, speculation.draftTokens + 1);
  return (verify + speculation.draftSeconds) / tokensPerSpeculativeStep(speculation);
};

/** What prompts cost a replica: from start to first token, and how long they keep running requests waiting. */
export interface PromptCost {
  readonly latencySeconds: number;
  readonly occupancySeconds: number;
}

/** Prompts that a copy of the attention takes up per step when `running` requests are under way in steady state. */
const promptsPerStep = (m: StepModel, lengths: TokenLengths, newTokens: number, running: number): number => {
  const arriving = running / lengths.outputTokens / (m.pipelineParallel * m.attentionCopies);
  return Math.max(1, Math.min(arriving, m.constants.prefillChunkTokens / newTokens));
};

/**
 * Cost of one of the prompts that an engine takes in passes of their own, as many at a time as `passTokens` hold: its
 * share of a pass, which no running request takes part in.
 */
export const passPromptCost = (
  m: StepModel,
  lengths: TokenLengths,
  running: number,
  passTokens: number,
): PromptCost => {
  const prompt = promptOf(lengths);
  const prompts = Math.max(1, Math.min(running / m.attentionCopies, passTokens / prompt.newTokens));
  const pass = prefillSeconds(m, { ...prompt, prompts });
  const occupancySeconds = pass / (prompts * m.pipelineParallel * m.attentionCopies);
  // The first token comes when a pass has gone through every stage; a pass leaves its first stage to the next one before.
  return { latencySeconds: occupancySeconds + pass * (1 - 1 / m.pipelineParallel), occupancySeconds };
};

/**
 * Cost of one prompt. Its occupancy leaves out the weight reads that running requests need anyway (none where shapes
 * are compiled: prompts run alone there), is shared by pipeline stages and attention copies, and falls where short
 * prompts are so frequent that several go through one pass: `running` requests finish `running / outputTokens` of
 * them per step.
 */
export const promptCost = (m: StepModel, lengths: TokenLengths, running = 0): PromptCost => {
  const prompt = promptOf(lengths);
  const latencySeconds = prefillSeconds(m, prompt);
  const spread = m.pipelineParallel * m.attentionCopies;
  if (m.compiledShapes)
    return { latencySeconds, occupancySeconds: latencySeconds / spread + m.constants.admissionStallSeconds };
  const prompts = promptsPerStep(m, lengths, prompt.newTokens, running);
  const together = prompts === 1 ? latencySeconds : prefillSeconds(m, { ...prompt, prompts });
  const shared = m.constants.sharedPrefillWeightShare * shareableSeconds(m, prompts * prompt.newTokens);
  return { latencySeconds, occupancySeconds: Math.max(0, together - shared) / prompts / spread };
};
