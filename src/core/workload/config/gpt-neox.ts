import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, headsOf, plain, plainBias } from './parts.ts';

/** GPT-NeoX and Pythia (arXiv 2204.06745): rotary positions, plain feed-forward, LayerNorms and biases, untied head. */
export const readGptNeoX: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('intermediate_size');
  const bias = fields.flag('attention_bias', true);
  const mixer = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: bias,
    outputBias: bias,
    more: hidden,
  });
  const feedForward = plain(width, plainBias(width, hidden) + hidden);
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return { ...decoder(fields, { hidden, layers, tied: false }), otherParameters: hidden };
};
