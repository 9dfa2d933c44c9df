import type { CalibrationResidual } from '../calibration/calibration.ts';
import { type HeldOutKind, type HeldOutRow, isOpen, ratioOf } from '../calibration/held-out.ts';
import { residualFor, residualsFrom } from '../calibration/residuals.ts';
import { type FittedModel, heldOutOf } from '../validation/calibrate.ts';

/** What constants make of a row that they have not seen, in the unit of its metric. */
export interface HeldOutScore {
  readonly id: string;
  /** Rows of one part were left out together. */
  readonly part: string;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
}

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

const scoreOf = <Constants>(
  { row, part, readings }: HeldOutRow<Constants>,
  interval: { readonly low: number; readonly high: number },
): HeldOutScore => {
  const { id, inverse } = row;
  const { estimate } = readings;
  const ends = isOpen(readings) ? readings : { low: estimate, high: estimate };
  return {
    id,
    part,
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

/** Every row that a model can learn from, predicted with its part left out, parts being of one kind. */
export const crossValidated = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  fallbacks: readonly CalibrationResidual[],
): readonly HeldOutScore[] => crossScored(heldOutOf(model, kind), fallbacks);

/** One part predicted with it left out; the intervals come from residuals that are known already. */
export const partLeftOut = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  part: string,
  residuals: readonly CalibrationResidual[],
): readonly HeldOutScore[] =>
  heldOutOf(model, kind, { only: [part] }).map((one) => scoreOf(one, intervalOf(residuals, one)));
