import type { ModelArchitecture, StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { ParetoPoint, ServingLayout } from '../outcome.ts';
import type { InferenceConstants } from './constants.ts';
import { type DisaggregatedPoint, disaggregatedPoint, poolRate, pools } from './disaggregated.ts';
import { type Reserve, unitsFor, unitsWithSpares } from './fleet.ts';
import { possibleLayouts } from './layouts.ts';
import { type ModelLoad, modelLoad } from './load.ts';
import { type OpenLoopTraffic, openLoopAt } from './open-loop.ts';
import { highestLoad, type LatencyLimits, latencyRatio, type Prepared, prepare } from './operating-point.ts';

export interface ServingSearchInput {
  readonly machine: Machine;
  readonly model: ModelArchitecture;
  readonly traffic: OpenLoopTraffic;
  readonly limits: LatencyLimits;
  readonly weightFormat: StorageFormat | null;
  readonly keyValueFormat: StorageFormat | null;
  readonly constants: InferenceConstants;
  readonly chipsPerUnit: number;
  readonly reserve: Reserve;
  /** Rate the fleet has to carry. */
  readonly requestsPerSecond: number;
  readonly disaggregation: 'consider' | 'never' | 'only';
  /** All requests are at hand from the start: every slot is kept busy, and nobody waits for a first token. */
  readonly offline: boolean;
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

/** Enumerates layouts inside one unit, or across as few units as it takes for one to fit, and keeps those that fit. */
export const prepareServing = (input: ServingSearchInput): PreparedSearch => {
  const { machine, chipsPerUnit, traffic, constants } = input;
  const load = modelLoad(input.model);
  const scaleOut = machine.tiers.some((tier) => tier.name === 'scale-out');
  let layoutsEvaluated = 0;
  for (const units of scaleOut ? UNITS_TO_SPAN : [1]) {
    const chips = units * chipsPerUnit;
    // Compiled engines have no pipelines in any published recipe: only where nothing else fits.
    const pipelines = machine.cores !== null && units === 1 ? [1] : [...PIPELINES, 2 * units].filter(unique);
    const layouts = possibleLayouts({ ...input, chips, pipelines });
    layoutsEvaluated += layouts.length;
    const prepared = layouts.flatMap((layout) => prepare(machine, load, layout, traffic, constants) ?? []);
    if (prepared.length > 0) return { load, prepared, layoutsEvaluated, chipsMost: chips };
  }
  return { load, prepared: [], layoutsEvaluated, chipsMost: chipsPerUnit };
};

const unique = (value: number, at: number, all: readonly number[]): boolean => all.indexOf(value) === at;

const unitsOf = (input: ServingSearchInput, { chips }: Prepared, replicas: number) => ({
  units: unitsFor({ chipsPerUnit: input.chipsPerUnit, chipsPerReplica: chips }, replicas),
  unitsWithSpares: unitsWithSpares(input.reserve, chips, replicas),
});

const mixedChoice = (input: ServingSearchInput, prepared: Prepared): ServingChoice | null => {
  const running = input.offline ? prepared.admissible : highestLoad(prepared, input.limits);
  if (running === 0) return null;
  const { requestsPerSecond } = openLoopAt(prepared.open, running);
  const replicas = Math.max(1, Math.ceil(input.requestsPerSecond / requestsPerSecond));
  return {
    prepared,
    running,
    requestsPerSecond,
    replicas,
    ...unitsOf(input, prepared, replicas),
    disaggregated: null,
  };
};

const disaggregatedChoice = (input: ServingSearchInput, prepared: Prepared): ServingChoice | null => {
  const point = disaggregatedPoint(input.machine, prepared, input.limits);
  if (point === null) return null;
  const numbers = pools(point, input.requestsPerSecond);
  const replicas = numbers.prefillReplicas + numbers.decodeReplicas;
  return {
    prepared,
    running: point.running,
    requestsPerSecond: poolRate(point, numbers) / replicas,
    replicas,
    ...unitsOf(input, prepared, replicas),
    disaggregated: point,
  };
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

const bestChoice = (input: ServingSearchInput, prepared: readonly Prepared[]): ServingChoice | null => {
  let best: ServingChoice | null = null;
  for (const candidate of prepared) {
    const mixed = input.disaggregation === 'only' ? null : mixedChoice(input, candidate);
    if (mixed !== null && better(mixed, best)) best = mixed;
    if (input.disaggregation === 'never' || input.offline || candidate.open.mean.outputTokens <= 1) continue;
    const separate = disaggregatedChoice(input, candidate);
    if (separate !== null && better(separate, best)) best = separate;
  }
  return best;
};

/**
 * Speed for one user against work per chip over all layouts and loads, the points that no other beats in both; fastest
 * for one user first. Speeds are means.
 */
export const paretoFront = (prepared: readonly Prepared[], limits: LatencyLimits): readonly ParetoPoint[] => {
  const points: { user: number; chip: number; running: number; of: Prepared }[] = [];
  for (const of of prepared) {
    for (let running = 1; ; running = Math.min(2 * running, of.admissible)) {
      const at = Math.min(running, of.admissible);
      const state = openLoopAt(of.open, at);
      if (state.promptLoad < of.open.step.constants.queueLoadLimit)
        points.push({
          user: 1 / state.meanTimePerOutputTokenSeconds,
          chip: (state.requestsPerSecond * of.open.mean.outputTokens) / of.chips,
          running: at,
          of,
        });
      if (running >= of.admissible) break;
    }
  }
  points.sort((a, b) => b.user - a.user || b.chip - a.chip);
  const front: ParetoPoint[] = [];
  let most = 0;
  for (const { user, chip, running, of } of points) {
    if (chip <= most) continue;
    most = chip;
    const state = openLoopAt(of.open, running);
    front.push({
      layout: servingLayout(of, running),
      tokensPerSecondPerUser: user,
      tokensPerSecondPerChip: chip,
      timeToFirstTokenMs: 1000 * state.timeToFirstTokenSeconds,
      meetsServiceLevel: latencyRatio(state, limits) <= 1,
    });
  }
  return front;
};

/**
 * Looks for the layout and load with which the fewest whole units carry the rate under the latency limits, among layouts
 * that fit (`prepareServing`). Replicas span units only when none fits into one. For each layout the highest load is
 * found by bisection, since both latencies and throughput rise with it.
 */
export const searchServing = (
  input: ServingSearchInput,
  fitting: PreparedSearch = prepareServing(input),
): ServingSearchResult => ({
  ...fitting,
  choice: bestChoice(input, fitting.prepared),
  pareto: paretoFront(fitting.prepared, input.limits),
});

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
