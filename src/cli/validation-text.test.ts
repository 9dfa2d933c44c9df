import { describe, expect, it } from 'vitest';
import type { ValidationSummary } from '../core/performance/validation/summary.ts';
import { validationJson, validationText } from './validation-text.ts';

const errors = {
  rows: 12,
  medianPercent: 8.25,
  p90Percent: 31.4,
  bias: 1.02,
  coverage: 0.9,
  meanRelativeWidth: 0.55,
};
const strata = (stratum: string) => [{ stratum, ...errors }];
const summary: ValidationSummary = {
  rows: 15,
  predicted: 12,
  scored: 12,
  refused: 3,
  calibrationVersion: 'v',
  all: errors,
  byPrediction: strata('training, dense'),
  byTask: strata('train'),
  byVendor: strata('A vendor with a name that is longer than the column'),
  byModelKind: strata('dense'),
  byStanding: strata('anchored'),
  byQuality: strata('A and B'),
  byChip: [],
  refusals: [{ code: 'lengths-not-published', rows: 3, example: 'word '.repeat(40).trim() }],
};

describe('validation as text', () => {
  it('fits a terminal of 80 columns', () => {
    for (const line of validationText(summary, 'shipped measurements').split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows median, p90, bias, coverage and width of a stratum, and why rows were refused', () => {
    const text = validationText(summary, 'shipped measurements');
    expect(text).toMatch(/training, dense +12 +8\.3 +31 +1\.02 +90 +0\.55/);
    expect(text).toMatch(/3 {2}lengths-not-published/);
  });

  it('gives scripts rows and a summary, without what is not a number', () => {
    const parsed = JSON.parse(
      validationJson([{ id: 'a', refused: 'why' }], { ...summary, all: { ...errors, bias: Number.NaN } }),
    );
    expect(parsed.rows).toEqual([{ id: 'a', refused: 'why' }]);
    expect(parsed.summary.all.bias).toBeNull();
  });
});
