import type { CacheGroup, HeadGroup } from './load.ts';

/** Heads one tensor-parallel rank keeps. */
export interface HeadsPerRank {
  readonly query: number;
  readonly keyValue: number;
}

/**
 * Heads per rank after a compiled Neuron engine has made them fit its cores: query heads are padded to a multiple of
 * the ranks; key-value heads are split where they divide, repeated so that each rank has one where the ranks are a
 * multiple of them, and otherwise repeated for every query head, which makes it plain multi-head attention.
 * Source: `get_shardable_head_counts` of huggingface/optimum-neuron (backend/modules/attention/gqa.py), after the same
 * module of NxD Inference.
 */
export const headsPerRank = (queryHeads: number, keyValueHeads: number, ranks: number): HeadsPerRank => {
  const query = Math.ceil(queryHeads / ranks);
  if (queryHeads === keyValueHeads) return { query, keyValue: query };
  if (keyValueHeads % ranks === 0) return { query, keyValue: keyValueHeads / ranks };
  return { query, keyValue: ranks % keyValueHeads === 0 ? 1 : query };
};

/** Query heads over all ranks after padding, over those of the model; 1 for latent attention, whose heads share one cache. */
export const paddedQueryShare = ({ queryHeads }: CacheGroup, ranks: number): number =>
  queryHeads === 1 ? 1 : (Math.ceil(queryHeads / ranks) * ranks) / queryHeads;

/** Parameters of attention projections over all ranks that padding and repeating add to those of the model. */
export const paddedParameters = (heads: readonly HeadGroup[], ranks: number): number => {
  let added = 0;
  for (const group of heads) {
    const { query, keyValue } = headsPerRank(group.queryHeads, group.keyValueHeads, ranks);
    added +=
      group.layers *
      (group.queryParameters * ((query * ranks) / group.queryHeads - 1) +
        group.keyValueParameters * ((keyValue * ranks) / group.keyValueHeads - 1));
  }
  return added;
};
