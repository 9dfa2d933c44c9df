import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibrationResidual } from './calibration.ts';
import { stretchFor, type Unmeasured } from './evidence.ts';
import { KIND_ROWS, neededWidenings, partInterval, type RowKind } from './part-intervals.ts';

type Standing = CalibrationResidual['standing'];

/** How far off a row was that its constants had not seen, in the sense of the quantity (times, not rates). */
export interface HeldOutRatio {
  readonly quantity: PredictedQuantity;
  readonly standing: Standing;
  readonly vendor: string;
  readonly experts: boolean;
  /** Whether the row leaves something open, so that its readings already spread. */
  readonly open: boolean;
  /** What the row was left out with: rows of one part are off together. */
  readonly part: string;
  /** The run the row belongs to: one run printed in three units is off in all three. */
  readonly configuration: string;
  /** Of its software and publication, what nothing spoke for that was left in. */
  readonly unmeasured: readonly Unmeasured[];
  /** Measured over the least reading, and over the largest; the same where nothing is open. */
  readonly overLow: number;
  readonly overHigh: number;
}

/** Fewest held-out rows that speak for a quantity at all. */
const LEAST_ROWS = 12;

const rounded = (value: number): number => Number(value.toPrecision(3));

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Logarithm of a ratio (a factor of 20) beyond which a measurement is not held to be what it says. */
export const MOST_LOG_ERROR = 3;

/** Ends that are further away in logarithms by a factor, within what measurements are held to be. */
export const stretched = ({ low, high }: Ends, times: number): Ends => ({
  low: Math.max(low ** times, Math.exp(-MOST_LOG_ERROR)),
  high: Math.min(high ** times, Math.exp(MOST_LOG_ERROR)),
});

/** How far off a row would have been, had its software and its publication been measured. */
const unstretched = (row: HeldOutRatio): HeldOutRatio => {
  const times = 1 / stretchFor(row.quantity, row.unmeasured);
  return { ...row, overLow: row.overLow ** times, overHigh: row.overHigh ** times };
};

const belongs = (row: HeldOutRatio, { vendor, experts, open }: RowKind): boolean =>
  (vendor === null || row.vendor === vendor) &&
  (experts === null || row.experts === experts) &&
  row.open === open;

/** Strata of one quantity and standing, from the widest to the narrowest. */
const strataOf = (rows: readonly HeldOutRatio[]): RowKind[] => {
  const vendors = [...new Set(rows.map((row) => row.vendor))].toSorted();
  return [false, true].flatMap((open) => [
    ...[null, false, true].map((experts) => ({ vendor: null, experts, open })),
    ...vendors.flatMap((vendor) => [null, false, true].map((experts) => ({ vendor, experts, open }))),
  ]);
};

/** Fewest rows of its own for a stratum to have an interval: small ones lean on wider ones. */
const leastRows = ({ vendor, experts }: RowKind): number =>
  vendor === null && experts === null ? LEAST_ROWS : KIND_ROWS;

/** Intervals of one quantity and standing; the given fallback where fewer than twelve rows speak. */
export const residualsFrom = (
  held: readonly HeldOutRatio[],
  quantity: PredictedQuantity,
  standing: Standing,
  fallback: CalibrationResidual,
): CalibrationResidual[] => {
  const rows = held
    .filter((row) => row.quantity === quantity && row.standing === standing)
    .map((row) => ({ ...unstretched(row), unit: standing === 'anchored' ? row.configuration : row.part }));
  const needed = neededWidenings(rows);
  const found = strataOf(rows).flatMap((stratum): CalibrationResidual[] => {
    const members = rows.filter((row) => belongs(row, stratum));
    if (members.length < leastRows(stratum)) return [];
    const ends = partInterval(rows, needed, stratum);
    if (ends === null) return [];
    const { low, high } = stretched(ends, 1);
    return [{ quantity, standing, ...stratum, low: rounded(low), high: rounded(high), rows: members.length }];
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
