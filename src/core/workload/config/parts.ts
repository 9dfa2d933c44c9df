import type { FeedForward, Mixer } from '../architecture.ts';
import type { ConfigFields } from './fields.ts';

export type Attention = Extract<Mixer, { readonly kind: 'attention' }>;

export interface AttentionHeads {
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
}

/**
 * Heads from the usual keys. `head_dim` defaults to the family's own value if it has one, else to hidden / heads; key-value heads to the query heads, as in the
 * Transformers library. Throws InputError when the heads do not divide each other or the width.
 */
export const headsOf = (fields: ConfigFields, hidden: number, headDimDefault?: number): AttentionHeads => {
  const queryHeads = fields.size('num_attention_heads');
  const keyValueHeads = fields.size('num_key_value_heads', queryHeads);
  if (queryHeads % keyValueHeads !== 0)
    throw fields.refuse(
      `num_attention_heads = ${queryHeads} with num_key_value_heads = ${keyValueHeads}`,
      'query heads that are a multiple of the key-value heads',
    );
  const stated = fields.optionalSize('head_dim') ?? headDimDefault ?? null;
  if (stated === null && hidden % queryHeads !== 0)
    throw fields.refuse(
      `hidden_size = ${hidden} with num_attention_heads = ${queryHeads} and no head_dim`,
      'a width that the heads divide, or head_dim',
    );
  return { queryHeads, keyValueHeads, headDim: stated ?? hidden / queryHeads };
};

/** Which projections carry a bias, and other small parameters of attention. */
export interface AttentionExtras {
  readonly queryKeyValueBias?: boolean;
  readonly outputBias?: boolean;
  /** Norm over each head's dimension of queries and keys (Qwen3, Gemma 3): two vectors of `headDim`. */
  readonly queryKeyNorm?: boolean;
  /** Anything else: sinks, extra norms. */
  readonly more?: number;
}

export const attention = (
  heads: AttentionHeads,
  hidden: number,
  window: number | null,
  extras: AttentionExtras = {},
): Attention => ({
  kind: 'attention',
  ...heads,
  window,
  extraParameters:
    (extras.queryKeyValueBias ? (heads.queryHeads + 2 * heads.keyValueHeads) * heads.headDim : 0) +
    (extras.outputBias ? hidden : 0) +
    (extras.queryKeyNorm ? 2 * heads.headDim : 0) +
    (extras.more === undefined ? 0 : extras.more),
  outputGate: false,
});

/** A gated feed-forward (SwiGLU, GeGLU): three matrices. */
export const gated = (width: number, extraParameters = 0): FeedForward => ({
  kind: 'dense',
  width,
  gated: true,
  extraParameters,
});

/** A plain feed-forward: two matrices. */
export const plain = (width: number, extraParameters = 0): FeedForward => ({
  kind: 'dense',
  width,
  gated: false,
  extraParameters,
});

/** Biases of a gated feed-forward's three matrices. */
export const gatedBias = (width: number, hidden: number): number => 2 * width + hidden;

/** Biases of a plain feed-forward's two matrices. */
export const plainBias = (width: number, hidden: number): number => width + hidden;
