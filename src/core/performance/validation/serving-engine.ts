import {
  cacheBudgetBytes,
  closedLoop,
  type InferenceConstants,
  type LoopResult,
  type ModelLoad,
  maxBatch,
  memoryModel,
  modelLoad,
  offlineThroughput,
  type StaticBatchResult,
  type StepModel,
  staticBatch,
  stepModel,
} from '../inference/predict.ts';
import type { Measurement } from './measurement.ts';
import type { ServingCase } from './serving-case.ts';

/** A case with what does not depend on constants worked out once. */
export interface ServingRun {
  readonly row: Measurement;
  readonly at: ServingCase;
  readonly load: ModelLoad;
}

export const servingRun = (row: Measurement, at: ServingCase): ServingRun => ({
  row,
  at,
  load: modelLoad(at.model),
});

/** Engines that pad every prompt, and read every cache, to the length they were compiled or allocated for. */
const readsWholeCache = (run: ServingRun): boolean =>
  run.at.compiledLength !== null &&
  (run.row.cache_len != null || /optimum-neuron|TGI neuron/i.test(run.row.software ?? ''));

/** Lengths as the engine sees them. */
const lengthsOf = (run: ServingRun): { readonly inputTokens: number; readonly outputTokens: number } => {
  const { inputTokens, outputTokens, compiledLength } = run.at;
  if (compiledLength === null || !readsWholeCache(run)) return { inputTokens, outputTokens };
  return { inputTokens: Math.max(inputTokens, compiledLength - outputTokens / 2), outputTokens };
};

export const stepOf = (run: ServingRun, constants: InferenceConstants): StepModel =>
  stepModel(run.at.machine, run.load, run.at.layout, constants);

/** Sequences one replica holds at the row's lengths; 0 when the model does not fit. */
export const slotsOf = (run: ServingRun, constants: InferenceConstants): number => {
  const { inputTokens, outputTokens } = lengthsOf(run);
  return maxBatch(
    memoryModel(run.at.machine, run.load, run.at.layout, constants),
    inputTokens + outputTokens / 2,
  );
};

/** Whether the weights alone go into the memory of the replica's chips at all. */
const weightsFit = (run: ServingRun, constants: InferenceConstants): boolean => {
  const bare = { ...constants, usableMemoryShare: 1, runtimeReserveBytes: 0, prefillChunkTokens: 1 };
  return cacheBudgetBytes(memoryModel(run.at.machine, run.load, run.at.layout, bare)) > 0;
};

/**
 * Requests a replica runs at a time: what memory holds or the engine was compiled for. A published run with its own
 * batch did fit, so where our reserve is too careful by a little its batch counts; null where not even weights fit.
 */
const slotsFor = (run: ServingRun, constants: InferenceConstants): number | null => {
  const { batch, compiledBatch } = run.at;
  const slots = slotsOf(run, constants);
  if (slots > 0) return compiledBatch ?? slots;
  return weightsFit(run, constants) ? (compiledBatch ?? batch) : null;
};

const CONCURRENCY_STEPS = 40;

/** Steady state of one replica under the row's clients; null when the model does not fit. */
export const online = (run: ServingRun, constants: InferenceConstants): LoopResult | null => {
  const { batch, compiledBatch, arrivalsPerSecond } = run.at;
  const slots = slotsFor(run, constants);
  if (slots === null) return null;
  const step = stepOf(run, constants);
  const at = (concurrency: number): LoopResult =>
    closedLoop(step, {
      ...lengthsOf(run),
      concurrency,
      slots,
      ...(compiledBatch === null ? {} : { compiledBatch }),
      independent: arrivalsPerSecond !== null,
    });
  if (arrivalsPerSecond === null) return at(batch ?? slots);
  // Little's law: as many clients as make the closed loop answer at the rate at which requests arrive.
  let low = 1 / CONCURRENCY_STEPS;
  let high = slots;
  for (let halving = 0; halving < CONCURRENCY_STEPS; halving += 1) {
    const middle = (low + high) / 2;
    if (at(middle).requestsPerSecond < arrivalsPerSecond) low = middle;
    else high = middle;
  }
  return at(high);
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
  return staticBatch(stepOf(run, constants), { ...lengthsOf(run), batch });
};

/** All requests queued at once, run in flight; null when the model does not fit. */
export const offline = (run: ServingRun, constants: InferenceConstants): LoopResult | null => {
  // Weights that fit leave room for at least one request, or the run could not have been published.
  const held = Math.max(slotsOf(run, constants), weightsFit(run, constants) ? 1 : 0);
  const slots = Math.min(held, run.at.batch ?? Number.POSITIVE_INFINITY);
  if (slots < 1) return null;
  const requests = run.row.num_prompts ?? null;
  return offlineThroughput(stepOf(run, constants), {
    ...lengthsOf(run),
    slots,
    ...(requests === null ? {} : { requests: Math.max(1, requests / run.at.replicas) }),
  });
};
