import type { TrainingConstants } from '../training/constants.ts';
import { trainingStep } from '../training/training-step.ts';
import type { Measurement } from './measurement.ts';
import type { Readings } from './prediction.ts';
import type { TrainingCases } from './training-case.ts';
import { countsHalfTheSquare, modelFlopsPerToken } from './training-flops.ts';

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
  (modelFlopsPerToken(of.model, of.sequenceLength, countsHalfTheSquare(row)) *
    sequences *
    of.sequenceLength) /
  seconds /
  of.chips;

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

const evaluated = (row: Measurement, of: TrainingCases, constants: TrainingConstants): Evaluated[] => {
  const convert = CONVERSIONS[row.metric];
  if (convert === undefined) return [];
  const task = { model: of.model, sequenceLength: of.sequenceLength, adapterRank: of.adapterRank };
  return of.layouts.flatMap((layout) => {
    const step = trainingStep(of.machine, task, layout, constants);
    if (step === null || !(step.stepSeconds > 0)) return [];
    return {
      value: convert(row, of, step.stepSeconds, layout.globalBatchSequences),
      seconds: step.stepSeconds,
      bytes: step.memory.totalBytes,
    };
  });
};

/**
 * The metric of a training row over its layouts. Where the layout is printed and only recompute is open, the likeliest
 * is the least recompute that fits memory; where the layout itself is open, submitters are taken to have found the
 * fastest that fits, and the readings reach to the middle of the others.
 */
export const trainingReadings = (
  row: Measurement,
  of: TrainingCases,
  constants: TrainingConstants,
): Readings | null => {
  const all = evaluated(row, of, constants);
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
