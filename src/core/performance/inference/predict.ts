/**
 * Predicting a published or planned serving run at a GIVEN layout. Typical use:
 *
 *     const load = modelLoad(model);                                    // once per model
 *     const step = stepModel(machine, load, layout, constants);         // once per layout
 *     decodeStepSeconds(step, batch, contextTokens)                     // one decode step
 *     prefillSeconds(step, { prompts: 1, newTokens, cachedTokens: 0 })  // prompts to first token
 *     staticBatch(step, { batch, inputTokens, outputTokens })           // latency of a batch run to its end
 *     const memory = memoryModel(machine, load, layout, constants);
 *     const slots = maxBatch(memory, inputTokens + outputTokens / 2);   // 0: does not fit
 *     closedLoop(step, { concurrency, slots, inputTokens, outputTokens, compiledBatch })
 *     offlineThroughput(step, { slots, requests, inputTokens, outputTokens })
 *     openLoop(openLoopModel(step, traffic, slots), requestsPerSecond)  // percentiles; null: not stable
 *
 * `layout.tensorParallel` counts chips: on Trainium and Inferentia divide the published number of cores by
 * `ranksPerChip(machine, layout)`; below 1 one replica uses part of a chip. All rates are per replica; several replicas
 * (published data parallelism) multiply rates and divide concurrency. Times are seconds, sizes bytes per chip.
 */
export type {
  ClosedLoopInput,
  LoopResult,
  StaticBatchInput,
  StaticBatchResult,
} from './closed-loop.ts';
export { closedLoop, encoderSequencesPerSecond, staticBatch } from './closed-loop.ts';
export type { InferenceConstants } from './constants.ts';
export { normalQuantile } from './distribution.ts';
export { computeFormatFor, isNative } from './formats.ts';
export { chipsPerReplica, type InferenceLayout, ranksPerChip } from './layout.ts';
export { type ModelLoad, modelLoad, throughAllExperts } from './load.ts';
export {
  cacheBudgetBytes,
  cacheBytesPerSequence,
  type MemoryModel,
  maxBatch,
  memoryBreakdown,
  memoryModel,
} from './memory.ts';
export { type OfflineInput, type OpenAdmission, offlineThroughput } from './offline.ts';
export {
  admissibleRunning,
  largestRunning,
  type OpenLoopState,
  type OpenLoopTraffic,
  openLoop,
  openLoopAt,
  openLoopModel,
} from './open-loop.ts';
export { decodeSecondsPerToken, promptCost, type Speculation, type TokenLengths } from './serving-load.ts';
export { decodeStepBreakdown, decodeStepSeconds, prefillBreakdown, prefillSeconds } from './step.ts';
export { type StepModel, stepModel } from './step-model.ts';
