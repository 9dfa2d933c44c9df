import type { FeedForward, LayerGroup, Mixer, ModelArchitecture } from './architecture.ts';

/** Parameters of one layer, split by how they are sharded and quantised. */
export interface LayerParameters {
  /** Mixer projections; sharded by tensor parallelism. */
  readonly mixer: number;
  /** Dense feed-forward and shared experts; sharded by tensor parallelism. */
  readonly dense: number;
  /** One routed expert; spread by expert parallelism. */
  readonly perExpert: number;
  readonly experts: number;
  readonly activeExperts: number;
  /** Projections every tensor-parallel rank keeps whole: latent attention's down-projections, the router. */
  readonly replicatedLinear: number;
  /** Norms and biases. */
  readonly replicated: number;
}

/** Parameters of a mixer, with its norm. Formula: performance reference 2.1; MLA after DeepSeek-V2 (arXiv 2405.04434, 2.1). */
export const mixerParameters = (
  mixer: Mixer,
  hidden: number,
): { readonly sharded: number; readonly replicatedLinear: number; readonly replicated: number } => {
  switch (mixer.kind) {
    case 'attention': {
      const queryWidth = mixer.queryHeads * mixer.headDim;
      const keyValueWidth = mixer.keyValueHeads * mixer.headDim;
      const query = hidden * queryWidth * (mixer.outputGate ? 2 : 1);
      return {
        sharded: query + 2 * hidden * keyValueWidth + queryWidth * hidden,
        replicatedLinear: 0,
        replicated: mixer.extraParameters + hidden,
      };
    }
    case 'latent-attention': {
      const queryHeadDim = mixer.nopeHeadDim + mixer.ropeHeadDim;
      const queryWidth = mixer.queryHeads * queryHeadDim;
      const rank = mixer.queryRank;
      const query =
        rank === null ? { up: hidden * queryWidth, down: 0 } : { up: rank * queryWidth, down: hidden * rank };
      const keyValueDown = hidden * (mixer.keyValueRank + mixer.ropeHeadDim);
      const keyValueUp = mixer.keyValueRank * mixer.queryHeads * (mixer.nopeHeadDim + mixer.valueHeadDim);
      const output = mixer.queryHeads * mixer.valueHeadDim * hidden;
      const queryNorm = rank === null ? 0 : rank;
      const sparse = mixer.sparse;
      const indexer =
        sparse === null
          ? 0
          : (rank ?? hidden) * sparse.indexHeads * sparse.indexHeadDim +
            hidden * sparse.indexHeadDim +
            hidden * sparse.indexHeads;
      return {
        sharded: query.up + keyValueUp + output,
        replicatedLinear: query.down + keyValueDown + indexer,
        replicated: hidden + mixer.keyValueRank + queryNorm + (sparse === null ? 0 : 2 * sparse.indexHeadDim),
      };
    }
    case 'state-space':
      return { sharded: mixer.parameters, replicatedLinear: 0, replicated: hidden };
    case 'none':
      return { sharded: 0, replicatedLinear: 0, replicated: 0 };
  }
};

const feedForwardParameters = (feedForward: FeedForward, hidden: number): Omit<LayerParameters, 'mixer'> => {
  switch (feedForward.kind) {
    case 'dense':
      return {
        dense: (feedForward.gated ? 3 : 2) * hidden * feedForward.width,
        perExpert: 0,
        experts: 0,
        activeExperts: 0,
        replicatedLinear: 0,
        replicated: hidden + feedForward.extraParameters,
      };
    case 'experts': {
      const matrices = feedForward.gated ? 3 : 2;
      return {
        dense: matrices * hidden * feedForward.sharedWidth,
        perExpert: matrices * hidden * feedForward.expertWidth,
        experts: feedForward.experts,
        activeExperts: feedForward.activeExperts,
        replicatedLinear: hidden * feedForward.experts,
        replicated: hidden + feedForward.extraParameters,
      };
    }
    case 'none':
      return { dense: 0, perExpert: 0, experts: 0, activeExperts: 0, replicatedLinear: 0, replicated: 0 };
  }
};

export const layerParameters = (group: LayerGroup, hidden: number): LayerParameters => {
  const mixer = mixerParameters(group.mixer, hidden);
  const feedForward = feedForwardParameters(group.feedForward, hidden);
  return {
    ...feedForward,
    mixer: mixer.sharded,
    replicatedLinear: mixer.replicatedLinear + feedForward.replicatedLinear,
    replicated: mixer.replicated + feedForward.replicated,
  };
};

export interface ParameterCount {
  readonly total: number;
  /** Parameters one token passes through: all but the experts it is not routed to. */
  readonly active: number;
  readonly embedding: number;
  /** 0 when the head shares the embedding. */
  readonly head: number;
}

/** Parameters of a whole model from its shape, prediction layers left out (they are optional at inference). */
export const countParameters = (model: ModelArchitecture): ParameterCount => {
  const embedding = model.vocabulary * model.hidden + model.positionParameters;
  const head = model.tiedEmbeddings ? 0 : model.vocabulary * model.hidden;
  let total =
    embedding + head + model.hidden + (model.otherParameters === undefined ? 0 : model.otherParameters);
  let active = total;
  for (const group of model.layers) {
    const layer = layerParameters(group, model.hidden);
    const shared = layer.mixer + layer.dense + layer.replicatedLinear + layer.replicated;
    total += group.count * (shared + layer.perExpert * layer.experts);
    active += group.count * (shared + layer.perExpert * layer.activeExperts);
  }
  return { total, active, embedding, head };
};
