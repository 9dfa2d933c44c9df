import type { LayerGroup, Mixer, ModelArchitecture } from '../../workload/architecture.ts';
import { layerParameters } from '../../workload/parameters.ts';
import { type LayerWork, layerWork } from '../../workload/work.ts';

/** Layers that keep a cache of one shape. */
export interface CacheGroup {
  readonly layers: number;
  /** Elements added per token. */
  readonly elements: number;
  /** Ranks the cache can be split over. */
  readonly heads: number;
  /** Query heads that share them; as many as `heads` where every one has its own, or where there is nothing to split. */
  readonly queryHeads: number;
  /** Positions kept. */
  readonly keptLimit: number;
  /** Positions a step attends to. */
  readonly readLimit: number;
  /** Of `elements`, those read for every kept position to choose what to attend to (sparse attention). */
  readonly indexElements: number;
  readonly indexFlopsPerPosition: number;
  readonly coreFlopsPerPosition: number;
  readonly decodeCoreFlopsPerPosition: number;
}

export interface ExpertGroup {
  readonly layers: number;
  readonly experts: number;
  readonly activeExperts: number;
  readonly parametersPerExpert: number;
  /** 3 where a gate multiplies what goes up, 2 otherwise; all of one size. */
  readonly matricesPerExpert: number;
}

/** Attention layers whose heads a compiled engine pads or repeats to suit its cores; latent attention has none to pad. */
export interface HeadGroup {
  readonly layers: number;
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  /** Parameters of one layer that belong to query heads (query and output projections), and to key-value heads. */
  readonly queryParameters: number;
  readonly keyValueParameters: number;
}

/** A model summed over its layers, as far as serving needs it; computed once per model. Per token, unsharded. */
export interface ModelLoad {
  readonly hidden: number;
  readonly vocabulary: number;
  readonly causal: boolean;
  readonly layers: number;
  /** Layers counted as mixer plus feed-forward: a layer with only one of them is half a layer of launches. */
  readonly launchLayers: number;
  readonly expertLayers: number;
  readonly mixerLayers: number;
  readonly latentLayers: number;
  /** Layers whose mixer keeps a state rather than a cache. */
  readonly stateLayers: number;
  readonly denseLayers: number;
  readonly shardedParameters: number;
  readonly replicatedLinearParameters: number;
  readonly normParameters: number;
  readonly embeddingParameters: number;
  /** Weights of the output head, read in each step whether or not they are shared with the embedding. */
  readonly headParameters: number;
  readonly tiedEmbeddings: boolean;
  readonly shardedFlops: number;
  readonly replicatedFlops: number;
  readonly expertFlops: number;
  readonly scanFlops: number;
  readonly headFlops: number;
  readonly experts: readonly ExpertGroup[];
  readonly caches: readonly CacheGroup[];
  readonly heads: readonly HeadGroup[];
  readonly stateElements: number;
  readonly stateHeads: number;
  readonly widestFeedForward: number;
}

const indexOf = (mixer: Mixer): { readonly elements: number; readonly flops: number } =>
  mixer.kind === 'latent-attention' && mixer.sparse !== null
    ? {
        elements: mixer.sparse.indexHeadDim,
        flops: 2 * mixer.sparse.indexHeads * mixer.sparse.indexHeadDim,
      }
    : { elements: 0, flops: 0 };

const widthOf = (feedForward: ModelArchitecture['layers'][number]['feedForward']): number => {
  if (feedForward.kind === 'dense') return feedForward.width;
  if (feedForward.kind === 'experts')
    return feedForward.activeExperts * feedForward.expertWidth + feedForward.sharedWidth;
  return 0;
};

/** Joins groups that differ in nothing but their number of layers, wherever they stand in the model. */
const joined = <T extends { readonly layers: number }>(groups: readonly T[]): readonly T[] => {
  const byShape = new Map<string, T>();
  for (const group of groups) {
    const shape = JSON.stringify({ ...group, layers: 0 }, (_, value) =>
      value === Number.POSITIVE_INFINITY ? 'all' : value,
    );
    const before = byShape.get(shape);
    byShape.set(shape, before === undefined ? group : { ...group, layers: before.layers + group.layers });
  }
  return [...byShape.values()];
};

const sum = <T>(of: readonly T[], value: (item: T) => number): number =>
  of.reduce((total, item) => total + value(item), 0);

interface GroupLoad {
  readonly group: LayerGroup;
  readonly count: number;
  readonly work: LayerWork;
}

const expertGroups = (groups: readonly GroupLoad[]): readonly ExpertGroup[] =>
  joined(
    groups.map(({ group, count, work }) => ({
      layers: count,
      experts: work.experts,
      activeExperts: work.activeExperts,
      parametersPerExpert: work.perExpertParameters,
      matricesPerExpert: group.feedForward.kind === 'experts' && !group.feedForward.gated ? 2 : 3,
    })),
  );

const cacheGroups = (groups: readonly GroupLoad[]): readonly CacheGroup[] =>
  joined(
    groups
      .filter(({ work }) => work.coreFlopsPerTokenPerPosition > 0)
      .map(({ group, count, work }) => {
        const index = indexOf(group.mixer);
        return {
          layers: count,
          elements: work.cacheElementsPerToken,
          heads: work.cacheHeads,
          queryHeads: group.mixer.kind === 'attention' ? group.mixer.queryHeads : work.cacheHeads,
          keptLimit: work.cacheLimit,
          readLimit: work.contextLimit,
          indexElements: index.elements,
          indexFlopsPerPosition: index.flops,
          coreFlopsPerPosition: work.coreFlopsPerTokenPerPosition,
          decodeCoreFlopsPerPosition: work.decodeCoreFlopsPerTokenPerPosition,
        };
      }),
  );

const headGroups = (groups: readonly GroupLoad[], hidden: number): readonly HeadGroup[] =>
  joined(
    groups.flatMap(({ group: { mixer }, count }) =>
      mixer.kind !== 'attention'
        ? []
        : [
            {
              layers: count,
              queryHeads: mixer.queryHeads,
              keyValueHeads: mixer.keyValueHeads,
              queryParameters: 2 * hidden * mixer.queryHeads * mixer.headDim,
              keyValueParameters: 2 * hidden * mixer.keyValueHeads * mixer.headDim,
            },
          ],
    ),
  );

/** Sums a model's layers for serving. Work and parameters per layer come from `core/workload`. */
export const modelLoad = (model: ModelArchitecture): ModelLoad => {
  const groups = model.layers.map((group) => ({
    group,
    count: group.count,
    work: layerWork(group, model.hidden),
    parameters: layerParameters(group, model.hidden),
  }));
  const head = model.causal ? model.vocabulary * model.hidden : 0;
  const mixers = groups.filter(({ group }) => group.mixer.kind !== 'none');
  const dense = groups.filter(({ group }) => group.feedForward.kind === 'dense');
  const experts = groups.filter(({ group }) => group.feedForward.kind === 'experts');
  const states = groups.filter(({ work }) => work.stateElements > 0);
  return Object.freeze({
    hidden: model.hidden,
    vocabulary: model.vocabulary,
    causal: model.causal,
    layers: sum(groups, ({ count }) => count),
    launchLayers:
      (sum(mixers, ({ count }) => count) +
        sum(dense, ({ count }) => count) +
        sum(experts, ({ count }) => count)) /
      2,
    expertLayers: sum(experts, ({ count }) => count),
    mixerLayers: sum(mixers, ({ count }) => count),
    latentLayers: sum(
      mixers.filter(({ group }) => group.mixer.kind === 'latent-attention'),
      ({ count }) => count,
    ),
    stateLayers: sum(states, ({ count }) => count),
    denseLayers: sum(dense, ({ count }) => count),
    shardedParameters: sum(groups, ({ count, parameters: p }) => count * (p.mixer + p.dense)),
    replicatedLinearParameters: sum(groups, ({ count, parameters: p }) => count * p.replicatedLinear),
    normParameters: sum(groups, ({ count, parameters: p }) => count * p.replicated) + model.hidden,
    embeddingParameters: model.vocabulary * model.hidden + model.positionParameters,
    headParameters: head,
    tiedEmbeddings: model.tiedEmbeddings,
    shardedFlops: sum(
      groups,
      ({ count, work }) => count * (work.mixerLinearFlopsPerToken + work.denseFlopsPerToken),
    ),
    replicatedFlops: sum(groups, ({ count, work }) => count * work.replicatedFlopsPerToken),
    expertFlops: sum(groups, ({ count, work }) => count * work.expertFlopsPerToken),
    scanFlops: sum(groups, ({ count, work }) => count * work.scanFlopsPerToken),
    headFlops: 2 * head,
    experts: expertGroups(experts),
    caches: cacheGroups(groups),
    heads: headGroups(groups, model.hidden),
    stateElements: sum(states, ({ count, work }) => count * work.stateElements),
    stateHeads: Math.max(1, ...states.map(({ work }) => work.cacheHeads)),
    widestFeedForward: Math.max(0, ...groups.map(({ group }) => widthOf(group.feedForward))),
  });
};

/** The same where every token goes through all experts, whatever the router chose. */
export const throughAllExperts = (load: ModelLoad): ModelLoad =>
  Object.freeze({
    ...load,
    expertFlops: sum(load.experts, ({ layers, experts, parametersPerExpert: p }) => 2 * layers * experts * p),
    experts: load.experts.map((group) => ({ ...group, activeExperts: group.experts })),
  });
