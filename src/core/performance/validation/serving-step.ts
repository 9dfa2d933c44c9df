import { type InferenceConstants, type StepModel, stepModel } from '../inference/predict.ts';
import type { ServingRun } from './serving-engine.ts';

/** Rows that say that tokens were sampled on the host rather than on the device. */
const HOST_SAMPLING = /, CPU sampling/;

/** Engines that keep weights in 8 bits and make 16-bit copies of them in a kernel of its own in every pass. */
const WIDENS_WEIGHTS = /deepspeed/i;

/**
 * Bytes moved per byte of weights kept in 8 bits that way: read once, written and read again in 16 bits. DeepSpeed does
 * (deepspeedai/DeepSpeed@ceef30f, csrc/transformer/inference/csrc/pt_binding.cpp, quantized_gemm).
 */
const WIDENED_TRAFFIC = 5;

const widensWeights = ({ row }: ServingRun): boolean =>
  row.precision?.weights === 'int8' && WIDENS_WEIGHTS.test(row.software ?? '');

const withWidening = (run: ServingRun, constants: InferenceConstants): InferenceConstants =>
  widensWeights(run)
    ? { ...constants, weightBandwidthEfficiency: constants.weightBandwidthEfficiency / WIDENED_TRAFFIC }
    : constants;

/** Text of rows whose engine was allowed to run as many requests as there were clients. */
const CLIENTS_AS_LIMIT = /max-num-seqs as concurrency/;

/** Requests that one copy of the attention was allowed to run; null where the row does not say. */
const sequencesOf = ({ row, at }: ServingRun): number | null => {
  if (row.memory?.sequences != null) return row.memory.sequences;
  return CLIENTS_AS_LIMIT.test(row.notes ?? '') && at.batch !== null
    ? at.batch / at.layout.attentionDataParallel
    : null;
};

/** Passes as long, and as many requests, as the engine was set to take; its defaults where the row does not say. */
export const asSet = (run: ServingRun, constants: InferenceConstants): InferenceConstants => {
  const passTokens = run.row.memory?.batched_tokens ?? null;
  const sequences = sequencesOf(run);
  return {
    ...constants,
    ...(passTokens === null ? {} : { prefillChunkTokens: passTokens }),
    ...(sequences === null ? {} : { sequencesLimit: sequences }),
  };
};

/** Passes over prompts captured as the launch script has it. */
const withCaptures = ({ row, captured }: ServingRun, constants: InferenceConstants): InferenceConstants =>
  captured === null
    ? constants
    : {
        ...constants,
        capturedPromptTokens: captured.tokens,
        prefillChunkTokens:
          row.isl == null ? constants.prefillChunkTokens : row.isl * captured.promptsPerPass,
      };

/** Rows that say that tokens were spread over experts evenly by force. */
const BALANCED_ROUTING = /balanced routing/;

const withRouting = (run: ServingRun, constants: InferenceConstants): InferenceConstants =>
  BALANCED_ROUTING.test(run.row.notes ?? '')
    ? { ...constants, busiestExpertRankFactor: 1, routingSpreadExponent: 1 }
    : constants;

/** The layout of a run, ready to give times of steps, with the constants as its row's engine bends them. */
export const stepOf = (run: ServingRun, given: InferenceConstants): StepModel => {
  const { machine, layout, compiledBatch, batch } = run.at;
  const constants = withRouting(run, withCaptures(run, asSet(run, withWidening(run, given))));
  const slots = compiledBatch ?? batch;
  if (slots === null || !HOST_SAMPLING.test(run.row.notes ?? ''))
    return stepModel(machine, run.load, layout, constants);
  const sampling = slots * constants.hostSamplingSeconds;
  const stepOverheadSeconds = constants.stepOverheadSeconds + sampling;
  return stepModel(machine, run.load, layout, { ...constants, stepOverheadSeconds });
};
