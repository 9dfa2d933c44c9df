import type { LoopResult } from './closed-loop.ts';
import { decodeSecondsPerToken, promptCost, promptOf, type TokenLengths } from './serving-load.ts';
import type { StepModel } from './step-model.ts';

/** An engine that admits requests as long as their prompts have room in the cache, and puts some back when it is full. */
export interface OpenAdmission {
  /** Requests that it runs at most. */
  readonly most: number;
  /** Positions of the cache that they share. */
  readonly cachePositions: number;
}

export interface OfflineInput extends TokenLengths {
  /** Requests the replica can hold, from `maxBatch`. */
  readonly slots: number;
  /** Requests handed over at once; fewer than the slots leave slots empty. Default: more than the slots. */
  readonly requests?: number;
  /**
   * How an engine admits requests of equal lengths, which then start and end together, in waves. Default: lengths differ,
   * or nobody knows how many the engine ran at a time.
   */
  readonly admission?: OpenAdmission;
}

/** Prompts that the passes of one decode step take up at most, answers under way taking their token each. */
const mostPromptsPerStep = (m: StepModel, input: OfflineInput, running: number): number => {
  const passes = m.pipelineParallel * m.attentionCopies;
  const room = Math.max(1, m.constants.prefillChunkTokens - running / passes);
  return (passes * room) / promptOf(input).newTokens;
};

/**
 * Decode steps from the first pass to the last token where all answers have the same length L: requests come in waves
 * of as many as there are slots S, each wave a whole answer after the one before; prompts of a wave are admitted
 * `perStep` at a time, and where that takes longer than an answer it alone sets the pace. The last request of R starts
 * after max(W x L + rest / perStep, R / perStep) steps, W the full waves before it, and takes L more.
 */
const stepsOfWaves = (requests: number, slots: number, perStep: number, outputTokens: number): number => {
  const before = Math.ceil(requests / slots) - 1;
  const rest = requests - before * slots;
  return outputTokens + Math.max(before * outputTokens + rest / perStep, requests / perStep);
};

/** Requests put back for want of cache while others grew: the steps they still need then, and prompts computed again. */
interface PutBack {
  readonly steps: number;
  readonly promptShare: number;
}

const NONE: PutBack = { steps: 0, promptShare: 0 };

/** Whether an engine starts all requests together, in room for their prompts alone. */
const startsAll = (admission: OpenAdmission, inputTokens: number, requests: number): boolean =>
  requests <= admission.most && requests * inputTokens <= admission.cachePositions;

/**
 * R requests of prompts P and answers L that start together and grow together fill C positions after C / R - P steps.
 * From then on the latest are put back until C / (P + L) are left, with what they have written to be computed again: at
 * x positions each C / x^2 requests per position, C ln((P + L) R / C) tokens in all. They go on when those left are done,
 * the first of them with L + P - C / R steps to go (recompute preemption of vLLM); in no fewer steps than the positions
 * that all of them hold over time take of C.
 */
const putBack = ({ inputTokens, outputTokens }: OfflineInput, positionsEach: number): PutBack => {
  const whole = inputTokens + outputTokens;
  if (positionsEach >= whole) return NONE;
  const held = (outputTokens * (inputTokens + outputTokens / 2)) / positionsEach;
  return {
    steps: Math.max(whole - positionsEach, held - outputTokens),
    promptShare: (positionsEach * Math.log(whole / positionsEach)) / inputTokens,
  };
};

/** What is under way in a step in the mean, prompts that come together, prompts computed per request, and what is kept of the rate. */
interface OfflineMix {
  readonly running: number;
  readonly together: number;
  readonly promptsEach: number;
  readonly keptShare: number;
}

/** Times and rates of a mix: prompts add to the step. */
const offlineRates = (m: StepModel, input: OfflineInput, mix: OfflineMix): LoopResult => {
  const prompt = promptCost(m, input, mix.together);
  const decode = decodeSecondsPerToken(m, mix.running, input);
  const prompts = (mix.running / input.outputTokens) * mix.promptsEach;
  const timePerOutputToken = (decode + prompts * prompt.occupancySeconds) / mix.keptShare;
  const requestsPerSecond = mix.running / (timePerOutputToken * input.outputTokens);
  return {
    timePerOutputTokenSeconds: timePerOutputToken,
    timeToFirstTokenSeconds: prompt.latencySeconds + decode,
    outputTokensPerSecond: requestsPerSecond * input.outputTokens,
    requestsPerSecond,
    promptLoad: 1,
  };
};

/**
 * Requests of equal lengths all queued at once: in S slots, waves of them with the last one as full as what is left, and
 * with no more under way than prompts can be taken up. Prompts of a wave come together and fill their passes.
 */
const offlineWaves = (m: StepModel, input: OfflineInput, admission: OpenAdmission): LoopResult => {
  const { outputTokens, requests = Number.POSITIVE_INFINITY } = input;
  const all = startsAll(admission, input.inputTokens, requests);
  const slots = all ? requests : Math.min(input.slots, requests);
  const perStep = mostPromptsPerStep(m, input, slots);
  const together = Math.min(slots, perStep) * outputTokens;
  const back = all ? putBack(input, admission.cachePositions / requests) : NONE;
  const running = Number.isFinite(requests)
    ? (requests * outputTokens) / (stepsOfWaves(requests, slots, perStep, outputTokens) + back.steps)
    : Math.min(slots, perStep * outputTokens);
  return offlineRates(m, input, {
    running,
    together,
    promptsEach: 1 + back.promptShare,
    keptShare: m.constants.queuedRunShare,
  });
};

/**
 * All requests queued at once: the replica runs as many as it holds. Where lengths are equal and its batch is known,
 * requests come in waves, at a share of what their steps would give. Otherwise they run in steady state, and a ramp at
 * both ends costs half a residence when requests are few. Of tables whose engine's batch nobody printed (TensorRT-LLM),
 * waves in the slots that memory would hold were no nearer than the ramp with models left out (12.0 / 33.5 against
 * 12.1 / 31.0 %), and drew times of their engine's other runs away (time per output token 11.4 against 11.0 %).
 */
export const offlineThroughput = (m: StepModel, input: OfflineInput): LoopResult => {
  if (input.admission !== undefined) return offlineWaves(m, input, input.admission);
  const requests = input.requests ?? Number.POSITIVE_INFINITY;
  const running = Math.min(input.slots, requests);
  const steady = offlineRates(m, input, { running, together: running, promptsEach: 1, keptShare: 1 });
  const ramp = Number.isFinite(requests) ? running / (2 * requests) : 0;
  return {
    ...steady,
    outputTokensPerSecond: steady.outputTokensPerSecond / (1 + ramp),
    requestsPerSecond: steady.requestsPerSecond / (1 + ramp),
  };
};
