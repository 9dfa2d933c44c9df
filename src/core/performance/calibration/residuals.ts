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
  /** What the row was left out with: rows of one part are off together. */
  readonly part: string;
  /** Measured over the least reading, and over the largest; the same where nothing is open. */
  readonly overLow: number;
  readonly overHigh: number;
}

/** Fewest held-out rows that speak for a stratum by itself, and for a quantity at all. */
const STRATUM_ROWS = 30;
const LEAST_ROWS = 12;
/**
 * Share of held-out rows an interval holds. Chips and vendors are few and each is off in a direction of its own, so that an
 * interval learnt from some has to hold more of their rows to hold nine tenths of another's.
 */
const COVERAGE: Readonly<Record<Standing, number>> = { anchored: 0.9, 'same-vendor': 0.94, datasheet: 0.94 };

interface Ranked {
  readonly value: number;
  readonly weight: number;
}

/**
 * Weighted order statistic, interpolated, with the finite-sample correction of split conformal prediction (one more row
 * than there are; Barber, Candes, Ramdas and Tibshirani 2023, Annals of Statistics 51, for weights).
 */
const ranked = (values: readonly Ranked[], share: number): number => {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const target = share * (total + total / sorted.length);
  let reached = 0;
  let below: Ranked | undefined;
  for (const one of sorted) {
    const next = reached + one.weight;
    if (next >= target) {
      const from = Math.log(below?.value ?? one.value);
      const along = below === undefined ? 1 : (target - reached) / one.weight;
      return Number(Math.exp(from + (Math.log(one.value) - from) * along).toPrecision(3));
    }
    reached = next;
    below = one;
  }
  return Number((below?.value ?? Number.NaN).toPrecision(3));
};

/** Rows of one part speak together with a root of their number where whole chips or vendors were left out. */
const weightsOf = (rows: readonly HeldOutRatio[], standing: Standing): number[] => {
  if (standing === 'anchored') return rows.map(() => 1);
  const counts = new Map<string, number>();
  for (const { part } of rows) counts.set(part, (counts.get(part) ?? 0) + 1);
  return rows.map(({ part }) => (counts.get(part) ?? 1) ** -0.5);
};

/** Ends that hold the wanted share of held-out rows, as many missing below as above. */
const intervalOf = (
  rows: readonly HeldOutRatio[],
  standing: Standing,
): { readonly low: number; readonly high: number } => {
  const weights = weightsOf(rows, standing);
  const weighed = (of: (row: HeldOutRatio) => number): Ranked[] =>
    rows.map((row, index) => ({ value: of(row), weight: weights[index] as number }));
  const coverage = COVERAGE[standing];
  return {
    low: ranked(
      weighed((row) => row.overLow),
      (1 - coverage) / 2,
    ),
    high: ranked(
      weighed((row) => row.overHigh),
      (1 + coverage) / 2,
    ),
  };
};

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
    return [{ quantity, standing, ...stratum, ...intervalOf(members, standing), rows: members.length }];
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
