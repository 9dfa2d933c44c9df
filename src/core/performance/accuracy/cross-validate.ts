import type { Calibration, CalibrationResidual } from '../calibration/calibration.ts';
import {
  HELD_OUT_KINDS,
  type HeldOutKind,
  type HeldOutRow,
  isOpen,
  ratioOf,
} from '../calibration/held-out.ts';
import { type CalibrationRow, readingsBy, type Spread } from '../calibration/hierarchy.ts';
import { residualFor, residualsFrom } from '../calibration/residuals.ts';
import type { ModelPriors } from '../calibration/resolve.ts';
import { type FittedModel, heldOutOf, knownInference, knownTraining } from '../validation/calibrate.ts';
import type { PreparedRow } from '../validation/predict-rows.ts';
import type { Scored } from '../validation/statistics.ts';
import { type GoalId, goalOf } from './targets.ts';

/** How a row's prediction came about: with all rows in the fit, or with its part left out of it. */
export const SCHEMES = ['in-sample', 'configuration', 'chip', 'model', 'source', 'vendor'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** One row scored under one scheme, with what tables and charts group it by. */
export interface AccuracyRow extends Scored {
  readonly id: string;
  readonly scheme: Scheme;
  readonly goal: GoalId;
  readonly vendor: string;
  readonly chipId: string;
  readonly engine: string | null;
  readonly model: string;
  readonly group: string;
  readonly experts: boolean;
}

const accuracyRow = <Constants>(
  row: CalibrationRow<Constants>,
  scheme: Scheme,
  readings: Spread,
  interval: { readonly low: number; readonly high: number },
): AccuracyRow => {
  const { target, value, inverse } = row;
  const ends = isOpen(readings) ? readings : { low: readings.estimate, high: readings.estimate };
  return {
    id: row.id,
    scheme,
    goal: goalOf({ ...row, vendor: target.vendor }),
    vendor: target.vendor,
    chipId: target.chipId,
    engine: target.engine,
    model: row.model,
    group: row.group,
    experts: row.experts,
    value,
    predicted: readings.estimate,
    low: Math.min(readings.estimate, ends.low * (inverse ? 1 / interval.high : interval.low)),
    high: Math.max(readings.estimate, ends.high * (inverse ? 1 / interval.low : interval.high)),
  };
};

/** The interval for one held-out row from the residuals of a calibration. Throws RangeError when there is none. */
const intervalOf = <Constants>(
  residuals: readonly CalibrationResidual[],
  held: HeldOutRow<Constants>,
): CalibrationResidual => {
  const { quantity, standing, vendor, experts, open } = ratioOf(held);
  const found = residualFor(residuals, quantity, standing, { vendor, experts, open });
  if (found === undefined) throw new RangeError(`No interval for ${quantity} with standing ${standing}`);
  return found;
};

/**
 * Held-out rows with intervals that have not seen them either: those of a part come from the other parts
 * (cross-conformal prediction, Vovk 2015, Annals of Mathematics and Artificial Intelligence 74).
 */
const crossScored = <Constants>(
  held: readonly HeldOutRow<Constants>[],
  fallbacks: readonly CalibrationResidual[],
): AccuracyRow[] => {
  const parts = [...new Set(held.map((one) => one.part))];
  return parts.flatMap((part) => {
    const members = held.filter((one) => one.part === part);
    const ratios = held.filter((one) => one.part !== part).map(ratioOf);
    const known = new Map<string, readonly CalibrationResidual[]>();
    return members.map((one) => {
      const { quantity, standing } = ratioOf(one);
      const key = `${quantity} ${standing}`;
      const fallback = fallbacks.find((entry) => entry.quantity === quantity && entry.standing === standing);
      if (fallback === undefined) throw new RangeError(`No fallback interval for ${key}`);
      const residuals = known.get(key) ?? residualsFrom(ratios, quantity, standing, fallback);
      known.set(key, residuals);
      return accuracyRow(one.row, one.kind, one.readings, intervalOf(residuals, one));
    });
  });
};

const inSample = <Constants extends object>(
  model: FittedModel<Constants>,
  shipped: readonly CalibrationResidual[],
): AccuracyRow[] =>
  model.rows.flatMap((row) => {
    const readings = readingsBy(model.factors, model.prior, model.adjustable, row);
    if (readings === null) return [];
    const held = { row, kind: 'configuration' as const, part: '', readings };
    return [accuracyRow(row, 'in-sample', readings, intervalOf(shipped, held))];
  });

export interface CrossValidation {
  readonly rows: readonly PreparedRow[];
  readonly priors: ModelPriors;
  readonly fallbacks: readonly CalibrationResidual[];
  /** The shipped calibration: what predicts in sample, and where fits without some rows start. */
  readonly calibration: Calibration;
  readonly kinds?: readonly HeldOutKind[];
  readonly progress: (what: string) => void;
}

const ofModel = <Constants extends object>(
  model: FittedModel<Constants>,
  name: string,
  input: CrossValidation,
  shipped: readonly CalibrationResidual[],
): AccuracyRow[] => [
  ...inSample(model, shipped),
  ...(input.kinds ?? HELD_OUT_KINDS).flatMap((kind) => {
    input.progress(`${name}: leaving out ${kind} by ${kind}`);
    return crossScored(heldOutOf(model, kind), input.fallbacks);
  }),
];

/** Every row of quality A or B predicted in sample and with its configuration, chip, model, source and vendor left out. */
export const crossValidate = (input: CrossValidation): AccuracyRow[] => {
  const { rows, priors, calibration } = input;
  return [
    ...ofModel(
      knownInference(rows, priors.inference, calibration.inference),
      'serving',
      input,
      calibration.inference.residuals,
    ),
    ...ofModel(
      knownTraining(rows, priors.training, calibration.training),
      'training',
      input,
      calibration.training.residuals,
    ),
  ];
};
