import { describe, expect, it } from 'vitest';
import { layerCount } from '../architecture.ts';
import { cacheFootprint, flopsPerToken } from '../footprint.ts';
import { countParameters } from '../parameters.ts';
import { architectureFromConfig } from './architecture-from-config.ts';

const total = (config: Readonly<Record<string, unknown>>): number =>
  countParameters(architectureFromConfig(config, 'test')).total;

const DEEPSEEK = {
  hidden_size: 7168,
  intermediate_size: 18432,
  moe_intermediate_size: 2048,
  num_hidden_layers: 61,
  q_lora_rank: 1536,
  kv_lora_rank: 512,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  v_head_dim: 128,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
};

const DEEPSEEK_V32 = {
  ...DEEPSEEK,
  model_type: 'deepseek_v32',
  first_k_dense_replace: 3,
  num_attention_heads: 128,
  n_routed_experts: 256,
  vocab_size: 129280,
  index_topk: 2048,
  index_n_heads: 64,
  index_head_dim: 128,
};

const LLAMA4 = {
  model_type: 'llama4_text',
  hidden_size: 5120,
  intermediate_size: 8192,
  intermediate_size_mlp: 16384,
  num_hidden_layers: 48,
  num_attention_heads: 40,
  num_key_value_heads: 8,
  head_dim: 128,
  num_experts_per_tok: 1,
  attention_chunk_size: 8192,
  vocab_size: 202048,
};

const QWEN3_NEXT = {
  model_type: 'qwen3_next',
  hidden_size: 2048,
  num_hidden_layers: 48,
  num_attention_heads: 16,
  num_key_value_heads: 2,
  head_dim: 256,
  linear_num_key_heads: 16,
  linear_num_value_heads: 32,
  linear_key_head_dim: 128,
  linear_value_head_dim: 128,
  linear_conv_kernel_dim: 4,
  full_attention_interval: 4,
  num_experts: 512,
  num_experts_per_tok: 10,
  moe_intermediate_size: 512,
  shared_expert_intermediate_size: 512,
  vocab_size: 151936,
};

// Sizes from the public config.json of each model, totals from the safetensors metadata beside it (huggingface.co).
const PUBLISHED: readonly (readonly [
  name: string,
  total: number,
  config: Readonly<Record<string, unknown>>,
])[] = [
  [
    'bigcode/starcoder2-3b',
    3_030_371_328,
    {
      model_type: 'starcoder2',
      hidden_size: 3072,
      intermediate_size: 12288,
      num_hidden_layers: 30,
      num_attention_heads: 24,
      num_key_value_heads: 2,
      vocab_size: 49152,
      sliding_window: 4096,
    },
  ],
  [
    'bigcode/starcoder2-15b',
    15_957_889_024,
    {
      model_type: 'starcoder2',
      hidden_size: 6144,
      intermediate_size: 24576,
      num_hidden_layers: 40,
      num_attention_heads: 48,
      num_key_value_heads: 4,
      vocab_size: 49152,
      tie_word_embeddings: false,
    },
  ],
  [
    'EleutherAI/gpt-neox-20b',
    20_554_567_680,
    {
      model_type: 'gpt_neox',
      hidden_size: 6144,
      intermediate_size: 24576,
      num_hidden_layers: 44,
      num_attention_heads: 64,
      vocab_size: 50432,
    },
  ],
  [
    'EleutherAI/gpt-j-6b',
    6_050_882_784,
    {
      model_type: 'gptj',
      n_embd: 4096,
      n_head: 16,
      n_layer: 28,
      n_positions: 2048,
      n_inner: null,
      rotary_dim: 64,
      vocab_size: 50400,
    },
  ],
  [
    'facebook/opt-13b',
    12_853_473_280,
    {
      model_type: 'opt',
      hidden_size: 5120,
      ffn_dim: 20480,
      num_hidden_layers: 40,
      num_attention_heads: 40,
      vocab_size: 50272,
      max_position_embeddings: 2048,
    },
  ],
  [
    'bigscience/bloom',
    176_247_271_424,
    { model_type: 'bloom', n_embed: 14336, n_layer: 70, num_attention_heads: 112, vocab_size: 250880 },
  ],
  [
    'tiiuae/falcon-7b',
    6_921_720_704,
    {
      model_type: 'falcon',
      hidden_size: 4544,
      num_attention_heads: 71,
      num_hidden_layers: 32,
      vocab_size: 65024,
      multi_query: true,
    },
  ],
  [
    'tiiuae/falcon-40b',
    41_303_293_952,
    {
      model_type: 'falcon',
      hidden_size: 8192,
      num_attention_heads: 128,
      num_hidden_layers: 60,
      num_kv_heads: 8,
      vocab_size: 65024,
      new_decoder_architecture: true,
    },
  ],
  [
    'mosaicml/mpt-7b',
    6_649_286_656,
    {
      model_type: 'mpt',
      d_model: 4096,
      n_heads: 32,
      n_layers: 32,
      vocab_size: 50432,
      attn_config: { alibi: true },
    },
  ],
  [
    'mistralai/Mamba-Codestral-7B',
    7_285_403_648,
    {
      model_type: 'mamba2',
      hidden_size: 4096,
      num_hidden_layers: 64,
      num_heads: 128,
      head_dim: 64,
      state_size: 128,
      n_groups: 8,
      vocab_size: 32768,
    },
  ],
  [
    'microsoft/Phi-3-mini',
    3_821_079_552,
    {
      model_type: 'phi3',
      hidden_size: 3072,
      intermediate_size: 8192,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      vocab_size: 32064,
      sliding_window: 2047,
    },
  ],
  [
    'microsoft/phi-4',
    14_659_507_200,
    {
      model_type: 'phi3',
      hidden_size: 5120,
      intermediate_size: 17920,
      num_hidden_layers: 40,
      num_attention_heads: 40,
      num_key_value_heads: 10,
      vocab_size: 100352,
    },
  ],
  [
    'openai-community/gpt2',
    124_439_808,
    { model_type: 'gpt2', n_embd: 768, n_head: 12, n_layer: 12, n_positions: 1024, vocab_size: 50257 },
  ],
  [
    'google/gemma-7b',
    8_537_680_896,
    {
      model_type: 'gemma',
      hidden_size: 3072,
      intermediate_size: 24576,
      num_hidden_layers: 28,
      num_attention_heads: 16,
      vocab_size: 256000,
    },
  ],
  [
    'deepseek-ai/DeepSeek-V2-Lite',
    15_706_484_224,
    {
      ...DEEPSEEK,
      model_type: 'deepseek_v2',
      hidden_size: 2048,
      intermediate_size: 10944,
      moe_intermediate_size: 1408,
      num_hidden_layers: 27,
      num_attention_heads: 16,
      q_lora_rank: null,
      n_routed_experts: 64,
      n_shared_experts: 2,
      num_experts_per_tok: 6,
      first_k_dense_replace: 1,
      vocab_size: 102400,
    },
  ],
  // Published 228,703,644,928 less one scale per 128 x 128 block of 8-bit weights: 62 x (256 x 3 x 288 + 2 x 1152 + 2 x 192) = 13,880,064.
  [
    'MiniMaxAI/MiniMax-M2',
    228_689_764_864,
    {
      model_type: 'minimax_m2',
      hidden_size: 3072,
      intermediate_size: 1536,
      num_hidden_layers: 62,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      head_dim: 128,
      num_local_experts: 256,
      num_experts_per_tok: 8,
      vocab_size: 200064,
    },
  ],
];

describe('families', () => {
  it.each(PUBLISHED)('counts %s as published: %i', (_, published, config) => {
    expect(total(config)).toBe(published);
  });

  it('counts Qwen3-Next as published once its prediction layer is taken off', () => {
    // 81,324,862,720 published, with one prediction layer: experts 512 x 3 x 2048 x 512, shared expert and its gate, router,
    // attention (gated queries 2048 x 8192, keys and values 2 x 2048 x 512, output 4096 x 2048), a 4096 x 2048 joint
    // projection, two layer norms, two norms of its inputs, a final norm and the norms of queries and keys.
    const experts = 512 * 3 * 2048 * 512 + 3 * 2048 * 512 + 2048 + 2048 * 512;
    const attention = 2048 * 8192 + 2 * 2048 * 512 + 4096 * 2048 + 2 * 256;
    const prediction = experts + attention + 4096 * 2048 + 5 * 2048;
    expect(total(QWEN3_NEXT)).toBe(81_324_862_720 - prediction);
  });

  it('counts GLM-4.5 as published once its prediction layer is taken off', () => {
    // 358,337,791,296 published; the prediction layer has experts, attention, a joint projection, and copies of embedding and head.
    const glm = {
      model_type: 'glm4_moe',
      hidden_size: 5120,
      intermediate_size: 12288,
      moe_intermediate_size: 1536,
      num_hidden_layers: 92,
      num_attention_heads: 96,
      num_key_value_heads: 8,
      head_dim: 128,
      n_routed_experts: 160,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      first_k_dense_replace: 3,
      attention_bias: true,
      use_qk_norm: true,
      vocab_size: 151552,
    };
    const experts = 161 * 3 * 5120 * 1536 + 160 * 5120 + 160;
    const attention = 5120 * (12288 + 2 * 1024) + 12288 * 5120 + 12288 + 2 * 1024 + 2 * 128;
    const around = 2 * 5120 * 5120 + 2 * 151552 * 5120 + 5 * 5120;
    expect(total(glm)).toBe(358_337_791_296 - experts - attention - around);
  });

  it('leaves the same vision tower over in both sizes of Llama 4', () => {
    // Published with vision: Scout 108,641,793,536, Maverick 401,583,781,376.
    const scout = total({ ...LLAMA4, num_local_experts: 16, interleave_moe_layer_step: 1 });
    const maverick = total({ ...LLAMA4, num_local_experts: 128, interleave_moe_layer_step: 2 });
    expect(108_641_793_536 - scout).toBe(401_583_781_376 - maverick);
  });

  it('gives Kimi K2 the trillion of its report', () => {
    // arXiv 2507.20534: 1.04T (1.03 without rounding up) total, 32B activated.
    const kimi = {
      ...DEEPSEEK,
      model_type: 'kimi_k2',
      num_attention_heads: 64,
      n_routed_experts: 384,
      first_k_dense_replace: 1,
      vocab_size: 163840,
    };
    const count = countParameters(architectureFromConfig(kimi, 'test'));
    expect([count.total / 1e12, count.active / 1e9].map(Math.round)).toEqual([1, 33]);
  });

  it('lets sparse attention read its top positions, but index all of them', () => {
    const model = architectureFromConfig(DEEPSEEK_V32, 'test');
    // arXiv 2512.02556: per layer 128 heads x (2 x 512 + 64) x 2 for 2048 positions; 64 x 128 x 2 for every position.
    expect(flopsPerToken(model, 100_000).attention).toBe(
      61 * (128 * (2 * 512 + 64) * 2 * 2048 + 64 * 128 * 2 * 100_000),
    );
    expect(cacheFootprint(model).elementsPerToken).toBe(61 * (512 + 64 + 128));
  });

  it('gives three linear layers to one full in Qwen3-Next, with a state of constant size', () => {
    const model = architectureFromConfig(QWEN3_NEXT, 'test');
    expect(layerCount(model)).toBe(48);
    expect(cacheFootprint(model)).toMatchObject({
      elementsPerToken: 12 * 2 * 2 * 256,
      stateElements: 36 * (32 * 128 * 128 + 3 * (2 * 16 * 128 + 32 * 128)),
    });
  });

  it('reads the text model of a wrapper and says so', () => {
    const wrapper = {
      model_type: 'llama4',
      text_config: { ...LLAMA4, num_local_experts: 16 },
      vision_config: { hidden_size: 1408 },
    };
    expect(architectureFromConfig(wrapper, 'test').notes?.join(' ')).toMatch(/Only the text model/);
  });

  it.each([
    [{ ...DEEPSEEK_V32, index_topk: null }, /no index_topk/],
    [
      { model_type: 'nemotron_h', hidden_size: 64, num_hidden_layers: 2, hybrid_override_pattern: 'XM' },
      /"X"/,
    ],
    [
      { model_type: 'nemotron_h', hidden_size: 64, num_hidden_layers: 3, hybrid_override_pattern: 'M-' },
      /2 layers/,
    ],
    [{ ...QWEN3_NEXT, layer_types: ['magic'] }, /linear_attention or full_attention/],
    [
      {
        model_type: 'llama',
        hidden_size: 10,
        intermediate_size: 4,
        num_hidden_layers: 1,
        num_attention_heads: 3,
        vocab_size: 9,
      },
      /heads divide/,
    ],
    [
      {
        model_type: 'mixtral',
        hidden_size: 8,
        intermediate_size: 4,
        num_hidden_layers: 1,
        num_attention_heads: 2,
        vocab_size: 9,
        num_local_experts: 2,
        num_experts_per_tok: 3,
      },
      /no more active experts/,
    ],
  ])('refuses what it cannot read: %j', (config, accepted) => {
    expect(() => architectureFromConfig(config, 'test')).toThrow(accepted);
  });
});
