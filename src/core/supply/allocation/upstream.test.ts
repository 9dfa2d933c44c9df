import { describe, expect, it } from 'vitest';
import { openHighs } from '../../../platform/solver/highs.ts';
import { bucketsOf } from '../calendar.ts';
import { burnIn, cloudClass, generation, supplyCase } from '../supply.testing.ts';
import { allocate } from './allocate.ts';
import { cellsOf, shareInCell } from './upstream.ts';

const uses = (lagDays: number) => [{ resourceId: 'burn-in', unitsPerRack: 1, lagDays }];

describe('cells of a resource', () => {
  const of = supplyCase({
    buckets: bucketsOf(2, 1, 14),
    generations: [generation({ uses: uses(7) }), generation({ id: 'g2', uses: uses(24) })],
  });

  it('cover every day on which any generation uses it, each once', () => {
    const cells = cellsOf(of, 'burn-in');
    expect(cells.slice(0, 4)).toEqual([
      { bucket: 0, fromDay: -24, untilDay: -21 },
      { bucket: 0, fromDay: -21, untilDay: -14 },
      { bucket: 0, fromDay: -14, untilDay: -7 },
      { bucket: 0, fromDay: -7, untilDay: 0 },
    ]);
    for (const bucket of of.buckets)
      for (const lag of [7, 24])
        expect(cells.reduce((sum, cell) => sum + shareInCell(bucket, lag, cell), 0)).toBeCloseTo(1, 12);
  });

  it('let no generation be made of nothing because it takes longer', async () => {
    // Half a slot a day: 3.5 racks in the first week, whichever generation.
    const made = await allocate(
      {
        ...of,
        resources: [burnIn(0.5)],
        classes: of.classes.map((one) => ({ ...cloudClass(), ...one, generationIds: ['g1', 'g2'] })),
      },
      { solver: await openHighs(), baseline: null, relativeGap: 1e-6, timeLimitSeconds: 10 },
    );
    if (made.kind !== 'planned') throw new Error(made.kind);
    const first = made.plan.built.reduce((sum, racks) => sum + (racks[0] as number), 0);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThanOrEqual(2 * 3.5 + 1e-6);
    expect(made.plan.built[1]?.[0]).toBeLessThanOrEqual(3.5 + 1e-6);
  });
});
