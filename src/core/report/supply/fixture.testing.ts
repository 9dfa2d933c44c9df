import { createHash } from 'node:crypto';
import { openHighs } from '../../../platform/solver/highs.ts';
import { centsFromUsd } from '../../quantity/money.ts';
import { allocate } from '../../supply/allocation/allocate.ts';
import { makeBaseline } from '../../supply/allocation/baseline.ts';
import { drawdowns } from '../../supply/business/drawdown.ts';
import { runRate } from '../../supply/business/run-rate.ts';
import { bucketsOf } from '../../supply/calendar.ts';
import { planRisk } from '../../supply/promise/risk.ts';
import { priceOfRacks } from '../../supply/promise/what-if.ts';
import { replayPlan } from '../../supply/replay/replay.ts';
import type { AllocationResult } from '../../supply/result.ts';
import { cloudClass, deal, expected, supplyCase } from '../../supply/supply.testing.ts';

const usd = centsFromUsd;

/** A rack a day for 12 weeks and a quarter; two queues, three deals, one commitment, supply halved in one future of four. */
export const fixtureCase = supplyCase({
  name: 'a case to be drawn',
  buckets: bucketsOf(12, 1, 28),
  classes: [
    cloudClass({
      queue: Array.from({ length: 6 }, (_, k) => ({ customer: `customer ${k + 1}`, equivalents: 500 })),
      arrivals: bucketsOf(12, 1, 28).map(({ startDay, endDay }) => 30 * (endDay - startDay)),
    }),
    cloudClass({ id: 'research', name: 'research', kind: 'internal', extraWaitDaysMax: 0 }),
  ],
  deals: [
    deal({ id: 'firm', tier: 'ordered', racks: 8, latestDay: 120 }),
    deal({ id: 'offered', tier: 'quoted', racks: 12, siteReadyDay: 60, latestDay: 150 }),
    deal({ id: 'hoped-for', racks: 40, latestDay: 180 }),
  ],
  commitments: [
    {
      id: 'c1',
      customer: 'an anchor customer',
      kind: 'take-or-pay',
      amount: usd(300e6),
      drawn: usd(40e6),
      fromDay: 0,
      untilDay: 150,
      dealIds: ['firm'],
      classIds: ['on-demand'],
    },
  ],
  scenarios: [
    { ...expected, probability: 0.75 },
    {
      id: 'slow',
      name: 'half the slots',
      probability: 0.25,
      capacityFactors: [{ resourceId: 'burn-in', fromDay: -10, factor: 0.5 }],
    },
  ],
});

/** The whole result of allocating the case, with 8 racks more asked about. */
export const fixtureResult = async (): Promise<AllocationResult> => {
  const of = fixtureCase;
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const effort = { solver: await openHighs(), digest, relativeGap: 1e-4, timeLimitSeconds: 20 };
  const baseline = await makeBaseline(of, { ...effort, version: '1', replaces: null });
  if (baseline === null) throw new Error('no baseline');
  const outcome = await allocate(of, { ...effort, baseline });
  if (outcome.kind !== 'planned') throw new Error('nothing planned');
  const { plan, proof } = outcome;
  const change = { generationId: 'g1', bucket: 5, racks: 8 };
  return {
    input: { case: of, assumptions: [], provenance: [], notices: [], tables: [] },
    baseline: { origin: 'made', file: null, baseline },
    earlier: null,
    stated: [
      {
        id: 'a-statement',
        yearly: usd(2e9),
        note: 'more than',
        source: 'https://www.example.com/a/long/path',
        asOf: '2026-05',
        standing: 'vendor',
      },
    ],
    end: {
      kind: 'planned',
      findings: {
        plan,
        proof,
        replays: replayPlan(of, baseline, plan),
        risk: await planRisk(of, plan, baseline, effort),
        quarters: runRate(of, plan),
        drawdowns: drawdowns(of, plan),
        whatIf: { change, price: await priceOfRacks(of, baseline, plan, change, effort) },
      },
    },
  };
};
