import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibrationTarget } from '../calibration/calibration.ts';
import type { InferenceConstants } from '../inference/predict.ts';
import type { TrainingConstants } from '../training/constants.ts';

/** A value over everything a row leaves open: the likeliest reading, and the least and the most over all readings. */
export interface Readings {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

interface PreparedBase {
  readonly quantity: PredictedQuantity;
  readonly target: CalibrationTarget;
  readonly mixtureOfExperts: boolean;
  /** Whether the metric falls when the quantity rises (tokens per second against step time). */
  readonly inverse: boolean;
  /** Whether requests come faster than they can be answered, or prompts take most of the time; null for training. */
  readonly saturated: ((constants: InferenceConstants) => boolean) | null;
}

/** A row made ready: everything but the constants is settled, so that calibration can evaluate it again and again. */
export type Prepared =
  | (PreparedBase & {
      readonly kind: 'inference';
      /** In the unit of the row's metric; null where the model does not fit the machine. */
      readonly evaluate: (constants: InferenceConstants) => Readings | null;
      /** The estimate of `evaluate` alone. */
      readonly estimate: (constants: InferenceConstants) => number | null;
    })
  | (PreparedBase & {
      readonly kind: 'training';
      readonly evaluate: (constants: TrainingConstants) => Readings | null;
      /** The estimate of `evaluate` alone. */
      readonly estimate: (constants: TrainingConstants) => number | null;
    });

const isPossible = (value: number | null): value is number =>
  value !== null && Number.isFinite(value) && value > 0;

/** Readings from the values of several cases, likeliest first; those that cannot be (null) are left out. */
export const readings = (values: readonly (number | null)[]): Readings | null => {
  const possible = values.filter(isPossible);
  const [estimate] = possible;
  if (estimate === undefined) return null;
  return { estimate, low: Math.min(...possible), high: Math.max(...possible) };
};

/** The estimate of `readings` alone, without working out the cases after it: fits ask for it a million times. */
export const firstPossible = <Case>(
  cases: readonly Case[],
  valueFor: (one: Case) => number | null,
): number | null => {
  for (const one of cases) {
    const value = valueFor(one);
    if (isPossible(value)) return value;
  }
  return null;
};
