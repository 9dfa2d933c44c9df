import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

const planOf = async (of: SupplyCase, relativeGap = 1e-6) => {
  const effort: Effort = { solver: await openHighs(), digest, relativeGap, timeLimitSeconds: 60 };
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

describe('examples/supply-trainium.yaml', () => {
  const file = `${root}examples/supply-trainium.yaml`;

  it('says of every number whether it was published or assumed, or takes it from the catalogue', async () => {
    const { provenance, case: of } = await loadSupply(file, { catalogRoot });
    const sourced = provenance.map(({ path }) => path);
    const leaves = (value: unknown, path: string): string[] => {
      if (value !== null && typeof value === 'object')
        return Object.entries(value).flatMap(([key, inner]) =>
          leaves(inner, path === '' ? key : `${path}.${key}`),
        );
      return typeof value === 'number' || (typeof value === 'string' && /^[\d[]/.test(value)) ? [path] : [];
    };
    const { sources, ...rest } = parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
    const numbers = leaves(rest, '');
    expect(numbers.length).toBeGreaterThan(150);
    const covered = (path: string): boolean =>
      sourced.some((one) => path === one || path.startsWith(`${one}.`));
    expect(numbers.filter((path) => !covered(path))).toEqual([]);
    expect(Object.keys(sources as object).length).toBeGreaterThan(20);
    expect(of.generations.map(({ productId, chipsPerRack }) => [productId, chipsPerRack])).toEqual([
      ['trn2-ultraserver', 64],
      ['trn3-ultraserver-gen2', 144],
      ['trn4-announced', 144],
    ]);
    expect(provenance.filter(({ kind }) => kind === 'statement').length).toBeGreaterThan(6);
  });

  it('can be planned: bottlenecks bind, some deals come late or in part, and waits grow to their limits but not beyond', async () => {
    const { case: of } = await loadSupply(file, { catalogRoot });
    const { baseline, plan } = await planOf(of, 1e-2);
    const binding = new Set(plan.bottlenecks.map(({ resourceId }) => resourceId));
    expect(binding.has('packaging')).toBe(true);
    expect(binding.has('burn-in')).toBe(true);
    expect(plan.shortfalls.some(({ racks }) => racks > 0)).toBe(true);
    const late = plan.shipments.filter(({ dealId, acceptedDay }) => {
      const ready = of.deals.find(({ id }) => id === dealId)?.siteReadyDay;
      return ready !== undefined && acceptedDay > ready + 60;
    });
    expect(late.length).toBeGreaterThan(2);
    for (const { kept, extraWaitDaysMax, limitDays } of replayPlan(of, baseline, plan)) {
      expect(kept).toBe(true);
      expect(extraWaitDaysMax).toBeGreaterThan(limitDays / 2);
    }
  }, 60_000);
});
