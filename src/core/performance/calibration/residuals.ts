import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibrationResidual } from './calibration.ts';

type Standing = CalibrationResidual['standing'];

/** How far off a row was that its constants had not seen, in the sense of the quantity (times, not rates). */
export interface HeldOutRatio {
  readonly quantity: PredictedQuantity;
  readonly standing: Standing;
  readonly vendor: string;
  readonly experts: boolean;
  /** Whether the row leaves something open, so that its readings already spread. */
  readonly open: boolean;
  /** Measured over the least reading, and over the largest; the same where nothing is open. */
  readonly overLow: number;
  readonly overHigh: number;
}

/** Fewest held-out rows that speak for a stratum by itself, and for a quantity at all. */
const STRATUM_ROWS = 30;
const LEAST_ROWS = 12;
const COVERAGE = 0.9;
/** Interpolation of order statistics, with the finite-sample correction of split conformal prediction. */
const ranked = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const below = Math.log(sorted[Math.floor(at)] ?? Number.NaN);
  const above = Math.log(sorted[Math.ceil(at)] ?? Number.NaN);
  return Number(Math.exp(below + (above - below) * (at - Math.floor(at))).toPrecision(3));
};

/** Ends that hold the wanted share of held-out rows, as many missing below as above. */
const intervalOf = (rows: readonly HeldOutRatio[]): { readonly low: number; readonly high: number } => ({
  low: ranked(
    rows.map((row) => row.overLow),
    (1 - COVERAGE) / 2,
  ),
  high: ranked(
    rows.map((row) => row.overHigh),
    (1 + COVERAGE) / 2,
  ),
});

interface Stratum {
  readonly vendor: string | null;
  readonly experts: boolean | null;
  readonly open: boolean;
}

const belongs = (row: HeldOutRatio, { vendor, experts, open }: Stratum): boolean =>
  (vendor === null || row.vendor === vendor) &&
  (experts === null || row.experts === experts) &&
  row.open === open;

/** Strata of one quantity and standing, from the widest to the narrowest. */
const strataOf = (rows: readonly HeldOutRatio[]): Stratum[] => {
  const vendors = [...new Set(rows.map((row) => row.vendor))].toSorted();
  return [false, true].flatMap((open) => [
    ...[null, false, true].map((experts) => ({ vendor: null, experts, open })),
    ...vendors.flatMap((vendor) => [null, false, true].map((experts) => ({ vendor, experts, open }))),
  ]);
};

/** Intervals of one quantity and standing; the given fallback where fewer than twelve rows speak. */
export const residualsFrom = (
  held: readonly HeldOutRatio[],
  quantity: PredictedQuantity,
  standing: Standing,
  fallback: CalibrationResidual,
): CalibrationResidual[] => {
  const rows = held.filter((row) => row.quantity === quantity && row.standing === standing);
  const found = strataOf(rows).flatMap((stratum): CalibrationResidual[] => {
    const members = rows.filter((row) => belongs(row, stratum));
    const general = stratum.vendor === null && stratum.experts === null;
    if (members.length < (general ? LEAST_ROWS : STRATUM_ROWS)) return [];
    return [{ quantity, standing, ...stratum, ...intervalOf(members), rows: members.length }];
  });
  const spoken = found.some((one) => one.vendor === null && one.experts === null && !one.open);
  return spoken ? found : [fallback, ...found];
};

/** Whether the residual holds for rows of this kind, and how narrowly: larger is narrower; null when it does not. */
const fitness = (
  residual: CalibrationResidual,
  vendor: string,
  experts: boolean,
  open: boolean,
): number | null => {
  const { vendor: whose, experts: kind = null, open: spread = false } = residual;
  if ((whose !== null && whose !== vendor) || (kind !== null && kind !== experts) || (spread && !open))
    return null;
  return (spread === open ? 4 : 0) + (whose === null ? 0 : 2) + (kind === null ? 0 : 1);
};

/**
 * The narrowest interval that fits: of the same openness first, then of the vendor, then of the kind of model.
 * undefined when there is none for the quantity and standing.
 */
export const residualFor = (
  residuals: readonly CalibrationResidual[],
  quantity: PredictedQuantity,
  standing: Standing,
  of: { readonly vendor: string; readonly experts: boolean; readonly open: boolean },
): CalibrationResidual | undefined => {
  let best: CalibrationResidual | undefined;
  let bestFitness = -1;
  for (const residual of residuals) {
    if (residual.quantity !== quantity || residual.standing !== standing) continue;
    const found = fitness(residual, of.vendor, of.experts, of.open);
    if (found !== null && found > bestFitness) {
      best = residual;
      bestFitness = found;
    }
  }
  return best;
};
