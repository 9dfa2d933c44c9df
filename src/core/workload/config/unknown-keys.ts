import type { ConfigFields } from './fields.ts';

/** Words in a key that say it may change what a model costs. */
const COSTLY =
  /attn|attention|layer|head|expert|moe|window|spars|mlp|ffn|hidden|intermediate|state|ssm|mamba|conv|rank|latent|key_value|kv_|dim|width|block|index|recurr|adapter|hash|engram|memory|loop|exit|bias|cross|encoder/i;

/** Keys that hold such words and change nothing of cost: initialisation, numerics, token ids, training-only settings. */
const HARMLESS = new Set([
  'attention_dropout',
  'attention_probs_dropout_prob',
  'attention_multiplier',
  'attn_dropout',
  'attn_pdrop',
  'attn_logit_softcapping',
  'attn_implementation',
  '_attn_implementation',
  '_attn_implementation_autoset',
  'attn_scale',
  'clip_qkv',
  'final_logit_softcapping',
  'hidden_act',
  'hidden_activation',
  'hidden_dropout',
  'hidden_dropout_prob',
  'initializer_range',
  'layer_norm_eps',
  'layer_norm_epsilon',
  'layernorm_epsilon',
  'layernorm_eps',
  'logits_to_keep',
  'mamba_hidden_act',
  'mamba_ssm_cache_dtype',
  'mamba_dt_init',
  'mamba_dt_limit',
  'mlp_hidden_act',
  'moe_aux_loss_coef',
  'moe_router_topk_scaling_factor',
  'output_attentions',
  'output_hidden_states',
  'output_router_logits',
  'query_pre_attn_scalar',
  'rescale_prenorm_residual',
  'residual_in_fp32',
  'router_aux_loss_coef',
  'router_jitter_noise',
  'swiglu_limit',
  'use_bidirectional_attention',
  'num_logits_to_keep',
  'scale_attn_weights',
  'scale_attn_by_inverse_layer_idx',
  'reorder_and_upcast_attn',
  'gradient_checkpointing_policy',
  'cache_implementation',
  'embd_pdrop',
  'resid_pdrop',
  'initial_context_length',
  'ep_size',
  'n_group',
  'topk_group',
  'num_key_value_groups',
  'rotary_dim',
  'rotary_emb_base',
  'position_embedding_type',
  'apply_residual_connection_post_layernorm',
  'attention_softmax_in_fp32',
  'masked_softmax_fusion',
  'skip_bias_add',
  'skip_bias_add_qkv',
  'bias_dropout_fusion',
  'use_parallel_residual',
  'layerdrop',
  'layer_norm_elementwise_affine',
  'init_device',
  'embedding_fraction',
  'is_decoder',
  'chunk_size_feed_forward',
  'begin_suppress_tokens',
]);

/** Values that say "this feature is off". */
const isOff = (value: unknown): boolean =>
  value === null ||
  value === false ||
  value === 0 ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

/**
 * Refuses a config with a key that its reader did not ask for, that is switched on, and whose name says it may change
 * cost: leaving it out would be a guess. Throws InputError naming every such key.
 */
export const refuseUnknownCost = (fields: ConfigFields): void => {
  const unknown = fields
    .unread()
    .filter(([key, value]) => COSTLY.test(key) && !HARMLESS.has(key) && !isOff(value));
  if (unknown.length === 0) return;
  const names = unknown.slice(0, 5).map(([key, value]) => {
    const text = JSON.stringify(value);
    return `${key} = ${text.length > 30 ? `${text.slice(0, 27)}...` : text}`;
  });
  throw fields.refuse(
    `${names.join(', ')}, which this reader does not know and which may change cost`,
    `keys of ${fields.modelType} that docs/add-a-model.md lists; remove the key if it changes neither parameters nor work`,
  );
};
