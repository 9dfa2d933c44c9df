import type { PredictedQuantity } from '../calibrated.ts';
import { type CalibrationResidual, PREDICTED_QUANTITIES } from './calibration.ts';
import { stretchFor, type Unmeasured } from './evidence.ts';
import { isFitted } from './hierarchy.ts';
import { type Needed, neededWidenings, type PartRow, partInterval } from './part-intervals.ts';
import { isOfKind, KIND_ROWS, LEAST_ROWS, type RowKind } from './row-kinds.ts';
import { ALIKE, type UsualError, usualErrors } from './usual-errors.ts';

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

const rounded = (value: number): number => Number(value.toPrecision(3));

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Ends are at least this far away, in logarithms: closer is luck. */
const LEAST_END = 0.03;
/** Logarithm of a ratio (a factor of 20) beyond which a measurement is not held to be what it says. */
export const MOST_LOG_ERROR = 3;

const FITTED = PREDICTED_QUANTITIES.filter((quantity) => isFitted({ quantity }));
const UNFITTED = PREDICTED_QUANTITIES.filter((quantity) => !isFitted({ quantity }));

const fallbackFor = (
  fallbacks: readonly CalibrationResidual[],
  quantity: PredictedQuantity,
  standing: Standing,
): CalibrationResidual => {
  const found = fallbacks.find((entry) => entry.quantity === quantity && entry.standing === standing);
  if (found === undefined) throw new RangeError(`No fallback interval for ${quantity}, ${standing}`);
  return found;
};

/** Ends that are further away in logarithms by a factor, within what measurements are held to be. */
export const stretched = ({ low, high }: Ends, times: number): Ends => ({
  low: Math.max(low ** times, Math.exp(-MOST_LOG_ERROR)),
  high: Math.min(high ** times, Math.exp(MOST_LOG_ERROR)),
});

/** Strata of one quantity, from the widest to the narrowest. */
const strataOf = (quantity: PredictedQuantity, rows: readonly PartRow[]): RowKind[] => {
  const vendors = [null, ...[...new Set(rows.map((row) => row.vendor))].toSorted()];
  return [false, true].flatMap((open) =>
    vendors.flatMap((vendor) => [null, false, true].map((experts) => ({ quantity, vendor, experts, open }))),
  );
};

/** Fewest rows of its own for a stratum to have an interval: small ones lean on wider ones. */
const leastRows = ({ vendor, experts }: RowKind): number =>
  vendor === null && experts === null ? LEAST_ROWS : KIND_ROWS;

/** The rows that speak for a stratum: its own, and for a vendor's rows that leave inputs open those that leave none. */
const speakingFor = (rows: readonly PartRow[], stratum: RowKind): readonly PartRow[] =>
  stratum.open && stratum.vendor !== null
    ? rows.filter((row) => isOfKind({ ...row, open: true }, stratum))
    : rows.filter((row) => isOfKind(row, stratum));

/** A row as it would have been, had its software and its publication been measured, off by a multiple of what is usual. */
const partRow = (row: HeldOutRatio, unit: string, usual: UsualError): PartRow => {
  const times = 1 / (stretchFor(row.quantity, row.unmeasured) * usual(row));
  const { overLow, overHigh } = row;
  return { ...row, unit, overLow: overLow ** times, overHigh: overHigh ** times };
};

const runRow = (row: HeldOutRatio): PartRow => partRow(row, row.configuration, ALIKE);

/** Intervals of a quantity for every stratum that rows speak for. */
const intervalsOf = (
  rows: readonly PartRow[],
  needed: readonly Needed[],
  quantity: PredictedQuantity,
  usual: UsualError,
) =>
  strataOf(quantity, rows).flatMap((stratum) => {
    const speaking = speakingFor(rows, stratum).length;
    const ends = speaking < leastRows(stratum) ? null : partInterval(rows, needed, stratum);
    if (ends === null) return [];
    const low = Math.min(-LEAST_END, usual(stratum) * ends.low);
    const high = Math.max(LEAST_END, usual(stratum) * ends.high);
    const shown = stretched({ low: Math.exp(low), high: Math.exp(high) }, 1);
    return [
      {
        ...stratum,
        low: rounded(shown.low),
        high: rounded(shown.high),
        rows: rows.filter((row) => isOfKind(row, stratum)).length,
      },
    ];
  });

/** Quantities whose errors say something about each other's: memory is counted, and times are fitted together. */
const together = (standing: Standing): readonly (readonly PredictedQuantity[])[] => {
  const alone = standing === 'anchored' ? PREDICTED_QUANTITIES : UNFITTED;
  return [...(standing === 'anchored' ? [] : [FITTED]), ...alone.map((quantity) => [quantity])];
};

/**
 * Intervals of one standing, by quantity; the given fallback for those that fewer than twelve rows speak for. What is
 * left out with a chip, a model or a vendor makes errors larger in proportion to what is usual for a kind of run, so that
 * rows of every quantity say how much larger. What is usual is worked out once: what parts among them would have needed is
 * counted against it, though they are among its runs. `held` has the rows of single runs left out beside those of the
 * standing.
 * Throws RangeError when a fallback is missing.
 */
export const residualsFrom = (
  held: readonly HeldOutRatio[],
  standing: Standing,
  fallbacks: readonly CalibrationResidual[],
): CalibrationResidual[] =>
  together(standing).flatMap((quantities) => {
    const own = held.filter((row) => quantities.includes(row.quantity));
    const runs = own.filter((row) => row.standing === 'anchored').map(runRow);
    const usual = standing === 'anchored' ? ALIKE : usualErrors(runs);
    const left = own.filter((row) => row.standing === standing);
    const rows = standing === 'anchored' ? runs : left.map((row) => partRow(row, row.part, usual));
    const needed = neededWidenings(rows);
    return quantities.flatMap((quantity) => {
      const found = intervalsOf(rows, needed, quantity, usual).map((one) => ({ ...one, standing }));
      const spoken = found.some((one) => one.vendor === null && one.experts === null && !one.open);
      return spoken ? found : [fallbackFor(fallbacks, quantity, standing), ...found];
    });
  });

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
