import type { FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, plain, plainBias } from './parts.ts';

/** BLOOM (arXiv 2211.05100): ALiBi positions, a norm on the embedding, plain feed-forward, LayerNorms and biases, tied head. */
export const readBloom: FamilyReader = (fields) => {
  const hidden = fields.has('n_embed') ? fields.size('n_embed') : fields.size('hidden_size');
  const heads = fields.has('num_attention_heads')
    ? fields.size('num_attention_heads')
    : fields.size('n_head');
  fields.understood('n_embed', 'hidden_size', 'n_head', 'num_attention_heads', 'offset_alibi', 'seq_length');
  if (hidden % heads !== 0)
    throw fields.refuse(`a width of ${hidden} with ${heads} heads`, 'a width that the heads divide');
  const mixer = attention(
    { queryHeads: heads, keyValueHeads: heads, headDim: hidden / heads },
    hidden,
    null,
    {
      queryKeyValueBias: true,
      outputBias: true,
      more: hidden,
    },
  );
  const feedForward = plain(4 * hidden, plainBias(4 * hidden, hidden) + hidden);
  const count = layerCountOf(fields, fields.has('n_layer') ? 'n_layer' : 'num_hidden_layers');
  const embeddingNorm = 2 * hidden;
  const finalNormBias = hidden;
  return {
    hidden,
    vocabulary: fields.size('vocab_size'),
    tiedEmbeddings: fields.flag('tie_word_embeddings', true),
    maxPositions: null,
    positionParameters: 0,
    otherParameters: embeddingNorm + finalNormBias,
    causal: true,
    layers: layersBy(count, () => ({ mixer, feedForward })),
    predictionLayers: 0,
  };
};
