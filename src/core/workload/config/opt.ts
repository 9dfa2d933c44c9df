import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, headsOf, plain, plainBias } from './parts.ts';

/** OPT keeps two positions more than it uses. */
const SPARE_POSITIONS = 2;

/** OPT (arXiv 2205.01068): learned positions, plain feed-forward, LayerNorms and biases, tied head. */
export const readOpt: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('ffn_dim');
  const positions = fields.size('max_position_embeddings', 2048);
  if (fields.size('word_embed_proj_dim', hidden) !== hidden || !fields.flag('do_layer_norm_before', true))
    throw fields.refuse(
      'an embedding narrower than the model, or norms after each part',
      'the shape of OPT but 350m',
    );
  if (!fields.flag('enable_bias', true)) throw fields.refuse('enable_bias = false', 'biases, as published');
  const mixer = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: true,
    outputBias: true,
    more: hidden,
  });
  const feedForward = plain(width, plainBias(width, hidden) + hidden);
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return {
    ...decoder(fields, { hidden, layers, tied: true }),
    maxPositions: positions,
    positionParameters: (positions + SPARE_POSITIONS) * hidden,
    otherParameters: hidden,
  };
};
