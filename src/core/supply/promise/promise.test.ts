import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openHighs } from '../../../platform/solver/highs.ts';
import { centsFromUsd } from '../../quantity/money.ts';
import { allocate } from '../allocation/allocate.ts';
import { makeBaseline } from '../allocation/baseline.ts';
import { bucketsOf } from '../calendar.ts';
import type { SupplyCase } from '../case.ts';
import type { AllocationPlan, Baseline } from '../plan.ts';
import { burnIn, cloudClass, deal, expected, generation, randomCase, supplyCase } from '../supply.testing.ts';
import type { Effort } from './futures.ts';
import { promise } from './promise.ts';
import { planRisk } from './risk.ts';
import { priceOfRacks } from './what-if.ts';

let effort: Effort;
beforeAll(async () => {
  effort = {
    solver: await openHighs(),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    relativeGap: 1e-4,
    timeLimitSeconds: 20,
  };
});

const baselineOf = async (of: SupplyCase): Promise<Baseline> => {
  const found = await makeBaseline(of, { ...effort, version: '1', replaces: null });
  if (found === null) throw new Error('No baseline');
  return found;
};

const planOf = async (of: SupplyCase, baseline: Baseline): Promise<AllocationPlan> => {
  const outcome = await allocate(of, { ...effort, baseline });
  if (outcome.kind !== 'planned') throw new Error('Nothing planned');
  return outcome.plan;
};

/** A rack a day; a week's worth of supply arrives late in one future out of four, and hardly any in one out of ten. */
const scenarios = [
  { ...expected, probability: 0.65 },
  {
    id: 'slow',
    name: 'half the slots for two months',
    probability: 0.25,
    capacityFactors: [
      { resourceId: 'burn-in', fromDay: -10, factor: 0.5 },
      { resourceId: 'burn-in', fromDay: 60, factor: 1 },
    ],
  },
  {
    id: 'stop',
    name: 'no slots for a year',
    probability: 0.1,
    capacityFactors: [{ resourceId: 'burn-in', fromDay: -10, factor: 0 }],
  },
];

const weeks = bucketsOf(20, 0, 28);
const served = cloudClass({ queue: [{ customer: 'few', equivalents: 700 }], extraWaitDaysMax: 7 });
const asked = deal({
  id: 'asked',
  racks: 14,
  lotRacks: 7,
  shipmentsMax: 2,
  latestDay: 150,
  deliveryDays: 10,
});

describe('a promise', () => {
  it('names the day the last lot is accepted, with what is in the way of an earlier one', async () => {
    // Seven racks a week. The queue's seven may come a week late, so that the deal gets those of week 1; those of week 2
    // are the queue's, and the deal's second lot is finished by the end of week 3, day 21.
    const of = supplyCase({ buckets: weeks, classes: [served] });
    const answer = await promise(of, await baselineOf(of), asked, effort);
    expect(answer.expected.kind).toBe('possible');
    if (answer.expected.kind !== 'possible') return;
    expect(answer.expected.day).toBe(21 + 10);
    expect(answer.expected.binding.map(({ kind, id }) => `${kind} ${id}`).toSorted()).toEqual([
      'capacity burn-in',
      'class-limit on-demand',
    ]);
    for (const { with: after } of answer.impacts) expect(after.kept).toBe(true);
  });

  it('is later the surer it has to be, and unknown where too many futures never deliver', async () => {
    const of = supplyCase({ buckets: weeks, classes: [served], scenarios });
    const answer = await promise(of, await baselineOf(of), asked, effort);
    expect(answer.p50Day).toBe(31);
    expect(answer.p80Day).toBeGreaterThan(31);
    expect(answer.p95Day).toBeNull();
    expect(answer.futures.map(({ scenarioId }) => scenarioId).toSorted()).toEqual([
      'expected',
      'slow',
      'stop',
    ]);
  });

  it('never makes anything later that was promised before', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const of = randomCase(seed);
      const baseline = await baselineOf(of);
      const answer = await promise(of, baseline, { ...asked, racks: 7, lotRacks: 1 }, effort);
      if (answer.expected.kind !== 'possible') continue;
      const { plan, without } = answer.expected;
      const by = (of_: AllocationPlan, id: string, day: number): number =>
        of_.shipments
          .filter(({ dealId, readyDay }) => dealId === id && readyDay <= day)
          .reduce((sum, { racks }) => sum + racks, 0);
      for (const { id, tier } of of.deals)
        if (tier === 'committed' || tier === 'ordered')
          for (const { endDay } of of.buckets)
            expect(by(plan, id, endDay)).toBeGreaterThanOrEqual(by(without, id, endDay));
      for (const impact of answer.impacts) expect(impact.with.kept).toBe(true);
    }
  }, 60_000);

  it('finds the cheapest change that brings it forward, each solved anew', async () => {
    const of = supplyCase({
      buckets: weeks,
      generations: [
        generation(),
        generation({
          id: 'g2',
          name: 'second generation',
          uses: [],
          openingRacks: 20,
          outsidePrice: centsFromUsd(3_100_000),
        }),
      ],
      classes: [served],
    });
    const whole = { ...asked, lotRacks: 14, shipmentsMax: 1 };
    const answer = await promise(of, await baselineOf(of), whole, effort);
    const [best] = answer.changes;
    expect(best?.kind).toBe('other-generation');
    expect(best?.cost).toBe(centsFromUsd(100_000 * 14));
    expect(best?.daysEarlier).toBeGreaterThan(0);
  });

  it('is brought forward by supply the buyer pays for', async () => {
    const slots = {
      ...burnIn(0.2),
      prepay: { leadDays: 0, unitsPerDayMax: 2, pricePerUnit: centsFromUsd(50_000) },
    };
    const of = supplyCase({ buckets: weeks, resources: [slots], classes: [served] });
    const answer = await promise(of, await baselineOf(of), asked, effort);
    const prepaid = answer.changes.find(({ kind }) => kind === 'prepayment');
    expect(prepaid?.cost).toBe(centsFromUsd(50_000 * 14));
    expect(prepaid?.daysEarlier).toBeGreaterThan(0);
  });

  it('says what is in the way when it cannot be kept at all', async () => {
    const of = supplyCase({ buckets: weeks, classes: [served] });
    const answer = await promise(of, await baselineOf(of), { ...asked, latestDay: 20 }, effort);
    expect(answer.expected.kind).toBe('impossible');
    expect(answer.p50Day).toBeNull();
    expect(answer.changes[0]?.kind).toBe('later-latest-date');
  });
});

describe('the risk of a plan', () => {
  it('tells what is firm from what is not', async () => {
    const of = supplyCase({
      buckets: weeks,
      classes: [served],
      deals: [{ ...asked, tier: 'ordered' }],
      scenarios,
    });
    const baseline = await baselineOf(of);
    const risk = await planRisk(of, await planOf(of, baseline), baseline, effort);
    const [dates] = risk.dates;
    expect(dates?.p50Day).not.toBeNull();
    expect(dates?.p95Day).toBeNull();
    expect(dates?.firmRacks).toBe(0);
    expect(risk.expectedShortfallRacks).toBeGreaterThanOrEqual(0.1 * 14);
    expect(risk.tailShortfallRacks).toBe(14);
  });

  it('is nothing when supply is certain', async () => {
    const of = supplyCase({ buckets: weeks, classes: [served], deals: [{ ...asked, tier: 'ordered' }] });
    const baseline = await baselineOf(of);
    const risk = await planRisk(of, await planOf(of, baseline), baseline, effort);
    expect(risk.expectedShortfallRacks).toBe(0);
    expect(risk.dates[0]?.firmRacks).toBe(14);
  });
});

describe('the price of a rack in waiting', () => {
  it('is the days until the queue is empty for a rack that leaves while it is not', async () => {
    // 700 equivalents at 100 a day: served by the end of week 1; a rack fewer then is made up for in week 2.
    const of = supplyCase({ buckets: weeks, classes: [served] });
    const baseline = await baselineOf(of);
    const plan = await planOf(of, baseline);
    const more = await priceOfRacks(of, baseline, plan, { generationId: 'g1', bucket: 0, racks: 1 }, effort);
    expect(more?.addedEquivalentDays).toBeCloseTo(100 * 7, 6);
    expect(more?.addedRackDaysPerRack).toBeCloseTo(7, 6);
    expect(more?.horizonBound).toBe(false);
    const fewer = await priceOfRacks(
      of,
      baseline,
      plan,
      { generationId: 'g1', bucket: 0, racks: -1 },
      effort,
    );
    // No rack leaves in that week, so that none can stay.
    expect(fewer).toBeNull();
  });

  it('says when it is only a least value because the queue never empties', async () => {
    const of = supplyCase({
      buckets: weeks,
      classes: [cloudClass({ queue: [{ customer: 'everybody', equivalents: 1e6 }] })],
    });
    const baseline = await baselineOf(of);
    const plan = await planOf(of, baseline);
    const more = await priceOfRacks(of, baseline, plan, { generationId: 'g1', bucket: 3, racks: 1 }, effort);
    expect(more?.horizonBound).toBe(true);
  });
});
