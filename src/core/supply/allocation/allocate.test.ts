import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../platform/solver/highs.ts';
import { bucketsOf } from '../calendar.ts';
import type { SupplyCase } from '../case.ts';
import type { LinearSolver } from '../linear/program.ts';
import type { AllocationPlan, Baseline } from '../plan.ts';
import { replayPlan } from '../replay/replay.ts';
import { burnIn, cloudClass, deal, generation, policy, randomCase, supplyCase } from '../supply.testing.ts';
import { allocate } from './allocate.ts';
import { baselineFault, makeBaseline } from './baseline.ts';
import { BOTH_HALVES, type GuardHalf } from './guard.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const effort = { relativeGap: 1e-4, timeLimitSeconds: 20 };

let solver: LinearSolver;
beforeAll(async () => {
  solver = await openHighs();
});

const baselineOf = async (of: SupplyCase): Promise<Baseline> => {
  const baseline = await makeBaseline(of, { solver, digest, version: '1', replaces: null, ...effort });
  if (baseline === null) throw new Error('No baseline');
  return baseline;
};

const planned = async (
  of: SupplyCase,
  guardHalves: readonly GuardHalf[] = BOTH_HALVES,
): Promise<{ plan: AllocationPlan; baseline: Baseline }> => {
  const baseline = await baselineOf(of);
  const outcome = await allocate(of, { solver, baseline, guardHalves, ...effort });
  if (outcome.kind !== 'planned') throw new Error(`Nothing planned: ${JSON.stringify(outcome)}`);
  return { plan: outcome.plan, baseline };
};

const racksOf = (plan: AllocationPlan, dealId: string): number =>
  plan.shipments.filter((one) => one.dealId === dealId).reduce((sum, { racks }) => sum + racks, 0);

describe('an allocation', () => {
  // One slot a day: 7 racks a week, 100 equivalents each. 2,000 wait, so that 20 racks serve everybody on day 20.
  it('gives everything to the queue first when nobody may wait a day longer', async () => {
    const of = supplyCase({
      classes: [cloudClass({ extraWaitDaysMax: 0 })],
      deals: [deal({ racks: 8, latestDay: 35 })],
    });
    const { plan, baseline } = await planned(of);
    expect(baseline.services[0]?.cumulative.slice(0, 4)).toEqual([700, 1400, 2000, 2000]);
    // 8 racks exist beyond the queue's 20 by the end of week 4, day 28; delivery takes 14 days more.
    expect(racksOf(plan, 'd1')).toBe(0);
    const later = await planned({ ...of, deals: [deal({ racks: 8, latestDay: 42 })] });
    expect(racksOf(later.plan, 'd1')).toBe(8);
    expect(later.plan.shipments.every(({ readyDay }) => readyDay === 28)).toBe(true);
  });

  it('lets a deal go ahead as far as the limit of extra days allows', async () => {
    const buckets = bucketsOf(12, 1, 28);
    const of = supplyCase({
      buckets,
      classes: [
        cloudClass({
          queue: [{ customer: 'all', equivalents: 7700 }],
          arrivals: buckets.map(({ startDay, endDay }) => 100 * (endDay - startDay)),
          extraWaitDaysMax: 4,
        }),
      ],
      deals: [deal({ racks: 40, lotRacks: 1, shipmentsMax: 8, latestDay: 35 })],
    });
    const { plan, baseline } = await planned(of);
    // Four days of slots, one rack a day, may come later for everybody in the queue.
    expect(racksOf(plan, 'd1')).toBe(4);
    const [replay] = replayPlan(of, baseline, plan);
    expect(replay).toMatchObject({ extraWaitDaysMax: 4, kept: true });
  });

  it('serves a committed tier before a prospect that pays ten times as much', async () => {
    const of = supplyCase({
      classes: [cloudClass({ queue: [{ customer: 'nobody much', equivalents: 1 }] })],
      deals: [
        deal({ id: 'committed', tier: 'committed', racks: 28, lotRacks: 4, shipmentsMax: 9, latestDay: 42 }),
        deal({
          id: 'rich',
          racks: 28,
          lotRacks: 4,
          shipmentsMax: 9,
          latestDay: 42,
          accepts: [{ generationId: 'g1', pricePerRack: policy.shortfallPerRack }],
        }),
      ],
    });
    const { plan } = await planned(of);
    expect(racksOf(plan, 'committed')).toBeGreaterThanOrEqual(24);
    expect(racksOf(plan, 'rich')).toBeLessThanOrEqual(4);
  });

  it('shares what there is among buyers of one tier, the worst off first', async () => {
    const three = ['a', 'b', 'c'].map((id, index) =>
      deal({
        id,
        tier: 'ordered',
        racks: index === 2 ? 4 : 28,
        lotRacks: 1,
        shipmentsMax: 99,
        latestDay: 42,
      }),
    );
    const of = supplyCase({
      classes: [cloudClass({ queue: [{ customer: 'nobody much', equivalents: 1 }] })],
      deals: three,
    });
    const { plan } = await planned(of);
    // 28 racks for orders of 28, 28 and 4: everybody gets 28/60 of the order, less than a lot apart.
    for (const { id, racks } of three) expect(racksOf(plan, id) / racks).toBeGreaterThan(28 / 60 - 1 / racks);
  });

  it('never counts supply that a buyer paid for as the cloud’s', async () => {
    const created = [
      {
        resourceId: 'burn-in',
        fromDay: 0,
        untilDay: 100,
        unitsPerDay: 1,
        prepayment: policy.shortfallPerRack,
      },
    ];
    const plain = supplyCase({ deals: [deal({ tier: 'committed', inBaseline: true, racks: 28 })] });
    const paid = supplyCase({ deals: [deal({ tier: 'committed', inBaseline: true, racks: 28, created })] });
    expect((await baselineOf(paid)).services).toEqual((await baselineOf(plain)).services);
    expect(racksOf((await planned(paid)).plan, 'd1')).toBe(28);
  });

  it('sets spares aside before anybody else gets a rack', async () => {
    const of = supplyCase({
      generations: [generation({ spareRacks: [2, 2, 2, 2] })],
      classes: [cloudClass({ extraWaitDaysMax: 0 })],
    });
    expect((await baselineOf(of)).services[0]?.cumulative[0]).toBe(500);
  });

  it('says which limits cannot be kept together', async () => {
    const good = supplyCase({ classes: [cloudClass({ extraWaitDaysMax: 0 })] });
    const baseline = await baselineOf(good);
    const cut = { ...good, resources: [burnIn(0.5)] };
    const outcome = await allocate(cut, { solver, baseline, ...effort });
    expect(outcome.kind).toBe('infeasible');
    if (outcome.kind !== 'infeasible') return;
    expect(outcome.conflict.map(({ kind }) => kind).toSorted()).toEqual(['capacity', 'class-limit']);
    expect(outcome.conflict.map(({ words }) => words)).toContain('capacity of burn-in slots');
  });

  it('keeps what an earlier plan fixed in the frozen window', async () => {
    const of = supplyCase({
      deals: [deal({ racks: 4, latestDay: 200 })],
      policy: { ...policy, frozenDays: 14 },
    });
    const earlier = [
      { dealId: 'd1', generationId: 'g1', bucket: 1, racks: 4, readyDay: 14, acceptedDay: 28 },
    ];
    const outcome = await allocate(of, { solver, baseline: await baselineOf(of), earlier, ...effort });
    expect(outcome.kind === 'planned' && outcome.plan.shipments).toEqual(earlier);
  });

  it('names what is used up and what one more of it would be worth', async () => {
    const of = supplyCase({ deals: [deal({ racks: 200, lotRacks: 1, shipmentsMax: 99 })] });
    const { plan } = await planned(of);
    expect(plan.bottlenecks.length).toBeGreaterThan(0);
    for (const { resourceId, usedUnits, capacityUnits, shadowPricePerUnit } of plan.bottlenecks) {
      expect(resourceId).toBe('burn-in');
      expect(usedUnits).toBeCloseTo(capacityUnits, 6);
      expect(shadowPricePerUnit).toBeGreaterThan(0);
    }
  });
});

describe('the guard', () => {
  it('keeps every wait of random cases within its limit, as a replay of the queues shows', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const of = randomCase(seed);
      const { plan, baseline } = await planned(of);
      for (const replay of replayPlan(of, baseline, plan))
        expect(replay, `seed ${seed}, class ${replay.classId}`).toMatchObject({ kept: true });
    }
  }, 120_000);

  it('lets waits grow beyond their limits when only the plan’s own breakpoints are looked at', async () => {
    const broken: number[] = [];
    for (let seed = 1; seed <= 40 && broken.length === 0; seed += 1) {
      const of = randomCase(seed);
      const { plan, baseline } = await planned(of, ['plan-breakpoints']);
      if (replayPlan(of, baseline, plan).some(({ kept }) => !kept)) broken.push(seed);
    }
    expect(broken).not.toEqual([]);
  }, 120_000);

  // 100 racks a quarter. The deal takes 20 of the first and pays for as many in the second, so that the plan's curve
  // starts slowly and catches up: 18 days late in between, while the end of the baseline's first quarter looks fine.
  it('lets waits grow beyond their limits when only the baseline’s breakpoints are looked at', async () => {
    const of = supplyCase({
      buckets: bucketsOf(0, 3, 14),
      generations: [
        generation({ capacityPerRack: 1, uses: [{ resourceId: 'burn-in', unitsPerRack: 1, lagDays: 0 }] }),
      ],
      resources: [burnIn(100 / 91)],
      classes: [cloudClass({ queue: [{ customer: 'all', equivalents: 900 }] })],
      deals: [
        deal({
          racks: 20,
          lotRacks: 1,
          latestDay: 91 + 14,
          created: [
            {
              resourceId: 'burn-in',
              fromDay: 91,
              untilDay: 182,
              unitsPerDay: 40 / 91,
              prepayment: policy.shortfallPerRack,
            },
          ],
        }),
      ],
    });
    const half = await planned(of, ['baseline-breakpoints']);
    expect(racksOf(half.plan, 'd1')).toBe(20);
    const [replay] = replayPlan(of, half.baseline, half.plan);
    expect(replay?.extraWaitDaysMax).toBeGreaterThanOrEqual(18);
    expect(replay?.kept).toBe(false);
    const whole = await planned(of);
    expect(racksOf(whole.plan, 'd1')).toBe(0);
    expect(replayPlan(of, whole.baseline, whole.plan)[0]?.kept).toBe(true);
  });
});

describe('a baseline', () => {
  it('comes out the same every time and is refused once anything in it has changed', async () => {
    const of = randomCase(7);
    const [first, second] = [await baselineOf(of), await baselineOf(of)];
    expect(second).toEqual(first);
    expect(baselineFault(of, first, digest)).toBeNull();
    const [service] = first.services;
    if (service === undefined) throw new Error('No class');
    const forged = { ...first, services: [{ ...service, cumulative: service.cumulative.map(() => 0) }] };
    expect(baselineFault(of, forged, digest)).toBe('signature');
  });

  it('is refused when its curves are doubled, too short or fall, even with a signature that fits', async () => {
    const of = randomCase(7);
    const { version, supplyDigest, dealIds, replaces, services } = await baselineOf(of);
    const [service] = services;
    if (service === undefined) throw new Error('No class');
    const falling = service.cumulative.map((_, t) => 100 - t);
    for (const wrong of [
      [service, ...services],
      services.map((one) => ({ ...one, cumulative: one.cumulative.slice(1) })),
      services.map((one) => ({ ...one, cumulative: falling })),
    ]) {
      const canonical = (value: unknown): string =>
        JSON.stringify(value, (_, inner: unknown) =>
          typeof inner === 'object' && inner !== null && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
            : inner,
        );
      const unsigned = { version, supplyDigest, dealIds, replaces, services: wrong };
      expect(baselineFault(of, { ...unsigned, signature: digest(canonical(unsigned)) }, digest)).toBe(
        'curves',
      );
    }
  });

  it('is not changed by sales, and tells when somebody counts a new sale as given', async () => {
    const of = randomCase(7);
    const baseline = await baselineOf(of);
    const sold = { ...of, deals: [...of.deals, deal({ id: 'new', racks: 40 })] };
    expect((await baselineOf(sold)).signature).toBe(baseline.signature);
    expect(baselineFault(sold, baseline, digest)).toBeNull();
    const laundered = { ...of, deals: [...of.deals, deal({ id: 'new', inBaseline: true })] };
    expect(baselineFault(laundered, baseline, digest)).toBe('deals-added');
  });

  it('has to be made anew when supply changes, and then says what it replaces', async () => {
    const of = randomCase(7);
    const baseline = await baselineOf(of);
    const cut = {
      ...of,
      resources: of.resources.map((one) => ({ ...one, openingUnits: one.openingUnits + 1 })),
    };
    expect(baselineFault(cut, baseline, digest)).toBe('supply-changed');
    const next = await makeBaseline(cut, {
      solver,
      digest,
      version: '2',
      replaces: { baseline, event: 'a late delivery of memory' },
      ...effort,
    });
    expect(next?.replaces).toEqual({ signature: baseline.signature, event: 'a late delivery of memory' });
    expect(next?.dealIds).toEqual(baseline.dealIds);
  });
});
