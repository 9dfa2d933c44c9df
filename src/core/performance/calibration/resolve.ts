import type { PredictionStanding } from '../../quantity/standing.ts';
import type { Calibrated, PredictedQuantity, ResidualInterval } from '../calibrated.ts';
import type { CalibratedModel } from './calibration.ts';
import { PREDICTED_QUANTITIES } from './calibration.ts';

/** Which constants to take: those of a chip, of its vendor, and of the serving engine where it is known. */
export interface CalibrationTarget {
  readonly chipId: string;
  readonly vendor: string;
  readonly engine: string | null;
}

/** Fewest configurations of its own that make a chip anchored: one is useless, three help (see docs/accuracy). */
export const ANCHOR_CONFIGURATIONS = 3;

const scopesFor = (target: CalibrationTarget): readonly string[] => [
  'global',
  `vendor/${target.vendor}`,
  ...(target.engine === null ? [] : [`engine/${target.engine}`]),
  `chip/${target.chipId}`,
];

/** Constants of the prior, multiplied by the factors of every scope that applies, from the global one to the chip's. */
export const constantsFor = <Constants extends object>(
  model: CalibratedModel,
  prior: Constants,
  target: CalibrationTarget,
): Constants => {
  const constants = Object.fromEntries(Object.entries(prior)) as Record<string, unknown>;
  for (const name of scopesFor(target)) {
    const scope = model.scopes.find((candidate) => candidate.scope === name);
    for (const [constant, factor] of Object.entries(scope?.factors ?? {})) {
      const value = constants[constant];
      if (typeof value === 'number') constants[constant] = value * factor;
    }
  }
  return constants as Constants;
};

/** What a prediction for this chip rests on. */
export const standingOf = (model: CalibratedModel, target: CalibrationTarget): PredictionStanding => {
  const configurations = (name: string): number =>
    model.scopes.find((scope) => scope.scope === name)?.configurations ?? Number.NaN;
  if (configurations(`chip/${target.chipId}`) >= ANCHOR_CONFIGURATIONS) return 'anchored';
  return configurations(`vendor/${target.vendor}`) >= ANCHOR_CONFIGURATIONS ? 'same-vendor' : 'datasheet';
};

const residualOf = (
  model: CalibratedModel,
  quantity: PredictedQuantity,
  standing: PredictionStanding,
  vendor: string,
): ResidualInterval => {
  const matching = model.residuals.filter(
    (residual) => residual.quantity === quantity && residual.standing === standing,
  );
  const found =
    matching.find((residual) => residual.vendor === vendor) ??
    matching.find((residual) => residual.vendor === null);
  if (found === undefined)
    throw new RangeError(`The calibration has no interval for ${quantity} with standing ${standing}`);
  return { low: found.low, high: found.high };
};

/**
 * Constants, standing and residual intervals for one chip and engine. Throws RangeError when the calibration lacks an
 * interval, which the file's test rules out for the shipped one.
 */
export const resolveCalibration = <Constants extends object>(
  model: CalibratedModel,
  version: string,
  prior: Constants,
  target: CalibrationTarget,
): Calibrated<Constants> => {
  const standing = standingOf(model, target);
  const residuals = Object.fromEntries(
    PREDICTED_QUANTITIES.map((quantity) => [quantity, residualOf(model, quantity, standing, target.vendor)]),
  ) as Record<PredictedQuantity, ResidualInterval>;
  return Object.freeze({
    constants: constantsFor(model, prior, target),
    standing,
    residuals: Object.freeze(residuals),
    version,
  });
};
