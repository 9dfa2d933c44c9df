import type { LayerGroup, Mixer, ModelArchitecture } from './architecture.ts';
import { layerParameters } from './parameters.ts';

/**
 * What one layer of a group asks of a machine, per token and unsharded. Floating-point operations count a
 * multiply-add as two. Formulas: performance reference 2.1; attention core after arXiv 2205.05198, appendix A.
 */
export interface LayerWork {
  readonly count: number;
  readonly mixerLinearFlopsPerToken: number;
  /** Dense feed-forward and shared experts. */
  readonly denseFlopsPerToken: number;
  /** Routed experts a token passes through. */
  readonly expertFlopsPerToken: number;
  /** Router and latent attention's down-projections: done in full by every tensor-parallel rank. */
  readonly replicatedFlopsPerToken: number;
  /** Attention core per token and per attended position when prompts are processed (multiply by the context). */
  readonly coreFlopsPerTokenPerPosition: number;
  /** The same in decoding: latent attention works in the compressed space there. */
  readonly decodeCoreFlopsPerTokenPerPosition: number;
  /** Sparse attention: work of the indexer per token and per earlier position, all of them, window or not; 0 elsewhere. */
  readonly indexFlopsPerTokenPerPosition: number;
  /** Work of a state-space scan per token, whatever the context. */
  readonly scanFlopsPerToken: number;
  /** Positions a token attends to are capped here (window or sparse top-k); Infinity when it sees all. */
  readonly contextLimit: number;
  /** Elements added to the cache per token, whole model width (divide by what tensor parallelism splits). */
  readonly cacheElementsPerToken: number;
  /** Heads the cache can be split over; 1 means that every tensor-parallel rank keeps all of it (latent attention). */
  readonly cacheHeads: number;
  /** Cached positions are capped here; Infinity when all are kept. */
  readonly cacheLimit: number;
  /** Elements kept per request whatever its length (state-space layers). */
  readonly stateElements: number;
  readonly mixerParameters: number;
  readonly denseParameters: number;
  readonly perExpertParameters: number;
  readonly experts: number;
  readonly activeExperts: number;
  readonly replicatedParameters: number;
}

interface MixerWork {
  readonly core: number;
  readonly decodeCore: number;
  readonly scan: number;
  readonly contextLimit: number;
  readonly cacheElements: number;
  readonly cacheHeads: number;
  readonly cacheLimit: number;
  readonly stateElements: number;
}

const mixerWork = (mixer: Mixer): MixerWork => {
  switch (mixer.kind) {
    case 'attention': {
      const core = 4 * mixer.queryHeads * mixer.headDim;
      const limit = mixer.window ?? Number.POSITIVE_INFINITY;
      return {
        core,
        decodeCore: core,
        scan: 0,
        contextLimit: limit,
        cacheElements: 2 * mixer.keyValueHeads * mixer.headDim,
        cacheHeads: mixer.keyValueHeads,
        cacheLimit: limit,
        stateElements: 0,
      };
    }
    case 'latent-attention': {
      const { queryHeads, keyValueRank, nopeHeadDim, ropeHeadDim, valueHeadDim, sparse } = mixer;
      return {
        core: 2 * queryHeads * (nopeHeadDim + ropeHeadDim + valueHeadDim),
        decodeCore: 2 * queryHeads * (2 * keyValueRank + ropeHeadDim),
        scan: 0,
        contextLimit: sparse?.topK ?? Number.POSITIVE_INFINITY,
        cacheElements: keyValueRank + ropeHeadDim + (sparse?.indexHeadDim ?? 0),
        cacheHeads: 1,
        cacheLimit: Number.POSITIVE_INFINITY,
        stateElements: 0,
      };
    }
    case 'state-space':
      return {
        core: 0,
        decodeCore: 0,
        scan: 6 * mixer.innerWidth * mixer.stateSize,
        contextLimit: 0,
        cacheElements: 0,
        cacheHeads: mixer.heads,
        cacheLimit: 0,
        stateElements: mixer.stateElements,
      };
    case 'none':
      return {
        core: 0,
        decodeCore: 0,
        scan: 0,
        contextLimit: 0,
        cacheElements: 0,
        cacheHeads: 1,
        cacheLimit: 0,
        stateElements: 0,
      };
  }
};

/** One dot product of the index head dimension per index head (DeepSeek-V3.2, arXiv 2512.02556, 2.1). */
const indexFlops = (mixer: Mixer): number =>
  mixer.kind === 'latent-attention' && mixer.sparse !== null
    ? 2 * mixer.sparse.indexHeads * mixer.sparse.indexHeadDim
    : 0;

/** Work of one layer of the group in a model of the given width. */
export const layerWork = (group: LayerGroup, hidden: number): LayerWork => {
  const parameters = layerParameters(group, hidden);
  const mixer = mixerWork(group.mixer);
  return {
    count: group.count,
    mixerLinearFlopsPerToken: 2 * parameters.mixer,
    denseFlopsPerToken: 2 * parameters.dense,
    expertFlopsPerToken: 2 * parameters.perExpert * parameters.activeExperts,
    replicatedFlopsPerToken: 2 * parameters.replicatedLinear,
    coreFlopsPerTokenPerPosition: mixer.core,
    decodeCoreFlopsPerTokenPerPosition: mixer.decodeCore,
    indexFlopsPerTokenPerPosition: indexFlops(group.mixer),
    scanFlopsPerToken: mixer.scan,
    contextLimit: mixer.contextLimit,
    cacheElementsPerToken: mixer.cacheElements,
    cacheHeads: mixer.cacheHeads,
    cacheLimit: mixer.cacheLimit,
    stateElements: mixer.stateElements,
    mixerParameters: parameters.mixer,
    denseParameters: parameters.dense,
    perExpertParameters: parameters.perExpert,
    experts: parameters.experts,
    activeExperts: parameters.activeExperts,
    replicatedParameters: parameters.replicatedLinear + parameters.replicated,
  };
};

export const modelWork = (model: ModelArchitecture): readonly LayerWork[] =>
  model.layers.map((group) => layerWork(group, model.hidden));
