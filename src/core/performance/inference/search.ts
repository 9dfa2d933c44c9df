import { type Memo, type MemoKey, NO_MEMO } from '../../memo.ts';
import type { ParetoPoint } from '../outcome.ts';
import { bestChoice, layoutLoads, type ServingChoice } from './choice.ts';
import { frontOf, paretoPoints } from './front.ts';
import { possibleLayouts } from './layouts.ts';
import { type ModelLoad, modelLoad } from './load.ts';
import { openLoopAt } from './open-loop.ts';
import {
  type LatencyLimits,
  type LayoutModel,
  latencyRatio,
  layoutModel,
  type Prepared,
  prepareModel,
} from './operating-point.ts';
import type { FittingInput, LayoutInput, ServingSearchInput } from './search-input.ts';

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

/** Where a machine stands does not change what it does. */
const layoutKey = (input: LayoutInput, memo: Memo): MemoKey => {
  const { machine, model, weightFormat, keyValueFormat, constants, chipsPerUnit } = input;
  const anywhere = memo.beside('machine anywhere', machine, () => ({ ...machine, systemId: '' }));
  return [anywhere, model, weightFormat, keyValueFormat, constants, chipsPerUnit];
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
  key: MemoKey = layoutKey(input, memo),
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
  const layouts = layoutKey(input, memo);
  const fits: MemoKey = [...layouts, traffic];
  const fitting = known ?? memo.recall('fitting', fits, () => prepareServing(input, memo, layouts));
  const loads = memo.recall('loads', [...fits, limits, disaggregation, offline], () =>
    layoutLoads(input, fitting.prepared),
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
