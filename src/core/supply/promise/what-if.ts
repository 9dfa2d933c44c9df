import { lotsBefore } from '../allocation/columns.ts';
import { type AllocationModel, allocationModel } from '../allocation/model.ts';
import { bucketDays } from '../calendar.ts';
import type { SupplyCase } from '../case.ts';
import { withColumnBounds, withObjective } from '../linear/extend.ts';
import type { LinearProgram, LinearSolution, LoadedProgram, SolveOptions } from '../linear/program.ts';
import type { AllocationPlan, Baseline, ServiceCurve } from '../plan.ts';
import type { ClassReplay } from '../replay/outcome.ts';
import { replayClass } from '../replay/replay.ts';
import type { Effort } from './futures.ts';

/** What racks more or fewer for outside buyers do to everybody who waits inside. */
export interface RackPrice {
  readonly generationId: string;
  readonly bucket: number;
  /** Racks more that leave for outside; negative: fewer. */
  readonly racks: number;
  /** Capacity equivalents times days of waiting that this adds, over all classes; negative: takes off. */
  readonly addedEquivalentDays: number;
  /** The same per rack, in days in which a whole rack is missing. */
  readonly addedRackDaysPerRack: number;
  /** True when what is missing is never made up for within the buckets: the figure is a least value. */
  readonly horizonBound: boolean;
  /** Classes whose limit would be broken, the most patient first: the racks are not there with all limits kept. */
  readonly limitsBroken: readonly string[];
  /** Service of each class with the racks gone, and without, shared out for the least total wait. */
  readonly before: readonly ServiceCurve[];
  readonly after: readonly ServiceCurve[];
  readonly replaysBefore: readonly ClassReplay[];
  readonly replays: readonly ClassReplay[];
}

/** Worth of service as waiting that it takes away: equivalents times days, every class alike. */
const waitingObjective = ({ of, columns, program }: AllocationModel): Float64Array => {
  const objective = new Float64Array(program.columns);
  for (const service of columns.service)
    for (const [t, column] of service.entries()) {
      const [bucket, next] = [of.buckets[t], of.buckets[t + 1]];
      if (bucket === undefined) continue;
      objective[column] = (bucketDays(bucket) + (next === undefined ? 0 : bucketDays(next))) / 2;
    }
  return objective;
};

const withShipmentsHeld = (model: AllocationModel, plan: AllocationPlan): LinearProgram => {
  const bounds = new Map<number, readonly [number, number]>();
  for (const { deal, choices, lots, taken } of model.columns.deals) {
    for (const [k, choice] of choices.entries()) {
      const held = lotsBefore(plan.shipments, deal, choice);
      bounds.set(lots[k] as number, [held, held]);
    }
    const delivered = plan.shipments.some(({ dealId }) => dealId === deal.id);
    if (taken !== null) bounds.set(taken, delivered ? [1, 1] : [0, 0]);
  }
  return { ...withColumnBounds(model.program, bounds), integer: new Uint8Array(model.program.columns) };
};

const servicesOf = ({ of, columns }: AllocationModel, values: Float64Array): ServiceCurve[] =>
  of.classes.map(({ id }, c) => ({
    classId: id,
    cumulative: (columns.service[c] ?? []).map((column) => values[column] as number),
  }));

const ROUNDING = 1e-6;

const replaysOf = (of: SupplyCase, baseline: Baseline, services: readonly ServiceCurve[]): ClassReplay[] =>
  of.classes.map((cloudClass, c) => {
    const before = baseline.services.find(({ classId }) => classId === cloudClass.id);
    const after = services[c];
    if (before === undefined || after === undefined)
      throw new RangeError(`Nothing is known of the service to class ${cloudClass.id}`);
    const { cumulative } = after;
    return replayClass({ cloudClass, buckets: of.buckets, baseline: before.cumulative, plan: cumulative });
  });

/** Whether what is missing, or there besides, is still so at the end of the last bucket. */
const differsAtEnd = (before: readonly ServiceCurve[], after: readonly ServiceCurve[]): boolean => {
  const total = (curves: readonly ServiceCurve[]): number =>
    curves.reduce((sum, { cumulative }) => sum + (cumulative.at(-1) as number), 0);
  return Math.abs(total(before) - total(after)) > ROUNDING;
};

/** Solves, and where limits are in the way gives them up one by one, the most patient class first. */
const solveWithin = (
  loaded: LoadedProgram,
  model: AllocationModel,
  options: SolveOptions,
): { readonly solution: LinearSolution; readonly limitsBroken: readonly string[] } => {
  const limits = model.of.classes
    .toSorted((a, b) => b.extraWaitDaysMax - a.extraWaitDaysMax)
    .flatMap((one) => model.limits.filter(({ kind, id }) => kind === 'class-limit' && id === one.id));
  let solution = loaded.solve(options);
  const limitsBroken: string[] = [];
  for (const limit of limits) {
    if (solution.values !== null) break;
    for (const { index, liftedLower, liftedUpper } of limit.rows)
      loaded.setRowBounds(index, liftedLower, liftedUpper);
    limitsBroken.push(limit.id);
    solution = loaded.solve(options);
  }
  return { solution, limitsBroken };
};

/** Racks of a generation that leave for outside buyers in a bucket. */
const leavingRacks = (
  plan: AllocationPlan,
  { generationId, bucket }: { readonly generationId: string; readonly bucket: number },
): number =>
  plan.shipments
    .filter((one) => one.generationId === generationId && one.bucket === bucket)
    .reduce((sum, { racks }) => sum + racks, 0);

/**
 * The price of racks in waiting: the least total wait with a plan's shipments held and every limit kept, solved once as it
 * is and once with racks more or fewer leaving in one bucket. One-sided and solved anew, because at a corner of the
 * problem the dual value can belong to the other direction. Where limits are in the way, says which. null when the racks
 * are not there at all, or not so many leave in that bucket as are to stay.
 */
export const priceOfRacks = async (
  of: SupplyCase,
  baseline: Baseline,
  plan: AllocationPlan,
  change: { readonly generationId: string; readonly bucket: number; readonly racks: number },
  { solver, relativeGap, timeLimitSeconds }: Effort,
): Promise<RackPrice | null> => {
  const g = of.generations.findIndex(({ id }) => id === change.generationId);
  const generation = of.generations[g];
  if (generation === undefined || of.buckets[change.bucket] === undefined)
    throw new RangeError(`No generation ${change.generationId} or bucket ${change.bucket}`);
  if (leavingRacks(plan, change) + change.racks < 0) return null;
  const model = allocationModel(of, { baseline, earlier: null, scenario: null });
  const program = withObjective(withShipmentsHeld(model, plan), waitingObjective(model));
  const loaded = await solver.load(program);
  const options = { relativeGap, timeLimitSeconds, relaxed: true };
  try {
    const before = loaded.solve(options);
    if (before.values === null) return null;
    const servicesBefore = servicesOf(model, before.values);
    const row = model.balanceRows[g]?.[change.bucket] as number;
    const right = program.rowLower[row] as number;
    loaded.setRowBounds(row, right - change.racks, right - change.racks);
    const { solution, limitsBroken } = solveWithin(loaded, model, options);
    if (solution.values === null) return null;
    const added = before.objective - solution.objective;
    const services = servicesOf(model, solution.values);
    return {
      ...change,
      addedEquivalentDays: added,
      addedRackDaysPerRack: added / (change.racks * generation.capacityPerRack),
      horizonBound: differsAtEnd(servicesBefore, services),
      limitsBroken,
      before: servicesBefore,
      after: services,
      replaysBefore: replaysOf(of, baseline, servicesBefore),
      replays: replaysOf(of, baseline, services),
    };
  } finally {
    loaded.close();
  }
};
