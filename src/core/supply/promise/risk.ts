import type { SupplyCase, SupplyScenario } from '../case.ts';
import type { AllocationPlan, Baseline, Shipment } from '../plan.ts';
import { allocateFuture, completionDay, type Effort, futuresOf } from './futures.ts';
import { expectation, quantile, tailMean } from './quantile.ts';

/** By when a deal is delivered in full, over all futures of supply; null: not within the horizon. */
export interface PromiseDates {
  readonly dealId: string;
  readonly p50Day: number | null;
  readonly p80Day: number | null;
  readonly p95Day: number | null;
  /** Racks that every future but the worst 5 % delivers by the day the plan says. */
  readonly firmRacks: number;
}

/** How a plan made on expected supply fares when supply comes out differently. */
export interface PlanRisk {
  readonly dates: readonly PromiseDates[];
  /** Racks of the plan that are missing on the day they were planned for: mean, and mean of the worst 5 % of futures. */
  readonly expectedShortfallRacks: number;
  readonly tailShortfallRacks: number;
  readonly scenarios: readonly {
    readonly scenario: SupplyScenario;
    readonly shortfallRacks: number;
  }[];
  /** Futures in which not even what was signed can be served, and those in which nothing was found in time. */
  readonly impossible: readonly SupplyScenario[];
}

const deliveredBy = (shipments: readonly Shipment[], dealId: string, day: number): number =>
  shipments
    .filter((one) => one.dealId === dealId && one.acceptedDay <= day)
    .reduce((sum, { racks }) => sum + racks, 0);

/** Racks a future delivers of what a plan says, each shipment counted on its planned day. */
const keptOf = (planned: readonly Shipment[], future: readonly Shipment[], dealId: string): number[] => {
  const own = planned
    .filter((one) => one.dealId === dealId)
    .toSorted((a, b) => a.acceptedDay - b.acceptedDay);
  return own.map(({ acceptedDay }) =>
    Math.min(deliveredBy(own, dealId, acceptedDay), deliveredBy(future, dealId, acceptedDay)),
  );
};

/** Racks missing at the worst of a deal's planned days. */
const missingOf = (planned: readonly Shipment[], future: readonly Shipment[], dealId: string): number => {
  const own = planned
    .filter((one) => one.dealId === dealId)
    .toSorted((a, b) => a.acceptedDay - b.acceptedDay);
  const kept = keptOf(planned, future, dealId);
  return own.reduce(
    (most, { acceptedDay }, k) => Math.max(most, deliveredBy(own, dealId, acceptedDay) - (kept[k] as number)),
    0,
  );
};

const RISKY_SHARE = 0.95;

/**
 * Allocates every future of supply anew, keeping to the plan where that is cheapest, and compares with what was planned:
 * dates that hold with 50, 80 and 95 % probability, racks that are firm, and how much is missing on average and in the
 * worst 5 %.
 */
export const planRisk = async (
  of: SupplyCase,
  plan: AllocationPlan,
  baseline: Baseline,
  effort: Effort,
): Promise<PlanRisk> => {
  const { futures, impossible } = await futuresOf(of, baseline, effort);
  const lost = [...impossible];
  const outcomes: { scenario: SupplyScenario; plan: AllocationPlan }[] = [];
  for (const future of futures) {
    const outcome = await allocateFuture(future, effort, plan.shipments);
    if (outcome.kind === 'planned') outcomes.push({ scenario: future.scenario, plan: outcome.plan });
    else lost.push(future.scenario);
  }
  const deals = [...new Set(plan.shipments.map(({ dealId }) => dealId))];
  const plannedRacks = plan.shipments.reduce((sum, { racks }) => sum + racks, 0);
  const shortfalls = [
    ...outcomes.map(({ scenario, plan: future }) => ({
      scenario,
      value: deals.reduce((sum, id) => sum + missingOf(plan.shipments, future.shipments, id), 0),
      probability: scenario.probability,
    })),
    ...lost.map((scenario) => ({ scenario, value: plannedRacks, probability: scenario.probability })),
  ];
  const dates = of.deals.map(({ id }): PromiseDates => {
    const days = [
      ...outcomes.map(({ scenario, plan: future }) => ({
        value: completionDay(of, future, id),
        probability: scenario.probability,
      })),
      ...lost.map(({ probability }) => ({ value: null, probability })),
    ];
    const missing = [
      ...outcomes.map(({ scenario, plan: future }) => ({
        value: missingOf(plan.shipments, future.shipments, id),
        probability: scenario.probability,
      })),
      ...lost.map(({ probability }) => ({
        value: plan.shipments.filter((one) => one.dealId === id).reduce((sum, { racks }) => sum + racks, 0),
        probability,
      })),
    ];
    const planned = plan.shipments
      .filter((one) => one.dealId === id)
      .reduce((sum, { racks }) => sum + racks, 0);
    return {
      dealId: id,
      p50Day: quantile(days, 0.5),
      p80Day: quantile(days, 0.8),
      p95Day: quantile(days, RISKY_SHARE),
      firmRacks: planned - Math.min(planned, quantile(missing, RISKY_SHARE) ?? planned),
    };
  });
  return {
    dates,
    expectedShortfallRacks: expectation(shortfalls),
    tailShortfallRacks: tailMean(shortfalls, RISKY_SHARE),
    scenarios: shortfalls.map(({ scenario, value }) => ({ scenario, shortfallRacks: value })),
    impossible: lost,
  };
};
