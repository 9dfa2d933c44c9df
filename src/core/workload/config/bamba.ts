import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { checkInner, mamba2 } from './mamba.ts';
import { attention, gated, gatedBias, headsOf } from './parts.ts';

/** Bamba (huggingface.co/blog/bamba): Mamba-2 layers with attention at a few stated places, a gated feed-forward in each. */
export const readBamba: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const width = fields.size('intermediate_size');
  const attending = new Set(fields.counts('attn_layer_indices') ?? []);
  const heads = fields.size('mamba_n_heads');
  const headDim = fields.size('mamba_d_head');
  checkInner(fields, fields.size('mamba_expand', 2) * hidden, heads, headDim);
  const bias = fields.flag('attention_bias', false);
  const full = attention(headsOf(fields, hidden), hidden, null, {
    queryKeyValueBias: bias,
    outputBias: bias,
  });
  const state = mamba2({
    hidden,
    heads,
    headDim,
    stateSize: fields.size('mamba_d_state', 256),
    groups: fields.size('mamba_n_groups', 1),
    convolutionKernel: fields.size('mamba_d_conv', 4),
    projectionBias: fields.flag('mamba_proj_bias', false),
    convolutionBias: fields.flag('mamba_conv_bias', true),
    gatedNorm: true,
  });
  fields.understood('mamba_chunk_size', 'attn_rotary_emb');
  const feedForward = gated(width, fields.flag('mlp_bias', false) ? gatedBias(width, hidden) : 0);
  const layers = layersBy(layerCountOf(fields), (layer) => ({
    mixer: attending.has(layer) ? full : state,
    feedForward,
  }));
  return decoder(fields, { hidden, layers, tied: false });
};
