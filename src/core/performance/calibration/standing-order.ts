import type { PredictionStanding } from '../../quantity/standing.ts';
import type { CalibrationResidual } from './calibration.ts';

/** Standings that rest on more than the one named, and whose intervals its own must hold. */
const STRONGER: Readonly<Record<PredictionStanding, readonly PredictionStanding[]>> = {
  anchored: [],
  'new-model': ['anchored'],
  'same-vendor': ['anchored'],
  datasheet: ['anchored', 'same-vendor'],
};

/** The interval for the same kind of rows, or for the nearest wider kind that has one. */
const ofSameKind = (
  residuals: readonly CalibrationResidual[],
  of: CalibrationResidual,
  standing: PredictionStanding,
): CalibrationResidual | undefined => {
  const alike = residuals.filter(
    (one) => one.quantity === of.quantity && one.standing === standing && one.open === of.open,
  );
  const { vendor, experts = null } = of;
  const kinds = [
    [vendor, experts],
    [vendor, null],
    [null, experts],
    [null, null],
  ] as const;
  for (const [whose, kind] of kinds) {
    const found = alike.find((one) => one.vendor === whose && (one.experts ?? null) === kind);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * The intervals with every end at least as far out as that of the standings that know more. Few vendors have been left
 * out, so that their errors can come out smaller by luck than those of chips left out beside others of their vendor; who
 * knows less is not surer for it.
 */
export const notNarrowerThanStronger = (residuals: readonly CalibrationResidual[]): CalibrationResidual[] =>
  residuals.map((residual) => {
    const stronger = STRONGER[residual.standing].flatMap(
      (standing) => ofSameKind(residuals, residual, standing) ?? [],
    );
    return {
      ...residual,
      low: Math.min(residual.low, ...stronger.map(({ low }) => low)),
      high: Math.max(residual.high, ...stronger.map(({ high }) => high)),
    };
  });
