import { describe, expect, it } from 'vitest';
import type { HeldOutRow } from '../calibration/held-out.ts';
import type { CalibrationRow } from '../calibration/hierarchy.ts';
import { heldOutScores } from './cross-validate.ts';

const row = (index: number, value: number): CalibrationRow<object> => ({
  id: `row ${index}`,
  readings: () => null,
  evaluate: () => null,
  value,
  target: { chipId: 'acme-1', vendor: 'Acme', engine: 'fast' },
  quantity: 'training-step',
  inverse: false,
  experts: false,
  saturated: false,
  configuration: `run ${index}`,
  group: 'a paper',
  model: 'a model',
  stratum: '',
});

const held = (index: number, value: number, over: Partial<HeldOutRow<object>> = {}): HeldOutRow<object> => ({
  row: row(index, value),
  kind: 'model',
  part: `part ${index % 5}`,
  readings: { estimate: 100, low: 100, high: 100 },
  standing: 'new-model',
  unmeasured: [],
  ...over,
});

const interval = { quantity: 'training-step', vendor: null, rows: 0 } as const;
const known = {
  residuals: [{ ...interval, standing: 'anchored' as const, low: 0.81, high: 1.21 }],
  fallbacks: [{ ...interval, standing: 'new-model' as const, low: 0.5, high: 2 }],
};

describe('intervals of rows left out', () => {
  it('come from the other parts, and have not seen their own', () => {
    const rows = Array.from({ length: 50 }, (_, k) => held(k, k % 5 === 0 ? 300 : 90 + (k % 20)));
    const [far, near] = heldOutScores(rows, 'model', known).toSorted((a, b) => a.id.localeCompare(b.id));
    // Three times as long as predicted is news to the parts that hold nothing of the kind, and known to them.
    expect(far?.high).toBeLessThan(250);
    expect(near?.high).toBeGreaterThan(250);
  });

  it('are those that are shipped where a publication was left out, wider by a root of two for it', () => {
    const rows = [held(0, 150, { kind: 'source', standing: 'anchored', unmeasured: ['source'] })];
    const [score] = heldOutScores(rows, 'source', known);
    expect(score).toMatchObject({ id: 'row 0', standing: 'anchored', predicted: 100 });
    expect(score?.low).toBeCloseTo(100 * 0.81 ** Math.SQRT2, 9);
    expect(score?.high).toBeCloseTo(100 * 1.21 ** Math.SQRT2, 9);
  });

  it('cannot do without one that is shipped', () => {
    expect(() => heldOutScores([held(0, 1, { kind: 'source' })], 'source', known)).toThrow('No interval for');
  });
});
