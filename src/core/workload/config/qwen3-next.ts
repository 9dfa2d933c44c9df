import type { FeedForward, Mixer } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { attention, gated, headsOf } from './parts.ts';
import { sparseFeedForward } from './qwen.ts';

/**
 * A gated delta-rule layer (arXiv 2412.06464): projections to queries, keys, values and gate, two scalars per value head, a
 * short convolution, a norm over the head dimension. Its state is one matrix of key x value dimensions per value head.
 */
const linearAttention = (fields: ConfigFields, hidden: number): Mixer => {
  const keyHeads = fields.size('linear_num_key_heads', 16);
  const valueHeads = fields.size('linear_num_value_heads', 32);
  const keyDim = fields.size('linear_key_head_dim', 128);
  const valueDim = fields.size('linear_value_head_dim', 128);
  const kernel = fields.size('linear_conv_kernel_dim', 4);
  const keys = keyHeads * keyDim;
  const values = valueHeads * valueDim;
  const convolved = 2 * keys + values;
  return {
    kind: 'state-space',
    innerWidth: values,
    stateSize: keyDim,
    heads: valueHeads,
    groups: keyHeads,
    convolutionKernel: kernel,
    parameters:
      hidden * (convolved + values + 2 * valueHeads) +
      values * hidden +
      convolved * kernel +
      2 * valueHeads +
      valueDim,
    stateElements: values * keyDim + convolved * (kernel - 1),
  };
};

const LINEAR = 'linear_attention';
const FULL = 'full_attention';

/** Kind of each layer: stated, or every `full_attention_interval`-th attends in full. */
const kindsOf = (fields: ConfigFields, count: number): ((layer: number) => string | undefined) => {
  const types = fields.texts('layer_types');
  const interval = fields.size('full_attention_interval', 4);
  if (types === null) return (layer) => ((layer + 1) % interval === 0 ? FULL : LINEAR);
  if (types.length !== count || types.some((type) => type !== LINEAR && type !== FULL))
    throw fields.refuse(
      `layer_types of ${types.length} entries: ${[...new Set(types)].join(', ')}`,
      `${count} entries of ${LINEAR} or ${FULL}`,
    );
  return (layer) => types[layer];
};

const reader = (
  feedForward: (fields: ConfigFields, hidden: number) => (layer: number) => FeedForward,
  headDim: number,
): FamilyReader => {
  return (fields) => {
    const hidden = fields.size('hidden_size');
    const count = layerCountOf(fields);
    const kindAt = kindsOf(fields, count);
    const bias = fields.flag('attention_bias', false);
    const outputGate = fields.flag('attn_output_gate', true);
    const linear = linearAttention(fields, hidden);
    const full: Mixer = {
      ...attention(headsOf(fields, hidden, headDim), hidden, null, {
        queryKeyValueBias: bias,
        outputBias: bias,
        queryKeyNorm: true,
      }),
      outputGate,
    };
    const feedForwardAt = feedForward(fields, hidden);
    fields.understood('mtp_use_dedicated_embeddings', 'mamba_ssm_dtype');
    const layers = layersBy(count, (layer) => ({
      mixer: kindAt(layer) === FULL ? full : linear,
      feedForward: feedForwardAt(layer),
    }));
    return {
      ...decoder(fields, { hidden, layers, tied: false }),
      predictionLayers: fields.count('mtp_num_hidden_layers', 0),
    };
  };
};

/** Qwen3-Next and Qwen3.5 MoE: three linear layers to one full with an output gate, experts with a shared one. */
export const readQwen3Next: FamilyReader = reader(sparseFeedForward, 256);

/** Qwen3.5 dense: the same layers with a gated feed-forward. */
export const readQwen35: FamilyReader = reader((fields) => {
  const feedForward = gated(fields.size('intermediate_size'));
  return () => feedForward;
}, 256);
