import { allocate } from '../allocation/allocate.ts';
import { smallestConflict } from '../allocation/conflict.ts';
import { type AllocationModel, allocationModel } from '../allocation/model.ts';
import { readPlan } from '../allocation/read-plan.ts';
import { isPromised } from '../allocation/shipments.ts';
import type { Deal, SupplyCase } from '../case.ts';
import { withWholeFixed } from '../linear/extend.ts';
import type { LoadedProgram, SolveOptions } from '../linear/program.ts';
import type { AllocationPlan, Conflict, Shipment } from '../plan.ts';
import type { Effort, Future } from './futures.ts';

/** The earliest a deal can be delivered in full without taking anything from what was promised before. */
export interface Earliest {
  /** Day on which its last rack is accepted. */
  readonly day: number;
  readonly bucket: number;
  /** The allocation that delivers it so, and the one without the deal. */
  readonly plan: AllocationPlan;
  readonly without: AllocationPlan;
  /** What keeps it from coming a bucket earlier; empty when its own terms do (site, transport). */
  readonly binding: readonly Conflict[];
}

export type EarliestAnswer =
  | ({ readonly kind: 'possible' } & Earliest)
  | {
      /** Not within its terms and the horizon; what is in the way of the last bucket that would do. */
      readonly kind: 'impossible';
      readonly binding: readonly Conflict[];
      readonly without: AllocationPlan | null;
    };

const solving = ({ relativeGap, timeLimitSeconds }: Effort): SolveOptions => ({
  relativeGap,
  timeLimitSeconds,
});

/** Shipments that were promised before: nobody's may come later because of the deal that is asked about. */
const promisedShipments = (of: SupplyCase, plan: AllocationPlan): Shipment[] => {
  const promised = new Set(of.deals.filter(isPromised).map(({ id }) => id));
  return plan.shipments.filter(({ dealId }) => promised.has(dealId));
};

/** Buckets by whose end the deal's last rack may be finished, in order. */
const bucketsFor = (model: AllocationModel, dealId: string): number[] => {
  const found = model.columns.deals.find(({ deal }) => deal.id === dealId);
  return [...new Set(found?.choices.map(({ bucket }) => bucket))].toSorted((a, b) => a - b);
};

/** Lets the deal's racks be finished by the end of a bucket and no later, in a program that stays loaded. */
const askFor = (loaded: LoadedProgram, model: AllocationModel, deal: Deal, byBucket: number): void => {
  const found = model.columns.deals.find((one) => one.deal.id === deal.id);
  for (const [k, { bucket }] of (found?.choices ?? []).entries())
    loaded.setColumnBounds(
      found?.lots[k] as number,
      0,
      bucket <= byBucket ? Math.floor(deal.racks / deal.lotRacks) : 0,
    );
};

/** First position from which on a monotone test holds; the length when it never does. */
const firstThat = (length: number, holds: (index: number) => boolean): number => {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/**
 * The earliest date for a deal in one future: bisection over buckets on the linear relaxation of a loaded model, then
 * confirmed in whole lots from there on. What was promised to others before, and every class's limit, hold throughout.
 */
export const earliestFor = async (future: Future, deal: Deal, effort: Effort): Promise<EarliestAnswer> => {
  const { baseline } = future;
  const { solver } = effort;
  const others = { ...future.of, deals: future.of.deals.filter(({ id }) => id !== deal.id) };
  const before = await allocate(others, { ...effort, baseline });
  if (before.kind !== 'planned')
    return {
      kind: 'impossible',
      binding: before.kind === 'infeasible' ? before.conflict : [],
      without: null,
    };
  const of = { ...others, deals: [...others.deals, deal] };
  const keep = promisedShipments(others, before.plan);
  const modelBy = (byBucket: number): AllocationModel =>
    allocationModel(of, {
      baseline,
      earlier: null,
      scenario: null,
      keep,
      complete: { dealId: deal.id, byBucket },
    });
  const open = modelBy(of.buckets.length);
  const buckets = bucketsFor(open, deal.id);
  const loaded = await solver.load(open.program);
  let index: number;
  try {
    index = firstThat(buckets.length, (at) => {
      askFor(loaded, open, deal, buckets[at] as number);
      return loaded.solve({ ...solving(effort), relaxed: true }).status === 'optimal';
    });
  } finally {
    loaded.close();
  }
  for (; index < buckets.length; index += 1) {
    const byBucket = buckets[index] as number;
    const model = modelBy(byBucket);
    const solution = await solver.solve(model.program, solving(effort));
    if (solution.values === null) continue;
    const fixed = await solver.solve(withWholeFixed(model.program, solution.values), solving(effort));
    const plan = readPlan(model, solution, fixed);
    const own = plan.shipments.filter(({ dealId }) => dealId === deal.id);
    const previous = buckets[index - 1];
    return {
      kind: 'possible',
      day: own.reduce((last, { acceptedDay }) => Math.max(last, acceptedDay), 0),
      bucket: byBucket,
      plan,
      without: before.plan,
      binding:
        previous === undefined ? [] : await smallestConflict(modelBy(previous), solver, solving(effort)),
    };
  }
  const last = buckets.at(-1);
  return {
    kind: 'impossible',
    binding: last === undefined ? [] : await smallestConflict(modelBy(last), solver, solving(effort)),
    without: before.plan,
  };
};
