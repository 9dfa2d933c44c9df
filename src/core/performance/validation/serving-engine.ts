import {
  closedLoop,
  type InferenceConstants,
  type LoopResult,
  type ModelLoad,
  modelLoad,
  offlineThroughput,
  type StaticBatchResult,
  staticBatch,
  throughAllExperts,
} from '../inference/predict.ts';
import type { CapturedPrompts } from './captured-prompts.ts';
import type { HeldPrompts } from './held-prompts.ts';
import { llmperfWaves } from './llmperf.ts';
import { evenRequests, type Wave, waves } from './load-generators.ts';
import type { Measurement } from './measurement.ts';
import type { ServingCase } from './serving-case.ts';
import { highestRate, limitsOf } from './serving-limits.ts';
import { admissionOf, lengthsOf, slotsFor, slotsOf, weightsFit } from './serving-slots.ts';
import { stepOf } from './serving-step.ts';

/** A case with what does not depend on constants worked out once. */
export interface ServingRun {
  readonly row: Measurement;
  readonly at: ServingCase;
  readonly load: ModelLoad;
  /** Tokens of a prompt that are computed in the mean where a prefix cache holds the rest; null where it holds nothing. */
  readonly computedTokens: number | null;
  /** How the engine held prompts back for more to come; null where it is not known to have. */
  readonly held: HeldPrompts | null;
  /** How the engine captured passes over prompts; null where it is not known to have. */
  readonly captured: CapturedPrompts | null;
  /** Whether clients of equal lengths, who would stay in step, are taken to have drifted apart. */
  readonly drifted: boolean;
  /** How clients that come in waves were launched; null where they do not. */
  readonly wave: Wave | null;
}

/**
 * Ports that take every token through all experts: gpt-oss in optimum-habana multiplies by the weights of all experts at
 * once (huggingface/optimum-habana@1d8504c6, optimum/habana/transformers/models/gpt_oss/modeling_gpt_oss.py,
 * `GaudiGptOssExperts.forward` outside training).
 */
const takesAllExperts = (row: Measurement): boolean =>
  /habana|synapse/i.test(row.software ?? '') && /gpt-oss/i.test(row.model);

/**
 * Makes a case of a row ready to run; `computedTokens` where the run is known to have had its prompts in a cache, `held`
 * where it is known to have held them back, `captured` where its engine is known to have captured passes over them.
 */
export const servingRun = (
  row: Measurement,
  at: ServingCase,
  known: Partial<Pick<ServingRun, 'computedTokens' | 'held' | 'captured'>> = {},
): ServingRun => {
  const model = modelLoad(at.model);
  const load = takesAllExperts(row) ? throughAllExperts(model) : model;
  const [wave = null] = llmperfWaves(row);
  return {
    row,
    at,
    load,
    computedTokens: null,
    held: null,
    captured: null,
    drifted: false,
    wave,
    ...known,
  };
};

/** Static engines that take the prompts of a batch through one graph. */
const PROMPTS_TOGETHER = /transformers-neuronx/i;

/** Seconds for which GuideLLM 0.1 sends requests (default of `--max-seconds`, guidellm@v0.1.0, src/guidellm/main.py). */
const GUIDELLM_SECONDS = 120;

/** Decode steps after which Text Generation Inference admits waiting prompts (`--max-waiting-tokens`, default of its launcher). */
const TGI_WAITING_STEPS = 20;

/** Rows whose lengths were drawn for every request say so in their notes, or name the data set they come from. */
const DRAWN_LENGTHS = /of the nominal|data ?set|sharegpt/i;

/**
 * Engines that take waiting prompts before they go on with answers, with the tokens of a pass: SGLang, which does not mix
 * them unless told to (`--enable-mixed-chunk`), takes up 16,384 (`--max-prefill-tokens`; sgl-project/sglang,
 * docs/advanced_features/server_arguments.md).
 */
const promptPassTokensOf = (row: Measurement): number | null =>
  /sglang/i.test(row.software ?? '') ? 16_384 : null;

const hasEqualLengths = (row: Measurement): boolean =>
  !DRAWN_LENGTHS.test(row.notes ?? '') && row.isl != null && row.osl != null;

/** How prompts of the row's clients meet. */
const meetingOf = ({
  row,
  drifted,
}: ServingRun): { readonly equalLengths: boolean; readonly promptPassTokens?: number } => {
  const promptPassTokens = promptPassTokensOf(row);
  return {
    equalLengths: hasEqualLengths(row) && !drifted,
    ...(promptPassTokens === null ? {} : { promptPassTokens }),
  };
};

/** The ways in which the clients of a run may have been launched. */
const launchesOf = (run: ServingRun): readonly ServingRun[] =>
  run.wave === null ? [run] : llmperfWaves(run.row).map((wave) => ({ ...run, wave }));

/**
 * The ways in which the clients of a run may have met: as they are and, where an engine that takes prompts first would keep
 * several of equal lengths in step, drifted apart like those of drawn lengths. Nothing in a row tells which; of the published
 * runs all but one were in step, which is therefore the likelier. Clients of LLMPerf come in waves, one after the other.
 */
export const meetingsOf = (runs: readonly ServingRun[]): readonly ServingRun[] => {
  const drifted = runs
    .filter(
      ({ row }) =>
        row.task === 'serve_online' &&
        (row.concurrency ?? 1) > 1 &&
        promptPassTokensOf(row) !== null &&
        hasEqualLengths(row),
    )
    .map((run) => ({ ...run, drifted: true }));
  return [...runs, ...drifted].flatMap(launchesOf);
};

/**
 * Engines that choose the next token of each running request on the host, one request after the other, before the next step:
 * the generator of Text Generation Inference for Neuron (huggingface/optimum-neuron@018296c8,
 * text-generation-inference/server/text_generation_server/generator.py, `_generate_token`). Slots that are empty cost nothing.
 */
const SAMPLES_IN_TURN = /TGI neuron/i;

/** Steady state of one replica under the row's clients; null when the model does not fit. */
export const online = (run: ServingRun, constants: InferenceConstants): LoopResult | null => {
  const { batch, compiledBatch, arrivalsPerSecond, replicas } = run.at;
  const slots = slotsFor(run, constants);
  if (slots === null) return null;
  const step = stepOf(run, constants);
  const limits = limitsOf(run.row);
  if (limits !== null) {
    const longestInputTokens = run.row.longest_isl ?? null;
    return highestRate(step, { ...lengthsOf(run), longestInputTokens, slots }, limits);
  }
  const hostSecondsPerRequest = SAMPLES_IN_TURN.test(run.row.software ?? '')
    ? constants.hostSamplingSeconds
    : 0;
  const replica = { ...lengthsOf(run), slots, compiledBatch, replicas, hostSecondsPerRequest };
  if (arrivalsPerSecond !== null)
    return evenRequests(step, replica, {
      requestsPerSecond: arrivalsPerSecond,
      sendingSeconds: GUIDELLM_SECONDS,
      stepsBetweenAdmissions: /TGI/.test(run.row.software ?? '') ? TGI_WAITING_STEPS : null,
    });
  if (run.wave !== null) return waves(step, replica, run.wave);
  return closedLoop(step, {
    ...lengthsOf(run),
    ...meetingOf(run),
    concurrency: batch ?? slots,
    slots,
    hostSecondsPerRequest,
    ...(compiledBatch === null ? {} : { compiledBatch }),
    ...(run.held === null ? {} : { heldPrompts: run.held }),
  });
};

/** Share of time in prompts beyond which load is no longer light or medium. */
const HEAVY_LOAD = 0.8;

/** Whether a row under load is beyond what sizing would promise: all requests at once, or prompts most of the time. */
export const isSaturated = (run: ServingRun, constants: InferenceConstants): boolean => {
  if (run.row.task !== 'serve_online') return false;
  if (run.row.load_mode === 'throughput') return true;
  return (online(run, constants)?.promptLoad ?? 1) > HEAVY_LOAD;
};

/** A batch started together; the row's batch, or what memory holds. */
export const together = (run: ServingRun, constants: InferenceConstants): StaticBatchResult | null => {
  const batch = run.at.batch ?? slotsOf(run, constants);
  if (batch < 1 || !weightsFit(run, constants)) return null;
  const { compiledBatch } = run.at;
  return staticBatch(stepOf(run, constants), {
    ...lengthsOf(run),
    batch,
    ...(compiledBatch === null ? {} : { compiledBatch }),
    promptsTogether: PROMPTS_TOGETHER.test(run.row.software ?? ''),
  });
};

/** The batch of a run whose requests, all alike and queued at once, come in waves of as many as it says; null elsewhere. */
const batchOfWaves = ({ row, at }: ServingRun): number | null =>
  at.compiledBatch === null && hasEqualLengths(row) && row.osl_is_mean !== true ? at.batch : null;

/** All requests queued at once, run in flight; null when the model does not fit. */
export const offline = (run: ServingRun, constants: InferenceConstants): LoopResult | null => {
  // Weights that fit leave room for at least one request, or the run could not have been published.
  const held = Math.max(slotsOf(run, constants), weightsFit(run, constants) ? 1 : 0);
  const slots = Math.min(held, run.at.batch ?? Number.POSITIVE_INFINITY);
  if (slots < 1) return null;
  const requests = run.row.num_prompts ?? null;
  const batch = batchOfWaves(run);
  return offlineThroughput(stepOf(run, constants), {
    ...lengthsOf(run),
    slots,
    ...(batch === null ? {} : { admission: admissionOf(run, constants, batch) }),
    ...(requests === null ? {} : { requests: Math.max(1, requests / run.at.replicas) }),
  });
};
