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
const intervalOf = (
  residuals: readonly CalibrationResidual[],
  held: HeldOutRow,
): Pick<CalibrationResidual, 'low' | 'high'> => {
  const { quantity, standing, vendor, experts, open, unmeasured } = ratioOf(held);
  const found = residualFor(residuals, quantity, standing, { vendor, experts, open });
  if (found === undefined) throw new RangeError(`No interval for ${quantity} with standing ${standing}`);
  return stretched(found, stretchFor(quantity, unmeasured));
};

const scoreOf = (
  { id, part, readings, standing, inverse }: HeldOutRow,
  interval: { readonly low: number; readonly high: number },
): HeldOutScore => {
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

const scored = (
  held: readonly HeldOutRow[],
  residuals: readonly CalibrationResidual[],
): readonly HeldOutScore[] => held.map((one) => scoreOf(one, intervalOf(residuals, one)));

/**
 * Held-out rows with intervals that have not seen them either: those of a part come from the other parts
 * (cross-conformal prediction, Vovk 2015, Annals of Mathematics and Artificial Intelligence 74), and what is usual for a
 * kind of run from `runs` of the others.
 */
const crossScored = (
  held: readonly HeldOutRow[],
  runs: readonly HeldOutRow[],
  fallbacks: readonly CalibrationResidual[],
): readonly HeldOutScore[] => {
  const parts = [...new Set(held.map((one) => one.part))];
  return parts.flatMap((part) => {
    const members = held.filter((one) => one.part === part);
    const theirs = new Set(members.map(({ configuration }) => configuration));
    const others = runs.filter(({ configuration }) => !theirs.has(configuration));
    const ratios = [...held.filter((one) => one.part !== part), ...others].map(ratioOf);
    const standings = [...new Set(members.map(({ standing }) => standing))];
    return scored(
      members,
      standings.flatMap((standing) => residualsFrom(ratios, standing, fallbacks)),
    );
  });
};

/** Intervals of a calibration, and what to take instead where too few rows speak. */
export interface KnownIntervals {
  readonly residuals: readonly CalibrationResidual[];
  readonly fallbacks: readonly CalibrationResidual[];
}

/**
 * Rows of one model and kind, held out, with their intervals; `runs` are the rows with their configurations left out.
 * Intervals of a part come from the other parts of its kind. No interval is learnt from publications left out, so that
 * their rows have the ones that are shipped, for what remains to predict them from.
 */
export const heldOutScores = (
  held: readonly HeldOutRow[],
  runs: readonly HeldOutRow[],
  kind: HeldOutKind,
  { residuals, fallbacks }: KnownIntervals,
): readonly HeldOutScore[] => {
  if (kind === 'source') return scored(held, residuals);
  return crossScored(held, kind === 'configuration' ? [] : runs, fallbacks);
};

/** One part predicted with it left out; the intervals come from residuals that are known already. */
export const partLeftOut = <Constants extends object>(
  model: FittedModel<Constants>,
  kind: HeldOutKind,
  part: string,
  residuals: readonly CalibrationResidual[],
): readonly HeldOutScore[] => scored(heldOutOf(model, kind, { only: [part] }), residuals);
