import { type Memo, type MemoKey, NO_MEMO } from '../../memo.ts';
import type { ModelArchitecture, StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { ParetoPoint, ServingLayout } from '../outcome.ts';
import type { InferenceConstants } from './constants.ts';
import { type DisaggregatedPoint, disaggregatedPoint, poolRate, pools } from './disaggregated.ts';
import { type Reserve, unitsFor, unitsWithSpares } from './fleet.ts';
import { possibleLayouts } from './layouts.ts';
import { type ModelLoad, modelLoad } from './load.ts';
import { type OpenLoopTraffic, openLoopAt } from './open-loop.ts';
import {
  highestLoad,
  type LatencyLimits,
  type LayoutModel,
  latencyRatio,
  layoutModel,
  type Prepared,
  prepareModel,
} from './operating-point.ts';

/** What decides which layouts there are and what each of them costs. */
export interface LayoutInput {
  readonly machine: Machine;
  readonly model: ModelArchitecture;
  readonly weightFormat: StorageFormat | null;
  readonly keyValueFormat: StorageFormat | null;
  readonly constants: InferenceConstants;
  readonly chipsPerUnit: number;
}

/** And which of them hold the requests. */
export interface FittingInput extends LayoutInput {
  readonly traffic: OpenLoopTraffic;
}

/** And how much each of them carries. */
export interface LoadInput extends FittingInput {
  readonly limits: LatencyLimits;
  readonly disaggregation: 'consider' | 'never' | 'only';
  /** All requests are at hand from the start: every slot is kept busy, and nobody waits for a first token. */
  readonly offline: boolean;
}

export interface ServingSearchInput extends LoadInput {
  readonly reserve: Reserve;
  /** Rate the fleet has to carry. */
  readonly requestsPerSecond: number;
}

/** A layout at its best load under the limits, and the fleet it takes to carry the rate. */
export interface ServingChoice {
  readonly prepared: Prepared;
  /** Mean requests decoding on one replica at its highest load. */
  readonly running: number;
  /** Highest rate of one replica (of all replicas of a fleet, over their number, when disaggregated). */
  readonly requestsPerSecond: number;
  readonly replicas: number;
  /** Units that carry the rate, and units with spares. */
  readonly units: number;
  readonly unitsWithSpares: number;
  readonly disaggregated: DisaggregatedPoint | null;
}

/** The layouts of a system that fit into memory, whatever the limits. */
export interface PreparedSearch {
  readonly load: ModelLoad;
  readonly prepared: readonly Prepared[];
  readonly layoutsEvaluated: number;
  /** Most chips a replica was allowed to span. */
  readonly chipsMost: number;
}

export interface ServingSearchResult extends PreparedSearch {
  /** null when nothing fits or the limits cannot be kept. */
  readonly choice: ServingChoice | null;
  readonly pareto: readonly ParetoPoint[];
}

/** The nearest miss may be this much slower than the fastest lone request, lest it be a fleet of idle replicas. */
const NEAREST_MISS_SLACK = 1.25;
const PIPELINES = [1, 2, 4, 8] as const;
const UNITS_TO_SPAN = [1, 2, 4, 8, 16] as const;

/** The layout as results show it, at a number of running requests. */
export const servingLayout = (
  prepared: Prepared,
  running: number,
  disaggregated: ServingLayout['disaggregated'] = null,
): ServingLayout => ({
  ...prepared.layout,
  chipsPerReplica: prepared.chips,
  batch: Math.max(1, Math.round(running)),
  disaggregated,
});

/** Where a machine stands does not change what it does. */
const layoutKey = (input: LayoutInput): MemoKey => {
  const { machine, model, weightFormat, keyValueFormat, constants, chipsPerUnit } = input;
  return [{ ...machine, systemId: '' }, model, weightFormat, keyValueFormat, constants, chipsPerUnit];
};

const layoutsOver = (input: LayoutInput, load: ModelLoad, units: number): readonly LayoutModel[] => {
  const { machine, chipsPerUnit, constants } = input;
  // Compiled engines have no pipelines in any published recipe: only where nothing else fits.
  const pipelines = machine.cores !== null && units === 1 ? [1] : [...PIPELINES, 2 * units].filter(unique);
  const layouts = possibleLayouts({ ...input, chips: units * chipsPerUnit, pipelines });
  return layouts.map((layout) => layoutModel(machine, load, layout, constants));
};

/** Enumerates layouts inside one unit, or across as few units as it takes for one to fit, and keeps those that fit. */
export const prepareServing = (
  input: FittingInput,
  memo: Memo = NO_MEMO,
  key: MemoKey = layoutKey(input),
): PreparedSearch => {
  const { machine, chipsPerUnit, traffic } = input;
  const load = memo.recall('model load', [input.model], () => modelLoad(input.model));
  const scaleOut = machine.tiers.some((tier) => tier.name === 'scale-out');
  let layoutsEvaluated = 0;
  for (const units of scaleOut ? UNITS_TO_SPAN : [1]) {
    const models = memo.recall('layouts', [...key, units], () => layoutsOver(input, load, units));
    layoutsEvaluated += models.length;
    const prepared = models.flatMap((model) => prepareModel(model, traffic) ?? []);
    if (prepared.length > 0) return { load, prepared, layoutsEvaluated, chipsMost: units * chipsPerUnit };
  }
  return { load, prepared: [], layoutsEvaluated, chipsMost: chipsPerUnit };
};

const unique = (value: number, at: number, all: readonly number[]): boolean => all.indexOf(value) === at;

const unitsOf = (input: ServingSearchInput, { chips }: Prepared, replicas: number): number =>
  unitsFor({ chipsPerUnit: input.chipsPerUnit, chipsPerReplica: chips }, replicas);

/** A layout at its highest load, mixed or in pools of its own kind, whatever the rate asked for. */
type Loaded = Pick<ServingChoice, 'prepared' | 'running' | 'requestsPerSecond'>;

interface Pooled {
  readonly prepared: Prepared;
  readonly point: DisaggregatedPoint;
}

const mixedLoad = (input: LoadInput, prepared: Prepared): Loaded | null => {
  const running = input.offline ? prepared.admissible : highestLoad(prepared, input.limits);
  if (running === 0) return null;
  return { prepared, running, requestsPerSecond: openLoopAt(prepared.open, running).requestsPerSecond };
};

const pooledLoad = (input: LoadInput, prepared: Prepared): Pooled | null => {
  const point = disaggregatedPoint(input.machine, prepared, input.limits);
  return point === null ? null : { prepared, point };
};

/** Every layout at its highest load under the limits, in the order that decides between equals. */
const highestLoads = (input: LoadInput, prepared: readonly Prepared[]): readonly (Loaded | Pooled)[] => {
  const loads: (Loaded | Pooled)[] = [];
  for (const candidate of prepared) {
    const mixed = input.disaggregation === 'only' ? null : mixedLoad(input, candidate);
    if (mixed !== null) loads.push(mixed);
    if (input.disaggregation === 'never' || input.offline || candidate.open.mean.outputTokens <= 1) continue;
    const pooled = pooledLoad(input, candidate);
    if (pooled !== null) loads.push(pooled);
  }
  return loads;
};

const mixedReplicas = (requestsPerSecond: number, loaded: Loaded): number =>
  Math.max(1, Math.ceil(requestsPerSecond / loaded.requestsPerSecond));

const pooledReplicas = (requestsPerSecond: number, { point }: Pooled): number => {
  const { prefillReplicas, decodeReplicas } = pools(point, requestsPerSecond);
  return prefillReplicas + decodeReplicas;
};

/** A load with the replicas and units that carry the rate, spares counted. */
const choiceOf = (
  input: ServingSearchInput,
  load: Loaded | Pooled,
  replicas: number,
  units: number,
): ServingChoice => {
  const { prepared } = load;
  const fleet = {
    replicas,
    units,
    unitsWithSpares: unitsWithSpares(input.reserve, prepared.chips, replicas),
  };
  if (!('point' in load)) {
    const { running, requestsPerSecond } = load;
    return { prepared, running, requestsPerSecond, ...fleet, disaggregated: null };
  }
  const { point } = load;
  const requestsPerSecond = poolRate(point, pools(point, input.requestsPerSecond)) / replicas;
  return { prepared, running: point.running, requestsPerSecond, ...fleet, disaggregated: point };
};

/** Work per chip, discounted for layouts that are harder to run. */
const worth = ({ prepared, requestsPerSecond, disaggregated }: ServingChoice): number => {
  const plain = disaggregated === null && prepared.layout.pipelineParallel === 1;
  return requestsPerSecond / prepared.chips / (plain ? 1 : prepared.open.step.constants.complexityGain);
};

/** Fewest units first (spares included), then most work per chip, then the smaller replica. */
const better = (a: ServingChoice, b: ServingChoice | null): boolean => {
  if (b === null) return true;
  if (a.unitsWithSpares !== b.unitsWithSpares) return a.unitsWithSpares < b.unitsWithSpares;
  const difference = worth(a) - worth(b);
  if (difference !== 0) return difference > 0;
  return a.prepared.chips < b.prepared.chips;
};

const bestChoice = (input: ServingSearchInput, loads: readonly (Loaded | Pooled)[]): ServingChoice | null => {
  let best: ServingChoice | null = null;
  for (const load of loads) {
    const rate = input.requestsPerSecond;
    const replicas = 'point' in load ? pooledReplicas(rate, load) : mixedReplicas(rate, load);
    const units = unitsOf(input, load.prepared, replicas);
    // Spares only add units: what needs more without them is not the best.
    if (best !== null && units > best.unitsWithSpares) continue;
    const choice = choiceOf(input, load, replicas, units);
    if (better(choice, best)) best = choice;
  }
  return best;
};

interface FrontPoint {
  readonly user: number;
  readonly chip: number;
  readonly running: number;
  readonly of: Prepared;
}

/** Puts a point in its place, fastest for one user first, and takes out those it beats; of equals the first stays. */
const extend = (front: FrontPoint[], user: number, chip: number, running: number, of: Prepared): void => {
  let at = 0;
  for (let high = front.length; at < high; ) {
    const middle = (at + high) >>> 1;
    if ((front[middle]?.user ?? Number.NaN) >= user) at = middle + 1;
    else high = middle;
  }
  // Along the front work per chip rises, so that the last of the faster ones does most.
  const faster = front[at - 1];
  if (faster !== undefined && faster.chip >= chip) return;
  const from = faster !== undefined && faster.user === user ? at - 1 : at;
  let to = at;
  for (let next = front[to]; next !== undefined && next.chip <= chip; next = front[to]) to += 1;
  front.splice(from, to - from, { user, chip, running, of });
};

/**
 * Speed for one user against work per chip over all layouts and loads, the points that no other beats in both; fastest
 * for one user first. Speeds are means.
 */
const frontOf = (prepared: readonly Prepared[]): readonly FrontPoint[] => {
  const front: FrontPoint[] = [];
  for (const of of prepared) {
    for (let running = 1; ; running = Math.min(2 * running, of.admissible)) {
      const at = Math.min(running, of.admissible);
      const state = openLoopAt(of.open, at);
      if (state.promptLoad < of.open.step.constants.queueLoadLimit) {
        const chip = (state.requestsPerSecond * of.open.mean.outputTokens) / of.chips;
        if (chip > 0) extend(front, 1 / state.meanTimePerOutputTokenSeconds, chip, at, of);
      }
      if (running >= of.admissible) break;
    }
  }
  return front;
};

const paretoPoints = (front: readonly FrontPoint[], limits: LatencyLimits): readonly ParetoPoint[] =>
  front.map(({ user, chip, running, of }) => {
    const state = openLoopAt(of.open, running);
    return {
      layout: servingLayout(of, running),
      tokensPerSecondPerUser: user,
      tokensPerSecondPerChip: chip,
      timeToFirstTokenMs: 1000 * state.timeToFirstTokenSeconds,
      meetsServiceLevel: latencyRatio(state, limits) <= 1,
    };
  });

/**
 * Looks for the layout and load with which the fewest whole units carry the rate under the latency limits, among layouts
 * that fit (`prepareServing`). Replicas span units only when none fits into one. For each layout the highest load is
 * found by bisection, since both latencies and throughput rise with it.
 */
export const searchServing = (
  input: ServingSearchInput,
  memo: Memo = NO_MEMO,
  known: PreparedSearch | null = null,
): ServingSearchResult => {
  const { traffic, limits, disaggregation, offline } = input;
  const layouts = layoutKey(input);
  const fits: MemoKey = [...layouts, traffic];
  const fitting = known ?? memo.recall('fitting', fits, () => prepareServing(input, memo, layouts));
  const loads = memo.recall('loads', [...fits, limits, disaggregation, offline], () =>
    highestLoads(input, fitting.prepared),
  );
  const front = memo.recall('front', fits, () => frontOf(fitting.prepared));
  return { ...fitting, choice: bestChoice(input, loads), pareto: paretoPoints(front, limits) };
};

/** The limits loosened just so far that some layout keeps them, for the nearest miss; null when nothing fits. */
export const nearestLimits = (prepared: readonly Prepared[], limits: LatencyLimits): LatencyLimits | null => {
  let least = Number.POSITIVE_INFINITY;
  for (const { open, admissible } of prepared)
    least = Math.min(least, latencyRatio(openLoopAt(open, Math.min(0.01, admissible / 2)), limits));
  if (!Number.isFinite(least)) return null;
  const loosened = NEAREST_MISS_SLACK * Math.max(1, least);
  return {
    timeToFirstTokenSeconds: loosened * limits.timeToFirstTokenSeconds,
    timePerOutputTokenSeconds: loosened * limits.timePerOutputTokenSeconds,
  };
};
