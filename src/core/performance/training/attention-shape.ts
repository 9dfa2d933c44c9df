import type { Mixer } from '../../workload/architecture.ts';
import type { TrainingConstants } from './constants.ts';
import { padded } from './kernel-time.ts';

/** Head width at which attention efficiencies are stated and measured. */
const STATED_WIDTH = 128;

/** Array widths that a tile of attention spans on chips with a systolic array. */
const TILE_IN_ARRAYS = 8;

export interface AttentionShape {
  /** Time of the core per floating-point operation, over that at heads 128 wide without padding. */
  readonly widthFactor: number;
  /** Positions that a kernel works on at once. */
  readonly tile: number;
}

const headWidths = (mixer: Mixer): readonly [number, number] | null => {
  switch (mixer.kind) {
    case 'attention':
      return [mixer.headDim, mixer.headDim];
    case 'latent-attention':
      return [mixer.nopeHeadDim + mixer.ropeHeadDim, mixer.valueHeadDim];
    case 'state-space':
    case 'none':
      return null;
  }
};

/**
 * What the width of heads does to an attention kernel. Scores take exponentials, maxima and sums besides the two
 * products, as long as `attentionSoftmaxWidth` more columns of heads would: narrow heads do more of that per product
 * (FlashAttention-3, arXiv 2407.08608, figure 5: 648 TFLOP/s at 128, 740 at 256 on H100). On a systolic array heads are
 * padded to its width, and tiles span several arrays: 512 positions is the default of JAX's splash attention on arrays
 * 128 wide, recipes for arrays 256 wide take 1,024 and more.
 */
export const attentionShape = (
  mixer: Mixer,
  matrixUnitWidth: number,
  { fusedAttention, attentionSoftmaxWidth, attentionTile }: TrainingConstants,
): AttentionShape => {
  // Without a fused kernel the softmax is one of its own, counted by the scores it reads and writes.
  const softmax = fusedAttention === 1 ? attentionSoftmaxWidth : 0;
  const tile = Math.max(attentionTile, matrixUnitWidth === 1 ? 0 : TILE_IN_ARRAYS * matrixUnitWidth);
  const widths = headWidths(mixer);
  if (widths === null) return { widthFactor: 1, tile };
  const [keys, values] = widths;
  const worked = padded(keys, matrixUnitWidth) + padded(values, matrixUnitWidth) + 2 * softmax;
  return { widthFactor: (worked / (keys + values)) * (STATED_WIDTH / (STATED_WIDTH + softmax)), tile };
};

/**
 * Mean positions a token's scores are worked out for. A kernel that skips masked tiles works on whole ones: half a tile
 * beyond the diagonal, and windows reach to the start of the tile they begin in.
 */
export const meanContext = (
  sequenceLength: number,
  limit: number,
  causal: boolean,
  skipsMasked: boolean,
  tile: number,
): number => {
  if (!causal || !skipsMasked) return Math.min(sequenceLength, limit);
  if (limit >= sequenceLength) return Math.min(sequenceLength, (sequenceLength + tile) / 2);
  const reach = Math.min(sequenceLength, (Math.ceil((limit - 1) / tile) + 1) * tile);
  return reach - (reach * reach) / (2 * sequenceLength);
};
