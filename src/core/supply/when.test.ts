import { describe, expect, it } from 'vitest';
import { bucketsOf } from './calendar.ts';
import { bucketDates, bucketNamed, racksMore } from './when.ts';

/** Four weeks from Monday 2027-01-04, then two quarters: 2027-02-01 to 05-02 and 05-03 to 08-01; two more behind. */
const of = { startDate: '2027-01-04', buckets: bucketsOf(4, 2, 91) };

describe('a bucket named in words', () => {
  it('is the one that holds the day', () => {
    expect(bucketNamed(of, '2027-01-04')?.index).toBe(0);
    expect(bucketNamed(of, '2027-01-11')?.index).toBe(1);
    expect(bucketNamed(of, '2027-05-03')?.index).toBe(5);
  });

  it('is the one that covers most of a calendar quarter, the first of several weeks', () => {
    expect(bucketNamed(of, '2027-Q2')?.index).toBe(5);
    expect(bucketNamed(of, '2027q1')?.index).toBe(4);
    expect(bucketNamed({ ...of, buckets: bucketsOf(4, 0, 7) }, '2027-Q1')?.index).toBe(0);
  });

  it.each(['2026-12-31', '2027-08-02', '2027-02-30', '2028-Q1', '2027-Q5', 'soon', ''])(
    'is not there for %j',
    (text) => {
      expect(bucketNamed(of, text)).toBeNull();
    },
  );

  it('has a last day that is still inside', () => {
    expect(bucketDates(of, { startDay: 7, endDay: 14 })).toEqual({ from: '2027-01-11', to: '2027-01-17' });
  });
});

describe('racks more or fewer', () => {
  it('need a sign and are never none', () => {
    expect(['+8', '-1', '8', '+0', '+1.5', ''].map(racksMore)).toEqual([8, -1, null, null, null, null]);
  });
});
