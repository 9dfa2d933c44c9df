import type { ModelArchitecture, StorageFormat } from '../architecture.ts';
import { architectureFromConfig } from '../config/architecture-from-config.ts';
import type { GgufHeader, GgufValue } from './gguf.ts';
import { refuseGguf } from './gguf-bytes.ts';
import { GGUF_TYPES } from './gguf-types.ts';

/** `general.architecture` to `model_type`, where one decides it. */
const MODEL_TYPES: Readonly<Record<string, string>> = Object.freeze({
  llama: 'llama',
  qwen2: 'qwen2',
  qwen2moe: 'qwen2_moe',
  qwen3: 'qwen3',
  qwen3moe: 'qwen3_moe',
  gemma: 'gemma',
  gemma2: 'gemma2',
  gemma3: 'gemma3_text',
  phi3: 'phi3',
  'gpt-oss': 'gpt_oss',
  deepseek2: 'deepseek_v2',
  starcoder2: 'starcoder2',
});

/** GGUF key (after the architecture's prefix) to config.json key. Key names: ggml docs/gguf.md, "LLM". */
const KEYS: readonly (readonly [gguf: string, config: string])[] = [
  ['embedding_length', 'hidden_size'],
  ['block_count', 'num_hidden_layers'],
  ['feed_forward_length', 'intermediate_size'],
  ['context_length', 'max_position_embeddings'],
  ['attention.head_count', 'num_attention_heads'],
  ['attention.head_count_kv', 'num_key_value_heads'],
  ['attention.key_length', 'head_dim'],
  ['attention.sliding_window', 'sliding_window'],
  ['expert_count', 'num_experts'],
  ['expert_used_count', 'num_experts_per_tok'],
  ['expert_feed_forward_length', 'moe_intermediate_size'],
  ['expert_shared_feed_forward_length', 'shared_expert_intermediate_size'],
];

const LATENT_KEYS: readonly (readonly [gguf: string, config: string])[] = [
  ['attention.q_lora_rank', 'q_lora_rank'],
  ['attention.kv_lora_rank', 'kv_lora_rank'],
  ['rope.dimension_count', 'qk_rope_head_dim'],
  ['leading_dense_block_count', 'first_k_dense_replace'],
  ['expert_count', 'n_routed_experts'],
  ['expert_shared_count', 'n_shared_experts'],
];

/** A number that is the same in every layer; a list of equal numbers counts as one. */
const uniform = (key: string, value: GgufValue | undefined): number | undefined => {
  if (value === undefined || typeof value === 'number') return value;
  if (Array.isArray(value) && typeof value[0] === 'number' && value.every((one) => one === value[0]))
    return value[0];
  throw refuseGguf(`${key} that differs by layer`, 'layers of one shape');
};

const translate = (
  header: GgufHeader,
  prefix: string,
  keys: readonly (readonly [string, string])[],
): Record<string, unknown> =>
  Object.fromEntries(
    keys.flatMap(([gguf, config]) => {
      const key = `${prefix}.${gguf}`;
      const value = uniform(key, header.metadata.get(key));
      return value === undefined ? [] : [[config, value] as const];
    }),
  );

const latent = (header: GgufHeader, prefix: string): Record<string, unknown> => {
  const read = (key: string): number | undefined => uniform(key, header.metadata.get(`${prefix}.${key}`));
  const keyLength = read('attention.key_length_mla') ?? read('attention.key_length');
  const valueLength = read('attention.value_length_mla') ?? read('attention.value_length');
  const rotary = read('rope.dimension_count');
  return {
    ...translate(header, prefix, LATENT_KEYS),
    ...(keyLength === undefined || rotary === undefined ? {} : { qk_nope_head_dim: keyLength - rotary }),
    ...(valueLength === undefined ? {} : { v_head_dim: valueLength }),
  };
};

const modelTypeOf = (header: GgufHeader, architecture: string): string => {
  const known = Object.hasOwn(MODEL_TYPES, architecture) ? MODEL_TYPES[architecture] : undefined;
  if (known === undefined)
    throw refuseGguf(
      `the architecture "${architecture.slice(0, 80)}"`,
      `one of ${Object.keys(MODEL_TYPES).join(', ')}`,
    );
  const experts = header.metadata.get(`${architecture}.expert_count`);
  if (known === 'llama' && typeof experts === 'number' && experts > 0) return 'mixtral';
  const corrected = header.tensors.some(({ name }) => name.includes('exp_probs_b'));
  return known === 'deepseek_v2' && corrected ? 'deepseek_v3' : known;
};

/** Keys that one family spells its own way, and keys GGUF writes that the family does not have. */
const familySpelling = (modelType: string, config: Record<string, unknown>): Record<string, unknown> => {
  const { num_experts: experts, moe_intermediate_size: expertWidth, ...rest } = config;
  if (modelType === 'mixtral') return { ...rest, num_local_experts: experts };
  if (modelType === 'gpt_oss')
    return {
      ...rest,
      num_local_experts: experts,
      intermediate_size: expertWidth ?? rest['intermediate_size'],
    };
  if (modelType.startsWith('deepseek')) {
    const { head_dim: _, ...withoutHeadDim } = rest;
    return { ...withoutHeadDim, moe_intermediate_size: expertWidth };
  }
  if (modelType.endsWith('_moe')) return config;
  return rest;
};

/** The format that holds most bytes among the tensors whose names match. */
const dominantFormat = (header: GgufHeader, matches: RegExp): StorageFormat | null => {
  const bytes = new Map<StorageFormat, number>();
  const formats = new Map([...GGUF_TYPES.values()].map((type) => [type.name, type.nearest]));
  for (const tensor of header.tensors) {
    const format = formats.get(tensor.dtype);
    if (format === undefined || !matches.test(tensor.name) || tensor.shape.length < 2) continue;
    const before = bytes.get(format);
    bytes.set(format, before === undefined ? tensor.bytes : before + tensor.bytes);
  }
  const [largest] = [...bytes].sort(([, a], [, b]) => b - a);
  return largest === undefined ? null : largest[0];
};

const nameOf = (header: GgufHeader, source: string): string => {
  const name = header.metadata.get('general.name');
  if (typeof name === 'string' && name.trim() !== '') return name.trim().slice(0, 200);
  return source.replace(/^.*[\\/]/, '').replace(/\.gguf$/, '');
};

/**
 * The architecture a GGUF header describes, by way of the same readers as config.json. Weights in blocks of 2 to 8 bits are
 * planned in the nearest format the performance model knows; a note says so. Throws InputError when not understood.
 */
export const architectureFromGguf = (header: GgufHeader, source: string): ModelArchitecture => {
  const architecture = header.metadata.get('general.architecture');
  if (typeof architecture !== 'string') throw refuseGguf('no general.architecture', 'a GGUF file of a model');
  const modelType = modelTypeOf(header, architecture);
  const embedding = header.tensors.find(({ name }) => name === 'token_embd.weight');
  const config = familySpelling(modelType, {
    ...translate(header, architecture, KEYS),
    ...(architecture === 'deepseek2' ? latent(header, architecture) : {}),
    vocab_size: embedding?.shape[1],
    tie_word_embeddings: !header.tensors.some(({ name }) => name === 'output.weight'),
  });
  const read = architectureFromConfig({ ...config, model_type: modelType }, source, nameOf(header, source));
  const linear = dominantFormat(header, /^blk\.\d+\.(?!.*_exps)/) ?? read.formats.linear;
  const formats = {
    linear,
    experts: dominantFormat(header, /_exps/) ?? linear,
    embedding: dominantFormat(header, /^token_embd/) ?? read.formats.embedding,
  };
  const types = [...new Set(header.tensors.map(({ dtype }) => dtype))].join(', ');
  const note = `Stored as ${types}; planned as ${formats.linear} (experts ${formats.experts}, embedding ${formats.embedding}).`;
  return Object.freeze({ ...read, formats: Object.freeze(formats), notes: [...(read.notes ?? []), note] });
};
