import { type Figure, figure } from '../quantity/figure.ts';
import type { PredictionStanding } from '../quantity/standing.ts';
import { type Unmeasured, widenedBy } from './calibration/evidence.ts';

/** Multipliers on an estimate between which 90 % of measured values fell when this standing was held out. */
export interface ResidualInterval {
  readonly low: number;
  readonly high: number;
  /** Held-out measurements behind it; 0 where it was carried over from published comparisons; absent where not known. */
  readonly rows?: number;
  /** The vendor whose measurements these were; null when those of all vendors speak. */
  readonly vendor?: string | null;
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
  /** What of the software and the publication nobody has measured, for which `residuals` are wider already. Absent: nothing. */
  readonly unmeasured?: readonly Unmeasured[];
  readonly residuals: Readonly<Record<PredictedQuantity, ResidualInterval>>;
  /** Version of the calibration file, for results. */
  readonly version: string;
}

const sourceOf = ({ rows, vendor }: ResidualInterval, standing: PredictionStanding): string => {
  if (rows === undefined) return 'the calibration';
  if (rows === 0) return 'errors published for comparable performance models';
  const whose = vendor == null ? 'all vendors' : vendor;
  const heldOut = {
    anchored: 'configurations held out of the fit',
    'new-model': 'models held out of the fit',
    'same-vendor': 'chips held out of the fit',
    datasheet: 'vendors held out of the fit',
  }[standing];
  return `${rows} published measurements of ${whose}, ${heldOut}`;
};

/** What an interval is wider for, in words. */
const WIDER_FOR: Readonly<Record<Unmeasured, string>> = {
  engine: 'an engine that nobody has measured',
  port: 'software that nobody has measured with experts of this family',
  source: 'a run outside the publications',
};

/**
 * The error of the performance model as a figure for derivations: measured over predicted, 1 when it is right, with the
 * interval in which nine of ten measurements fell that the constants had not seen.
 */
export const residualFigure = <Constants>(
  { residuals, standing, unmeasured = [], version }: Calibrated<Constants>,
  quantity: PredictedQuantity,
): Figure<'1'> => {
  const residual = residuals[quantity];
  const wider = widenedBy(quantity, unmeasured).map((what) => WIDER_FOR[what]);
  const interval = { low: Math.min(1, residual.low), estimate: 1, high: Math.max(1, residual.high) };
  const vendor = residual.vendor == null ? '' : `.${residual.vendor}`;
  return figure('1', interval, residual.rows === 0 ? 'estimate' : 'measured', {
    kind: 'fact',
    path: `calibration/constants#${quantity}.${standing}${vendor}`,
    source: sourceOf(residual, standing),
    asOf: `calibration ${version}`,
    note: `measured over predicted: nine of ten fall in this interval${wider.length === 0 ? '' : `, wider for ${wider.join(' and ')}`}`,
  });
};
