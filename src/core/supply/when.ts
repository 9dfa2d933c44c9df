import { bucketAt, dateAfter, daysBetween } from './calendar.ts';
import type { Bucket, SupplyCase } from './case.ts';

const QUARTER = /^(\d{4})-?[Qq]([1-4])$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MONTHS_PER_QUARTER = 3;

const two = (value: number): string => String(value).padStart(2, '0');

/** First day of a calendar quarter and of the next, ISO 8601. */
const quarterDates = (year: number, quarter: number): readonly [from: string, until: string] => [
  `${year}-${two((quarter - 1) * MONTHS_PER_QUARTER + 1)}-01`,
  quarter === 4 ? `${year + 1}-01-01` : `${year}-${two(quarter * MONTHS_PER_QUARTER + 1)}-01`,
];

const overlap = ({ startDay, endDay }: Bucket, from: number, until: number): number =>
  Math.max(0, Math.min(endDay, until) - Math.max(startDay, from));

/**
 * The planned bucket that a date (2027-08-02) or a calendar quarter (2027-Q3) names: the one that holds the day, or the
 * one that covers most of the quarter, the first of several. null when there is none in the plan or the text is neither.
 */
export const bucketNamed = (of: Pick<SupplyCase, 'startDate' | 'buckets'>, text: string): Bucket | null => {
  const planned = of.buckets.filter((bucket) => bucket.planned);
  const quarter = QUARTER.exec(text);
  if (quarter !== null) {
    const [from, until] = quarterDates(Number(quarter[1]), Number(quarter[2])).map((date) =>
      daysBetween(of.startDate, date),
    ) as [number, number];
    const covered = planned.map((bucket) => overlap(bucket, from, until));
    const most = Math.max(0, ...covered);
    return most === 0 ? null : (planned[covered.indexOf(most)] ?? null);
  }
  if (!DATE.test(text)) return null;
  try {
    return bucketAt(planned, daysBetween(of.startDate, text));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
};

/** Racks more or fewer of a generation that leave in one bucket. */
export interface RackChange {
  readonly generationId: string;
  readonly bucket: number;
  readonly racks: number;
}

const RACKS = /^[+-]\d{1,6}$/;

/** Racks more (`+8`) or fewer (`-1`); null when the text is neither. */
export const racksMore = (text: string): number | null => {
  const racks = RACKS.test(text) ? Number(text) : 0;
  return racks === 0 ? null : racks;
};

/** Days of a bucket as people write them: the last one is inside. */
export const bucketDates = (
  { startDate }: Pick<SupplyCase, 'startDate'>,
  { startDay, endDay }: Pick<Bucket, 'startDay' | 'endDay'>,
): { readonly from: string; readonly to: string } => ({
  from: dateAfter(startDate, startDay),
  to: dateAfter(startDate, endDay - 1),
});
