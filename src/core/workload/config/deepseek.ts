import type { FeedForward, Mixer } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { gated } from './parts.ts';

const latentAttention = (fields: ConfigFields, sparse: boolean): Mixer => {
  fields.understood('num_key_value_heads', 'head_dim', 'qk_head_dim');
  if (fields.flag('attention_bias', false))
    throw fields.refuse('attention_bias = true', 'latent attention without biases');
  return {
    kind: 'latent-attention',
    queryHeads: fields.size('num_attention_heads'),
    queryRank: fields.optionalSize('q_lora_rank'),
    keyValueRank: fields.size('kv_lora_rank'),
    nopeHeadDim: fields.size('qk_nope_head_dim'),
    ropeHeadDim: fields.size('qk_rope_head_dim'),
    valueHeadDim: fields.size('v_head_dim'),
    sparse: sparse
      ? {
          topK: fields.size('index_topk'),
          indexHeads: fields.size('index_n_heads'),
          indexHeadDim: fields.size('index_head_dim'),
        }
      : null,
  };
};

/** Router's correction bias, one per expert, in versions that balance without an auxiliary loss (arXiv 2412.19437, 2.1.2). */
const expertsOf = (fields: ConfigFields, routerBias: boolean): FeedForward => {
  const experts = fields.size('n_routed_experts');
  const expertWidth = fields.size('moe_intermediate_size');
  const sharedExperts = fields.count('n_shared_experts', 0);
  return {
    kind: 'experts',
    experts,
    activeExperts: fields.size('num_experts_per_tok'),
    expertWidth,
    sharedExperts,
    sharedWidth: sharedExperts * expertWidth,
    gated: true,
    extraParameters: routerBias ? experts : 0,
  };
};

const reader = (options: { readonly routerBias: boolean; readonly sparse: boolean }): FamilyReader => {
  return (fields) => {
    const hidden = fields.size('hidden_size');
    const mixer = latentAttention(fields, options.sparse);
    const experts = expertsOf(fields, options.routerBias);
    const firstSparse = fields.count('first_k_dense_replace', 0);
    const every = fields.size('moe_layer_freq', 1);
    const dense = gated(fields.size('intermediate_size'));
    const layers = layersBy(layerCountOf(fields), (layer) => ({
      mixer,
      feedForward: layer >= firstSparse && layer % every === 0 ? experts : dense,
    }));
    return {
      ...decoder(fields, { hidden, layers, tied: false }),
      predictionLayers: fields.count('num_nextn_predict_layers', 0),
    };
  };
};

/** DeepSeek-V2 (arXiv 2405.04434): multi-head latent attention, fine-grained and shared experts. */
export const readDeepseekV2: FamilyReader = reader({ routerBias: false, sparse: false });

/** DeepSeek-V3 and R1 (arXiv 2412.19437); also Kimi K2, which has the same shape. */
export const readDeepseekV3: FamilyReader = reader({ routerBias: true, sparse: false });

/** DeepSeek-V3.2 (arXiv 2512.02556): V3 with sparse attention picked by an indexer. */
export const readDeepseekV32: FamilyReader = reader({ routerBias: true, sparse: true });
