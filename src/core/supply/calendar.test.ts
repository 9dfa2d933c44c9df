import { describe, expect, it } from 'vitest';
import { bucketAt, bucketsOf, dateAfter, daysBetween, horizonDay } from './calendar.ts';

describe('the calendar of a supply case', () => {
  it('has weeks, then quarters of thirteen weeks, then what the guard looks ahead into', () => {
    const buckets = bucketsOf(2, 1, 14);
    expect(buckets.map(({ startDay, endDay, planned }) => [startDay, endDay, planned])).toEqual([
      [0, 7, true],
      [7, 14, true],
      [14, 105, true],
      [105, 196, false],
      [196, 287, false],
    ]);
    expect(horizonDay(buckets)).toBe(105);
  });

  it('finds the bucket of a day, and none before the first or behind the last', () => {
    const buckets = bucketsOf(2, 0, 0);
    expect(bucketAt(buckets, 7)?.index).toBe(1);
    expect(bucketAt(buckets, -1)).toBeNull();
    expect(bucketAt(buckets, 105)).toBeNull();
  });

  it('counts days over the end of a leap February and back', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(dateAfter('2028-02-28', 2)).toBe('2028-03-01');
    expect(daysBetween('2026-11-21', '2026-11-20')).toBe(-1);
  });

  it('refuses dates that do not exist', () => {
    expect(() => daysBetween('2027-02-29', '2027-03-01')).toThrow('2027-02-29');
    expect(() => dateAfter('tomorrow', 1)).toThrow('not a calendar date');
  });
});
