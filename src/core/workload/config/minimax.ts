import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, headsOf } from './parts.ts';

/** MiniMax-M2 and M2.5 (huggingface.co/MiniMaxAI/MiniMax-M2): full attention with norms over all query and key heads, routed experts only. */
export const readMiniMaxM2: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const heads = headsOf(fields, hidden);
  const kinds = fields.counts('attn_type_list');
  if (kinds?.some((kind) => kind !== 1))
    throw fields.refuse('attn_type_list with other entries than 1', 'full attention in every layer');
  if (fields.count('shared_intermediate_size', 0) !== 0)
    throw fields.refuse('a shared expert (shared_intermediate_size)', 'routed experts only');
  const norms = fields.flag('use_qk_norm', true)
    ? (heads.queryHeads + heads.keyValueHeads) * heads.headDim
    : 0;
  if (norms > 0 && fields.text('qk_norm_type', 'per_layer') !== 'per_layer')
    throw fields.refuse(`qk_norm_type = ${fields.text('qk_norm_type')}`, 'per_layer');
  const experts = fields.size('num_local_experts');
  const feedForward: FeedForward = {
    kind: 'experts',
    experts,
    activeExperts: fields.size('num_experts_per_tok'),
    expertWidth: fields.size('intermediate_size'),
    sharedExperts: 0,
    sharedWidth: 0,
    gated: true,
    extraParameters: fields.flag('use_routing_bias', true) ? experts : 0,
  };
  fields.understood(
    'mtp_transformer_layers',
    'rotary_dim',
    'mlp_intermediate_size',
    'layernorm_full_attention_alpha',
  );
  const mixer = attention(heads, hidden, null, { more: norms });
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward }));
  return {
    ...decoder(fields, { hidden, layers, tied: false }),
    predictionLayers: fields.flag('use_mtp', false) ? fields.count('num_mtp_modules', 0) : 0,
  };
};
