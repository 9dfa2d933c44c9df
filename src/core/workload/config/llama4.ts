import type { FeedForward } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, headsOf } from './parts.ts';

/** Layers with positions see their chunk only; the others (every fourth unless stated) see everything. */
const seesEverything = (fields: ConfigFields): ((layer: number) => boolean) => {
  const rotary = fields.counts('no_rope_layers');
  const interval = fields.size('no_rope_layer_interval', 4);
  fields.understood('layer_types');
  if (rotary !== null && rotary.length > 0) return (layer) => rotary[layer] === 0;
  return (layer) => (layer + 1) % interval === 0;
};

const isSparse = (fields: ConfigFields): ((layer: number) => boolean) => {
  const stated = fields.counts('moe_layers');
  const step = fields.size('interleave_moe_layer_step', 1);
  if (stated === null) return (layer) => (layer + 1) % step === 0;
  const layers = new Set(stated);
  return (layer) => layers.has(layer);
};

/** Llama 4 text (github.com/meta-llama/llama-models, llama4): chunked and full attention, one routed and one shared expert. */
export const readLlama4: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const expertWidth = fields.size('intermediate_size');
  const heads = headsOf(fields, hidden);
  const bias = fields.flag('attention_bias', false);
  const chunk = fields.optionalSize('attention_chunk_size');
  const everything = seesEverything(fields);
  const sparse = isSparse(fields);
  const dense = gated(fields.size('intermediate_size_mlp'));
  fields.understood('use_qk_norm', 'attn_temperature_tuning', 'floor_scale', 'for_llm_compressor');
  const experts: FeedForward = {
    kind: 'experts',
    experts: fields.size('num_local_experts'),
    activeExperts: fields.size('num_experts_per_tok', 1),
    expertWidth,
    sharedExperts: 1,
    sharedWidth: expertWidth,
    gated: true,
    extraParameters: 0,
  };
  const layers = layersBy(layerCountOf(fields), (layer) => ({
    mixer: attention(heads, hidden, everything(layer) ? null : chunk, {
      queryKeyValueBias: bias,
      outputBias: bias,
    }),
    feedForward: sparse(layer) ? experts : dense,
  }));
  return {
    ...decoder(fields, { hidden, layers, tied: false }),
    notes: [
      'Chunked attention is planned as a window of the chunk, its upper end: a token sees half a chunk on average.',
    ],
  };
};
