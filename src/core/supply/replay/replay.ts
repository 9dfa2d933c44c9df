import type { Bucket, CloudClass, SupplyCase } from '../case.ts';
import type { AllocationPlan, Baseline } from '../plan.ts';
import type { ClassReplay, ReplayedCustomer, ReplayedRequest } from './outcome.ts';

/** Equivalents below which two amounts of service are the same; sums over hundreds of buckets differ by less. */
const TOLERANCE = 1e-6;

/** Capacity equivalents served up to the end of each bucket. */
export type CumulativeService = readonly number[];

export interface ReplayInput {
  readonly cloudClass: Pick<CloudClass, 'id' | 'queue' | 'arrivals' | 'extraWaitDaysMax'>;
  readonly buckets: readonly Bucket[];
  readonly baseline: CumulativeService;
  readonly plan: CumulativeService;
}

/** Service up to the end of every day, from service up to the end of every bucket: within a bucket each day gives the same. */
const daily = (buckets: readonly Bucket[], cumulative: CumulativeService): Float64Array => {
  const last = buckets.at(-1)?.endDay;
  const days = new Float64Array(last === undefined ? 0 : last);
  let before = 0;
  for (const [index, { startDay, endDay }] of buckets.entries()) {
    const after = cumulative[index];
    if (after === undefined) throw new RangeError(`No service is given for bucket ${index}`);
    for (let day = startDay; day < endDay; day += 1)
      days[day] = before + ((after - before) * (day + 1 - startDay)) / (endDay - startDay);
    before = after;
  }
  return days;
};

/** First day by whose end a unit of the queue is served; null when that does not happen in the days given. */
const servedOn = (days: Float64Array, unit: number): number | null => {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] as number) >= unit - TOLERANCE) high = middle;
    else low = middle + 1;
  }
  return low === days.length ? null : low;
};

interface Waiting {
  readonly customer: string;
  readonly arrivedDay: number;
  readonly equivalents: number;
  /** Position in the queue of its last unit, counted in equivalents from the front of day 0. */
  readonly lastUnit: number;
}

/** Everybody who waits or will come, in order of arrival: who waits on day 0, then each day's arrivals. */
const waitingLine = ({ cloudClass, buckets }: ReplayInput): Waiting[] => {
  const line: Waiting[] = [];
  let units = 0;
  const join = (customer: string, arrivedDay: number, equivalents: number): void => {
    if (!(equivalents > 0)) return;
    units += equivalents;
    line.push({ customer, arrivedDay, equivalents, lastUnit: units });
  };
  for (const { customer, equivalents } of cloudClass.queue) join(customer, 0, equivalents);
  for (const { index, startDay, endDay } of buckets) {
    const arrivals = cloudClass.arrivals[index];
    if (arrivals === undefined) throw new RangeError(`No arrivals are given for bucket ${index}`);
    for (let day = startDay; day < endDay; day += 1)
      join(`arrivals of day ${day}`, day, arrivals / (endDay - startDay));
  }
  return line;
};

/** Somebody's day of service in the baseline and in the plan. */
type Turn = ReplayedRequest & { readonly extraDays: number | null };

const turnOf = (waiting: Waiting, unit: number, before: number, plan: Float64Array): Turn => {
  const servedDay = servedOn(plan, unit);
  return {
    customer: waiting.customer,
    arrivedDay: waiting.arrivedDay,
    baselineDay: before,
    servedDay,
    extraDays: servedDay === null ? null : servedDay - before,
  };
};

const longer = (one: Turn, other: Turn | null): boolean => {
  if (other === null || one.extraDays === null) return other?.extraDays !== null;
  return other.extraDays !== null && one.extraDays > other.extraDays;
};

/** Turns of the last unit that each day of the baseline serves: the one of that day that can wait longest in the plan. */
const turnsOf = (
  line: readonly Waiting[],
  baseline: Float64Array,
  plan: Float64Array,
  horizon: number,
): Turn[] => {
  const turns: Turn[] = [];
  const all = line.at(-1)?.lastUnit;
  let at = 0;
  let served = 0;
  for (let day = 0; all !== undefined && day < horizon; day += 1) {
    const unit = Math.min(all, baseline[day] as number);
    if (unit <= served + TOLERANCE) continue;
    served = unit;
    while (at < line.length - 1 && (line[at] as Waiting).lastUnit < unit - TOLERANCE) at += 1;
    turns.push(turnOf(line[at] as Waiting, unit, day, plan));
  }
  return turns;
};

/** Longest extra wait among the units from one position of the queue to another, over the days of the baseline's horizon. */
const longestExtra = (
  from: number,
  until: number,
  baseline: Float64Array,
  plan: Float64Array,
  horizon: number,
): ReplayedCustomer['extra'] => {
  const first = servedOn(baseline, Math.min(until, from + 2 * TOLERANCE));
  let most: number | null = null;
  for (let day = first; day !== null && day < horizon; day += 1) {
    const unit = Math.min(until, baseline[day] as number);
    const served = servedOn(plan, unit);
    if (served === null) return { kind: 'lost' };
    if (most === null || served - day > most) most = served - day;
    if (unit >= until - TOLERANCE) break;
  }
  return most === null ? { kind: 'not-counted' } : { kind: 'days', days: most };
};

/**
 * Everybody who waits on day 0 or comes later, in order, with the day on which the last of what they wait for is served in
 * the baseline and in the plan, and the longest extra wait of any part of it. Arrivals of a day count as one customer.
 */
export const replayLine = (input: ReplayInput): ReplayedCustomer[] => {
  const horizon = input.buckets.reduce((end, bucket) => (bucket.planned ? bucket.endDay : end), 0);
  const baseline = daily(input.buckets, input.baseline);
  const plan = daily(input.buckets, input.plan);
  return waitingLine(input).map(({ customer, arrivedDay, equivalents, lastUnit }) => ({
    customer,
    arrivedDay,
    equivalents,
    baselineDay: servedOn(baseline, lastUnit),
    servedDay: servedOn(plan, lastUnit),
    extra: longestExtra(lastUnit - equivalents, lastUnit, baseline, plan, horizon),
  }));
};

/**
 * How much longer somebody waits who is served on a day of the baseline: the last of that day, who can wait longest. Days on
 * which the baseline serves nobody are left out; null where the plan does not serve them any more.
 */
export const extraWaitByDay = (
  input: ReplayInput,
): { readonly day: number; readonly extraDays: number | null }[] => {
  const horizon = input.buckets.reduce((end, bucket) => (bucket.planned ? bucket.endDay : end), 0);
  const baseline = daily(input.buckets, input.baseline);
  const plan = daily(input.buckets, input.plan);
  return turnsOf(waitingLine(input), baseline, plan, horizon).map(({ baselineDay, extraDays }) => ({
    day: baselineDay,
    extraDays,
  }));
};

const deficitOf = (baseline: Float64Array, plan: Float64Array, horizon: number) => {
  let equivalentDays = 0;
  let lastBehind = -1;
  for (let day = 0; day < horizon; day += 1) {
    const behind = (baseline[day] as number) - (plan[day] as number);
    if (behind <= TOLERANCE) continue;
    equivalentDays += behind;
    lastBehind = day;
  }
  return { equivalentDays, recoveredDay: lastBehind === horizon - 1 ? null : lastBehind + 1 };
};

/**
 * Serves one class's queue first in, first out, day by day, once as the baseline does and once as the plan does, and
 * compares whoever waits. Counts everybody whom the baseline serves within the planned horizon; somebody whom the plan
 * does not serve before the last bucket ends makes the longest wait unknown (null) and the limit broken. Waits are whole
 * days from the last of each day, which a plan whose curve keeps a limit of whole days never exceeds.
 */
export const replayClass = (input: ReplayInput): ClassReplay => {
  const { cloudClass, buckets } = input;
  const horizon = buckets.reduce((end, bucket) => (bucket.planned ? bucket.endDay : end), 0);
  const baseline = daily(buckets, input.baseline);
  const plan = daily(buckets, input.plan);
  const line = waitingLine(input);
  let worst: Turn | null = null;
  for (const turn of turnsOf(line, baseline, plan, horizon)) if (longer(turn, worst)) worst = turn;
  const { equivalentDays, recoveredDay } = deficitOf(baseline, plan, horizon);
  const extraWaitDaysMax =
    worst === null ? 0 : worst.extraDays === null ? null : Math.max(0, worst.extraDays);
  return {
    classId: cloudClass.id,
    limitDays: cloudClass.extraWaitDaysMax,
    extraWaitDaysMax,
    worst,
    extraEquivalentDays: equivalentDays,
    recoveredDay,
    requests: line.length,
    kept: extraWaitDaysMax !== null && extraWaitDaysMax <= cloudClass.extraWaitDaysMax,
  };
};

/** Service to one class up to the end of each bucket, added up from the racks a plan gives it. */
export const serviceFromRacks = (
  racks: readonly (readonly number[])[],
  capacityPerRack: readonly number[],
  buckets: readonly Bucket[],
): number[] => {
  let total = 0;
  return buckets.map(({ index }) => {
    for (const [generation, byBucket] of racks.entries()) {
      const [given, each] = [byBucket[index], capacityPerRack[generation]];
      if (given === undefined || each === undefined)
        throw new RangeError(`No racks are given for generation ${generation}, bucket ${index}`);
      total += given * each;
    }
    return total;
  });
};

/** Replays every class of a case. Reads the racks of the plan, not what the plan says of its own service. */
export const replayPlan = (of: SupplyCase, baseline: Baseline, plan: AllocationPlan): ClassReplay[] => {
  const capacityPerRack = of.generations.map((generation) => generation.capacityPerRack);
  return of.classes.map((cloudClass, index) => {
    const before = baseline.services.find(({ classId }) => classId === cloudClass.id);
    const racks = plan.served[index];
    if (before === undefined || racks === undefined)
      throw new RangeError(`Baseline or plan says nothing about class ${cloudClass.id}`);
    return replayClass({
      cloudClass,
      buckets: of.buckets,
      baseline: before.cumulative,
      plan: serviceFromRacks(racks, capacityPerRack, of.buckets),
    });
  });
};
