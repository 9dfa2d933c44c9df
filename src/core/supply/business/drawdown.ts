import { type Cents, cents } from '../../quantity/money.ts';
import { horizonDay } from '../calendar.ts';
import type { Commitment, SupplyCase } from '../case.ts';
import type { AllocationPlan } from '../plan.ts';

/** How far a plan draws a commitment down. */
export interface Drawdown {
  readonly commitmentId: string;
  readonly customer: string;
  readonly amount: Cents;
  readonly drawnBefore: Cents;
  /** By deliveries of the plan inside the commitment's days. */
  readonly drawnByPlan: Cents;
  readonly left: Cents;
  /** First day by whose end it is drawn in full; null when the plan does not get there. */
  readonly drawnInFullDay: number | null;
  /** What is payable all the same at its end: of take-or-pay that ends within the horizon; null when it ends later. */
  readonly payable: Cents | null;
}

interface Draw {
  readonly day: number;
  readonly amount: number;
}

const dealDraws = (of: SupplyCase, plan: AllocationPlan, commitment: Commitment): Draw[] =>
  plan.shipments
    .filter(({ dealId }) => commitment.dealIds.includes(dealId))
    .map(({ dealId, generationId, racks, acceptedDay }) => {
      const price = of.deals
        .find(({ id }) => id === dealId)
        ?.accepts.find((one) => one.generationId === generationId)?.pricePerRack;
      if (price === undefined) throw new RangeError(`${dealId} does not buy ${generationId}`);
      return { day: acceptedDay, amount: racks * price };
    });

/** Classes draw at the transfer price; a class that several commitments name draws on each of them alike. */
const classDraws = (of: SupplyCase, plan: AllocationPlan, commitment: Commitment): Draw[] =>
  of.classes.flatMap(({ id }, c) => {
    if (!commitment.classIds.includes(id)) return [];
    const sharers = of.commitments.filter(({ classIds }) => classIds.includes(id)).length;
    return of.generations.flatMap(({ transferPrice }, g) =>
      (plan.served[c]?.[g] ?? []).flatMap((racks, t): Draw[] => {
        const bucket = of.buckets[t];
        return bucket === undefined || !bucket.planned || racks === 0
          ? []
          : [{ day: bucket.endDay, amount: (racks * transferPrice) / sharers }];
      }),
    );
  });

const drawdownOf = (of: SupplyCase, plan: AllocationPlan, commitment: Commitment): Drawdown => {
  const { id, customer, kind, amount, drawn, fromDay, untilDay } = commitment;
  const draws = [...dealDraws(of, plan, commitment), ...classDraws(of, plan, commitment)]
    .filter(({ day }) => fromDay <= day && day <= untilDay)
    .toSorted((a, b) => a.day - b.day);
  let total: number = drawn;
  let drawnInFullDay: number | null = total >= amount ? 0 : null;
  for (const one of draws) {
    total += one.amount;
    if (drawnInFullDay === null && total >= amount) drawnInFullDay = one.day;
  }
  const byPlan = Math.round(Math.min(Math.max(0, amount - drawn), total - drawn));
  const left = cents(Math.max(0, amount - drawn - byPlan));
  const ends = untilDay <= horizonDay(of.buckets);
  return {
    commitmentId: id,
    customer,
    amount,
    drawnBefore: drawn,
    drawnByPlan: cents(byPlan),
    left,
    drawnInFullDay,
    payable: ends ? (kind === 'take-or-pay' ? left : cents(0)) : null,
  };
};

/** What a plan does for every commitment of a case. */
export const drawdowns = (of: SupplyCase, plan: AllocationPlan): Drawdown[] =>
  of.commitments.map((commitment) => drawdownOf(of, plan, commitment));
