import type { TrainingConstants } from './constants.ts';
import type { ExchangeCost } from './exchange.ts';
import { exposedSeconds } from './layer-cost.ts';
import type { StageTime } from './stage.ts';

/** Positions in the array `stepSeconds` fills. */
export const STEP_PARTS = {
  stages: 0,
  bubble: 1,
  pipelineTransfer: 2,
  dataExchange: 3,
  optimiser: 4,
  overhead: 5,
} as const;

export const STEP_PART_COUNT = 6;

/**
 * Idle time of a pipeline: 1F1B (P-1)(F+B) (arXiv 2104.04473, section 2.2), over v when each rank holds v chunks, with
 * the remainder when micro-batches do not fill the last round.
 */
export const bubbleSeconds = (
  stageSeconds: number,
  pipelineParallel: number,
  microBatches: number,
  interleave: number,
): number => {
  const fill = ((pipelineParallel - 1) * stageSeconds) / interleave;
  const remainder = microBatches % pipelineParallel;
  if (interleave === 1 || remainder === 0) return fill;
  return fill + ((interleave - 1) * (pipelineParallel - remainder) * stageSeconds) / interleave;
};

/** Micro-batches whose activations the first stage holds at once, in whole stages. */
export const inFlight = (pipelineParallel: number, microBatches: number, interleave: number): number => {
  const held = Math.min(microBatches, pipelineParallel);
  return interleave === 1 ? held : held * (1 + (pipelineParallel - 1) / (pipelineParallel * interleave));
};

/** The same for the last stage: one, and with interleaving all earlier chunks of a round as well. */
export const lastInFlight = (pipelineParallel: number, microBatches: number, interleave: number): number =>
  (Math.min(microBatches, pipelineParallel) * (interleave - 1) + 1) / interleave;

/**
 * Exposed time to keep copies equal. ZeRO-0 reduces gradients in full beside the last backward; ZeRO-1 scatters them
 * and gathers weights beside the next forward; ZeRO-2 scatters per micro-batch; ZeRO-3 also gathers weights for every
 * forward and backward, one layer ahead (arXiv 1910.02054; FSDP, arXiv 2304.11277).
 */
const dataExchangeSeconds = (
  constants: TrainingConstants,
  exchange: ExchangeCost,
  forward: number,
  backward: number,
  microBatches: number,
  zeroStage: 0 | 1 | 2 | 3,
): number => {
  const { dataOverlap, shardOverlap, overlapTax: tax } = constants;
  const { reduceScatterSeconds: scatter, allGatherSeconds: gather } = exchange;
  // The gradients of the last layer to finish, and the weights of the first to start, have nothing to hide behind.
  const beside = 1 - 1 / exchange.layers;
  switch (zeroStage) {
    case 0:
      return exposedSeconds(exchange.allReduceSeconds, beside * backward, dataOverlap, tax);
    case 1:
      return (
        exposedSeconds(scatter, beside * backward, dataOverlap, tax) +
        exposedSeconds(gather, beside * forward, dataOverlap, tax)
      );
    case 2:
      return (
        microBatches * exposedSeconds(scatter, beside * backward, dataOverlap, tax) +
        exposedSeconds(gather, beside * forward, dataOverlap, tax)
      );
    case 3:
      return (
        exposedSeconds(exchange.copySeconds, beside * backward, dataOverlap, tax) +
        microBatches *
          (exposedSeconds(exchange.layerGatherSeconds, beside * forward, shardOverlap, tax) +
            exposedSeconds(
              exchange.layerGatherSeconds + exchange.layerScatterSeconds,
              beside * backward,
              shardOverlap,
              tax,
            ))
      );
  }
};

/** Seconds of all micro-batches through the slowest stage: no schedule takes less. */
export const slowestStageSeconds = (
  stage: StageTime,
  pipelineParallel: number,
  microBatches: number,
): number => {
  const last = stage.lastForwardSeconds + stage.lastBackwardSeconds;
  return pipelineParallel === 1
    ? microBatches * last
    : microBatches * Math.max(stage.forwardSeconds + stage.backwardSeconds, last);
};

/**
 * Seconds of all micro-batches through the slowest stage, with the pipeline's idle time and transfers. `sendSeconds` is
 * one transfer of one micro-batch over one stage boundary; `flushes` times a step the pipeline fills and runs empty. Fills
 * the first three of `parts`.
 */
export const pipelineSeconds = (
  constants: TrainingConstants,
  stage: StageTime,
  sendSeconds: number,
  pipelineParallel: number,
  microBatches: number,
  interleave: number,
  parts: Float64Array,
  flushes = 1,
): number => {
  const regular = stage.forwardSeconds + stage.backwardSeconds;
  const stages = slowestStageSeconds(stage, pipelineParallel, microBatches);
  let bubble = 0;
  let transfer = 0;
  if (pipelineParallel > 1) {
    bubble = flushes * bubbleSeconds(regular, pipelineParallel, microBatches / flushes, interleave);
    const steady = microBatches * interleave * 2 * (1 - constants.pipelineOverlap);
    transfer = (2 * flushes * (pipelineParallel - 1) + steady) * sendSeconds;
  }
  parts[STEP_PARTS.stages] = stages;
  parts[STEP_PARTS.bubble] = bubble;
  parts[STEP_PARTS.pipelineTransfer] = transfer;
  return stages + bubble + transfer;
};

/**
 * Seconds of a step whose micro-batches take `scheduledSeconds`: what keeps copies equal, the optimiser and the fixed
 * overhead come on top. Fills the rest of `parts`.
 */
export const updatedSeconds = (
  scheduledSeconds: number,
  constants: TrainingConstants,
  stage: StageTime,
  exchange: ExchangeCost,
  pipelineParallel: number,
  microBatches: number,
  zeroStage: 0 | 1 | 2 | 3,
  parts: Float64Array,
): number => {
  const data = dataExchangeSeconds(
    constants,
    exchange,
    pipelineParallel === 1 ? stage.lastForwardSeconds : stage.forwardSeconds,
    pipelineParallel === 1 ? stage.lastBackwardSeconds : stage.backwardSeconds,
    microBatches,
    zeroStage,
  );
  const optimiser = zeroStage === 0 ? exchange.optimiserSeconds : exchange.shardedOptimiserSeconds;
  parts[STEP_PARTS.dataExchange] = data;
  parts[STEP_PARTS.optimiser] = optimiser;
  parts[STEP_PARTS.overhead] = constants.stepOverheadSeconds;
  return scheduledSeconds + data + optimiser + constants.stepOverheadSeconds;
};

/** Seconds of one optimiser step: `pipelineSeconds`, then `updatedSeconds`, which fill `parts` with where they go. */
export const stepSeconds = (
  constants: TrainingConstants,
  stage: StageTime,
  exchange: ExchangeCost,
  sendSeconds: number,
  pipelineParallel: number,
  microBatches: number,
  interleave: number,
  zeroStage: 0 | 1 | 2 | 3,
  parts: Float64Array,
  flushes = 1,
): number =>
  updatedSeconds(
    pipelineSeconds(
      constants,
      stage,
      sendSeconds,
      pipelineParallel,
      microBatches,
      interleave,
      parts,
      flushes,
    ),
    constants,
    stage,
    exchange,
    pipelineParallel,
    microBatches,
    zeroStage,
    parts,
  );
