import { describe, expect, it } from 'vitest';
import { PREDICTION_STANDINGS } from '../../quantity/standing.ts';
import { PREDICTED_QUANTITIES } from '../calibration/calibration.ts';
import type { HeldOutRow } from '../calibration/held-out.ts';
import { heldOutScores } from './cross-validate.ts';

const held = (index: number, value: number, over: Partial<HeldOutRow> = {}): HeldOutRow => ({
  id: `row ${index}`,
  value,
  quantity: 'training-step',
  inverse: false,
  vendor: 'Acme',
  experts: false,
  configuration: `run ${index}`,
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
  fallbacks: PREDICTED_QUANTITIES.flatMap((quantity) =>
    PREDICTION_STANDINGS.map((standing) => ({ ...interval, quantity, standing, low: 0.5, high: 2 })),
  ),
};

describe('intervals of rows left out', () => {
  it('come from the other parts, and have not seen their own', () => {
    const rows = Array.from({ length: 50 }, (_, k) => held(k, k % 5 === 0 ? 300 : 90 + (k % 20)));
    const [far, near] = heldOutScores(rows, [], 'model', known).toSorted((a, b) => a.id.localeCompare(b.id));
    // Three times as long as predicted is news to the parts that hold nothing of the kind, and known to them.
    expect(far?.high).toBeLessThan(250);
    expect(near?.high).toBeGreaterThan(250);
  });

  it('know what is usual for a kind of run from runs of other parts alone', () => {
    const vendors = ['Bolt', 'Coil', 'Acme', 'Acme', 'Acme'];
    const rows = Array.from({ length: 50 }, (_, k) =>
      held(k, 90 + (k % 20), { vendor: vendors[k % 5] ?? 'Acme' }),
    );
    const runs = (loudPart: string): HeldOutRow[] =>
      rows.map((row, k) => ({
        ...row,
        kind: 'configuration',
        standing: 'anchored',
        value: 100 * (1 + (row.part === loudPart ? 0.15 : 0.01) * ((k % 11) - 5)),
      }));
    const widthOf = (loudPart: string): number => {
      const [score] = heldOutScores(rows, runs(loudPart), 'model', known);
      return (score?.high ?? Number.NaN) - (score?.low ?? Number.NaN);
    };
    // The first score is of part 0, whose own runs may be off by whatever they like; those of part 1 are of another vendor.
    expect(widthOf('part 0')).toBe(widthOf('none'));
    expect(widthOf('part 1')).not.toBe(widthOf('none'));
  });

  it('are those that are shipped where a publication was left out, wider by a root of two for it', () => {
    const rows = [held(0, 150, { kind: 'source', standing: 'anchored', unmeasured: ['source'] })];
    const [score] = heldOutScores(rows, [], 'source', known);
    expect(score).toMatchObject({ id: 'row 0', standing: 'anchored', predicted: 100 });
    expect(score?.low).toBeCloseTo(100 * 0.81 ** Math.SQRT2, 9);
    expect(score?.high).toBeCloseTo(100 * 1.21 ** Math.SQRT2, 9);
  });

  it('cannot do without one that is shipped', () => {
    expect(() => heldOutScores([held(0, 1, { kind: 'source' })], [], 'source', known)).toThrow(
      'No interval for',
    );
  });
});
