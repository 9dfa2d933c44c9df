import {
  decodeSecondsPerToken,
  type LoopResult,
  normalQuantile,
  promptCost,
  type StepModel,
  type TokenLengths,
} from '../inference/predict.ts';

/** What one replica of an engine with a fixed number of slots is asked for, whoever asks. */
export interface ReplicaRun extends TokenLengths {
  readonly slots: number;
  /** Decode batch the engine was compiled for; null where a step takes as long as its running requests. */
  readonly compiledBatch: number | null;
  /** Copies of the model that share the load. */
  readonly replicas: number;
  /** Seconds the host works for each running request between two steps, one after the other. */
  readonly hostSecondsPerRequest: number;
}

/** Requests at even distances, counted over the time from the first request to the last answer. */
export interface EvenRequests {
  readonly requestsPerSecond: number;
  readonly sendingSeconds: number;
  /** Decode steps that an engine runs between two admissions of waiting prompts; null where prompts go first. */
  readonly stepsBetweenAdmissions: number | null;
}

const ITERATIONS = 40;

interface EvenState {
  readonly timePerOutputToken: number;
  readonly timeToFirstToken: number;
  readonly residence: number;
  readonly load: number;
}

/**
 * Time per token at a rate of prompts, and prompts admitted together. An engine that admits every `steps` decode steps
 * stands still once per round: token = (decode + stall / steps) / (1 - rate x prompt), as soon as a round brings more
 * than one prompt; before that, and where prompts go first, every prompt brings its own stall. Where the host takes a time
 * h for each running request and step, a token waits for the h of its own and, as rate x length x token of others run,
 * for a share of rate x length x h of its time.
 */
const interrupted = (
  m: StepModel,
  run: ReplicaRun,
  rate: number,
  steps: number | null,
): { readonly timePerOutputToken: number; readonly admitted: number; readonly load: number } => {
  const { occupancySeconds } = promptCost(m, run, run.compiledBatch ?? run.slots);
  const { admissionStallSeconds: stall, queueLoadLimit } = m.constants;
  const decode = decodeSecondsPerToken(m, run.compiledBatch ?? run.slots, run) + run.hostSecondsPerRequest;
  const others = rate * run.outputTokens * run.hostSecondsPerRequest;
  if (steps !== null) {
    const prompts = Math.min(queueLoadLimit, rate * (occupancySeconds - stall) + others);
    const timePerOutputToken = (decode + stall / steps) / (1 - prompts);
    const admitted = rate * steps * timePerOutputToken;
    if (admitted >= 1) return { timePerOutputToken, admitted, load: 1 - decode / timePerOutputToken };
  }
  const load = Math.min(queueLoadLimit, rate * occupancySeconds + others);
  return { timePerOutputToken: decode / (1 - load), admitted: 1, load };
};

const evenStateAt = (m: StepModel, run: ReplicaRun, rate: number, asked: EvenRequests): EvenState => {
  const { latencySeconds } = promptCost(m, run, run.compiledBatch ?? run.slots);
  const { timePerOutputToken, admitted, load } = interrupted(m, run, rate, asked.stepsBetweenAdmissions);
  const decode = timePerOutputToken * (1 - load);
  // Prompts at even distances do not meet each other; they wait for the step under way, or for their turn.
  const wait =
    admitted > 1 ? admitted / rate / 2 : Math.min(1, rate * run.outputTokens * decode) * (decode / 2);
  const timeToFirstToken = m.constants.firstTokenOverheadSeconds + wait + admitted * latencySeconds;
  return {
    timePerOutputToken,
    timeToFirstToken,
    residence: timeToFirstToken + run.outputTokens * timePerOutputToken,
    load,
  };
};

/**
 * One replica under requests at even distances (GuideLLM's `asynchronous`). Prompts hold up running answers: a step
 * takes decode / (1 - rate x prompt). A replica asked for more than its slots can answer runs at what they can.
 * The rate of answers is what is sent over sending time and the last answer's time.
 */
export const evenRequests = (m: StepModel, run: ReplicaRun, asked: EvenRequests): LoopResult => {
  const { requestsPerSecond, sendingSeconds } = asked;
  const fits = (rate: number): boolean => {
    const state = evenStateAt(m, run, rate, asked);
    return rate * state.residence <= run.slots && state.load < m.constants.queueLoadLimit;
  };
  const full = !fits(requestsPerSecond);
  let low = 0;
  let high = requestsPerSecond;
  for (let halving = 0; full && halving < ITERATIONS; halving += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const rate = full ? low : requestsPerSecond;
  const { timePerOutputToken, timeToFirstToken, residence, load } = evenStateAt(m, run, rate, asked);
  const answered = (rate * sendingSeconds) / (sendingSeconds + residence);
  return {
    timePerOutputTokenSeconds: timePerOutputToken,
    timeToFirstTokenSeconds: timeToFirstToken,
    outputTokensPerSecond: answered * run.outputTokens,
    requestsPerSecond: answered,
    promptLoad: full ? 1 : load,
  };
};

/** Clients that start together, and start again when the last of them has its answer. */
export interface Wave {
  /** Over all replicas. */
  readonly clients: number;
  /** Seconds from the start of one client to that of the next. */
  readonly launchSeconds: number;
  /** Standard deviation of answer lengths, tokens: the longest answer ends the wave. */
  readonly outputDeviation: number;
}

/** Expected largest of `count` standard normal numbers (Blom 1958, Statistical Estimates and Transformed Beta-Variables). */
const expectedLargest = (count: number): number =>
  count <= 1 ? 0 : normalQuantile((count - 0.375) / (count + 0.25));

/**
 * Rounds that a client waits in the mean where so many rounds of slots serve a wave: none in the first round, one in the
 * second, and so on, the last one as full as what is left.
 */
const meanRoundsBefore = (rounds: number): number => {
  const full = Math.floor(rounds);
  return (full * (full - 1)) / 2 / rounds + (full * (rounds - full)) / rounds;
};

/**
 * One replica under waves of clients (LLMPerf). Prompts that come faster than they are processed, with a step of the
 * answers under way after each one, queue up and start together; those that do not interrupt the answers of the others.
 */
export const waves = (m: StepModel, run: ReplicaRun, wave: Wave): LoopResult => {
  const clients = Math.max(1, wave.clients / run.replicas);
  const running = Math.min(clients, run.slots);
  const { latencySeconds, occupancySeconds } = promptCost(m, run, running);
  const decode =
    decodeSecondsPerToken(m, run.compiledBatch ?? running, run) + running * run.hostSecondsPerRequest;
  const gap = wave.launchSeconds * run.replicas;
  const others = running - 1;
  const turn = latencySeconds + decode;
  const ahead = Math.max(0, 1 - gap / turn);
  const timePerOutputToken = decode + ((1 - ahead) * others * occupancySeconds) / run.outputTokens;
  const first = m.constants.firstTokenOverheadSeconds + turn + ahead * others * turn;
  const residence = first + run.outputTokens * timePerOutputToken;
  const rounds = clients / running;
  const length =
    residence * rounds +
    wave.launchSeconds * wave.clients +
    expectedLargest(wave.clients) * wave.outputDeviation * timePerOutputToken;
  return {
    timePerOutputTokenSeconds: timePerOutputToken,
    timeToFirstTokenSeconds: first + residence * meanRoundsBefore(rounds),
    outputTokensPerSecond: (clients * run.outputTokens) / length,
    requestsPerSecond: clients / length,
    promptLoad: rounds > 1 ? 1 : (running * occupancySeconds) / length,
  };
};
