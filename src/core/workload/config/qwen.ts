import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { type AttentionExtras, attention, gated, headsOf } from './parts.ts';

/** Layers below `max_window_layers` see everything, the others a window, and only where `use_sliding_window` is set. */
const windowsOf = (fields: ConfigFields, layers: number): ((layer: number) => number | null) => {
  const types = fields.texts('layer_types');
  const window = fields.optionalSize('sliding_window');
  const used = fields.flag('use_sliding_window', false);
  const from = fields.count('max_window_layers', layers);
  if (types?.some((type) => type !== 'full_attention' && type !== 'sliding_attention'))
    throw fields.refuse(
      `layer_types = ${[...new Set(types)].join(', ')}`,
      'full_attention, sliding_attention',
    );
  return (layer) => (used && layer >= from ? window : null);
};

/** Routed experts of Qwen MoE; a shared expert has a gate of its own (hidden -> 1). */
const expertsOf = (fields: ConfigFields, hidden: number): FeedForward => {
  const sharedWidth = fields.count('shared_expert_intermediate_size', 0);
  return {
    kind: 'experts',
    experts: fields.size('num_experts'),
    activeExperts: fields.size('num_experts_per_tok'),
    expertWidth: fields.size('moe_intermediate_size'),
    sharedExperts: sharedWidth > 0 ? 1 : 0,
    sharedWidth,
    gated: true,
    extraParameters: sharedWidth > 0 ? hidden : 0,
  };
};

/** Feed-forward by layer: experts every `decoder_sparse_step` layers, dense in `mlp_only_layers` and in between. */
export const sparseFeedForward = (fields: ConfigFields, hidden: number): ((layer: number) => FeedForward) => {
  const experts = expertsOf(fields, hidden);
  const step = fields.size('decoder_sparse_step', 1);
  const denseLayers = new Set(fields.counts('mlp_only_layers') ?? []);
  const allSparse = step === 1 && denseLayers.size === 0;
  fields.understood('intermediate_size');
  const dense = allSparse ? experts : gated(fields.size('intermediate_size'));
  return (layer) => (denseLayers.has(layer) || (layer + 1) % step !== 0 ? dense : experts);
};

const reader = (
  extras: (fields: ConfigFields) => AttentionExtras,
  feedForward: (fields: ConfigFields, hidden: number) => (layer: number) => FeedForward,
): FamilyReader => {
  return (fields) => {
    const hidden = fields.size('hidden_size');
    const count = layerCountOf(fields);
    const heads = headsOf(fields, hidden);
    const windowAt = windowsOf(fields, count);
    const feedForwardAt = feedForward(fields, hidden);
    const small = extras(fields);
    const layers = layersBy(count, (layer) => ({
      mixer: attention(heads, hidden, windowAt(layer), small),
      feedForward: feedForwardAt(layer),
    }));
    return decoder(fields, { hidden, layers, tied: false });
  };
};

const dense = (fields: ConfigFields): ((layer: number) => FeedForward) => {
  const feedForward = gated(fields.size('intermediate_size'));
  return () => feedForward;
};

const qwen3Extras = (fields: ConfigFields): AttentionExtras => {
  const bias = fields.flag('attention_bias', false);
  return { queryKeyValueBias: bias, outputBias: bias, queryKeyNorm: true };
};

/** Qwen2 and Qwen2.5 (arXiv 2412.15115): biases on query, key and value. */
export const readQwen2: FamilyReader = reader(() => ({ queryKeyValueBias: true }), dense);

/** Qwen2-MoE (arXiv 2407.10671, 2.2): with a gated shared expert. */
export const readQwen2Moe: FamilyReader = reader(
  (fields) => ({ queryKeyValueBias: fields.flag('qkv_bias', true) }),
  sparseFeedForward,
);

/** Qwen3 dense (arXiv 2505.09388): no biases, norms on queries and keys. */
export const readQwen3: FamilyReader = reader(qwen3Extras, dense);

/** Qwen3-MoE (arXiv 2505.09388): routed experts only. */
export const readQwen3Moe: FamilyReader = reader(qwen3Extras, sparseFeedForward);
