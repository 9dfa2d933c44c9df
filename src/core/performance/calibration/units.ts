import { orderStatistic, type Ranked } from './order-statistic.ts';

/** A row that is off together with the others of its unit: those of a chip left out, or of one run in three units. */
export interface OfUnit {
  readonly unit: string;
}

const unitSizes = (rows: readonly OfUnit[]): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>();
  for (const { unit } of rows) sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
  return sizes;
};

/** Rows of one unit speak together with a root of their number. */
const weighed = <Row extends OfUnit>(rows: readonly Row[], value: (row: Row) => number): Ranked[] => {
  const sizes = unitSizes(rows);
  return rows.map((row) => ({ value: value(row), weight: (sizes.get(row.unit) ?? 1) ** -0.5 }));
};

/** Units that speak, one with many rows for more than one with few (Kish's effective number). */
export const effectiveUnits = (rows: readonly OfUnit[]): number => {
  let sum = 0;
  let squares = 0;
  for (const size of unitSizes(rows).values()) {
    sum += Math.sqrt(size);
    squares += size;
  }
  return sum ** 2 / squares;
};

/** The value, above 0, that a share of the rows stay below. */
export const shareBelow = <Row extends OfUnit>(
  rows: readonly Row[],
  share: number,
  value: (row: Row) => number,
): number => orderStatistic(weighed(rows, value), share);

/** Partial pooling: what units say, pulled towards a wider kind that counts for `parentUnits` of them. */
export const pooled = (parent: number, own: number, units: number, parentUnits: number): number =>
  (parentUnits * parent + units * own) / (parentUnits + units);
