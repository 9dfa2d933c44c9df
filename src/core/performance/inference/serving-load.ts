import {
  type ContextCost,
  contextCost,
  decodeStepSecondsAt,
  launchedPassSeconds,
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
  /** Part of the latency in which kernels wait for the host to launch them, where prompts share passes with answers. */
  readonly launchSeconds: number;
  readonly occupancySeconds: number;
  /** How long a prompt behind it waits for it. */
  readonly aheadSeconds: number;
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
  const pass = launchedPassSeconds(m, prefillSeconds(m, { ...prompt, prompts }), prompts * prompt.newTokens);
  const occupancySeconds = pass / (prompts * m.pipelineParallel * m.attentionCopies);
  // The first token comes when a pass has gone through every stage; a pass leaves its first stage to the next one before.
  const latencySeconds = occupancySeconds + pass * (1 - 1 / m.pipelineParallel);
  return { latencySeconds, launchSeconds: 0, occupancySeconds, aheadSeconds: occupancySeconds };
};

/**
 * What the host's launches add to passes over a prompt that decode answers as well, `decodeSeconds` of them. First tokens
 * wait for it. What it keeps answers waiting is left out: engines that mix prompts with answers print times per token
 * without it (Qwen3-235B with TensorRT-LLM on 8 H100, a prompt in each step of 36 ms).
 */
const addedByLaunches = (
  m: StepModel,
  seconds: number,
  { newTokens }: PromptBatch,
  decodeSeconds: number,
): number => launchedPassSeconds(m, seconds + decodeSeconds, newTokens) - (seconds + decodeSeconds);

/**
 * Cost of one prompt where `running` requests decode, in steps of `decodeSeconds`. Its occupancy leaves out the weight
 * reads that running requests need anyway (none where shapes are compiled: prompts run alone there), is shared by pipeline
 * stages and attention copies, and falls where short prompts are so frequent that several go through one pass: `running`
 * requests finish `running / outputTokens` of them per step.
 */
export const promptCost = (
  m: StepModel,
  lengths: TokenLengths,
  running = 0,
  decodeSeconds = 0,
): PromptCost => {
  const prompt = promptOf(lengths);
  const alone = prefillSeconds(m, prompt);
  const spread = m.pipelineParallel * m.attentionCopies;
  if (m.compiledShapes) {
    const occupancySeconds = alone / spread + m.constants.admissionStallSeconds;
    return { latencySeconds: alone, launchSeconds: 0, occupancySeconds, aheadSeconds: occupancySeconds };
  }
  const launchSeconds = addedByLaunches(m, alone, prompt, decodeSeconds);
  const prompts = promptsPerStep(m, lengths, prompt.newTokens, running);
  const together = prompts === 1 ? alone : prefillSeconds(m, { ...prompt, prompts });
  const shared = m.constants.sharedPrefillWeightShare * shareableSeconds(m, prompts * prompt.newTokens);
  const occupancySeconds = Math.max(0, together - shared) / prompts / spread;
  const aheadSeconds = occupancySeconds + launchSeconds / prompts / spread;
  return { latencySeconds: alone + launchSeconds, launchSeconds, occupancySeconds, aheadSeconds };
};
