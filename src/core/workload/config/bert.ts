import type { FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, headsOf, plain, plainBias } from './parts.ts';

/**
 * BERT (arXiv 1810.04805) as an encoder with its pooler: biases and LayerNorms everywhere, learned positions and
 * segments, a norm on the embedding and none at the end. No language-modelling head is counted.
 */
export const readBert: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('intermediate_size');
  const positions = fields.size('max_position_embeddings', 512);
  if (fields.flag('is_decoder', false)) throw fields.refuse('is_decoder = true', 'an encoder');
  if (fields.text('position_embedding_type', 'absolute') !== 'absolute')
    throw fields.refuse('relative position embeddings', 'position_embedding_type: absolute');
  const mixer = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: true,
    outputBias: true,
    more: hidden,
  });
  const feedForward = plain(width, plainBias(width, hidden) + hidden);
  const embeddingNorm = 2 * hidden;
  const pooler = hidden * hidden + hidden;
  return {
    hidden,
    vocabulary: fields.size('vocab_size'),
    tiedEmbeddings: true,
    maxPositions: positions,
    positionParameters: (positions + fields.size('type_vocab_size', 2)) * hidden,
    otherParameters: embeddingNorm + pooler - hidden,
    causal: false,
    layers: layersBy(layerCountOf(fields), () => ({ mixer, feedForward })),
    predictionLayers: 0,
  };
};
