import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gatedBias, headsOf } from './parts.ts';

/**
 * gpt-oss (arXiv 2508.10925): every other layer slides over 128 tokens, biases everywhere, one learned sink per query
 * head, experts with biases and a router bias.
 */
export const readGptOss: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const heads = headsOf(fields, hidden);
  const width = fields.size('intermediate_size');
  const experts = fields.size('num_local_experts');
  const window = fields.size('sliding_window', 128);
  const bias = fields.flag('attention_bias', true);
  const count = layerCountOf(fields);
  const types = fields.texts('layer_types');
  if (
    types !== null &&
    (types.length !== count || types.some((type) => !/^(sliding|full)_attention$/.test(type)))
  )
    throw fields.refuse(
      `layer_types of ${types.length} entries: ${[...new Set(types)].join(', ')}`,
      `${count} entries of sliding_attention or full_attention`,
    );
  fields.understood('experts_per_token');
  const feedForward: FeedForward = {
    kind: 'experts',
    experts,
    activeExperts: fields.size('num_experts_per_tok', 4),
    expertWidth: width,
    sharedExperts: 0,
    sharedWidth: 0,
    gated: true,
    extraParameters: experts * gatedBias(width, hidden) + experts,
  };
  const layers = layersBy(count, (layer) => {
    const slides = types === null ? layer % 2 === 0 : types[layer] === 'sliding_attention';
    return {
      mixer: attention(heads, hidden, slides ? window : null, {
        queryKeyValueBias: bias,
        outputBias: bias,
        more: heads.queryHeads,
      }),
      feedForward,
    };
  });
  return decoder(fields, { hidden, layers, tied: false });
};
