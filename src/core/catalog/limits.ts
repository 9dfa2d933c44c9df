import { convert, keptUnit } from '../quantity/measure.ts';

/** What a number that replaces a shipped one may be. */
export interface Limits {
  readonly zeroAllowed: boolean;
  /** For shares: the whole is 1. */
  readonly atMostOne: boolean;
}

/** Money, power, sizes and rates are above zero and have no upper limit. */
export const ABOVE_ZERO: Limits = Object.freeze({ zeroAllowed: false, atMostOne: false });

/** A number without a dimension; spellings that are no unit (`1`, `ratio`) count as they are. */
const asShare = (value: number, unit: string): number | null =>
  keptUnit(unit) === null ? value : convert(value, unit, '1');

/**
 * What may stand in place of an assumption: zero only where the shipped interval reaches down to it, and at most 1 where
 * the shipped interval is that of a share.
 */
export const limitsOfAssumption = (row: {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}): Limits => {
  const highest = asShare(row.high, row.unit);
  return { zeroAllowed: row.low <= 0, atMostOne: highest !== null && highest <= 1 };
};

/** What would be accepted in place of an interval outside its limits; null when it keeps them. Temperatures always do. */
export const acceptedInstead = (
  interval: { readonly low: number; readonly high: number },
  unit: string,
  limits: Limits,
): string | null => {
  if (keptUnit(unit) === 'degC') return null;
  const inParts = asShare(interval.high, unit);
  const tooLarge = limits.atMostOne && inParts !== null && inParts > 1;
  const tooSmall = limits.zeroAllowed ? interval.low < 0 : interval.low <= 0;
  if (!tooLarge && !tooSmall) return null;
  const from = limits.zeroAllowed ? 'a number of 0 or more' : 'a number above 0';
  if (!limits.atMostOne) return from;
  return `${from}, at most ${asShare(100, unit) === 1 ? '100 %' : '1'}`;
};
