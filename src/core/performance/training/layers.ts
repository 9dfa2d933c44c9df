import type { LayerGroup, ModelArchitecture } from '../../workload/architecture.ts';

/** The layers of a model in order, with equal layers known as one kind, however often they alternate. */
export interface LayerOrder {
  readonly kinds: readonly LayerGroup[];
  /** Runs of equal layers: which kind, and how many. */
  readonly runs: readonly { readonly kind: number; readonly count: number }[];
  readonly total: number;
}

export const layerOrder = (model: ModelArchitecture): LayerOrder => {
  const known = new Map<string, number>();
  const kinds: LayerGroup[] = [];
  const runs = model.layers.map((group) => {
    const key = JSON.stringify([group.mixer, group.feedForward]);
    let kind = known.get(key);
    if (kind === undefined) {
      kind = kinds.length;
      kinds.push(group);
      known.set(key, kind);
    }
    return { kind, count: group.count };
  });
  return { kinds, runs, total: runs.reduce((sum, run) => sum + run.count, 0) };
};

/** How layers fall on pipeline stages: every stage but the last gets `perStage`, the last what is left. */
export interface StageSplit {
  readonly perStage: number;
  readonly last: number;
  /** What a stage can hold, in layers of each kind: every different stretch of `perStage` consecutive layers. */
  readonly stretches: readonly (readonly number[])[];
  /** The end of the model, in layers of each kind. */
  readonly lastStretch: readonly number[];
}

/** How many layers of each kind lie in [start, start + length). */
const kindsWithin = ({ kinds, runs }: LayerOrder, start: number, length: number): readonly number[] => {
  const counts = kinds.map(() => 0);
  let from = 0;
  for (const { kind, count } of runs) {
    const inside = Math.min(from + count, start + length) - Math.max(from, start);
    const before = counts[kind];
    if (inside > 0 && before !== undefined) counts[kind] = before + inside;
    from += count;
  }
  return counts;
};

/**
 * Every mixture of kinds that `length` consecutive layers can be. Between starts where a run begins or ends, counts
 * change linearly, so that no other stretch can hold more of any weighted sum.
 */
const stretchesOf = (order: LayerOrder, length: number): readonly (readonly number[])[] => {
  if (order.kinds.length === 1) return [[length]];
  const starts = new Set([0, order.total - length]);
  let edge = 0;
  for (const { count } of order.runs) {
    starts.add(edge);
    starts.add(edge - length);
    edge += count;
  }
  const different = new Map<string, readonly number[]>();
  for (const start of starts) {
    if (start < 0 || start + length > order.total) continue;
    const counts = kindsWithin(order, start, length);
    different.set(counts.join(','), counts);
  }
  return [...different.values()];
};

/** null when the last stage would be left without a layer. */
export const splitLayers = (order: LayerOrder, pipelineParallel: number): StageSplit | null => {
  const perStage = Math.ceil(order.total / pipelineParallel);
  const last = order.total - (pipelineParallel - 1) * perStage;
  if (last < 1) return null;
  return {
    perStage,
    last,
    stretches: stretchesOf(order, perStage),
    lastStretch: kindsWithin(order, order.total - last, last),
  };
};

/** Sum of a value per kind over a stretch. */
export const weighed = (values: readonly number[], counts: readonly number[]): number => {
  let sum = 0;
  for (let kind = 0; kind < counts.length; kind += 1) {
    const count = counts[kind];
    const value = values[kind];
    if (count === undefined || value === undefined) throw new RangeError(`No layer of kind ${kind}`);
    sum += count * value;
  }
  return sum;
};

/** The stretch a stage can hold whose sum of a value per kind is largest. */
export const heaviestStretch = (values: readonly number[], split: StageSplit): readonly number[] => {
  let best: readonly number[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (const stretch of split.stretches) {
    const sum = weighed(values, stretch);
    if (sum > most) {
      most = sum;
      best = stretch;
    }
  }
  return best;
};
