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
] as const;

const WEIGHT_BYTES = 2;
const GATHERED_LAYERS = 2;

export interface MemoryInputs {
  readonly parameters: StageParameters;
  /** Embedding on the first stage, head on the last, per rank; trained or not. */
  readonly firstEmbedding: number;
  readonly lastEmbedding: number;
  readonly trainsEmbedding: boolean;
  /** Ranks that share dense and expert states. */
  readonly ranks: number;
  readonly expertRanks: number;
  readonly frozen: boolean;
}

/**
 * Fills what one stage keeps whatever its schedule, with the given embedding or head, and gives its sum in bytes:
 * weights 2 B, gradients and optimiser states as the constants say, cut over copies from ZeRO-1 (optimiser), ZeRO-2
 * (gradients) and ZeRO-3 (weights) on (arXiv 1910.02054, section 3).
 */
const fillStates = (
  constants: TrainingConstants,
  inputs: MemoryInputs,
  embedding: number,
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
  const weights = WEIGHT_BYTES * (kept + adapters);
  const gradients = constants.gradientBytes * (zeroStage >= 2 ? owned : trained);
  const optimiser = constants.optimiserStateBytes * (zeroStage >= 1 ? owned : trained);
  const gathered = zeroStage === 3 ? GATHERED_LAYERS * WEIGHT_BYTES * parameters.largestLayer : 0;
  parts[0] = weights;
  parts[1] = gradients;
  parts[2] = optimiser;
  parts[5] = gathered;
  return weights + gradients + optimiser + gathered;
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
  const of = (embedding: number) =>
    ZERO_STAGES.map((zero) => fillStates(constants, inputs, embedding, zero, scratch));
  const first = of(inputs.firstEmbedding);
  return { first, last: pipelineParallel === 1 ? first : of(inputs.lastEmbedding) };
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
  const firstUse = fillStates(constants, inputs, inputs.firstEmbedding, zeroStage, parts) + held;
  const lastEmbedding = alone ? inputs.firstEmbedding : inputs.lastEmbedding;
  const lastUse =
    fillStates(constants, inputs, lastEmbedding, zeroStage, parts) + lastHeld + stage.logitBytes;
  const useLast = lastUse > firstUse;
  if (!useLast) fillStates(constants, inputs, inputs.firstEmbedding, zeroStage, parts);
  parts[3] = (useLast ? lastHeld : held) + stage.workingBytes;
  parts[4] = useLast ? stage.logitBytes : 0;
  const total = peakBytes(constants, firstUse, lastUse, stage.workingBytes);
  parts[6] =
    (total - constants.runtimeBytes) * (constants.allocatorReserve / (1 + constants.allocatorReserve));
  parts[7] = constants.runtimeBytes;
  return total;
};
