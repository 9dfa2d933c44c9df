import { bucketDays } from '../calendar.ts';
import type { Deal, SupplyCase } from '../case.ts';
import { withObjective, withRow, withWholeFixed, worthOf } from '../linear/extend.ts';
import type { LinearProgram, LinearSolver, SolveOptions } from '../linear/program.ts';
import type { Baseline, Conflict, ServiceCurve } from '../plan.ts';
import { smallestConflict } from './conflict.ts';
import { fairFills } from './fairness.ts';
import { type AllocationModel, allocationModel } from './model.ts';
import { solveWithFills } from './whole-lots.ts';

/** SHA-256 of a text, in hexadecimal; given by whoever calls, because the core has no cryptography. */
export type Digest = (text: string) => string;

/** Text that is the same for the same content: keys in order, no spaces. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
};

/** What a baseline depends on: supply and inside demand, and the deals that were signed before. No sale changes it. */
export const supplyDigest = (of: SupplyCase, digest: Digest): string => {
  const { startDate, buckets, generations, resources, classes, reservations } = of;
  const inside = reservations.filter(({ holder }) => holder.kind === 'class');
  return digest(canonical({ startDate, buckets, generations, resources, classes, reservations: inside }));
};

const sign = (unsigned: Omit<Baseline, 'signature'>, digest: Digest): Baseline => ({
  ...unsigned,
  signature: digest(canonical(unsigned)),
});

/** Deals as the baseline sees them: signed before, and without supply that exists only because somebody prepaid. */
const baselineDeals = (of: SupplyCase, dealIds: readonly string[]): Deal[] =>
  of.deals.filter(({ id }) => dealIds.includes(id)).map((deal) => ({ ...deal, created: [] }));

/** How much less than the best a later step may leave an earlier one with, relative to its size. */
const STEP_SLACK = 1e-9;

/**
 * Service curves that are the best and the only ones: among all allocations that are worth the most, the one that serves
 * the first class soonest, then the second, and so on. Earlier buckets count a little more, so that two curves of the
 * same area are not the same.
 */
const uniqueServices = async (
  model: AllocationModel,
  fixed: LinearProgram,
  solver: LinearSolver,
  options: SolveOptions,
): Promise<ServiceCurve[] | null> => {
  const { of, columns } = model;
  let program = fixed;
  let objective = fixed.objective;
  let values: Float64Array | null = null;
  const keep = (found: Float64Array, name: string): void => {
    const best = worthOf(objective, found);
    const terms = [...objective].map((worth, column) => [column, worth] as const);
    program = withRow(program, name, best - STEP_SLACK * Math.max(1, Math.abs(best)), terms, Infinity);
  };
  for (const step of [null, ...of.classes.keys()]) {
    if (step !== null) {
      objective = new Float64Array(program.columns);
      for (const [t, column] of (columns.service[step] ?? []).entries()) {
        const bucket = of.buckets[t];
        if (bucket !== undefined) objective[column] = bucketDays(bucket) * (1 + 0.5 / (t + 1)) * 1e-3;
      }
    }
    const found = await solver.solve(withObjective(program, objective), options);
    if (found.values === null) return values === null ? null : servicesIn(model, values);
    values = found.values;
    keep(found.values, `as good as step ${step ?? 'worth'}`);
  }
  return values === null ? null : servicesIn(model, values);
};

const DIGITS = 1e6;
const servicesIn = ({ of, columns }: AllocationModel, values: Float64Array): ServiceCurve[] =>
  of.classes.map(({ id }, c) => ({
    classId: id,
    cumulative: (columns.service[c] ?? []).map(
      (column) => Math.max(0, Math.floor((values[column] as number) * DIGITS)) / DIGITS,
    ),
  }));

export interface BaselineOptions {
  readonly solver: LinearSolver;
  readonly digest: Digest;
  readonly version: string;
  /** The baseline that a supply event makes obsolete, and the event in words; null for the first. */
  readonly replaces: { readonly baseline: Baseline; readonly event: string } | null;
  readonly timeLimitSeconds: number;
}

/** Gap to which a baseline is solved, whatever a plan asks for: the same case has to give the same baseline. */
const BASELINE_GAP = 1e-4;

/** The allocation without any new outside sale: deals that count as given, and reservations of those and of classes. */
const baselineModel = (of: SupplyCase, dealIds: readonly string[]): AllocationModel =>
  allocationModel(
    {
      ...of,
      reservations: of.reservations.filter(
        ({ holder }) => holder.kind === 'class' || dealIds.includes(holder.id),
      ),
    },
    { deals: baselineDeals(of, dealIds), baseline: null, earlier: null, scenario: null },
  );

const givenDeals = (of: SupplyCase, replaces: BaselineOptions['replaces']): readonly string[] =>
  replaces === null
    ? of.deals.filter(({ inBaseline }) => inBaseline).map(({ id }) => id)
    : replaces.baseline.dealIds;

/** Why not even a baseline can be made: limits that cannot all be kept. Empty when whole lots or time were the reason. */
export const baselineConflict = (
  of: SupplyCase,
  { solver, replaces, timeLimitSeconds }: Omit<BaselineOptions, 'digest' | 'version'>,
): Promise<Conflict[]> =>
  smallestConflict(baselineModel(of, givenDeals(of, replaces)), solver, {
    relativeGap: BASELINE_GAP,
    timeLimitSeconds,
  });

/**
 * Works out, once, how the cloud's classes would be served without any new outside sale, and signs it. Deals that count
 * as given are those of the baseline it replaces, or for the first one those marked so. null when even that is
 * infeasible or nothing was found in time.
 */
export const makeBaseline = async (of: SupplyCase, options: BaselineOptions): Promise<Baseline | null> => {
  const { solver, digest, version, replaces, timeLimitSeconds } = options;
  const dealIds = givenDeals(of, replaces);
  const model = baselineModel(of, dealIds);
  const solving = { relativeGap: BASELINE_GAP, timeLimitSeconds };
  const fills = await fairFills(model, solver, solving);
  if (fills === null) return null;
  const { program, solution } = await solveWithFills(model, fills, solver, solving);
  if (solution.values === null) return null;
  const whole = withWholeFixed(program, solution.values);
  const services = await uniqueServices(model, whole, solver, solving);
  if (services === null) return null;
  return sign(
    {
      version,
      supplyDigest: supplyDigest(of, digest),
      dealIds,
      replaces: replaces === null ? null : { signature: replaces.baseline.signature, event: replaces.event },
      services,
    },
    digest,
  );
};

/** Why a baseline may not be used for a case. */
export type BaselineFault = 'signature' | 'supply-changed' | 'deals-added' | 'classes-differ' | 'curves';

/** How far a curve may fall relative to its size: the solver is that exact, and digits are cut off. */
const CURVE_ROUNDING = 1e-5;

/** Whether each class has one curve, over all buckets, that never falls. */
const curvesFit = (of: SupplyCase, services: readonly ServiceCurve[]): boolean =>
  new Set(services.map(({ classId }) => classId)).size === services.length &&
  services.every(
    ({ cumulative }) =>
      cumulative.length === of.buckets.length &&
      cumulative.every((served, t) => {
        const before = cumulative[t - 1];
        return before === undefined || served >= before - CURVE_ROUNDING * Math.max(1, before);
      }),
  );

/**
 * Checks a signed baseline against a case: unchanged since it was signed, made for this very supply, and the deals
 * it counts as given are those the case does. null when all of that holds.
 */
export const baselineFault = (of: SupplyCase, baseline: Baseline, digest: Digest): BaselineFault | null => {
  const { signature, ...unsigned } = baseline;
  if (digest(canonical(unsigned)) !== signature) return 'signature';
  if (supplyDigest(of, digest) !== baseline.supplyDigest) return 'supply-changed';
  if (of.deals.some(({ id, inBaseline }) => inBaseline !== baseline.dealIds.includes(id)))
    return 'deals-added';
  const known = new Set(baseline.services.map(({ classId }) => classId));
  if (!of.classes.every(({ id }) => known.has(id))) return 'classes-differ';
  return curvesFit(of, baseline.services) ? null : 'curves';
};

/** Relative difference between two curves of the same problem that is the solver's. */
const SAME_CURVE = 1e-3;

/** Whether two baselines serve the classes of the first alike, within what the solver rounds. */
export const servesAlike = (one: Baseline, other: Baseline): boolean =>
  one.services.every(({ classId, cumulative }) => {
    const same = other.services.find((service) => service.classId === classId)?.cumulative;
    return cumulative.every((served, t) => {
      const derived = same?.[t];
      return derived !== undefined && Math.abs(served - derived) <= SAME_CURVE * Math.max(1, derived);
    });
  });
