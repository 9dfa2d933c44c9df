import { allocate } from '../allocation/allocate.ts';
import { type Digest, makeBaseline } from '../allocation/baseline.ts';
import { capacityIn } from '../capacity.ts';
import type { SupplyCase, SupplyScenario } from '../case.ts';
import type { LinearSolver } from '../linear/program.ts';
import type { AllocationOutcome, AllocationPlan, Baseline, Shipment } from '../plan.ts';

/** What every question about supply that may come out differently needs. */
export interface Effort {
  readonly solver: LinearSolver;
  readonly digest: Digest;
  readonly relativeGap: number;
  readonly timeLimitSeconds: number;
  /** Told what is being worked on, in words. */
  readonly onStep?: (words: string) => void;
}

/** One future of supply as a case of its own, with how the cloud would be served in it without new outside sales. */
export interface Future {
  readonly scenario: SupplyScenario;
  readonly of: SupplyCase;
  readonly baseline: Baseline;
}

/** The case as it would be if one scenario came true for sure. */
export const caseIn = (of: SupplyCase, scenario: SupplyScenario): SupplyCase => ({
  ...of,
  resources: of.resources.map((resource) => ({
    ...resource,
    capacity: capacityIn(resource.capacity, resource.id, scenario),
  })),
  scenarios: [{ ...scenario, probability: 1, capacityFactors: [] }],
});

/**
 * Every future of a case with its own baseline: less supply makes the cloud wait whether or not anything is sold outside,
 * and the guard is about what sales add to that. Futures in which not even the baseline can be kept are left out and
 * named.
 */
export const futuresOf = async (
  of: SupplyCase,
  signed: Baseline,
  effort: Effort,
): Promise<{ readonly futures: Future[]; readonly impossible: SupplyScenario[] }> => {
  const futures: Future[] = [];
  const impossible: SupplyScenario[] = [];
  for (const [index, scenario] of of.scenarios.entries()) {
    effort.onStep?.(`waits in future ${index + 1} of ${of.scenarios.length}: ${scenario.name}`);
    const inside = caseIn(of, scenario);
    const event = `if supply comes out as "${scenario.name}"`;
    const version = `${signed.version}/${scenario.id}`;
    const baseline = await makeBaseline(inside, {
      ...effort,
      version,
      replaces: { baseline: signed, event },
    });
    if (baseline === null) impossible.push(scenario);
    else futures.push({ scenario, of: inside, baseline });
  }
  return { futures, impossible };
};

/** Allocates a future by itself; shipments of an earlier plan are moved only at a cost. */
export const allocateFuture = async (
  future: Future,
  effort: Effort,
  earlier: readonly Shipment[] | null,
): Promise<AllocationOutcome> => {
  const { solver, relativeGap, timeLimitSeconds } = effort;
  const unfrozen = { ...future.of, policy: { ...future.of.policy, frozenDays: 0 } };
  return allocate(unfrozen, {
    solver,
    baseline: future.baseline,
    relativeGap,
    timeLimitSeconds,
    ...(earlier === null ? {} : { earlier }),
  });
};

/** Day on which the last rack of a deal is accepted; null unless all of it is delivered. */
export const completionDay = (of: SupplyCase, plan: AllocationPlan, dealId: string): number | null => {
  const racks = of.deals.find(({ id }) => id === dealId)?.racks;
  const own = plan.shipments.filter((one) => one.dealId === dealId);
  if (racks === undefined || own.reduce((sum, one) => sum + one.racks, 0) < racks) return null;
  return own.reduce((last, { acceptedDay }) => Math.max(last, acceptedDay), 0);
};
