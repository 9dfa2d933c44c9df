/**
 * What a transformer (or hybrid) model is made of, as far as its cost goes. Every reader (config.json, GGUF header,
 * preset) produces this one shape; everything later reads only this shape.
 */
export interface ModelArchitecture {
  /** Name as people write it, e.g. `Llama-3.1-70B`. */
  readonly name: string;
  /** `model_type` or architecture string of the source, e.g. `llama`. */
  readonly family: string;
  readonly hidden: number;
  readonly vocabulary: number;
  readonly tiedEmbeddings: boolean;
  readonly maxPositions: number | null;
  /** Learned position and segment tables (BERT, GPT-2), in parameters; 0 where positions are computed. */
  readonly positionParameters: number;
  /**
   * Parameters outside the layers beyond embedding, head and the final norm's weight: a final norm's bias, a norm on the
   * embedding, a pooler; negative by the width where there is no final norm. Absent: none.
   */
  readonly otherParameters?: number;
  /** Decoders generate; encoders (BERT) see the whole sequence at once and have no cache. */
  readonly causal: boolean;
  /** Layers in order, run-length coded: groups repeat `count` times, consecutive groups differ. */
  readonly layers: readonly LayerGroup[];
  /** Multi-token-prediction layers trained beside the head (DeepSeek-V3: 1); not run in plain decoding. */
  readonly predictionLayers: number;
  /** Format the weights are stored in by their maker, per part. */
  readonly formats: WeightFormats;
  /** What was left out or simplified in reading it, in words for the user: `vision tower not counted`. Absent: nothing. */
  readonly notes?: readonly string[];
  /** Where it was read from, for derivations: `examples/models/x/config.json` or `preset llama-3.1-70b`. */
  readonly source: string;
}

export interface LayerGroup {
  readonly count: number;
  readonly mixer: Mixer;
  readonly feedForward: FeedForward;
}

/** The part of a layer that mixes information between tokens. */
export type Mixer =
  | {
      readonly kind: 'attention';
      readonly queryHeads: number;
      readonly keyValueHeads: number;
      readonly headDim: number;
      /** Tokens each position can see back, or null for all. */
      readonly window: number | null;
      /** Biases on projections, norms on query and key: parameters only. */
      readonly extraParameters: number;
      /** An output gate as wide as the queries (Qwen3-Next); adds a projection. */
      readonly outputGate: boolean;
    }
  | {
      readonly kind: 'latent-attention';
      readonly queryHeads: number;
      /** null: queries are projected in one step. */
      readonly queryRank: number | null;
      readonly keyValueRank: number;
      readonly nopeHeadDim: number;
      readonly ropeHeadDim: number;
      readonly valueHeadDim: number;
      /** DeepSeek sparse attention: keys attended per query, and the indexer that picks them; null when dense. */
      readonly sparse: {
        readonly topK: number;
        readonly indexHeads: number;
        readonly indexHeadDim: number;
      } | null;
    }
  | {
      readonly kind: 'state-space';
      /** Width of the inner stream (expand x hidden). */
      readonly innerWidth: number;
      readonly stateSize: number;
      readonly heads: number;
      readonly groups: number;
      readonly convolutionKernel: number;
      /** Exact parameters of the mixer, as its reader counted them. */
      readonly parameters: number;
      /** Bytes-free size of the state kept per request: elements, whatever the length. */
      readonly stateElements: number;
    }
  | { readonly kind: 'none' };

export type FeedForward =
  | {
      readonly kind: 'dense';
      readonly width: number;
      readonly gated: boolean;
      readonly extraParameters: number;
    }
  | {
      readonly kind: 'experts';
      readonly experts: number;
      readonly activeExperts: number;
      readonly expertWidth: number;
      readonly sharedExperts: number;
      /** Total width of all shared experts together. */
      readonly sharedWidth: number;
      readonly gated: boolean;
      readonly extraParameters: number;
    }
  | { readonly kind: 'none' };

/** How a number is kept in memory. */
export type StorageFormat = 'fp32' | 'bf16' | 'fp16' | 'fp8' | 'int8' | 'int4' | 'mxfp8' | 'mxfp4' | 'nvfp4';

/** What the matrix units multiply in. FP8 (per-tensor or per-block scales) and MXFP8 (a scale per 32) are different. */
export type ComputeFormat = 'fp32' | 'tf32' | 'bf16' | 'fp16' | 'fp8' | 'mxfp8' | 'mxfp4' | 'nvfp4' | 'int8';

export interface WeightFormats {
  readonly linear: StorageFormat;
  readonly experts: StorageFormat;
  readonly embedding: StorageFormat;
}

/** Bytes per element, scales included: MXFP4 keeps one 8-bit scale per 32 values, NVFP4 one per 16, INT4 a 16-bit scale and zero per 128. */
export const BYTES_PER_ELEMENT: Readonly<Record<StorageFormat, number>> = Object.freeze({
  fp32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  int8: 1,
  int4: 0.5 + 4 / 128,
  mxfp8: 1 + 1 / 32,
  mxfp4: 0.5 + 1 / 32,
  nvfp4: 0.5 + 1 / 16,
});

export const layerCount = (model: ModelArchitecture): number =>
  model.layers.reduce((sum, group) => sum + group.count, 0);
