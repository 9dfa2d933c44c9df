import { describe, expect, it } from 'vitest';
import { centsFromUsd } from '../../quantity/money.ts';
import { bucketsOf } from '../calendar.ts';
import type { Commitment } from '../case.ts';
import type { AllocationPlan } from '../plan.ts';
import { deal, generation, supplyCase } from '../supply.testing.ts';
import { drawdowns } from './drawdown.ts';
import { runRate } from './run-rate.ts';

const usd = centsFromUsd;
const commitment: Commitment = {
  id: 'anchor',
  customer: 'an anchor customer',
  kind: 'take-or-pay',
  amount: usd(100e6),
  drawn: usd(40e6),
  fromDay: 0,
  untilDay: 182,
  dealIds: ['d1'],
  classIds: ['on-demand'],
};

/** Thirteen weeks and a quarter: 8 racks go outside in week 2, 4 and 13 to the cloud. */
const of = supplyCase({
  buckets: bucketsOf(13, 1, 7),
  generations: [generation({ transferPrice: usd(2e6), outsidePrice: usd(3e6), chipsPerRack: 64 })],
  deals: [deal({ racks: 8, accepts: [{ generationId: 'g1', pricePerRack: usd(4e6) }] })],
  commitments: [commitment],
});
const given = of.buckets.map(({ index }) => (index === 0 ? 4 : index === 13 ? 13 : 0));
const plan: AllocationPlan = {
  shipments: [{ dealId: 'd1', generationId: 'g1', bucket: 1, racks: 8, readyDay: 14, acceptedDay: 28 }],
  shortfalls: [],
  built: [],
  stock: [],
  spares: [],
  served: [[given]],
  queues: [],
  services: [],
  bottlenecks: [],
  objective: usd(0),
};

describe('the run rate of a plan', () => {
  const quarters = runRate(of, plan);

  it('adds up volume and mix of each quarter, in racks and chips', () => {
    expect(quarters).toHaveLength(2);
    expect(quarters[0]).toMatchObject({ fromDate: '2027-01-04', untilDate: '2027-04-04', days: 91 });
    expect(quarters[0]?.generations[0]).toMatchObject({
      outsideRacks: 8,
      insideRacks: 4,
      outsideChips: 512,
      insideChips: 256,
    });
    expect(quarters[0]?.outsideShare).toBeCloseTo(8 / 12, 12);
  });

  it('tells inside racks at the transfer price from the same racks at the outside price, by the year', () => {
    // 8 x 4 M outside, 4 x 2 M or 4 x 3 M inside, in 91 of 365 days.
    expect(quarters[0]?.yearlyAtTransferPrice).toBe(usd(Math.round(((40e6 * 365) / 91) * 100) / 100));
    expect(quarters[0]?.yearlyAtOutsidePrice).toBe(usd(Math.round(((44e6 * 365) / 91) * 100) / 100));
    expect(quarters[0]?.yearlyOutside).toBe(usd(Math.round(((32e6 * 365) / 91) * 100) / 100));
    expect(quarters[1]?.yearlyOutside).toBe(0);
  });
});

describe('commitments', () => {
  it('are drawn down by deliveries at their prices, until they are used up', () => {
    // 60 M are left: 4 x 2 M on day 7, 8 x 4 M on day 28, and 13 x 2 M by the end of the quarter, day 182.
    const [drawdown] = drawdowns(of, plan);
    expect(drawdown).toMatchObject({ drawnByPlan: usd(60e6), left: 0, drawnInFullDay: 182, payable: 0 });
  });

  it('leave what nobody took to be paid for at their end', () => {
    const [drawdown] = drawdowns({ ...of, commitments: [{ ...commitment, untilDay: 100 }] }, plan);
    expect(drawdown).toMatchObject({ drawnByPlan: usd(40e6), left: usd(20e6), payable: usd(20e6) });
    const [prepaid] = drawdowns(
      { ...of, commitments: [{ ...commitment, kind: 'prepaid', untilDay: 100 }] },
      plan,
    );
    expect(prepaid?.payable).toBe(0);
    const [later] = drawdowns(
      { ...of, commitments: [{ ...commitment, amount: usd(900e6), untilDay: 999 }] },
      plan,
    );
    expect(later?.payable).toBeNull();
  });
});
