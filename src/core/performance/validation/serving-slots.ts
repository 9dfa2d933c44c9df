import {
  cacheBudgetBytes,
  cacheBytesPerSequence,
  type InferenceConstants,
  maxBatch,
  memoryModel,
  type OpenAdmission,
  type TokenLengths,
} from '../inference/predict.ts';
import type { ServingRun } from './serving-engine.ts';
import { heldAnswerTokens } from './serving-limits.ts';
import { cachedShare } from './serving-runs.ts';
import { asSet } from './serving-step.ts';

/**
 * Engines that pad every prompt, and read every cache, to the length they were compiled or allocated for. Text
 * Generation Inference does when it batches continuously, which it does not when compiled for one request
 * (huggingface/optimum-neuron@c332ca09, models/inference/hlo/backend/modeling_decoder.py).
 */
const readsWholeCache = ({ row, at }: ServingRun): boolean => {
  if (at.compiledLength === null) return false;
  if (/TGI neuron/i.test(row.software ?? '')) return at.compiledBatch !== 1;
  return row.cache_len != null || /optimum-neuron/i.test(row.software ?? '');
};

/** Lengths as the engine sees them, its prefix cache left aside. */
const paddedLengthsOf = (run: ServingRun): TokenLengths => {
  const { inputTokens, outputTokens, compiledLength, machine } = run.at;
  if (compiledLength !== null && readsWholeCache(run))
    return { inputTokens: Math.max(inputTokens, compiledLength - outputTokens / 2), outputTokens };
  if (machine.cores === null)
    return {
      inputTokens,
      outputTokens,
      contextTokens: inputTokens + heldAnswerTokens(run.row, outputTokens),
    };
  return { inputTokens, outputTokens, contextTokens: bucketOf(inputTokens + outputTokens / 2, run) };
};

/** Lengths as the engine sees them, with what of a prompt its prefix cache holds. */
export const lengthsOf = (run: ServingRun): TokenLengths => {
  const lengths = paddedLengthsOf(run);
  if (run.computedTokens === null) return lengths;
  return { ...lengths, prefixCacheShare: cachedShare(lengths.inputTokens, run.computedTokens) };
};

/** Length of cache a compiled decode step reads: the next power of two, at most what the engine was compiled for. */
const bucketOf = (context: number, run: ServingRun): number =>
  Math.max(
    context,
    Math.min(
      2 ** Math.ceil(Math.log2(context)),
      run.at.compiledLength ?? run.at.inputTokens + run.at.outputTokens,
    ),
  );

const slotsIn = (run: ServingRun, set: InferenceConstants): number => {
  const { inputTokens, outputTokens } = lengthsOf(run);
  const held = maxBatch(
    memoryModel(run.at.machine, run.load, run.at.layout, set),
    inputTokens + (run.at.reservesAnswers ? outputTokens : heldAnswerTokens(run.row, outputTokens)),
  );
  return Math.min(held, run.at.mostRequests ?? Number.POSITIVE_INFINITY);
};

/** Sequences one replica holds at the row's lengths; 0 when the model does not fit. */
export const slotsOf = (run: ServingRun, constants: InferenceConstants): number =>
  slotsIn(run, asSet(run, constants));

/** How an engine asked for `batch` requests at a time admits them without room for their answers. */
export const admissionOf = (run: ServingRun, given: InferenceConstants, batch: number): OpenAdmission => {
  const { inputTokens, outputTokens } = lengthsOf(run);
  const constants = asSet(run, given);
  const copies = run.at.layout.attentionDataParallel;
  const memory = memoryModel(run.at.machine, run.load, run.at.layout, constants);
  const positions = inputTokens + outputTokens;
  const perPosition = cacheBytesPerSequence(memory, positions) / positions;
  const cacheBytes = copies * Math.max(0, cacheBudgetBytes(memory));
  return {
    most: Math.min(batch, constants.sequencesLimit * copies),
    cachePositions: perPosition === 0 ? Number.POSITIVE_INFINITY : cacheBytes / perPosition,
  };
};

/** Whether the weights alone go into the memory of the replica's chips at all. */
export const weightsFit = (run: ServingRun, constants: InferenceConstants): boolean => {
  const bare = { ...constants, usableMemoryShare: 1, runtimeReserveBytes: 0, prefillChunkTokens: 1 };
  return cacheBudgetBytes(memoryModel(run.at.machine, run.load, run.at.layout, bare)) > 0;
};

/** The largest share of memory that published launch scripts give an engine (`gpu-memory-utilization` of InferenceX). */
const LARGEST_MEMORY_SHARE = 0.95;

/** Sequences a replica holds when an engine is tuned to fill its memory. */
const mostSlots = (run: ServingRun, constants: InferenceConstants): number =>
  slotsIn(run, {
    ...asSet(run, constants),
    usableMemoryShare: Math.max(LARGEST_MEMORY_SHARE, constants.usableMemoryShare),
    runtimeReserveBytes: 0,
    prefillChunkTokens: 1,
  });

/**
 * Requests a replica runs at a time: what memory holds or the engine was compiled for. A published run with its own
 * batch was tuned to fit, so where our reserve is too careful its batch counts; null where not even weights fit.
 */
export const slotsFor = (run: ServingRun, constants: InferenceConstants): number | null => {
  const { batch, compiledBatch } = run.at;
  const slots = slotsOf(run, constants);
  if (slots > 0) {
    if (compiledBatch !== null) return compiledBatch;
    return batch === null || batch <= slots
      ? slots
      : Math.max(slots, Math.min(batch, mostSlots(run, constants)));
  }
  return weightsFit(run, constants) ? (compiledBatch ?? batch) : null;
};
