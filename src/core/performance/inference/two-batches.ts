import { dispatchSeconds } from './expert-dispatch.ts';
import { routedExpertBytes } from './step-experts.ts';
import type { StepModel } from './step-model.ts';

/** Places of the parts of a step (`PARTS` of `step.ts`) that change when its batch is cut in two. */
const WEIGHTS = 3;
const EXPERT_WEIGHTS = 4;
const COLLECTIVES = 6;
const LAUNCHES = 7;

/** What one pass of a step works on. */
export interface Pass {
  /** How often it is made. */
  readonly passes: number;
  /** Tokens on one copy of the attention, and over all copies. */
  readonly tokens: number;
  readonly stageTokens: number;
  /** Share of the chip's processors that the kernels which move tokens keep to themselves. */
  readonly coreShare: number;
}

/**
 * Seconds of a step whose batch is cut in two, so that one half computes while tokens of the other are on their way to
 * their experts and back (two-batch overlap: deepseek-ai/profile-data; lmsys.org/blog/2025-05-05-large-scale-ep, 27 to
 * 35 % more prompt tokens/s with as many tokens per chip). Weights are read and kernels started for each half, and
 * kernels that move tokens slow products down while they run: max(d, w + c d) for d seconds of moving, w of other work
 * and their share c of the processors. `parts` are those of the step in one piece, which take `whole` seconds; they are
 * rewritten, the exposed part of the moving under collectives, where the halves take less. Engines do not cut what would
 * lose by it (vLLM's thresholds of `--enable-dbo`).
 */
export const inTwoBatches = (m: StepModel, parts: Float64Array, whole: number, pass: Pass): number => {
  const { passes, tokens, stageTokens, coreShare } = pass;
  const moving = passes * dispatchSeconds(m, tokens);
  const halvesMoving = 2 * passes * dispatchSeconds(m, tokens / 2);
  const weights = passes * m.weightBytes * m.secondsPerWeightByte;
  const moreExperts =
    passes *
    (2 * routedExpertBytes(m, stageTokens / 2) - routedExpertBytes(m, stageTokens)) *
    m.secondsPerWeightByte;
  const launches = passes * m.overheadSeconds;
  const work = whole - moving + weights + moreExperts + launches;
  const halves = Math.max(halvesMoving, work + coreShare * halvesMoving);
  if (halves >= whole) return whole;
  const add = (part: number, seconds: number): void => {
    parts[part] = (parts[part] ?? Number.NaN) + seconds;
  };
  add(WEIGHTS, weights);
  add(EXPERT_WEIGHTS, moreExperts);
  add(LAUNCHES, launches);
  add(COLLECTIVES, halves - work - moving);
  return halves;
};
