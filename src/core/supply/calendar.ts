import type { Bucket } from './case.ts';

const WEEK_DAYS = 7;
/** Thirteen weeks, so that quarters end on the same weekday as weeks. */
export const QUARTER_DAYS = 91;

/**
 * Planning buckets from day 0 on: `weeks` weeks, then `quarters` quarters of 91 days, then quarters behind the horizon
 * until `lookAheadDays` and one more bucket are covered: a wait promised at the end of the horizon ends there.
 * Throws RangeError when there would be no bucket.
 */
export const bucketsOf = (weeks: number, quarters: number, lookAheadDays: number): Bucket[] => {
  if (weeks + quarters < 1) throw new RangeError('A calendar needs at least one week or quarter');
  const lengths = [
    ...Array.from({ length: weeks }, () => WEEK_DAYS),
    ...Array.from({ length: quarters }, () => QUARTER_DAYS),
  ];
  const planned = lengths.length;
  const behind = Math.ceil(lookAheadDays / QUARTER_DAYS) + 1;
  for (let k = 0; k < behind; k += 1) lengths.push(QUARTER_DAYS);
  let startDay = 0;
  return lengths.map((days, index) => {
    const bucket = { index, startDay, endDay: startDay + days, planned: index < planned };
    startDay = bucket.endDay;
    return bucket;
  });
};

export const bucketDays = ({ startDay, endDay }: Bucket): number => endDay - startDay;

/** First day behind the planned horizon. */
export const horizonDay = (buckets: readonly Bucket[]): number =>
  buckets.reduce((end, bucket) => (bucket.planned ? bucket.endDay : end), 0);

/** The bucket that holds a day; null before day 0 and behind the last bucket. */
export const bucketAt = (buckets: readonly Bucket[], day: number): Bucket | null =>
  buckets.find(({ startDay, endDay }) => startDay <= day && day < endDay) ?? null;

const MS_PER_DAY = 86_400_000;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

const dayNumber = (isoDate: string): number => {
  const moment = ISO_DATE.test(isoDate) ? Date.parse(`${isoDate}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== isoDate)
    throw new RangeError(`${JSON.stringify(isoDate)} is not a calendar date such as 2027-03-01`);
  return moment / MS_PER_DAY;
};

/** Whole days from one calendar date to another, both ISO 8601. Throws RangeError on dates that do not exist. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** The calendar date a number of days after another. Throws RangeError on dates that do not exist. */
export const dateAfter = (from: string, days: number): string =>
  new Date((dayNumber(from) + days) * MS_PER_DAY).toISOString().slice(0, 10);
