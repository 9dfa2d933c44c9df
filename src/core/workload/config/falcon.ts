import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, plain, plainBias } from './parts.ts';

const keyValueHeads = (fields: ConfigFields, heads: number, grouped: boolean): number => {
  const multiQuery = fields.flag('multi_query', true);
  fields.understood('num_kv_heads');
  if (grouped) return fields.size('num_kv_heads', heads);
  return multiQuery ? 1 : heads;
};

/** LayerNorms of one layer: Falcon-7B shares one between both parts, larger ones and sequential ones have two. */
const normsOf = (fields: ConfigFields, grouped: boolean): number => {
  const parallel = fields.flag('parallel_attn', true);
  const stated = fields.optionalSize('num_ln_in_parallel_attn');
  if (!parallel) return 2;
  return stated ?? (grouped ? 2 : 1);
};

/** Falcon 7B, 40B and 180B (arXiv 2311.16867): multi-query or grouped attention, plain feed-forward, tied head. */
export const readFalcon: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const queryHeads = fields.size('num_attention_heads');
  if (hidden % queryHeads !== 0)
    throw fields.refuse(`hidden_size = ${hidden} with ${queryHeads} heads`, 'a width that the heads divide');
  const grouped = fields.flag('new_decoder_architecture', false);
  const bias = fields.flag('bias', false);
  const heads = {
    queryHeads,
    keyValueHeads: keyValueHeads(fields, queryHeads, grouped),
    headDim: hidden / queryHeads,
  };
  const width = fields.size('ffn_hidden_size', 4 * hidden);
  // Each norm has a weight and a bias; two weights are counted already.
  const extraNorms = 2 * hidden * normsOf(fields, grouped) - 2 * hidden;
  const mixer = attention(heads, hidden, null, {
    queryKeyValueBias: bias,
    outputBias: bias,
    more: extraNorms,
  });
  const feedForward = plain(width, bias ? plainBias(width, hidden) : 0);
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return { ...decoder(fields, { hidden, layers, tied: true }), otherParameters: hidden };
};
