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

/** How one future comes out; null where not even what was signed can be served in it, or nothing was found in time. */
interface FutureOutcome {
  readonly scenario: SupplyScenario;
  readonly plan: AllocationPlan | null;
}

const outcomesOf = async (
  of: SupplyCase,
  plan: AllocationPlan,
  baseline: Baseline,
  effort: Effort,
): Promise<FutureOutcome[]> => {
  const { futures, impossible } = await futuresOf(of, baseline, effort);
  const outcomes: FutureOutcome[] = [];
  for (const [index, future] of futures.entries()) {
    effort.onStep?.(`deliveries in future ${index + 1} of ${futures.length}: ${future.scenario.name}`);
    const outcome = await allocateFuture(future, effort, plan.shipments);
    outcomes.push({ scenario: future.scenario, plan: outcome.kind === 'planned' ? outcome.plan : null });
  }
  return [...outcomes, ...impossible.map((scenario) => ({ scenario, plan: null }))];
};

const racksPlanned = (plan: AllocationPlan, dealId: string): number =>
  plan.shipments.filter((one) => one.dealId === dealId).reduce((sum, { racks }) => sum + racks, 0);

const missingIn = ({ plan: future }: FutureOutcome, plan: AllocationPlan, dealId: string): number =>
  future === null ? racksPlanned(plan, dealId) : missingOf(plan.shipments, future.shipments, dealId);

const datesOf = (
  of: SupplyCase,
  plan: AllocationPlan,
  outcomes: readonly FutureOutcome[],
  dealId: string,
): PromiseDates => {
  const days = outcomes.map(({ scenario, plan: future }) => ({
    value: future === null ? null : completionDay(of, future, dealId),
    probability: scenario.probability,
  }));
  const missing = outcomes.map((outcome) => ({
    value: missingIn(outcome, plan, dealId),
    probability: outcome.scenario.probability,
  }));
  const planned = racksPlanned(plan, dealId);
  return {
    dealId,
    p50Day: quantile(days, 0.5),
    p80Day: quantile(days, 0.8),
    p95Day: quantile(days, RISKY_SHARE),
    firmRacks: planned - Math.min(planned, quantile(missing, RISKY_SHARE) ?? planned),
  };
};

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
  const outcomes = await outcomesOf(of, plan, baseline, effort);
  const deals = [...new Set(plan.shipments.map(({ dealId }) => dealId))];
  const shortfalls = outcomes.map((outcome) => ({
    scenario: outcome.scenario,
    value: deals.reduce((sum, id) => sum + missingIn(outcome, plan, id), 0),
    probability: outcome.scenario.probability,
  }));
  return {
    dates: of.deals.map(({ id }) => datesOf(of, plan, outcomes, id)),
    expectedShortfallRacks: expectation(shortfalls),
    tailShortfallRacks: tailMean(shortfalls, RISKY_SHARE),
    scenarios: shortfalls.map(({ scenario, value }) => ({ scenario, shortfallRacks: value })),
    impossible: outcomes.filter((one) => one.plan === null).map(({ scenario }) => scenario),
  };
};
