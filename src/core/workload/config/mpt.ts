import type { FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, plain } from './parts.ts';

/** MPT (MosaicML LLM-foundry): ALiBi or learned positions, plain feed-forward, norms without bias, tied head. */
export const readMpt: FamilyReader = (fields) => {
  const hidden = fields.size('d_model');
  const heads = fields.size('n_heads');
  const attentionFields = fields.nested('attn_config');
  const keyValueHeads = attentionFields?.size('kv_n_heads', heads) ?? heads;
  if (hidden % heads !== 0 || heads % keyValueHeads !== 0)
    throw fields.refuse(
      `d_model = ${hidden} with ${heads} heads and ${keyValueHeads} key-value heads`,
      'a width that the heads divide, and heads that the key-value heads divide',
    );
  if (!fields.flag('no_bias', true)) throw fields.refuse('no_bias = false', 'no biases, as published');
  const positions = fields.size('max_seq_len', 2048);
  const alibi = attentionFields?.flag('alibi', false) === true;
  fields.understood('learned_pos_emb');
  const mixer = attention({ queryHeads: heads, keyValueHeads, headDim: hidden / heads }, hidden, null);
  const feedForward = plain(fields.size('expansion_ratio', 4) * hidden);
  return {
    hidden,
    vocabulary: fields.size('vocab_size'),
    tiedEmbeddings: fields.flag('tie_word_embeddings', true),
    maxPositions: positions,
    positionParameters: alibi ? 0 : positions * hidden,
    causal: true,
    layers: layersBy(layerCountOf(fields, 'n_layers'), () => ({ mixer, feedForward })),
    predictionLayers: 0,
  };
};
