import { type HeldBack, heldSteps, heldTogetherShare } from './held-back.ts';
import {
  decodeSecondsPerToken,
  meanContext,
  passPromptCost,
  promptCost,
  promptOf,
  type TokenLengths,
} from './serving-load.ts';
import { decodeStepSeconds, jointPrefillSeconds, launchedPassSeconds, prefillSeconds } from './step.ts';
import type { StepModel } from './step-model.ts';

export interface ClosedLoopInput extends TokenLengths {
  /** Clients that each send their next request when the last one is answered. */
  readonly concurrency: number;
  /** Requests the replica can run at a time (memory, or the engine's setting); more wait. Default: no limit. */
  readonly slots?: number;
  /** Decode batch the engine was compiled for; a step takes as long as that batch. Default: the running requests. */
  readonly compiledBatch?: number;
  /** All requests have the same lengths, so that clients that start together come back together. Default: no. */
  readonly equalLengths?: boolean;
  /** Seconds the host works for each running request between two steps, one after the other. Default: none. */
  readonly hostSecondsPerRequest?: number;
  /** Tokens of prompts per pass of an engine that takes all waiting prompts before it goes on with answers. Default: it mixes them. */
  readonly promptPassTokens?: number;
  /** How the engine holds prompts back while answers are under way, for more of them to come. Default: it does not. */
  readonly heldPrompts?: HeldBack;
}

export interface LoopResult {
  readonly timePerOutputTokenSeconds: number;
  readonly timeToFirstTokenSeconds: number;
  readonly outputTokensPerSecond: number;
  readonly requestsPerSecond: number;
  /** Share of the replica's time that goes into prompts; 1 where requests wait for a slot. */
  readonly promptLoad: number;
}

/**
 * Tokens of a pass over prompts where clients stay in step; null where they do not. An engine that takes prompts before
 * answers keeps clients of equal lengths in step: all prompts are done before any answer goes on, so that answers end in the
 * same step and their clients come back together. Of the published runs one was not in step: Llama-3.1-8B with SGLang 0.5.6
 * on one H200 prints 712 ms to the first token with 20 clients of 8,000 tokens, for which prompts in step would have had to
 * run at 0.9 of the FP8 peak. Nothing in a row tells which, so that validation reads rows both ways.
 */
const inStepPassTokens = (m: StepModel, input: ClosedLoopInput): number | null =>
  m.compiledShapes || input.equalLengths !== true ? null : (input.promptPassTokens ?? null);

/**
 * Share of prompts that go ahead where clients are in step: all prompts are taken pass by pass before any answer goes
 * on, so that a prompt of pass k of n has k n-ths of them at or before it. Tokens from the prefix cache fill no pass.
 */
const inStepAhead = (m: StepModel, input: ClosedLoopInput, passTokens: number, running: number): number => {
  const passes = Math.max(1, ((running / m.attentionCopies) * promptOf(input).newTokens) / passTokens);
  return (passes + 1) / (2 * passes);
};

/**
 * Share of the other clients' prompts that go ahead of one's own rather than interrupt its answer. Clients start
 * together and drift apart: a share of the first wave is left, and where all lengths are equal a few that come back
 * together. Compiled engines take prompts one by one and before they go on with answers, so that when it is all prompts,
 * every other one is in front.
 */
const shareAhead = (m: StepModel, input: ClosedLoopInput, running: number, load: number): number => {
  const { promptClumping, promptsFirstClumping, promptsInStep } = m.constants;
  if (m.compiledShapes) return promptClumping ** (1 - load);
  const passTokens = inStepPassTokens(m, input);
  if (passTokens !== null) return inStepAhead(m, input, passTokens, running);
  const together = promptsInStep / Math.max(1, running - 1);
  if (input.equalLengths === true) return Math.min(1, promptClumping + together);
  return input.promptPassTokens === undefined ? promptClumping : promptsFirstClumping;
};

/**
 * Steady state of one replica under a fixed number of clients. In one cycle of a request every other client's prompt is
 * processed once: either in front of its own prompt, where it delays the first token, or during its answer, where it
 * holds up the next token. Requests beyond `slots` queue for a slot.
 */
export const closedLoop = (m: StepModel, input: ClosedLoopInput): LoopResult => {
  const { concurrency, outputTokens, hostSecondsPerRequest = 0 } = input;
  const running = Math.min(concurrency, input.slots ?? Number.POSITIVE_INFINITY);
  const batch = Math.max(running, input.compiledBatch ?? running);
  const passTokens = inStepPassTokens(m, input);
  const decode = decodeSecondsPerToken(m, batch, input) + running * hostSecondsPerRequest;
  const prompt =
    passTokens === null
      ? promptCost(m, input, running, decode)
      : passPromptCost(m, input, running, passTokens);
  const prompts = (running / outputTokens) * prompt.occupancySeconds;
  const load = prompts / (prompts + decode);
  const held = { ...input, running, newTokens: promptOf(input).newTokens };
  const ahead = Math.min(1, shareAhead(m, input, running, load) + heldTogetherShare(held));
  const timePerOutputToken = decode + (1 - ahead) * prompts;
  const wait = ahead * Math.max(0, running - 1) * prompt.aheadSeconds;
  const service =
    m.constants.firstTokenOverheadSeconds +
    decode +
    prompt.latencySeconds +
    wait +
    heldSteps(held) * timePerOutputToken;
  const residence = service + outputTokens * timePerOutputToken;
  const forSlot = (residence * Math.max(0, concurrency - running)) / running;
  const requestsPerSecond = running / residence;
  return {
    timePerOutputTokenSeconds: timePerOutputToken,
    timeToFirstTokenSeconds: service + forSlot,
    outputTokensPerSecond: requestsPerSecond * outputTokens,
    requestsPerSecond,
    promptLoad: concurrency > running ? 1 : load,
  };
};

export interface StaticBatchInput extends TokenLengths {
  readonly batch: number;
  /** Decode batch the engine was compiled for; a step takes as long as that batch. Default: the batch itself. */
  readonly compiledBatch?: number;
  /** Whether a compiled engine takes all prompts through one pass rather than one after the other. Default: no. */
  readonly promptsTogether?: boolean;
}

export interface StaticBatchResult {
  readonly prefillSeconds: number;
  readonly decodeStepSeconds: number;
  /** From the start of the batch to its last token. */
  readonly endToEndSeconds: number;
  readonly outputTokensPerSecond: number;
}

/** Prompts cut into as many micro-batches as there are stages: the first goes through all of them, the others follow a stage apart. */
const pipelinedPrefillSeconds = (m: StepModel, input: TokenLengths, prompts: number): number => {
  const parts = Math.max(1, Math.min(m.pipelineParallel, prompts));
  const part = { ...promptOf(input), prompts: prompts / parts };
  const pass = launchedPassSeconds(m, prefillSeconds(m, part), part.prompts * part.newTokens);
  return pass * (1 + (parts - 1) / m.pipelineParallel);
};

/** A batch started together and run to its end: one prefill of all prompts, then outputTokens - 1 further steps. */
export const staticBatch = (m: StepModel, input: StaticBatchInput): StaticBatchResult => {
  const copies = Math.min(m.attentionCopies, input.batch);
  const prompts = input.batch / copies;
  const prefill =
    input.promptsTogether === true
      ? jointPrefillSeconds(m, { ...promptOf(input), prompts })
      : pipelinedPrefillSeconds(m, input, prompts);
  const batch = Math.max(input.batch, input.compiledBatch ?? input.batch);
  const step = decodeStepSeconds(m, batch, meanContext(input));
  const perToken = decodeSecondsPerToken(m, batch, input);
  const endToEndSeconds = prefill + Math.max(0, input.outputTokens - 1) * perToken;
  return {
    prefillSeconds: prefill,
    decodeStepSeconds: step,
    endToEndSeconds,
    outputTokensPerSecond: (input.batch * input.outputTokens) / endToEndSeconds,
  };
};

/** Sequences per second of one replica of an encoder (no cache, no generation), `batch` sequences per forward pass. */
export const encoderSequencesPerSecond = (m: StepModel, batch: number, tokens: number): number => {
  const prompts = Math.max(1, batch / m.attentionCopies);
  const pass = prefillSeconds(m, { prompts, newTokens: tokens, cachedTokens: 0 });
  return (prompts * m.attentionCopies * m.pipelineParallel) / pass;
};
