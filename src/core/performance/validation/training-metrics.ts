import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from '../training/constants.ts';
import { trainingStep } from '../training/training-step.ts';
import type { Measurement } from './measurement.ts';
import type { Readings } from './prediction.ts';
import type { TrainingCases } from './training-case.ts';
import { countedFlopsPerToken } from './training-flops.ts';

const SECONDS_PER_HOUR = 3600;
const TERA = 1e12;

/** What a step of the given length is worth in each metric's unit; undefined for a metric that is not modelled. */
const CONVERSIONS: Readonly<
  Record<string, (row: Measurement, of: TrainingCases, stepSeconds: number, sequences: number) => number>
> = {
  step_time_s: (_row, _of, seconds) => seconds,
  sequences_per_s: (_row, _of, seconds, sequences) => sequences / seconds,
  tokens_per_s_total: (_row, of, seconds, sequences) => (sequences * of.sequenceLength) / seconds,
  tokens_per_s_per_chip: (_row, of, seconds, sequences) =>
    (sequences * of.sequenceLength) / seconds / of.chips,
  tflops_per_chip: (row, of, seconds, sequences) => flopsRate(row, of, seconds, sequences) / TERA,
  mfu: (row, of, seconds, sequences) => flopsRate(row, of, seconds, sequences) / peakOf(of),
  gpu_hours: (row, of, seconds, sequences) =>
    ((row.tokens_total ?? Number.NaN) / ((sequences * of.sequenceLength) / seconds) / SECONDS_PER_HOUR) *
    of.chips,
};

const flopsRate = (row: Measurement, of: TrainingCases, seconds: number, sequences: number): number =>
  (countedFlopsPerToken(row, of) * sequences * of.sequenceLength) / seconds / of.chips;

/** MFU is over the dense peak of the format the run multiplied in. */
const peakOf = (of: TrainingCases): number => {
  const format = of.layouts[0]?.computeFormat ?? 'bf16';
  return of.machine.peakFlopsPerSecond[format] ?? Number.NaN;
};

export const trainingMetricKnown = (metric: string): boolean => Object.hasOwn(CONVERSIONS, metric);

/** Times rise with step time; every other training metric falls with it. */
export const isTrainingTime = (metric: string): boolean => metric === 'step_time_s' || metric === 'gpu_hours';

interface Evaluated {
  readonly value: number;
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Rate of dispatch kernels over NCCL's all-to-all inside a server: 153 of 160 GB/s on H800 (deepseek-ai/DeepEP@0297fc8,
 * docs/legacy.md), against 0.38 to 0.58 of nominal. Between servers both fill the adapters: 43 to 58 of 50 GB/s there.
 */
const DIRECT_OVER_COLLECTIVE = 1.9;

/** Share of the kernels of one micro-batch that can hide the dispatch of another, as of gradients beside the backward pass. */
const OVERLAPPED_SHARE = 0.9;

/**
 * Share of the chip that dispatch kernels take from the products beside them: 24 of 132 SMs of Hopper in its training
 * example (deepseek-ai/DeepEP@0297fc8, docs/legacy.md); a little less is assumed, since products also wait for memory.
 */
const DISPATCH_TAX = 0.15;

/** The constants with what is known of the run's kernels. */
const kernelsOf = (
  { keepsScores, dropsOut, expertCapacity, attentionShare, dispatch, gradientBytes }: TrainingCases,
  constants: TrainingConstants,
): TrainingConstants => ({
  ...constants,
  attentionEfficiency: constants.attentionEfficiency * attentionShare,
  ...(dispatch.direct
    ? {
        allToAllEfficiency: Math.min(1, constants.allToAllEfficiency * DIRECT_OVER_COLLECTIVE),
        dispatchOnce: 1 as const,
      }
    : {}),
  ...(dispatch.inTurn ? { expertsInTurn: 1 as const, expertImbalance: 1 } : {}),
  ...(dispatch.overlapped
    ? {
        expertOverlap: Math.max(constants.expertOverlap, OVERLAPPED_SHARE),
        dispatchBesideBatch: 1 as const,
        overlapTax: DISPATCH_TAX,
      }
    : {}),
  ...(gradientBytes === null ? {} : { gradientBytes }),
  ...(dropsOut ? { dropoutMasks: 1 as const } : {}),
  ...(keepsScores ? { fusedAttention: 0 as const } : {}),
  ...(expertCapacity === null
    ? {}
    : { groupedGemmEfficiency: constants.gemmEfficiency / expertCapacity, expertImbalance: 1 }),
});

/** Evaluates the row's layouts; null where one cannot be run. */
const evaluating = (
  row: Measurement,
  of: TrainingCases,
  constants: TrainingConstants,
): ((layout: TrainingLayout) => Evaluated | null) => {
  const convert = CONVERSIONS[row.metric];
  const task = {
    model: of.model,
    sequenceLength: of.sequenceLength,
    documentLength: of.documentLength,
    adapterRank: of.adapters?.rank ?? null,
    adaptersOn: of.adapters?.on ?? 'all',
  };
  const kernels = kernelsOf(of, constants);
  return (layout) => {
    const step = convert === undefined ? null : trainingStep(of.machine, task, layout, kernels);
    if (convert === undefined || step === null || !(step.stepSeconds > 0)) return null;
    return {
      value: convert(row, of, step.stepSeconds, layout.globalBatchSequences),
      seconds: step.stepSeconds,
      bytes: step.memory.totalBytes,
    };
  };
};

/**
 * The metric of a training row over its layouts. Where the layout is printed, the likeliest is the first of what is
 * left open that fits memory; where the layout itself is open, submitters are taken to have found the fastest that
 * fits, and the readings reach over the fastest quarter of them.
 */
export const trainingReadings = (
  row: Measurement,
  of: TrainingCases,
  constants: TrainingConstants,
): Readings | null => {
  const all = of.layouts.map(evaluating(row, of, constants)).filter((one) => one !== null);
  const fitting = all.filter((candidate) => candidate.bytes <= of.machine.hbmBytes);
  const leanest = all.toSorted((a, b) => a.bytes - b.bytes).slice(0, 1);
  const pool = fitting.length > 0 ? fitting : leanest;
  const ordered = of.laidOut ? pool : pool.toSorted((a, b) => a.seconds - b.seconds);
  const [likeliest] = ordered;
  if (likeliest === undefined) return null;
  const kept = of.laidOut ? ordered : ordered.slice(0, Math.ceil(ordered.length / 4));
  const values = kept.map((candidate) => candidate.value);
  return { estimate: likeliest.value, low: Math.min(...values), high: Math.max(...values) };
};

/** The estimate of `trainingReadings` alone, without the layouts it does not need: fits ask for it a million times. */
export const trainingEstimate = (
  row: Measurement,
  of: TrainingCases,
  constants: TrainingConstants,
): number | null => {
  if (of.laidOut) {
    const evaluate = evaluating(row, of, constants);
    for (const layout of of.layouts) {
      const found = evaluate(layout);
      if (found !== null && found.bytes <= of.machine.hbmBytes) return found.value;
    }
  }
  return trainingReadings(row, of, constants)?.estimate ?? null;
};
