import type { Mixer } from '../architecture.ts';
import type { ConfigFields } from './fields.ts';

/** Sizes of a Mamba-2 mixer (arXiv 2405.21060, section 7). */
export interface Mamba2Sizes {
  readonly hidden: number;
  readonly heads: number;
  readonly headDim: number;
  readonly stateSize: number;
  readonly groups: number;
  readonly convolutionKernel: number;
  readonly projectionBias: boolean;
  readonly convolutionBias: boolean;
  /** A gated norm before the output projection (all published Mamba-2 models but Falcon-H1). */
  readonly gatedNorm: boolean;
}

/**
 * A Mamba-2 mixer. Input projection to gate, stream, B, C and one step per head; a short convolution over stream, B and C;
 * per head a step bias, a decay and a skip. Its state per request: heads x head dim x state, and the convolution's past.
 */
export const mamba2 = (sizes: Mamba2Sizes): Mixer => {
  const inner = sizes.heads * sizes.headDim;
  const convolved = inner + 2 * sizes.groups * sizes.stateSize;
  const projected = inner + convolved + sizes.heads;
  const projections = sizes.hidden * projected + inner * sizes.hidden;
  const biases =
    (sizes.projectionBias ? projected + sizes.hidden : 0) + (sizes.convolutionBias ? convolved : 0);
  return {
    kind: 'state-space',
    innerWidth: inner,
    stateSize: sizes.stateSize,
    heads: sizes.heads,
    groups: sizes.groups,
    convolutionKernel: sizes.convolutionKernel,
    parameters:
      projections +
      convolved * sizes.convolutionKernel +
      biases +
      3 * sizes.heads +
      (sizes.gatedNorm ? inner : 0),
    stateElements: inner * sizes.stateSize + convolved * (sizes.convolutionKernel - 1),
  };
};

/** Refuses heads that do not make up the inner width the config states. */
export const checkInner = (fields: ConfigFields, inner: number, heads: number, headDim: number): void => {
  if (heads * headDim !== inner)
    throw fields.refuse(
      `${heads} state-space heads of ${headDim} for an inner width of ${inner}`,
      'heads x head dim equal to the inner width',
    );
};
