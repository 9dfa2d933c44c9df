import type { FeedForward, LayerGroup, Mixer } from '../../workload/architecture.ts';
import type { TrainingLayout } from '../outcome.ts';

export interface ActivationOptions {
  readonly tensorParallel: number;
  readonly sequenceParallel: boolean;
  readonly recompute: TrainingLayout['recompute'];
  /** Dropout masks are kept, one byte each. */
  readonly dropoutMasks: boolean;
  /** The attention kernel keeps no scores. */
  readonly fusedAttention: boolean;
  /** Selective recompute keeps every second product and the attention output instead of all but norms and gates. */
  readonly selectiveKeepsHalf: boolean;
  /** Bytes per width that a norm keeps beside its input and output. */
  readonly normCopyBytes: number;
  readonly sequenceLength: number;
}

/** Bytes per token of one layer: what every tensor-parallel rank would keep whole, and what is cut between them. */
interface Stored {
  /** Norm inputs and outputs and masks, kept whole unless sequence parallelism cuts them. */
  readonly whole: number;
  readonly split: number;
  /** Score matrix, softmax and mask of an unfused attention core. */
  readonly scores: number;
  /** Part of `split` that selective recompute makes again from the rest: the gate product. */
  readonly remade: number;
  /** What stays of `split` when only every second product is kept: queries, values and the core; gate and output. */
  readonly halved: number;
}

const NOTHING: Stored = { whole: 0, split: 0, scores: 0, remade: 0, halved: 0 };
const SCORE_BYTES = 5;

const storedByMixer = (mixer: Mixer, hidden: number, sequenceLength: number): Stored => {
  // Input of the norm and of the first projection, two bytes each.
  const whole = 4 * hidden;
  switch (mixer.kind) {
    case 'attention': {
      const { queryHeads, keyValueHeads, headDim, window } = mixer;
      const gate = mixer.outputGate ? 4 * queryHeads * headDim : 0;
      return {
        whole,
        split: 4 * (queryHeads + keyValueHeads) * headDim + 4 * queryHeads + gate,
        scores: SCORE_BYTES * queryHeads * Math.min(sequenceLength, window ?? sequenceLength),
        remade: 0,
        halved: 2 * (2 * queryHeads + keyValueHeads) * headDim + 4 * queryHeads + gate / 2,
      };
    }
    case 'latent-attention': {
      const { queryHeads, nopeHeadDim, ropeHeadDim, valueHeadDim } = mixer;
      const queryRank = mixer.queryRank === null ? 0 : mixer.queryRank;
      const latents = 2 * (queryRank + mixer.keyValueRank + ropeHeadDim);
      const expanded = 2 * queryHeads * (2 * (nopeHeadDim + ropeHeadDim) + 2 * valueHeadDim);
      return {
        whole: whole + 2 * latents,
        split: expanded + 4 * queryHeads,
        scores: SCORE_BYTES * queryHeads * sequenceLength,
        remade: 0,
        halved: 2 * queryHeads * (nopeHeadDim + ropeHeadDim + valueHeadDim) + 4 * queryHeads,
      };
    }
    case 'state-space':
      // In-projection, convolution and scan outputs and the gated product, two bytes each.
      return {
        whole,
        split: 2 * (4 * mixer.innerWidth + 4 * mixer.groups * mixer.stateSize),
        scores: 0,
        remade: 0,
        halved: 4 * mixer.innerWidth,
      };
    case 'none':
      return NOTHING;
  }
};

const storedByFeedForward = (feedForward: FeedForward, hidden: number, imbalance: number): Stored => {
  const perWidth = (gated: boolean): number => (gated ? 6 : 4);
  switch (feedForward.kind) {
    case 'dense':
      return {
        whole: 4 * hidden,
        split: perWidth(feedForward.gated) * feedForward.width,
        scores: 0,
        remade: 2 * feedForward.width,
        halved: 2 * feedForward.width + 2 * hidden,
      };
    case 'experts': {
      const { activeExperts, expertWidth, gated, sharedWidth, experts } = feedForward;
      const routed = activeExperts * imbalance;
      return {
        whole: 4 * hidden,
        split:
          routed * (2 * hidden + perWidth(gated) * expertWidth) + perWidth(gated) * sharedWidth + 4 * experts,
        scores: 0,
        remade: 2 * (routed * expertWidth + sharedWidth),
        halved: routed * (2 * hidden + 2 * expertWidth) + 2 * sharedWidth + 2 * hidden,
      };
    }
    case 'none':
      return NOTHING;
  }
};

/**
 * Bytes one layer keeps per token for its backward pass on each tensor-parallel rank, 16-bit activations. For a GPT
 * block this is the count of Korthikanti et al. (arXiv 2205.05198, section 4): with masks and an unfused core
 * sbh(10 + 24/T + 5as/hT), and everything over T with sequence parallelism. Selective recompute makes the attention
 * core again where it is unfused (their section 5), and norm outputs and the gate product where it is fused. Full
 * recompute keeps the layer's input. Where selective recompute keeps every second product (TorchTitan's per-operator
 * policy), the layer's input, those products and the attention output stay.
 */
export const activationBytesPerToken = (
  group: LayerGroup,
  hidden: number,
  options: ActivationOptions,
  expertImbalance = 1,
): number => {
  const { tensorParallel, sequenceParallel, recompute, fusedAttention } = options;
  const shared = sequenceParallel ? tensorParallel : 1;
  if (recompute === 'full') return (2 * hidden) / shared;
  const parts = [
    storedByMixer(group.mixer, hidden, options.sequenceLength),
    storedByFeedForward(group.feedForward, hidden, expertImbalance),
  ];
  const selective = recompute === 'selective';
  if (selective && options.selectiveKeepsHalf)
    return (2 * hidden) / shared + parts.reduce((sum, part) => sum + part.halved, 0) / tensorParallel;
  let bytes = 0;
  for (const part of parts) {
    const masks = options.dropoutMasks && part.whole > 0 ? hidden : 0;
    const scores = fusedAttention || selective ? 0 : part.scores;
    const remade = fusedAttention && selective ? part.remade : 0;
    const copies = part.whole > 0 ? options.normCopyBytes * hidden : 0;
    const norms = fusedAttention && selective ? part.whole / 2 : part.whole + copies;
    bytes += (norms + masks) / shared + (part.split - remade + scores) / tensorParallel;
  }
  return bytes;
};
