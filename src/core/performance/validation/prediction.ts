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
    })
  | (PreparedBase & {
      readonly kind: 'training';
      readonly evaluate: (constants: TrainingConstants) => Readings | null;
    });

/** Readings from the values of several cases, likeliest first; those that cannot be (null) are left out. */
export const readings = (values: readonly (number | null)[]): Readings | null => {
  const possible = values.filter(
    (value) => value !== null && Number.isFinite(value) && value > 0,
  ) as number[];
  const [estimate] = possible;
  if (estimate === undefined) return null;
  return { estimate, low: Math.min(...possible), high: Math.max(...possible) };
};
