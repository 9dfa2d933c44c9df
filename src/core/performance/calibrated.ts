import type { PredictionStanding } from '../quantity/standing.ts';

/** Multipliers on an estimate between which 90 % of measured values fell when this standing was held out. */
export interface ResidualInterval {
  readonly low: number;
  readonly high: number;
}

/** What the performance model predicts and validation scores; each has its own residual interval. */
export type PredictedQuantity =
  | 'time-per-output-token'
  | 'time-to-first-token'
  | 'output-throughput'
  | 'prefill-time'
  | 'training-step'
  | 'memory';

/** Constants chosen for one chip (and engine), how close they are to measurements of it, and how wide that makes predictions. */
export interface Calibrated<Constants> {
  readonly constants: Constants;
  readonly standing: PredictionStanding;
  readonly residuals: Readonly<Record<PredictedQuantity, ResidualInterval>>;
  /** Version of the calibration file, for results. */
  readonly version: string;
}
