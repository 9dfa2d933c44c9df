import type { FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, plain, plainBias } from './parts.ts';

/** GPT-J (github.com/kingoflolz/mesh-transformer-jax): one LayerNorm per layer for both parts, biases in the feed-forward and the head. */
export const readGptJ: FamilyReader = (fields) => {
  const hidden = fields.size('n_embd');
  const heads = fields.size('n_head');
  if (hidden % heads !== 0)
    throw fields.refuse(`n_embd = ${hidden} with n_head = ${heads}`, 'a width that the heads divide');
  const width = fields.size('n_inner', 4 * hidden);
  const vocabulary = fields.size('vocab_size');
  const tiedEmbeddings = fields.flag('tie_word_embeddings', false);
  // The one norm has a weight and a bias, which is what two norms of weights alone would count.
  const mixer = attention({ queryHeads: heads, keyValueHeads: heads, headDim: hidden / heads }, hidden, null);
  const feedForward = plain(width, plainBias(width, hidden));
  return {
    hidden,
    vocabulary,
    tiedEmbeddings,
    maxPositions: fields.size('n_positions', 2048),
    positionParameters: 0,
    otherParameters: hidden + vocabulary,
    causal: true,
    layers: layersBy(layerCountOf(fields, 'n_layer'), () => ({ mixer, feedForward })),
    predictionLayers: 0,
  };
};
