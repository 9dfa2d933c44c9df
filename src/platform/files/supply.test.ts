import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../core/supply/allocation/allocate.ts';
import { makeBaseline } from '../../core/supply/allocation/baseline.ts';
import type { SupplyCase } from '../../core/supply/case.ts';
import type { Effort } from '../../core/supply/promise/futures.ts';
import { caseIn } from '../../core/supply/promise/futures.ts';
import { replayPlan } from '../../core/supply/replay/replay.ts';
import { openHighs } from '../solver/highs.ts';
import { loadSupply } from './supply.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const catalogRoot = `${root}catalog`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const planOf = async (of: SupplyCase) => {
  const effort: Effort = { solver: await openHighs(), digest, relativeGap: 1e-6, timeLimitSeconds: 20 };
  const baseline = await makeBaseline(of, { ...effort, version: '1', replaces: null });
  if (baseline === null) throw new Error('no baseline');
  const outcome = await allocate(of, { ...effort, baseline });
  if (outcome.kind !== 'planned') throw new Error(`${outcome.kind}`);
  return { baseline, plan: outcome.plan };
};

const shipped = (plan: { shipments: readonly { dealId: string; bucket: number; racks: number }[] }) =>
  plan.shipments.map(({ dealId, bucket, racks }) => [dealId, bucket, racks]);

describe('examples/supply-small.yaml', () => {
  it('comes out as its comments work it out by hand', async () => {
    const { case: of } = await loadSupply(`${root}examples/supply-small.yaml`, { catalogRoot });
    const { baseline, plan } = await planOf(of);
    expect(baseline.services[0]?.cumulative.slice(0, 2)).toEqual([140, 210]);
    expect(shipped(plan)).toEqual([
      ['early', 0, 1],
      ['later', 1, 6],
    ]);
    expect(plan.spares[0]?.slice(0, 2)).toEqual([1, 1]);
    expect(plan.services[0]?.cumulative[0]).toBeCloseTo(130, 6);
    expect(plan.bottlenecks.map(({ resourceId }) => resourceId)).toContain('burn-in');
    expect(replayPlan(of, baseline, plan)).toMatchObject([{ kept: true, limitDays: 13 }]);
  });

  it('sells less in the future in which burn-in runs at 80 %', async () => {
    const { case: of } = await loadSupply(`${root}examples/supply-small.yaml`, { catalogRoot });
    const slow = of.scenarios.find(({ id }) => id === 'slow-burn-in');
    if (slow === undefined) throw new Error('no such scenario');
    const { baseline, plan } = await planOf(caseIn(of, slow));
    expect(baseline.services[0]?.cumulative.slice(0, 2)).toEqual([110, 210]);
    expect(shipped(plan)).toEqual([['early', 0, 1]]);
  });
});
