import type { TrainingConstants } from './constants.ts';
import type { StageParameters, StageTime } from './stage.ts';
import { inFlight, lastInFlight } from './step.ts';

/** Positions in the array `memoryBytes` fills. */
export const MEMORY_PARTS = [
  'weights',
  'gradients',
  'optimiser states',
  'activations',
  'logits',
  'gathered weights',
  'allocator reserve',
  'runtime',
  'weight-gradient buffers',
] as const;

/** Adapters, and what is gathered of sharded weights, are 16-bit. */
const BYTES_16 = 2;

export interface MemoryInputs {
  readonly parameters: StageParameters;
  /** Embedding on the first stage, head on the last, per rank; trained or not. */
  readonly firstEmbedding: number;
  readonly lastEmbedding: number;
  /** The head's part of it, on the stage that holds the head. */
  readonly head: number;
  readonly trainsEmbedding: boolean;
  /** Ranks that share dense and expert states. */
  readonly ranks: number;
  readonly expertRanks: number;
  readonly frozen: boolean;
  readonly pipelined: boolean;
}

/**
 * Fills what one stage keeps whatever its schedule, with the given embedding and head, and gives its sum in bytes:
 * weights, gradients and optimiser states as the constants say, cut over copies from ZeRO-1 (optimiser), ZeRO-2
 * (gradients) and ZeRO-3 (weights) on (arXiv 1910.02054, section 3). Sharded weights are gathered a few layers at a
 * time, and the head for the loss.
 */
const fillStates = (
  constants: TrainingConstants,
  inputs: MemoryInputs,
  embedding: number,
  head: number,
  zeroStage: 0 | 1 | 2 | 3,
  parts: Float64Array,
): number => {
  const { parameters, ranks, expertRanks, frozen, trainsEmbedding } = inputs;
  const dense = parameters.dense + embedding;
  const trainedDense = parameters.trainedDense + (trainsEmbedding ? embedding : 0);
  const { trainedExpert } = parameters;
  const owned = trainedDense / ranks + trainedExpert / expertRanks;
  const trained = trainedDense + trainedExpert;
  const kept = zeroStage === 3 ? dense / ranks + parameters.expert / expertRanks : dense + parameters.expert;
  const adapters = frozen ? (zeroStage === 3 ? owned : trained) : 0;
  const weights = constants.weightBytes * kept + BYTES_16 * adapters;
  const whole = zeroStage === 3 && inputs.pipelined && constants.pipelineKeepsGathered === 1;
  const gradients = constants.gradientBytes * ((zeroStage >= 2 ? owned : trained) + (whole ? trained : 0));
  const optimiser = constants.optimiserStateBytes * (zeroStage >= 1 ? owned : trained);
  const layers = whole
    ? dense + parameters.expert
    : constants.gatheredLayers * parameters.largestLayer + head;
  const gathered = zeroStage === 3 ? BYTES_16 * layers : 0;
  const buffers = frozen ? 0 : constants.weightGradientBufferBytes * (parameters.largestShapes + head);
  parts[0] = weights;
  parts[1] = gradients;
  parts[2] = optimiser;
  parts[5] = gathered;
  parts[8] = buffers;
  return weights + gradients + optimiser + gathered + buffers;
};

/** What the first and the last stage keep whatever the schedule, bytes by ZeRO stage. */
export interface StateBytes {
  readonly first: readonly number[];
  readonly last: readonly number[];
}

export const ZERO_STAGES = [0, 1, 2, 3] as const;

const scratch = new Float64Array(MEMORY_PARTS.length);

export const stateBytes = (
  constants: TrainingConstants,
  inputs: MemoryInputs,
  pipelineParallel: number,
): StateBytes => {
  const of = (embedding: number, head: number) =>
    ZERO_STAGES.map((zero) => fillStates(constants, inputs, embedding, head, zero, scratch));
  const alone = pipelineParallel === 1;
  const first = of(inputs.firstEmbedding, alone ? inputs.head : 0);
  return { first, last: alone ? first : of(inputs.lastEmbedding, inputs.head) };
};

/** Bytes on a chip, from what its fuller end keeps: allocator reserve and runtime come on top. */
export const peakBytes = (
  constants: TrainingConstants,
  firstUse: number,
  lastUse: number,
  workingBytes: number,
): number =>
  ((lastUse > firstUse ? lastUse : firstUse) + workingBytes) * (1 + constants.allocatorReserve) +
  constants.runtimeBytes;

/** Bytes on the fuller of the first and the last stage; fills `parts`. */
export const memoryBytes = (
  constants: TrainingConstants,
  inputs: MemoryInputs,
  stage: StageTime,
  pipelineParallel: number,
  microBatches: number,
  interleave: number,
  zeroStage: 0 | 1 | 2 | 3,
  parts: Float64Array,
): number => {
  const held = inFlight(pipelineParallel, microBatches, interleave) * stage.activationBytes;
  const lastHeld = lastInFlight(pipelineParallel, microBatches, interleave) * stage.activationBytes;
  const alone = pipelineParallel === 1;
  const firstHead = alone ? inputs.head : 0;
  const fillFirst = () => fillStates(constants, inputs, inputs.firstEmbedding, firstHead, zeroStage, parts);
  const firstUse = fillFirst() + held;
  const lastEmbedding = alone ? inputs.firstEmbedding : inputs.lastEmbedding;
  const lastUse =
    fillStates(constants, inputs, lastEmbedding, inputs.head, zeroStage, parts) + lastHeld + stage.logitBytes;
  const useLast = lastUse > firstUse;
  if (!useLast) fillFirst();
  parts[3] = (useLast ? lastHeld : held) + stage.workingBytes;
  parts[4] = useLast ? stage.logitBytes : 0;
  const total = peakBytes(constants, firstUse, lastUse, stage.workingBytes);
  parts[6] =
    (total - constants.runtimeBytes) * (constants.allocatorReserve / (1 + constants.allocatorReserve));
  parts[7] = constants.runtimeBytes;
  return total;
};
