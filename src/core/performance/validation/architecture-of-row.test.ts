import { describe, expect, it } from 'vitest';
import { countParameters } from '../../workload/parameters.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import type { Measurement } from './measurement.ts';
import { isRefusal } from './refusal.ts';

const rowOf = (model: string, arch: Measurement['arch']): Measurement => ({
  id: 'r',
  task: 'decode',
  model,
  arch,
  hardware: 'h100-sxm',
  chips: 1,
  metric: 'tpot_ms',
});

const built = (row: Measurement) => {
  const model = architectureOfRow(row);
  if (isRefusal(model)) throw new Error(model.refused);
  return model;
};

describe('the architecture of a measured row', () => {
  it('tells from the size that GPT-3 has a plain feed-forward: 96 x 12 x 12288^2 = 174 billion', () => {
    const model = built(
      rowOf('GPT3-175B', {
        params_b: 175,
        layers: 96,
        hidden: 12288,
        heads: 96,
        kv_heads: 96,
        head_dim: 128,
        ffn: 49152,
        vocab: 51200,
      }),
    );
    expect(model.layers[0]?.feedForward).toMatchObject({ kind: 'dense', gated: false });
    expect(countParameters(model).total / 1e9).toBeCloseTo(175.2, 0);
  });

  // DeepSeek-V3 technical report (arXiv 2412.19437), section 2: 671 B parameters, 37 B active, first three layers dense.
  it('builds latent attention, leading dense layers and shared experts', () => {
    const model = built(
      rowOf('DeepSeek-V3', {
        params_b: 671,
        layers: 61,
        hidden: 7168,
        heads: 128,
        attention: 'MLA',
        q_lora_rank: 1536,
        kv_lora_rank: 512,
        qk_nope_head_dim: 128,
        qk_rope_head_dim: 64,
        v_head_dim: 128,
        ffn: 18432,
        dense_layers: 3,
        moe_ffn: 2048,
        experts: 256,
        active_experts: 8,
        shared_experts: 1,
        vocab: 129280,
        gated_ffn: true,
      }),
    );
    expect(model.layers.map((group) => group.count)).toEqual([3, 58]);
    const { total, active } = countParameters(model);
    expect(total / 1e9).toBeCloseTo(671, 0);
    expect(active / 1e9).toBeCloseTo(37.5, 0);
  });

  it('alternates windows as the pattern says: five of six layers of Gemma 3 see 1,024 tokens', () => {
    const model = built(
      rowOf('Gemma3-12B', {
        params_b: 11.77,
        layers: 48,
        hidden: 3840,
        heads: 16,
        kv_heads: 8,
        head_dim: 256,
        ffn: 15360,
        vocab: 262144,
        gated_ffn: true,
        sliding_window: 1024,
        swa_pattern: '5:1',
      }),
    );
    const windowed = model.layers
      .filter(({ mixer }) => mixer.kind === 'attention' && mixer.window === 1024)
      .reduce((sum, group) => sum + group.count, 0);
    expect(windowed).toBe(40);
    expect(model.tiedEmbeddings).toBe(true);
  });

  it('refuses a model of which only the size is printed, and one whose dimensions contradict it', () => {
    expect(architectureOfRow(rowOf('GPT3-46B', { params_b: 46 }))).toMatchObject({
      code: 'model-shape-not-published',
    });
    const contradicting = { params_b: 70, layers: 32, hidden: 4096, heads: 32, ffn: 14336, vocab: 128256 };
    expect(architectureOfRow(rowOf('Llama', contradicting))).toMatchObject({
      refused: expect.stringContaining('its size is 70 B'),
    });
  });
});
