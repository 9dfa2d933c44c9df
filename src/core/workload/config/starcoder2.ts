import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, headsOf, plain, plainBias } from './parts.ts';

/** StarCoder2 (arXiv 2402.19173): grouped-query attention with a window, plain feed-forward, LayerNorms and biases. */
export const readStarcoder2: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('intermediate_size');
  const bias = fields.flag('use_bias', true);
  const mixer = attention(headsOf(fields, hidden), hidden, fields.optionalSize('sliding_window'), {
    queryKeyValueBias: bias,
    outputBias: bias,
    more: hidden,
  });
  const feedForward = plain(width, (bias ? plainBias(width, hidden) : 0) + hidden);
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return { ...decoder(fields, { hidden, layers, tied: true }), otherParameters: hidden };
};
