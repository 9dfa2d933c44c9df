import { describe, expect, it } from 'vitest';
import type { AccuracyStratum } from './record.ts';
import { regressions } from './regressions.ts';

const whole: AccuracyStratum = {
  goal: 'trainingDense',
  scheme: 'configuration',
  vendor: null,
  experts: null,
  rows: 1000,
  medianPercent: 6,
  p90Percent: 20,
  bias: 1,
  coverage: 0.9,
  meanRelativeWidth: 0.5,
};
const aws: AccuracyStratum = { ...whole, vendor: 'AWS', experts: false, rows: 100, medianPercent: 15 };
const recorded = [whole, aws];

describe('regressions', () => {
  it('finds none when nothing changed, or everything got better', () => {
    expect(regressions(recorded, recorded)).toEqual([]);
    expect(regressions(recorded, [{ ...whole, medianPercent: 3, p90Percent: 9 }, aws])).toEqual([]);
  });

  it('lets two points pass and reports more, of the median and of the 90th percentile', () => {
    expect(regressions(recorded, [{ ...whole, medianPercent: 8, p90Percent: 22 }, aws])).toEqual([]);
    expect(regressions(recorded, [{ ...whole, medianPercent: 8.1 }, aws])).toEqual([
      'trainingDense, configuration, all vendors, all models: medianPercent 8.1 against 6 recorded',
    ]);
    expect(regressions(recorded, [whole, { ...aws, p90Percent: 22.1 }])).toEqual([
      'trainingDense, configuration, AWS, dense: p90Percent 22.1 against 20 recorded',
    ]);
  });

  it('reports a figure that is no number', () => {
    expect(regressions(recorded, [{ ...whole, medianPercent: Number.NaN }, aws])).toHaveLength(1);
  });

  it('reports a stratum that is gone', () => {
    expect(regressions(recorded, [whole])).toEqual([
      'trainingDense, configuration, AWS, dense: gone, 100 rows recorded',
    ]);
    expect(regressions(recorded, [])).toHaveLength(3);
  });

  it('reports a stratum that lost rows, but lets single rows move to another', () => {
    expect(regressions(recorded, [whole, { ...aws, rows: 98 }])).toEqual([]);
    expect(regressions(recorded, [whole, { ...aws, rows: 97 }])).toEqual([
      'trainingDense, configuration, AWS, dense: 97 rows against 100 recorded',
    ]);
  });

  it('reports a single row that no goal counts any more', () => {
    expect(regressions(recorded, [{ ...whole, rows: 999 }, aws])).toEqual([
      'configuration: 999 rows in all against 1000 recorded',
    ]);
    const moved: AccuracyStratum = { ...whole, goal: 'trainingExperts', rows: 1 };
    expect(regressions(recorded, [{ ...whole, rows: 999 }, aws, moved])).toEqual([]);
  });

  it('takes new strata as they come', () => {
    expect(regressions([whole], [whole, { ...aws, medianPercent: 90 }])).toEqual([]);
  });
});
