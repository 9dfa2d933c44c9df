import { z } from 'zod';
import type { TrainingWorkload } from '../../workload/request.ts';

const choice = {
  low: z.number().gt(0),
  estimate: z.number().gt(0),
  high: z.number().gt(0),
  source: z.string().min(1),
  as_of: z.string().min(4),
};

/** The shape of `catalog/training-practice.yaml`: global batches of published trainings, by model size. */
export const trainingPracticeSchema = z.strictObject({
  pretraining: z.array(z.strictObject({ up_to_parameters: z.number().gt(0).nullable(), ...choice })).min(1),
  fine_tuning_sequences: z.strictObject(choice),
  /** Chips whose maker's software does not train. */
  inference_only: z.array(
    z.strictObject({
      chip: z.string().min(1),
      reason: z.string().min(1),
      source: z.string().min(1),
      as_of: z.string().min(4),
    }),
  ),
});

export type TrainingPractice = z.infer<typeof trainingPracticeSchema>;

const oddPart = (value: number): number => {
  let odd = value;
  while (odd > 1 && odd % 2 === 0) odd /= 2;
  return odd;
};

/** The number of the form odd x 2^k nearest to the wanted one on a logarithmic scale. */
const nearestMultiple = (wanted: number, odd: number): number =>
  odd * 2 ** Math.max(0, Math.round(Math.log2(wanted / odd)));

/** Sequences per step for a number of tokens: a power of two, and one that units of 72 or 144 chips divide evenly. */
const sequenceCounts = (sequences: number, chipsPerUnit: number): readonly number[] => [
  ...new Set([nearestMultiple(sequences, 1), nearestMultiple(sequences, oddPart(chipsPerUnit))]),
];

/** A batch stated in tokens rarely divides over ranks to the last sequence; this far from it still keeps what was asked. */
const BATCH_TOLERANCE = 0.05;
const SMALL_ODD_FACTORS = [1, 3, 5, 7, 9, 11, 13, 15];

/** The count itself, and counts near it that many ranks divide evenly. */
const evenlyDivided = (sequences: number): readonly number[] => [
  ...new Set([
    sequences,
    ...SMALL_ODD_FACTORS.map((odd) => nearestMultiple(sequences, odd)).filter(
      (count) => Math.abs(count / sequences - 1) <= BATCH_TOLERANCE,
    ),
  ]),
];

export interface BatchChoice {
  /** Global batches to try, in sequences. */
  readonly sequences: readonly number[];
  /** Where they come from, in words. */
  readonly reason: string;
}

/**
 * Global batches to try, in order: the request's own, or what published trainings of this size used; if no fleet meets
 * the deadline with that, the largest that was used.
 */
export const globalBatches = (
  practice: TrainingPractice,
  workload: TrainingWorkload,
  parameters: number,
  chipsPerUnit: number,
): readonly BatchChoice[] => {
  if (workload.globalBatchSequences !== null) {
    return [
      {
        sequences: evenlyDivided(workload.globalBatchSequences),
        reason: `global batch of the request, within ${100 * BATCH_TOLERANCE} % so that ranks divide it evenly`,
      },
    ];
  }
  if (workload.kind === 'fine-tuning') {
    const { estimate, high, source } = practice.fine_tuning_sequences;
    return [estimate, high].map((sequences) => ({
      sequences: sequenceCounts(sequences, chipsPerUnit),
      reason: `about ${sequences} sequences per step, as published fine-tunings use: ${source}`,
    }));
  }
  const band = practice.pretraining.find(
    ({ up_to_parameters: limit }) => limit === null || parameters <= limit,
  );
  if (band === undefined) throw new RangeError('The last band of training practice needs to be without end');
  const tokens = [...new Set([band.estimate, band.high])];
  return tokens.map((perStep) => ({
    sequences: sequenceCounts(perStep / workload.sequenceLength, chipsPerUnit),
    reason: `about ${(perStep / 1e6).toLocaleString('en')} million tokens per step: ${band.source}`,
  }));
};
