/** The first of the prompts held back waits `steps` decode steps, or until so many `tokens` of prompts are waiting. */
interface WaitsForMore {
  readonly steps: number;
  readonly tokens: number;
}

/** The engine looks for new requests after every so many decode steps, and after prompts. */
interface LooksEvery {
  readonly everySteps: number;
}

/** How an engine holds prompts back while answers are under way. */
export type HeldBack = WaitsForMore | LooksEvery;

/** Requests in steady state, and how the engine holds them back. */
export interface HeldRequests {
  readonly heldPrompts?: HeldBack;
  readonly running: number;
  readonly newTokens: number;
  readonly outputTokens: number;
}

/**
 * Decode steps that a prompt is held back in the mean; none alone. An engine that looks for requests every N steps lets one
 * that comes at any time wait half of that (`--scheduler-recv-interval` of SGLang; sgl-project/sglang,
 * python/sglang/srt/managers/scheduler_recv_skipper.py). Where the first of a batch waits N steps for more, `running /
 * outputTokens` come per step, at any time of that wait, and wait half of it: (N + rate N^2 / 2) / (1 + rate N)
 * (`batch_wait_timeout_iters` and `batch_wait_max_tokens_ratio` of TensorRT-LLM).
 */
export const heldSteps = ({ heldPrompts, running, newTokens, outputTokens }: HeldRequests): number => {
  if (heldPrompts === undefined || running <= 1) return 0;
  if ('everySteps' in heldPrompts) return heldPrompts.everySteps / 2;
  const rate = running / outputTokens;
  const most = Math.max(1, heldPrompts.tokens / newTokens);
  const steps = Math.min(heldPrompts.steps, (most - 1) / rate);
  return (steps + (rate * steps ** 2) / 2) / (1 + rate * steps);
};

/**
 * Share of the other clients' prompts that an engine finds together with one's own because it looks every N steps alone:
 * each client sends one per answer, so that N of `outputTokens` steps bring it to the same look.
 */
export const heldTogetherShare = ({ heldPrompts, running, outputTokens }: HeldRequests): number =>
  heldPrompts === undefined || running <= 1 || !('everySteps' in heldPrompts)
    ? 0
    : Math.min(1, heldPrompts.everySteps / outputTokens);
