import type { PredictionStanding } from '../../quantity/standing.ts';
import type { CalibrationResidual } from '../calibration/calibration.ts';
import { stretchFor } from '../calibration/evidence.ts';
import { type HeldOutKind, type HeldOutRow, isOpen, ratioOf } from '../calibration/held-out.ts';
import { residualFor, residualsFrom, stretched } from '../calibration/residuals.ts';
import { type FittedModel, heldOutOf } from '../validation/calibrate.ts';

/** What constants make of a row that they have not seen, in the unit of its metric. */
export interface HeldOutScore {
  readonly id: string;
  /** Rows of one part were left out together. */
  readonly part: string;
  /** What the prediction rested on. */
  readonly standing: PredictionStanding;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
}

/** The interval for one held-out row from the residuals of a calibration. Throws RangeError when there is none. */
const intervalOf = <Constants>(
  residuals: readonly CalibrationResidual[],
  held: HeldOutRow<Constants>,
): Pick<CalibrationResidual, 'low' | 'high'> => {
  const { quantity, standing, vendor, experts, open, unmeasured } = ratioOf(held);
  const found = residualFor(residuals, quantity, standing, { vendor, experts, open });
  if (found === undefined) throw new RangeError(`No interval for ${quantity} with standing ${standing}`);
  return stretched(found, stretchFor(quantity, unmeasured));
};

const scoreOf = <Constants>(
  { row, part, readings, standing }: HeldOutRow<Constants>,
  interval: { readonly low: number; readonly high: number },
): HeldOutScore => {
  const { id, inverse } = row;
  const { estimate } = readings;
  const ends = isOpen(readings) ? readings : { low: estimate, high: estimate };
  return {
    id,
    part,
    standing,
    predicted: estimate,
    low: Math.min(estimate, ends.low * (inverse ? 1 / interval.high : interval.low)),
    high: Math.max(estimate, ends.high * (inverse ? 1 / interval.low : interval.high)),
  };
};

const ratiosOf = <Constants>(held: readonly HeldOutRow<Constants>[]) => held.map(ratioOf);

/**
 * Held-out rows with intervals that have not seen them either: those of a part come from the other parts
 * (cross-conformal prediction, Vovk 2015, Annals of Mathematics and Artificial Intelligence 74).
 */
const crossScored = <Constants>(
  held: readonly HeldOutRow<Constants>[],
  fallbacks: readonly CalibrationResidual[],
): HeldOutScore[] => {
  const parts = [...new Set(held.map((one) => one.part))];
  return parts.flatMap((part) => {
    const members = held.filter((one) => one.part === part);
    const ratios = ratiosOf(held.filter((one) => one.part !== part));
    const known = new Map<string, readonly CalibrationResidual[]>();
    return members.map((one) => {
      const { quantity, standing } = ratioOf(one);
      const key = `${quantity} ${standing}`;
      const fallback = fallbacks.find((entry) => entry.quantity === quantity && entry.standing === standing);
      if (fallback === undefined) throw new RangeError(`No fallback interval for ${key}`);
      const residuals = known.get(key) ?? residualsFrom(ratios, quantity, standing, fallback);
      known.set(key, residuals);
      return scoreOf(one, intervalOf(residuals, one));
    });
  });
};

const scored = <Constants>(
  held: readonly HeldOutRow<Constants>[],
  residuals: readonly CalibrationResidual[],
): readonly HeldOutScore[] => held.map((one) => scoreOf(one, intervalOf(residuals, one)));

/** Intervals of a calibration, and what to take instead where too few rows speak. */
export interface KnownIntervals {
  readonly residuals: readonly CalibrationResidual[];
  readonly fallbacks: readonly CalibrationResidual[];
}

/**
 * Held-out rows with their intervals. Those of a part come from the other parts of its kind. No interval is learnt from
 * publications left out, so that their rows have the ones that are shipped, for what remains to predict them from.
 */
export const heldOutScores = <Constants>(
  held: readonly HeldOutRow<Constants>[],
  kind: HeldOutKind,
  { residuals, fallbacks }: KnownIntervals,
): readonly HeldOutScore[] => (kind === 'source' ? scored(held, residuals) : crossScored(held, fallbacks));

/** Every row that a model can learn from, predicted with its part left out, parts being of one kind. */
export const crossValidated = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  known: KnownIntervals,
): readonly HeldOutScore[] => heldOutScores(heldOutOf(model, kind), kind, known);

/** One part predicted with it left out; the intervals come from residuals that are known already. */
export const partLeftOut = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  part: string,
  residuals: readonly CalibrationResidual[],
): readonly HeldOutScore[] => scored(heldOutOf(model, kind, { only: [part] }), residuals);
