import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, headsOf } from './parts.ts';

/** Phi-3 and Phi-4 (arXiv 2404.14219): Llama's shape with fused projections; an optional sliding window. */
export const readPhi3: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const mixer = attention(headsOf(fields, hidden), hidden, fields.optionalSize('sliding_window'));
  const feedForward = gated(fields.size('intermediate_size'));
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  fields.understood('original_max_position_embeddings', 'partial_rotary_factor');
  return decoder(fields, { hidden, layers, tied: false });
};
