import type { FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, plain, plainBias } from './parts.ts';

/** GPT-2 and GPT-3 (arXiv 2005.14165, table 2.1): learned positions, plain feed-forward of four widths, LayerNorms with bias. */
export const readGpt2: FamilyReader = (fields) => {
  const hidden = fields.size('n_embd');
  const heads = fields.size('n_head');
  if (hidden % heads !== 0)
    throw fields.refuse(`n_embd = ${hidden} with n_head = ${heads}`, 'a width that the heads divide');
  const width = fields.size('n_inner', 4 * hidden);
  const positions = fields.has('n_positions') ? fields.size('n_positions') : fields.size('n_ctx', 1024);
  fields.understood('n_ctx');
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
  const feedForward = plain(width, plainBias(width, hidden) + hidden);
  return {
    hidden,
    vocabulary: fields.size('vocab_size'),
    tiedEmbeddings: fields.flag('tie_word_embeddings', true),
    maxPositions: positions,
    positionParameters: positions * hidden,
    otherParameters: hidden,
    causal: true,
    layers: layersBy(layerCountOf(fields, 'n_layer'), () => ({ mixer, feedForward })),
    predictionLayers: 0,
  };
};
