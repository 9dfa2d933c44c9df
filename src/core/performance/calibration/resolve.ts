import type { PredictionStanding } from '../../quantity/standing.ts';
import type { Calibrated, PredictedQuantity, ResidualInterval } from '../calibrated.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import type { TrainingConstants } from '../training/constants.ts';
import { adjustablesOf } from './adjustables.ts';
import type { CalibratedModel, Calibration, CalibrationTarget } from './calibration.ts';
import { PREDICTED_QUANTITIES } from './calibration.ts';
import { type Factors, withFactors } from './factors.ts';
import { residualFor } from './residuals.ts';
import { inheritedFactors } from './scopes.ts';

/** Fewest configurations of its own that make a chip anchored: one is useless, three help (see docs/accuracy). */
export const ANCHOR_CONFIGURATIONS = 3;

const factorsOf = (model: CalibratedModel): ReadonlyMap<string, Factors> =>
  new Map(model.scopes.map(({ scope, factors }) => [scope, factors]));

/** Constants of the prior, multiplied by the factors of every scope that applies, from the global one to the chip's. */
export const constantsFor = <Constants extends object>(
  model: CalibratedModel,
  prior: Constants,
  target: CalibrationTarget,
): Constants => {
  const engine = target.engine ?? model.usualEngines[target.vendor] ?? null;
  return withFactors(prior, inheritedFactors(factorsOf(model), { ...target, engine }), adjustablesOf(prior));
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
  target: CalibrationTarget,
): ResidualInterval => {
  const { vendor, experts = false, open = false } = target;
  const found = residualFor(model.residuals, quantity, standing, { vendor, experts, open });
  if (found === undefined)
    throw new RangeError(`The calibration has no interval for ${quantity} with standing ${standing}`);
  return { low: found.low, high: found.high, rows: found.rows, vendor: found.vendor };
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
    PREDICTED_QUANTITIES.map((quantity) => [quantity, residualOf(model, quantity, standing, target)]),
  ) as Record<PredictedQuantity, ResidualInterval>;
  return Object.freeze({
    constants: constantsFor(model, prior, target),
    standing,
    residuals: Object.freeze(residuals),
    version,
  });
};

/** The constants before calibration, of both models. */
export interface ModelPriors {
  readonly inference: InferenceConstants;
  readonly training: TrainingConstants;
}

/**
 * Constants, standing and intervals of both models for a target. Its `engine` is the short name of the serving
 * engine or trainer (`vllm`, `megatron`, see `engine-of-row.ts`); null takes the one most measurements of the vendor
 * ran on.
 */
export const calibratedFor = (
  calibration: Calibration,
  priors: ModelPriors,
  target: CalibrationTarget,
): {
  readonly inference: Calibrated<InferenceConstants>;
  readonly training: Calibrated<TrainingConstants>;
} => {
  return {
    inference: resolveCalibration(calibration.inference, calibration.version, priors.inference, target),
    training: resolveCalibration(calibration.training, calibration.version, priors.training, target),
  };
};
