import { orderStatistic, type Ranked } from './order-statistic.ts';

/**
 * Intervals from rows left out in parts: chips, models or vendors, or a fifth of all runs. What is off is off in units:
 * a chip with all its rows, a run in every unit it is printed in. Units of a kind are often few and each is off in a
 * direction of its own, so that errors of one are no sample of another's. Three things are done about it, all learnt
 * from held-out rows alone. A direction that few units share is pulled towards none. Ends of a vendor's kind of model
 * are pulled towards those of all rows, the fewer units it has the more (partial pooling; Gelman and Hill, Data Analysis
 * Using Regression and Multilevel/Hierarchical Models, chapter 12). And they are widened by what parts would have needed
 * whose intervals come from the other parts (nested cross-conformal scores: Vovk 2015, Annals of Mathematics and
 * Artificial Intelligence 74; Dunn, Wasserman and Ramdas 2023, JASA 118, on groups).
 */

/** How far off a held-out row was, what kind it is of, and what it was left out with. */
export interface PartRow {
  readonly vendor: string;
  readonly experts: boolean;
  readonly open: boolean;
  readonly part: string;
  /** Rows of one unit are off together: those of a part, or of one run that is printed in three units. */
  readonly unit: string;
  readonly overLow: number;
  readonly overHigh: number;
}

/** Rows that an interval is for; null: of every vendor, of models with and without experts. */
export interface RowKind {
  readonly vendor: string | null;
  readonly experts: boolean | null;
  readonly open: boolean;
}

/** Logarithms of the ends: `low` below 0, `high` above. */
interface LogEnds {
  readonly low: number;
  readonly high: number;
}

const COVERAGE = 0.9;
/** Units for which count: ends that know no direction, and the ends and the widening of the wider kind. */
const PARENT_UNITS = 4;
/** Fewest rows that say anything about a kind's ends, and about its widening. */
export const KIND_ROWS = 5;
const WIDENING_ROWS = 12;
/** Ends are at least this far away, in logarithms: closer is luck. */
const LEAST_END = 0.03;
/** A few units cannot say more about the others than this. */
const LEAST_WIDENING = 0.5;
const MOST_WIDENING = 3;

interface OfUnit {
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
const effectiveUnits = (rows: readonly OfUnit[]): number => {
  let sum = 0;
  let squares = 0;
  for (const size of unitSizes(rows).values()) {
    sum += Math.sqrt(size);
    squares += size;
  }
  return sum ** 2 / squares;
};

const between = (parent: number, own: number, units: number): number =>
  (PARENT_UNITS * parent + units * own) / (PARENT_UNITS + units);

const endsOf = (rows: readonly PartRow[]): LogEnds => {
  const at = (share: number, value: (row: PartRow) => number): number =>
    Math.log(orderStatistic(weighed(rows, value), share));
  const low = at((1 - COVERAGE) / 2, (row) => row.overLow);
  const high = at((1 + COVERAGE) / 2, (row) => row.overHigh);
  const eitherWay = at(COVERAGE, (row) => Math.max(1, row.overHigh, 1 / row.overLow));
  const units = effectiveUnits(rows);
  return {
    low: Math.min(-LEAST_END, between(-eitherWay, low, units)),
    high: Math.max(LEAST_END, between(eitherWay, high, units)),
  };
};

/** The kinds a row belongs to that have data of their own: its vendor's, then its vendor's of its kind of model. */
const narrower = <Row extends { readonly vendor: string; readonly experts: boolean }>(
  rows: readonly Row[],
  { vendor, experts }: RowKind,
): readonly (readonly Row[])[] => {
  const ofVendor = vendor === null ? rows : rows.filter((row) => row.vendor === vendor);
  const ofKind = experts === null ? ofVendor : ofVendor.filter((row) => row.experts === experts);
  return [...(vendor === null ? [] : [ofVendor]), ...(experts === null ? [] : [ofKind])];
};

/** Ends of a kind of rows, pulled towards those of the wider kinds; null where too few rows speak at all. */
const pooledEnds = (rows: readonly PartRow[], kind: RowKind): LogEnds | null => {
  const alike = rows.filter((row) => row.open === kind.open);
  const base = alike.length < WIDENING_ROWS ? rows : alike;
  if (base.length < WIDENING_ROWS) return null;
  let ends = endsOf(base);
  for (const members of narrower(base, kind)) {
    if (members.length < KIND_ROWS) continue;
    const units = effectiveUnits(members);
    const own = endsOf(members);
    ends = { low: between(ends.low, own.low, units), high: between(ends.high, own.high, units) };
  }
  return ends;
};

/** What the ends had to be multiplied by to hold a row that they have not seen. */
export interface Needed {
  readonly unit: string;
  readonly vendor: string;
  readonly experts: boolean;
  readonly times: number;
}

const neededFor = (row: PartRow, ends: LogEnds): number =>
  Math.max(
    row.overHigh > 1 ? Math.log(row.overHigh) / ends.high : 0,
    row.overLow < 1 ? Math.log(row.overLow) / ends.low : 0,
    Number.EPSILON,
  );

/** For every row the widening that it would have needed, its part left out of the ends. */
export const neededWidenings = (rows: readonly PartRow[]): readonly Needed[] =>
  [...new Set(rows.map(({ part }) => part))].flatMap((part) => {
    const rest = rows.filter((row) => row.part !== part);
    const known = new Map<string, LogEnds | null>();
    return rows.flatMap((row): Needed[] => {
      if (row.part !== part) return [];
      const { unit, vendor, experts, open } = row;
      const key = `${vendor} ${experts} ${open}`;
      const ends = known.has(key) ? known.get(key) : pooledEnds(rest, row);
      known.set(key, ends ?? null);
      return ends == null ? [] : [{ unit, vendor, experts, times: neededFor(row, ends) }];
    });
  });

const wideningOf = (needed: readonly Needed[]): number =>
  Math.min(
    MOST_WIDENING,
    Math.max(
      LEAST_WIDENING,
      orderStatistic(
        weighed(needed, ({ times }) => times),
        COVERAGE,
      ),
    ),
  );

/** The widening that nine of ten rows of a kind needed, pulled towards that of the wider kinds; 1 where too few speak. */
const pooledWidening = (needed: readonly Needed[], kind: RowKind): number => {
  if (needed.length < WIDENING_ROWS) return 1;
  let log = Math.log(wideningOf(needed));
  for (const members of narrower(needed, kind))
    if (members.length >= WIDENING_ROWS)
      log = between(log, Math.log(wideningOf(members)), effectiveUnits(members));
  return Math.exp(log);
};

/**
 * The interval for rows of a kind whose part is not known, from rows held out with theirs: measured over predicted.
 * `needed` are the `neededWidenings` of the same rows. null where too few rows speak.
 */
export const partInterval = (
  rows: readonly PartRow[],
  needed: readonly Needed[],
  kind: RowKind,
): { readonly low: number; readonly high: number } | null => {
  const ends = pooledEnds(rows, kind);
  if (ends === null) return null;
  const times = pooledWidening(needed, kind);
  return { low: Math.exp(times * ends.low), high: Math.exp(times * ends.high) };
};
