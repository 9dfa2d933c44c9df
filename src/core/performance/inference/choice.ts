import {
  type DisaggregatedPoint,
  disaggregatedPoint,
  poolRate,
  pools,
  promptsPerSecond,
} from './disaggregated.ts';
import { leastUnitsWithSpares, unitsFor, unitsWithSpares } from './fleet.ts';
import { requestsPerSecondAt } from './open-loop.ts';
import { highestLoad, type Prepared } from './operating-point.ts';
import type { LoadInput, ServingSearchInput } from './search-input.ts';

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

/** Rounding that a bound has to stand above, relative. */
const ROUNDING = 1e-9;

const unitsOf = (input: ServingSearchInput, { chips }: Prepared, replicas: number): number =>
  unitsFor({ chipsPerUnit: input.chipsPerUnit, chipsPerReplica: chips }, replicas);

/** A layout at its highest load, mixed or in pools of its own kind, whatever the rate asked for. */
type Loaded = Pick<ServingChoice, 'prepared' | 'running' | 'requestsPerSecond'>;

interface Pooled {
  readonly prepared: Prepared;
  readonly point: DisaggregatedPoint;
}

/** What layouts carry at their highest loads, found when first asked for: most are beaten by what they could carry at best. */
export interface LayoutLoads {
  readonly prepared: readonly Prepared[];
  /** Of the layout at a place, mixed or in pools; null when the limits cannot be kept. */
  readonly mixed: (at: number) => Loaded | null;
  readonly pooled: (at: number) => Pooled | null;
}

const mixedLoad = (input: LoadInput, prepared: Prepared): Loaded | null => {
  const running = input.offline ? prepared.admissible : highestLoad(prepared, input.limits);
  if (running === 0) return null;
  return { prepared, running, requestsPerSecond: requestsPerSecondAt(prepared.open, running) };
};

const pooledLoad = (input: LoadInput, prepared: Prepared): Pooled | null => {
  const point = disaggregatedPoint(input.machine, prepared, input.limits);
  return point === null ? null : { prepared, point };
};

/** What `make` gives at each place, made once. */
const madeOnce = <T>(make: (at: number) => T): ((at: number) => T) => {
  const made: { readonly value: T }[] = [];
  return (at) => {
    const known = made[at] ?? { value: make(at) };
    made[at] = known;
    return known.value;
  };
};

/** Every layout at its highest load under the limits. */
export const layoutLoads = (input: LoadInput, prepared: readonly Prepared[]): LayoutLoads => {
  const loadBy =
    <T>(find: (input: LoadInput, of: Prepared) => T | null) =>
    (at: number): T | null => {
      const of = prepared[at];
      return of === undefined ? null : find(input, of);
    };
  return { prepared, mixed: madeOnce(loadBy(mixedLoad)), pooled: madeOnce(loadBy(pooledLoad)) };
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
const workPerChip = ({ layout, chips, open }: Prepared, requestsPerSecond: number, pooled: boolean): number =>
  requestsPerSecond /
  chips /
  (!pooled && layout.pipelineParallel === 1 ? 1 : open.step.constants.complexityGain);

const worthOf = ({ prepared, requestsPerSecond, disaggregated }: ServingChoice): number =>
  workPerChip(prepared, requestsPerSecond, disaggregated !== null);

interface Ranked {
  readonly choice: ServingChoice;
  readonly worth: number;
  /** Place in the order that decides between equals. */
  readonly at: number;
}

/** Fewest units first (spares included), then most work per chip, then the smaller replica, then the order. */
const better = (a: Ranked, b: Ranked): boolean => {
  const units = a.choice.unitsWithSpares - b.choice.unitsWithSpares;
  if (units !== 0) return units < 0;
  if (a.worth !== b.worth) return a.worth > b.worth;
  const chips = a.choice.prepared.chips - b.choice.prepared.chips;
  if (chips !== 0) return chips < 0;
  // Of one layout the mixed load stands before pools.
  return a.at === b.at ? a.choice.disaggregated === null : a.at < b.at;
};

/** What a layout could be at best: no load of it needs fewer units or does more work per chip. */
interface Outlook {
  readonly prepared: Prepared;
  /** Place among the layouts. */
  readonly at: number;
  readonly pooled: boolean;
  readonly replicas: number;
  readonly units: number;
  readonly worth: number;
}

const mixedOutlook = (input: ServingSearchInput, prepared: Prepared, at: number): Outlook => {
  const replicas = Math.max(1, Math.ceil(input.requestsPerSecond / prepared.rateCeiling));
  const worth = workPerChip(prepared, prepared.rateCeiling, false);
  return { prepared, at, pooled: false, replicas, units: unitsOf(input, prepared, replicas), worth };
};

const pooledOutlook = (input: ServingSearchInput, prepared: Prepared, at: number): Outlook => {
  const { constants } = prepared.open.step;
  const prompts = constants.queueLoadLimit * promptsPerSecond(prepared);
  const answers = constants.disaggregatedDecodeShare * prepared.decodeRateCeiling;
  const { prefillReplicas, decodeReplicas } = pools(
    { prefillRequestsPerSecond: prompts, decodeRequestsPerSecond: answers },
    input.requestsPerSecond,
  );
  const replicas = prefillReplicas + decodeReplicas;
  // Pools in balance: a share of the replicas for each in the inverse ratio of their rates.
  const balanced = (prompts * answers) / (prompts + answers);
  const worth = (1 + ROUNDING) * workPerChip(prepared, balanced, true);
  return { prepared, at, pooled: true, replicas, units: unitsOf(input, prepared, replicas), worth };
};

const outlooksOf = (input: ServingSearchInput, prepared: readonly Prepared[]): Outlook[] => {
  const outlooks: Outlook[] = [];
  for (const [at, each] of prepared.entries()) {
    if (input.disaggregation !== 'only') outlooks.push(mixedOutlook(input, each, at));
    if (input.disaggregation === 'never' || input.offline || each.open.mean.outputTokens <= 1) continue;
    outlooks.push(pooledOutlook(input, each, at));
  }
  return outlooks;
};

const mostPromising = (a: Outlook, b: Outlook): number => a.units - b.units || b.worth - a.worth;

const isBeaten = (input: ServingSearchInput, outlook: Outlook, best: Ranked): boolean => {
  const { unitsWithSpares: units } = best.choice;
  const least = leastUnitsWithSpares(input.reserve, outlook.prepared.chips, outlook.replicas);
  return least > units || (least === units && outlook.worth < best.worth);
};

const choiceAt = (input: ServingSearchInput, load: Loaded | Pooled): ServingChoice => {
  const rate = input.requestsPerSecond;
  const replicas = 'point' in load ? pooledReplicas(rate, load) : mixedReplicas(rate, load);
  return choiceOf(input, load, replicas, unitsOf(input, load.prepared, replicas));
};

/**
 * The best of the layouts at their highest loads; null when none keeps the limits. Looks at the most promising first, so that
 * the loads of those that cannot win need not be found.
 */
export const bestChoice = (input: ServingSearchInput, loads: LayoutLoads): ServingChoice | null => {
  let best: Ranked | null = null;
  for (const outlook of outlooksOf(input, loads.prepared).sort(mostPromising)) {
    // Spares only add units: what needs more without them is not the best, nor is what comes after it.
    if (best !== null && outlook.units > best.choice.unitsWithSpares) break;
    if (best !== null && isBeaten(input, outlook, best)) continue;
    const load = outlook.pooled ? loads.pooled(outlook.at) : loads.mixed(outlook.at);
    if (load === null) continue;
    const choice = choiceAt(input, load);
    const ranked = { choice, worth: worthOf(choice), at: outlook.at };
    if (best === null || better(ranked, best)) best = ranked;
  }
  return best === null ? null : best.choice;
};
