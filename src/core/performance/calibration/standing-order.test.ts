import { describe, expect, it } from 'vitest';
import type { CalibrationResidual } from './calibration.ts';
import { notNarrowerThanStronger } from './standing-order.ts';

const residual = (changes: Partial<CalibrationResidual>): CalibrationResidual => ({
  quantity: 'time-per-output-token',
  standing: 'anchored',
  vendor: null,
  experts: null,
  open: false,
  low: 0.8,
  high: 1.3,
  rows: 100,
  ...changes,
});

const endsOf = (residuals: readonly CalibrationResidual[], at: number) => {
  const { low, high } = notNarrowerThanStronger(residuals)[at] as CalibrationResidual;
  return [low, high];
};

describe('intervals by standing', () => {
  const sameVendor = residual({ standing: 'same-vendor', low: 0.62, high: 1.69 });
  const datasheet = residual({ standing: 'datasheet', low: 0.75, high: 1.9 });

  it('of a data sheet hold those of a measured vendor, end by end', () => {
    expect(endsOf([residual({}), sameVendor, datasheet], 2)).toEqual([0.62, 1.9]);
  });

  it('of stronger standings stay as they are', () => {
    expect(endsOf([residual({}), sameVendor, datasheet], 0)).toEqual([0.8, 1.3]);
    expect(endsOf([residual({}), sameVendor, datasheet], 1)).toEqual([0.62, 1.69]);
  });

  it('are held against the same kind of rows first, and against all rows where there is none', () => {
    const experts = residual({ standing: 'same-vendor', experts: true, low: 0.5, high: 2.5 });
    const ofExperts = residual({ standing: 'datasheet', experts: true, low: 0.9, high: 1.1 });
    expect(endsOf([residual({}), sameVendor, experts, ofExperts], 3)).toEqual([0.5, 2.5]);
    expect(endsOf([residual({}), sameVendor, ofExperts], 2)).toEqual([0.62, 1.69]);
  });

  it('are not held against rows that leave more open, or another quantity', () => {
    const open = residual({ standing: 'same-vendor', open: true, low: 0.1, high: 9 });
    const other = residual({ standing: 'same-vendor', quantity: 'time-to-first-token', low: 0.1, high: 9 });
    expect(endsOf([residual({}), open, other, datasheet], 3)).toEqual([0.75, 1.9]);
  });
});
