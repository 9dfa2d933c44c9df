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
 * Bytes on the fuller of the first and the last stage; fills `parts`. Weights 2 B, gradients and optimiser states as
 * the constants say, cut over copies from ZeRO-1 (optimiser), ZeRO-2 (gradients) and ZeRO-3 (weights) on
 * (arXiv 1910.02054, section 3).
 */
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
  const alone = pipelineParallel === 1;
  const held = inFlight(pipelineParallel, microBatches, interleave) * stage.activationBytes;
  const lastHeld = lastInFlight(pipelineParallel, microBatches, interleave) * stage.activationBytes;
  const firstUse = statesBytes(constants, inputs, inputs.firstEmbedding, zeroStage) + held;
  const lastUse =
    statesBytes(constants, inputs, inputs.lastEmbedding, zeroStage) + lastHeld + stage.logitBytes;
  const useLast = alone || lastUse > firstUse;
  const embedding = alone ? inputs.firstEmbedding : useLast ? inputs.lastEmbedding : inputs.firstEmbedding;
  const { parameters, ranks, expertRanks, frozen, trainsEmbedding } = inputs;
  const dense = parameters.dense + embedding;
  const trainedDense = parameters.trainedDense + (trainsEmbedding ? embedding : 0);
  const trainedExpert = parameters.trainedExpert;
  const owned = trainedDense / ranks + trainedExpert / expertRanks;
  const trained = trainedDense + trainedExpert;
  const weights =
    zeroStage === 3 ? dense / ranks + parameters.expert / expertRanks : dense + parameters.expert;
  const adapters = frozen ? (zeroStage === 3 ? owned : trained) : 0;
  parts[0] = WEIGHT_BYTES * (weights + adapters);
  parts[1] = constants.gradientBytes * (zeroStage >= 2 ? owned : trained);
  parts[2] = constants.optimiserStateBytes * (zeroStage >= 1 ? owned : trained);
  parts[3] = (useLast ? lastHeld : held) + stage.workingBytes;
  parts[4] = useLast ? stage.logitBytes : 0;
  parts[5] = zeroStage === 3 ? GATHERED_LAYERS * WEIGHT_BYTES * parameters.largestLayer : 0;
  let used = 0;
  for (let part = 0; part < 6; part += 1) used += parts[part] ?? Number.NaN;
  parts[6] = constants.allocatorReserve * used;
  parts[7] = constants.runtimeBytes;
  return used * (1 + constants.allocatorReserve) + constants.runtimeBytes;
};

/** What the embedding or head of a stage adds, the only state in which first and last stage differ. */
const statesBytes = (
  constants: TrainingConstants,
  inputs: MemoryInputs,
  embedding: number,
  zeroStage: 0 | 1 | 2 | 3,
): number => {
  const shared = (from: number) => (zeroStage >= from ? embedding / inputs.ranks : embedding);
  const weights = WEIGHT_BYTES * shared(3);
  if (!inputs.trainsEmbedding) return weights;
  return weights + constants.gradientBytes * shared(2) + constants.optimiserStateBytes * shared(1);
};
