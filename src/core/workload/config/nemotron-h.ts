import type { FeedForward, Mixer } from '../architecture.ts';
import { decoder, type FamilyReader } from './family.ts';
import type { ConfigFields } from './fields.ts';
import { groupLayers, type Layer, layerCountOf } from './layers.ts';
import { mamba2 } from './mamba.ts';
import { attention, headsOf, plain } from './parts.ts';

const NONE = { kind: 'none' } as const;

const stateSpace = (fields: ConfigFields, hidden: number): Mixer => {
  fields.understood('expand', 'chunk_size', 'mamba_proj_bias');
  return mamba2({
    hidden,
    heads: fields.size('mamba_num_heads'),
    headDim: fields.size('mamba_head_dim'),
    stateSize: fields.size('ssm_state_size'),
    groups: fields.size('n_groups'),
    convolutionKernel: fields.size('conv_kernel', 4),
    projectionBias: fields.flag('use_bias', false),
    convolutionBias: fields.flag('use_conv_bias', true),
    gatedNorm: true,
  });
};

/** Experts of Nemotron 3: plain (squared ReLU) experts, shared ones of their own width, a correction bias in the router. */
const expertsOf = (fields: ConfigFields): FeedForward => {
  if (fields.has('moe_latent_size'))
    throw fields.refuse('experts in a latent space (moe_latent_size)', 'experts as wide as the model');
  const experts = fields.size('n_routed_experts');
  const sharedExperts = fields.count('n_shared_experts', 0);
  return {
    kind: 'experts',
    experts,
    activeExperts: fields.size('num_experts_per_tok'),
    expertWidth: fields.size('moe_intermediate_size'),
    sharedExperts,
    sharedWidth: sharedExperts === 0 ? 0 : sharedExperts * fields.size('moe_shared_expert_intermediate_size'),
    gated: false,
    extraParameters: experts,
  };
};

/**
 * Nemotron-H, Nemotron Nano 2 and Nemotron 3 Nano (arXiv 2504.03624, 2508.14444): each layer is one part alone, given by
 * `hybrid_override_pattern`: M state-space, * attention, - feed-forward, E experts.
 */
export const readNemotronH: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const pattern = fields.text('hybrid_override_pattern');
  const count = layerCountOf(fields);
  if (pattern.length !== count)
    throw fields.refuse(
      `a hybrid_override_pattern of ${pattern.length} layers beside num_hidden_layers = ${count}`,
      'as many letters as layers',
    );
  if (fields.flag('mlp_bias', false) || fields.flag('attention_bias', false))
    throw fields.refuse('biases (mlp_bias or attention_bias)', 'projections without biases');
  fields.understood('attention_head_dim', 'intermediate_size', 'moe_intermediate_size');
  const parts: Readonly<Record<string, () => Layer>> = {
    M: () => ({ mixer: stateSpace(fields, hidden), feedForward: NONE }),
    '*': () => ({ mixer: attention(headsOf(fields, hidden), hidden, null), feedForward: NONE }),
    '-': () => ({ mixer: NONE, feedForward: plain(fields.size('intermediate_size')) }),
    E: () => ({ mixer: NONE, feedForward: expertsOf(fields) }),
  };
  const made = new Map<string, Layer>();
  for (const letter of new Set(pattern)) {
    const make = Object.hasOwn(parts, letter) ? parts[letter] : undefined;
    if (make === undefined)
      throw fields.refuse(`"${letter}" in hybrid_override_pattern`, 'the letters M, *, - and E');
    made.set(letter, make());
  }
  const layers = groupLayers([...pattern].flatMap((letter) => made.get(letter) ?? []));
  return decoder(fields, { hidden, layers, tied: false });
};
