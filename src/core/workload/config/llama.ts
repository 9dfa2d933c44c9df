import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, gatedBias, headsOf } from './parts.ts';

/**
 * Llama 1 to 3.x and models of the same shape (arXiv 2302.13971, 2307.09288, 2407.21783): grouped-query attention, SwiGLU,
 * RMS norms. `head_dim`, `attention_bias` and `mlp_bias` are honoured.
 */
export const readLlama: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('intermediate_size');
  const bias = fields.flag('attention_bias', false);
  const mixer = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: bias,
    outputBias: bias,
  });
  const feedForward = gated(width, fields.flag('mlp_bias', false) ? gatedBias(width, hidden) : 0);
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return decoder(fields, { hidden, layers, tied: false });
};
