import type {
  FeedForward,
  LayerGroup,
  Mixer,
  ModelArchitecture,
  StorageFormat,
  WeightFormats,
} from '../../workload/architecture.ts';
import { countParameters } from '../../workload/parameters.ts';
import type { MeasuredArchitecture, Measurement } from './measurement.ts';
import { type RowRefusal, refuse } from './refusal.ts';

interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly printed: MeasuredArchitecture;
}

/** What a source may leave unsaid and the printed parameter count then decides. */
interface Choice {
  readonly gated: boolean;
  readonly tied: boolean;
}

const PARAMETERS_PER_BILLION = 1e9;
/** A printed size is rounded and may or may not count embeddings; beyond this the dimensions are not the model's. */
const SIZE_TOLERANCE = 0.15;
/** Vocabulary of the GPT-2 tokenizer padded to a multiple of 1,024, used where a GPT's vocabulary is not printed. */
const GPT_VOCABULARY = 51_200;
/** Gated DeltaNet keeps a 128 x 128 matrix per value head and values twice as wide as the model (arXiv 2412.06464; Qwen3-Next). */
const DELTANET = { headDim: 128, expand: 2, convolution: 4 } as const;

const mixerOf = (shape: Shape, window: number | null): Mixer | RowRefusal => {
  const { printed, heads, hidden } = shape;
  if (printed.attention === 'MLA') {
    const { kv_lora_rank, qk_nope_head_dim, qk_rope_head_dim, v_head_dim } = printed;
    if (!kv_lora_rank || !qk_nope_head_dim || !qk_rope_head_dim || !v_head_dim)
      return refuse('model-shape-not-published', 'latent attention without its ranks and head widths');
    return {
      kind: 'latent-attention',
      queryHeads: heads,
      queryRank: printed.q_lora_rank ?? null,
      keyValueRank: kv_lora_rank,
      nopeHeadDim: qk_nope_head_dim,
      ropeHeadDim: qk_rope_head_dim,
      valueHeadDim: v_head_dim,
      sparse: null,
    };
  }
  return {
    kind: 'attention',
    queryHeads: heads,
    keyValueHeads: printed.kv_heads ?? heads,
    headDim: printed.head_dim ?? Math.round(hidden / heads),
    window,
    extraParameters: 0,
    outputGate: false,
  };
};

const expertsOf = (shape: Shape): FeedForward | null => {
  const { experts, active_experts, moe_ffn, ffn, shared_experts, shared_ffn } = shape.printed;
  const width = moe_ffn ?? ffn;
  if (!experts || !active_experts || !width) return null;
  const shared = shared_experts ?? 0;
  return {
    kind: 'experts',
    experts,
    activeExperts: active_experts,
    expertWidth: width,
    sharedExperts: shared,
    sharedWidth: shared * (shared_ffn ?? width),
    gated: true,
    extraParameters: 0,
  };
};

const denseOf = (shape: Shape, gated: boolean): FeedForward | null =>
  shape.printed.ffn ? { kind: 'dense', width: shape.printed.ffn, gated, extraParameters: 0 } : null;

/** Feed-forward of each layer in order: leading dense layers, then experts in every n-th layer. */
const feedForwards = (shape: Shape, gated: boolean): FeedForward[] | RowRefusal => {
  const dense = denseOf(shape, gated);
  const experts = expertsOf(shape);
  const interval = shape.printed.moe_layer_interval ?? 1;
  const leading = shape.printed.dense_layers ?? 0;
  const list: FeedForward[] = [];
  for (let layer = 0; layer < shape.layers; layer += 1) {
    const wanted =
      experts !== null && layer >= leading && layer % interval === interval - 1 ? experts : dense;
    if (wanted === null)
      return refuse('model-shape-not-published', 'the feed-forward width is not published');
    list.push(wanted);
  }
  return list;
};

/** `5:1` is five windowed layers to one that sees all. */
const windowed = (printed: MeasuredArchitecture, layer: number): number | null => {
  if (!printed.sliding_window) return null;
  const match = /^(\d+):(\d+)$/.exec(printed.swa_pattern ?? '');
  if (match === null) return printed.sliding_window;
  const local = Number(match[1]);
  const full = Number(match[2]);
  return layer % (local + full) < local ? printed.sliding_window : null;
};

const deltaNet = (shape: Shape): Mixer => {
  const inner = DELTANET.expand * shape.hidden;
  const heads = inner / DELTANET.headDim;
  // Query and key streams together are as wide as half the values; z gate and output projection are as wide as them.
  const keys = inner / 2;
  return {
    kind: 'state-space',
    innerWidth: inner,
    stateSize: DELTANET.headDim,
    heads,
    groups: keys / DELTANET.headDim / 2,
    convolutionKernel: DELTANET.convolution,
    parameters:
      shape.hidden * (keys + 2 * inner + 2 * heads) +
      inner * shape.hidden +
      DELTANET.convolution * (keys + inner),
    stateElements: inner * DELTANET.headDim + (DELTANET.convolution - 1) * (keys + inner),
  };
};

/** Layers whose mixer is linear attention rather than softmax attention. */
const isLinear = (printed: MeasuredArchitecture, layer: number): boolean => {
  if (!printed.linear_attention) return false;
  const ratio = /(\d+):(\d+)/.exec(printed.linear_attention);
  const interval =
    printed.full_attention_interval ?? (ratio === null ? 4 : Number(ratio[1]) + Number(ratio[2]));
  return layer % interval !== interval - 1;
};

const layersOf = (shape: Shape, gated: boolean): LayerGroup[] | RowRefusal => {
  const forwards = feedForwards(shape, gated);
  if (!Array.isArray(forwards)) return forwards;
  const groups: LayerGroup[] = [];
  for (const [layer, feedForward] of forwards.entries()) {
    const mixer = isLinear(shape.printed, layer)
      ? deltaNet(shape)
      : mixerOf(shape, windowed(shape.printed, layer));
    if ('refused' in mixer) return mixer;
    const last = groups.at(-1);
    if (
      last !== undefined &&
      JSON.stringify([last.mixer, last.feedForward]) === JSON.stringify([mixer, feedForward])
    )
      groups[groups.length - 1] = { ...last, count: last.count + 1 };
    else groups.push({ count: 1, mixer, feedForward });
  }
  return groups;
};

const candidates = (printed: MeasuredArchitecture): readonly Choice[] => {
  const gated = printed.gated_ffn ?? null;
  const tied = printed.tied_embeddings ?? null;
  return [true, false]
    .flatMap((g) => [false, true].map((t) => ({ gated: g, tied: t })))
    .filter((choice) => gated === null || choice.gated === gated)
    .filter((choice) => tied === null || choice.tied === tied);
};

const vocabularyOf = (printed: MeasuredArchitecture): number => printed.vocab ?? GPT_VOCABULARY;

const assemble = (
  row: Measurement,
  shape: Shape,
  choice: Choice,
  formats: WeightFormats,
): ModelArchitecture | RowRefusal => {
  const layers = layersOf(shape, choice.gated);
  if (!Array.isArray(layers)) return layers;
  const encoder = /^bert/i.test(row.model);
  const learned = shape.printed.positions === 'learned' && row.seq_len ? row.seq_len * shape.hidden : 0;
  return {
    name: row.model,
    family: row.model.toLowerCase(),
    hidden: shape.hidden,
    vocabulary: vocabularyOf(shape.printed),
    tiedEmbeddings: choice.tied,
    maxPositions: null,
    positionParameters: encoder ? 514 * shape.hidden : learned,
    causal: !encoder,
    layers,
    predictionLayers: 0,
    formats,
    source: `measurement ${row.id}`,
  };
};

/** Without a printed size, classic GPTs (feed-forward four times the width) are plain and tied, the rest gated and not. */
const withoutSize = (shape: Shape, choices: readonly Choice[]): Choice | undefined => {
  const classic = shape.printed.ffn === 4 * shape.hidden && !shape.printed.experts;
  return (
    choices.find((choice) => choice.gated === !classic && choice.tied === classic) ??
    choices.find((choice) => choice.gated === !classic) ??
    choices[0]
  );
};

/**
 * The architecture a row describes, from its printed dimensions alone. What is not printed (gated or plain
 * feed-forward, tied embeddings) is taken so that the parameter count comes nearest the printed one. Refuses when
 * dimensions are missing or contradict the printed size by more than 15 %.
 */
export const architectureOfRow = (
  row: Measurement,
  format: StorageFormat = 'bf16',
): ModelArchitecture | RowRefusal => {
  const printed = row.arch;
  const unpublished = refuse(
    'model-shape-not-published',
    `the shape of ${row.model} is not published with the row`,
  );
  if (!printed?.layers || !printed.hidden || !printed.heads) return unpublished;
  const shape: Shape = { layers: printed.layers, hidden: printed.hidden, heads: printed.heads, printed };
  const formats: WeightFormats = { linear: format, experts: format, embedding: 'bf16' };
  const built = candidates(printed).map((choice) => assemble(row, shape, choice, formats));
  const models = built.filter((model): model is ModelArchitecture => !('refused' in model));
  const first = built[0];
  if (models.length === 0) return first !== undefined && 'refused' in first ? first : unpublished;
  if (!printed.params_b) {
    const choice = withoutSize(shape, candidates(printed));
    return choice === undefined ? unpublished : assemble(row, shape, choice, formats);
  }
  const size = printed.params_b * PARAMETERS_PER_BILLION;
  const off = (model: ModelArchitecture) => Math.abs(Math.log(countParameters(model).total / size));
  const nearest = models.reduce((best, model) => (off(model) < off(best) ? model : best));
  if (off(nearest) > Math.log(1 + SIZE_TOLERANCE))
    return refuse(
      'model-shape-not-published',
      `the printed dimensions of ${row.model} make ${(countParameters(nearest).total / PARAMETERS_PER_BILLION).toFixed(1)} B parameters, its size is ${printed.params_b} B`,
    );
  return nearest;
};
