import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, headsOf } from './parts.ts';

const readWith = (feedForwardOf: (fields: Parameters<FamilyReader>[0]) => FeedForward): FamilyReader => {
  return (fields) => {
    const hidden = fields.size('hidden_size');
    const mixer = attention(headsOf(fields, hidden), hidden, fields.optionalSize('sliding_window'));
    const feedForward = feedForwardOf(fields);
    const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
    return decoder(fields, { hidden, layers, tied: false });
  };
};

/** Mistral 7B and the dense Mistral models after it (arXiv 2310.06825): Llama's shape with an optional sliding window. */
export const readMistral: FamilyReader = readWith((fields) => gated(fields.size('intermediate_size')));

/** Mixtral (arXiv 2401.04088): Mistral with experts in place of every feed-forward. */
export const readMixtral: FamilyReader = readWith((fields) => ({
  kind: 'experts',
  experts: fields.size('num_local_experts', 8),
  activeExperts: fields.size('num_experts_per_tok', 2),
  expertWidth: fields.size('intermediate_size'),
  sharedExperts: 0,
  sharedWidth: 0,
  gated: true,
  extraParameters: 0,
}));
