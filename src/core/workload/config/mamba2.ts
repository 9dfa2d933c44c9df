import { decoder, type FamilyReader } from './family.ts';
import { layerCountOf, layersBy } from './layers.ts';
import { checkInner, mamba2 } from './mamba.ts';

/** Mamba-2 (arXiv 2405.21060): state-space layers only, no feed-forward. */
export const readMamba2: FamilyReader = (fields) => {
  const hidden = fields.size('hidden_size');
  const heads = fields.size('num_heads', 128);
  const headDim = fields.size('head_dim', 64);
  checkInner(fields, fields.size('expand', 2) * hidden, heads, headDim);
  const mixer = mamba2({
    hidden,
    heads,
    headDim,
    stateSize: fields.size('state_size', 128),
    groups: fields.size('n_groups', 8),
    convolutionKernel: fields.size('conv_kernel', 4),
    projectionBias: fields.flag('use_bias', false),
    convolutionBias: fields.flag('use_conv_bias', true),
    gatedNorm: true,
  });
  fields.understood('chunk_size', 'time_step_rank', 'intermediate_size');
  const layers = layersBy(layerCountOf(fields), () => ({ mixer, feedForward: { kind: 'none' } }));
  return decoder(fields, { hidden, layers, tied: false });
};
