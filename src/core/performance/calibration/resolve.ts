import type { PredictionStanding } from '../../quantity/standing.ts';
import type { Calibrated, PredictedQuantity, ResidualInterval } from '../calibrated.ts';
import type { InferenceConstants } from '../inference/constants.ts';
import type { TrainingConstants } from '../training/constants.ts';
import { adjustablesOf } from './adjustables.ts';
import type { CalibratedModel, Calibration, CalibrationTarget } from './calibration.ts';
import { PREDICTED_QUANTITIES } from './calibration.ts';
import { evidenceOf, standingBy, stretchFor, type Unmeasured, unmeasuredBy } from './evidence.ts';
import { type Factors, withFactors } from './factors.ts';
import type { ScopeFactors } from './fit.ts';
import { residualFor, stretched } from './residuals.ts';
import { inheritedFactors } from './scopes.ts';

const factorsOf = (model: CalibratedModel): ReadonlyMap<string, Factors> =>
  new Map(model.scopes.map(({ scope, factors }) => [scope, factors]));

/** The engine of a target, or the one that most measurements of its vendor ran on. */
const engineFor = (model: CalibratedModel, { engine, vendor }: CalibrationTarget): string | null =>
  engine ?? model.usualEngines[vendor] ?? null;

/** Constants of the prior, multiplied by the factors of every scope that applies, from the global one to the chip's. */
export const constantsFor = <Constants extends object>(
  model: CalibratedModel,
  prior: Constants,
  target: CalibrationTarget,
): Constants => {
  const named = { ...target, engine: engineFor(model, target) };
  return withFactors(prior, inheritedFactors(factorsOf(model), named), adjustablesOf(prior));
};

const residualOf = (
  model: CalibratedModel,
  quantity: PredictedQuantity,
  standing: PredictionStanding,
  unmeasured: readonly Unmeasured[],
  target: CalibrationTarget,
): ResidualInterval => {
  const { vendor, experts = false, open = false } = target;
  const found = residualFor(model.residuals, quantity, standing, { vendor, experts, open });
  if (found === undefined)
    throw new RangeError(`The calibration has no interval for ${quantity} with standing ${standing}`);
  const { low, high } = stretched(found, stretchFor(quantity, unmeasured));
  return { low, high, rows: found.rows, vendor: found.vendor };
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
  const evidence = evidenceOf(model);
  const named = { ...target, engine: engineFor(model, target) };
  const standing = standingBy(evidence, named);
  const unmeasured = unmeasuredBy(evidence, named);
  const residuals = Object.fromEntries(
    PREDICTED_QUANTITIES.map((quantity) => [
      quantity,
      residualOf(model, quantity, standing, unmeasured, target),
    ]),
  ) as Record<PredictedQuantity, ResidualInterval>;
  return Object.freeze({
    constants: constantsFor(model, prior, target),
    standing,
    unmeasured,
    residuals: Object.freeze(residuals),
    version,
  });
};

/** The constants before calibration, of both models. */
export interface ModelPriors {
  readonly inference: InferenceConstants;
  readonly training: TrainingConstants;
  /** What kernels of single chips are known to reach, against the constants of the serving model. */
  readonly kernels: ScopeFactors;
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
