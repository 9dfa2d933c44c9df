import { InputError } from '../../../input-error.ts';
import type { ModelArchitecture } from '../../../workload/architecture.ts';
import { architectureFromConfig } from '../../../workload/config/architecture-from-config.ts';
import { isRecord } from '../../../workload/config/fields.ts';
import { type JsonRecord, member } from '../archive/json-bytes.ts';

const LARGEST_SIZE = 2 ** 31;

const WRAPPED = ['text_config', 'llm_config', 'language_config', 'thinker_config'];
/** Wrappers inside wrappers: published models have two. */
const DEEPEST_WRAPPER = 4;

/** The part of a config that speaks of the text model: `text_config`, `llm_config` and the like of a wrapper, else itself. */
export const textConfig = (config: JsonRecord): JsonRecord => {
  let found = config;
  for (let depth = 0; depth < DEEPEST_WRAPPER; depth += 1) {
    const nested = WRAPPED.map((key) => member(found, key)).find(isRecord);
    if (nested === undefined) return found;
    found = nested;
  }
  return found;
};

/** A whole number from 1 to 2^31 by the first of these keys that has one; null where none has. */
export const sizeAt = (config: JsonRecord, ...keys: readonly string[]): number | null => {
  for (const key of keys) {
    const value = member(config, key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LARGEST_SIZE)
      return value;
  }
  return null;
};

/** The sizes that tensor parallelism divides, of a model whatever its family. */
export interface ConfigShape {
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  readonly width: number | null;
  readonly vocabulary: number | null;
  readonly experts: number | null;
}

/** Heads, widths and experts by the names that configs use; null where no heads are stated. */
export const configShape = (config: JsonRecord): ConfigShape | null => {
  const text = textConfig(config);
  const queryHeads = sizeAt(
    text,
    'num_attention_heads',
    'n_head',
    'n_heads',
    'num_heads',
    'decoder_attention_heads',
  );
  if (queryHeads === null) return null;
  return {
    queryHeads,
    keyValueHeads: sizeAt(text, 'num_key_value_heads', 'num_kv_heads', 'multi_query_group_num') ?? queryHeads,
    width: sizeAt(
      text,
      'intermediate_size',
      'ffn_dim',
      'n_inner',
      'ffn_hidden_size',
      'decoder_ffn_dim',
      'd_ff',
    ),
    vocabulary: sizeAt(text, 'vocab_size', 'padded_vocab_size'),
    experts: sizeAt(text, 'num_local_experts', 'n_routed_experts', 'num_experts', 'moe_num_experts'),
  };
};

/** One layer of these sizes: enough to ask how the model divides, and nothing else. */
const oneLayer = (shape: ConfigShape, source: string): ModelArchitecture => ({
  name: source,
  family: 'unknown',
  hidden: 1,
  vocabulary: shape.vocabulary ?? 1,
  tiedEmbeddings: true,
  maxPositions: null,
  positionParameters: 0,
  causal: true,
  layers: [
    {
      count: 1,
      mixer: {
        kind: 'attention',
        queryHeads: shape.queryHeads,
        keyValueHeads: shape.keyValueHeads,
        headDim: 1,
        window: null,
        extraParameters: 0,
        outputGate: false,
      },
      feedForward:
        shape.width === null
          ? { kind: 'none' }
          : { kind: 'dense', width: shape.width, gated: false, extraParameters: 0 },
    },
  ],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source,
});

/** A model's architecture where its family has a reader, else the sizes that divide. */
export interface KnownShape {
  readonly model: ModelArchitecture;
  /** False where only heads, width and vocabulary are known, so that nothing can be counted. */
  readonly counted: boolean;
  /** Why the family's reader gave up; null where it did not. */
  readonly remark: string | null;
}

/** What is known of the shape a config describes; null where it states no heads and no reader knows its family. */
export const knownShape = (config: JsonRecord, source: string): KnownShape | null => {
  try {
    return { model: architectureFromConfig(config, source), counted: true, remark: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const shape = configShape(config);
    const remark = `weights not counted by formula: ${error.problem.found.slice(0, 160)}`;
    return shape === null ? null : { model: oneLayer(shape, source), counted: false, remark };
  }
};
