import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, headsOf } from './parts.ts';

/** GLM-4.5 and its successors of model_type glm4_moe (arXiv 2508.06471): grouped attention, routed and shared experts after a few dense layers. */
export const readGlm4Moe: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const experts = fields.size('n_routed_experts');
  const expertWidth = fields.size('moe_intermediate_size');
  const shared = fields.count('n_shared_experts', 0);
  const firstSparse = fields.count('first_k_dense_replace', 0);
  const mixer = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: fields.flag('attention_bias', false),
    queryKeyNorm: fields.flag('use_qk_norm', false),
  });
  const dense = gated(fields.size('intermediate_size'));
  const sparse: FeedForward = {
    kind: 'experts',
    experts,
    activeExperts: fields.size('num_experts_per_tok'),
    expertWidth,
    sharedExperts: shared,
    sharedWidth: shared * expertWidth,
    gated: true,
    // One correction bias per expert in the router.
    extraParameters: experts,
  };
  const layers = layersBy(layerCountOf(fields), (layer) => ({
    mixer,
    feedForward: layer < firstSparse ? dense : sparse,
  }));
  return {
    ...decoder(fields, { hidden, layers, tied: false }),
    predictionLayers: fields.count('num_nextn_predict_layers', 0),
  };
};
