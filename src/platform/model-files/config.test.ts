import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonRecord } from '../../core/portability/models/archive/json-bytes.ts';
import {
  readAdapterConfig,
  readDiffusersIndex,
  readIndex,
  readQuantisationConfig,
} from '../../core/portability/models/hf/companions.ts';
import { readConfig } from '../../core/portability/models/hf/config.ts';
import { knownShape } from '../../core/portability/models/hf/shape.ts';
import { tensorParallelDegrees, validDegrees } from '../../core/portability/models/hf/tensor-parallel.ts';
import { shippedTables } from './tables.testing.ts';

const tables = await shippedTables();

const preset = (id: string): JsonRecord =>
  JSON.parse(readFileSync(join('catalog/models', `${id}.json`), 'utf8')).config as JsonRecord;

const read = (config: JsonRecord, weightBytes: number | null = null) =>
  readConfig(config, { tables, source: 'config.json', weightBytes });

const found = (config: JsonRecord, code: string, target?: string) =>
  read(config).findings.filter(
    (one) => one.code === code && (target === undefined || one.targets.some((each) => each === target)),
  );

const LLAMA = { ...preset('llama-3.1-70b'), architectures: ['LlamaForCausalLM'], model_type: 'llama' };

describe('the architecture of a config.json', () => {
  it.each([
    [['LlamaForCausalLM'], 'llama', 'trn3', 'fine', /vLLM Neuron 0\.24.*validated.*no PP/],
    [['Qwen3ForCausalLM'], 'qwen3', 'trn2', 'unknown', /pooling only/],
    [['Qwen2ForCausalLM'], 'qwen2', 'trn2', 'drop-in', /NxD Inference/],
    [['Qwen2ForCausalLM'], 'qwen2', 'trn3', 'needs-rewrite', /on inf2, trn1, trn2 only/],
    [['DeepseekV3ForCausalLM'], 'deepseek_v3', 'trn2', 'needs-rewrite', /community/],
    [['BrandNewForCausalLM'], 'brand_new', 'trn2', 'needs-rewrite', /in no list/],
    [[], 'bert', 'trn2', 'needs-rewrite', /BERT/],
  ])('%j (%s) on %s is %s', (architectures, model_type, target, severity, text) => {
    const [finding] = found({ architectures, model_type }, 'model.architecture', target);
    expect(finding?.severity).toBe(severity);
    expect(finding?.text).toMatch(text);
    expect(finding?.rule).toBe('MD-001');
  });
});

describe('tensor-parallel degrees', () => {
  const ranks = [1, 2, 4, 8, 16, 32, 64];
  const judged = (config: JsonRecord) => {
    const shape = knownShape(config, 'x');
    if (shape === null) throw new Error('no shape');
    return tensorParallelDegrees(shape.model, ranks);
  };

  it('are worked by the five conditions, with every reason against each other one', () => {
    // Qwen2.5-14B: 40 heads, 8 key-value heads, width 13,824 = 2^9 x 27, vocabulary 152,064 = 2^9 x 297.
    const degrees = judged(preset('qwen2.5-14b'));
    expect(validDegrees(degrees)).toEqual([1, 2, 4]);
    expect(degrees[3]?.obstacles).toEqual([
      "5 query heads per rank are odd, which Neuron's decode kernel refuses",
    ]);
    expect(degrees[3]?.paddedHeads).toBe(48);
    expect(degrees[4]?.obstacles[0]).toBe('40 query heads do not divide over 16');
    expect(degrees.every(({ paddedVocabulary }) => paddedVocabulary === null)).toBe(true);
  });

  it('pad the vocabulary where it does not divide, which is no obstacle', () => {
    const degrees = judged({ ...LLAMA, vocab_size: 32_001 });
    expect(degrees[3]).toEqual({ degree: 8, obstacles: [], paddedVocabulary: 32_008, paddedHeads: null });
  });

  it('name several reasons at once and promise nothing of padded heads then', () => {
    const [, , , eight] = judged({
      model_type: 'mystery',
      num_attention_heads: 20,
      num_key_value_heads: 5,
      intermediate_size: 100,
      vocab_size: 64,
    });
    expect(eight?.obstacles).toHaveLength(3);
    expect(eight?.paddedHeads).toBeNull();
  });

  it('are those of the text model inside a wrapper, whatever the family', () => {
    const config = {
      model_type: 'mystery_vl',
      text_config: {
        num_attention_heads: 16,
        num_key_value_heads: 16,
        intermediate_size: 4096,
        vocab_size: 100,
      },
    };
    expect(validDegrees(judged(config))).toEqual([1, 2, 4, 8]);
    expect(read(config).remarks.join()).toMatch(/not counted by formula/);
  });
});

describe('weights against the memory of a logical core', () => {
  it('give the smallest degree that fits on each chip', () => {
    // 70.55 billion in bf16 are 141.1 GB: 8 ranks of 17.6 GB.
    const [finding] = found(LLAMA, 'model.memory', 'trn2');
    expect(finding?.text).toContain('as stored 141.1 GB: degree 8, 17.6 GB a logical core');
  });

  it('take the size of the files where they lie beside the config', () => {
    const [finding] = read(LLAMA, 40e9).findings.filter(({ code }) => code === 'model.memory');
    expect(finding?.text).toContain('as stored 40.0 GB: degree 2');
  });

  it('ask for experts to be spread where the largest degree is not enough', () => {
    // Twice DeepSeek-V3's layers: 2.6 TB in bf16, 41.6 GB a logical core at 64; 256 experts over 64 / T ranks.
    const config = { ...preset('deepseek-v3'), num_hidden_layers: 122 };
    const [two] = found(config, 'model.experts', 'trn2');
    expect(two?.severity).toBe('needs-rewrite');
    const [small] = found(
      { ...preset('deepseek-v3'), num_attention_heads: 8, num_key_value_heads: 8 },
      'model.experts',
      'trn2',
    );
    expect(small?.severity).toBe('drop-in');
    expect(small?.text).toMatch(/TP 1 x EP 64, TP 2 x EP 32, TP 4 x EP 16/);
  });

  it('say so where no valid degree is enough', () => {
    const config = { ...LLAMA, num_attention_heads: 10, num_key_value_heads: 10 };
    const [finding] = read(config, 400e9).findings.filter(({ code }) => code === 'model.memory');
    expect(finding?.severity).toBe('needs-rewrite');
  });
});

describe('quantisation', () => {
  const severities = (config: JsonRecord) =>
    Object.fromEntries(
      found(config, 'model.quantisation').flatMap(({ targets, severity }) =>
        targets.map((target) => [target, severity]),
      ),
    );

  it.each([
    [
      { quant_method: 'gptq', bits: 4, group_size: 128 },
      'llama',
      { trn2: 'needs-rewrite', trn3: 'needs-rewrite' },
    ],
    [{ quant_method: 'awq', bits: 4 }, 'llama', { trn2: 'needs-rewrite', trn3: 'needs-rewrite' }],
    [{ quant_method: 'compressed-tensors' }, 'llama', { trn2: 'needs-rewrite', trn3: 'needs-rewrite' }],
    [{ load_in_4bit: true }, 'llama', { trn2: 'needs-rewrite', trn3: 'needs-rewrite' }],
    [
      { quant_method: 'fp8', weight_block_size: [128, 128] },
      'deepseek_v3',
      { trn2: 'needs-rewrite', trn3: 'unknown' },
    ],
    [{ quant_method: 'mxfp4' }, 'gpt_oss', { trn2: 'drop-in', trn3: 'fine' }],
    [{ quant_method: 'mxfp4' }, 'llama', { trn2: 'needs-rewrite', trn3: 'unknown' }],
    [{ quant_method: 'modelopt', quant_algo: 'FP8' }, 'llama', { trn2: 'fine', trn3: 'fine' }],
    [{ quant_method: 'modelopt', quant_algo: 'FP8' }, 'mistral', { trn2: 'unknown', trn3: 'unknown' }],
    [{ quant_method: 'modelopt', quant_algo: 'MXFP8' }, 'qwen3_vl', { trn2: 'drop-in', trn3: 'fine' }],
    [
      { quant_method: 'modelopt', quant_algo: 'NVFP4' },
      'llama',
      { trn2: 'needs-rewrite', trn3: 'needs-rewrite' },
    ],
    [{ quant_method: 'never-heard-of' }, 'llama', { trn2: 'needs-rewrite', trn3: 'needs-rewrite' }],
  ])('%j of %s is %j', (quantization_config, model_type, expected) => {
    expect(severities({ model_type, quantization_config })).toEqual(expected);
  });

  it('is read from the files of GPTQ and ModelOpt too', () => {
    const gptq = readQuantisationConfig({ bits: 4, group_size: -1, desc_act: true }, tables);
    expect(gptq.findings[0]?.text).toContain('gptq (4 bits, a scale a row)');
    const modelopt = readQuantisationConfig(
      { producer: { name: 'modelopt' }, quantization: { quant_algo: 'FP8', kv_cache_quant_algo: 'FP8' } },
      tables,
    );
    expect(modelopt.findings[0]?.text).toContain('modelopt FP8 (KV cache FP8)');
  });
});

describe('the rest of a config.json', () => {
  it('names rotary kinds, positions and code of its own', () => {
    expect(
      found({ ...LLAMA, rope_scaling: { rope_type: 'llama3', factor: 8 } }, 'model.rope')[0]?.severity,
    ).toBe('fine');
    expect(found({ ...LLAMA, rope_scaling: { type: 'dynamic' } }, 'model.rope')[0]?.severity).toBe(
      'needs-rewrite',
    );
    expect(found({ model_type: 'phi3', rope_scaling: { type: 'longrope' } }, 'model.rope')[0]?.severity).toBe(
      'needs-rewrite',
    );
    expect(found({ ...LLAMA, rope_scaling: { rope_type: 'default' } }, 'model.rope')).toEqual([]);
    expect(found(LLAMA, 'model.positions')[0]?.text).toContain('131,072');
    const own = found(
      { ...LLAMA, auto_map: { AutoModelForCausalLM: 'modeling_x.XForCausalLM' } },
      'model.custom-code',
    );
    expect(own[0]).toMatchObject({ rule: 'MD-003', targets: ['trn2', 'trn3', 'rocm', 'tpu'] });
  });

  it('gives a reading of any JSON whatever', () => {
    const keys = fc.constantFrom(
      'architectures',
      'model_type',
      'text_config',
      'quantization_config',
      'rope_scaling',
      'auto_map',
      'num_attention_heads',
      'hidden_size',
      'torch_dtype',
      'vocab_size',
      'bits',
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('llama', 'gptq', 0, -1, 1e300, [], {}),
    );
    const mutation = fc.dictionary(keys, value, { maxKeys: 6 });
    fc.assert(
      fc.property(mutation, mutation, fc.boolean(), (change, inner, whole) => {
        const config = {
          ...(whole ? LLAMA : {}),
          ...change,
          ...(Object.keys(inner).length > 3 ? { text_config: inner } : {}),
        };
        expect(read(config).format).toBe('hf-config');
        expect(readQuantisationConfig(change, tables).format).toBe('hf-config');
        expect(readAdapterConfig(change).format).toBe('hf-config');
        expect(readDiffusersIndex({ ...change, _class_name: inner['model_type'] }, tables).format).toBe(
          'diffusers-index',
        );
      }),
      { numRuns: 150 },
    );
  });

  it('knows adapters, pipelines and indices', () => {
    const adapter = readAdapterConfig({
      peft_type: 'LORA',
      r: 16,
      base_model_name_or_path: 'meta-llama/Llama-3.1-8B',
    });
    expect(adapter.findings[0]).toMatchObject({ code: 'model.adapter', rule: 'MD-006', severity: 'drop-in' });
    const wan = readDiffusersIndex(
      { _class_name: 'WanPipeline', vae: ['diffusers', 'AutoencoderKLWan'] },
      tables,
    );
    expect(wan.findings.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['fine', 'MD-007'],
      ['fine', 'MD-007'],
    ]);
    expect(wan.remarks).toEqual(['parts: vae (AutoencoderKLWan)']);
    const index = {
      metadata: { total_size: 16 },
      weight_map: { a: 'pytorch_model-00001-of-00002.bin', b: 'pytorch_model-00002-of-00002.bin' },
    };
    expect(readIndex(index, 'pytorch_model.bin.index.json').remarks).toEqual([
      '2 tensors in 2 files, 16 bytes',
    ]);
    expect(() =>
      readIndex({ weight_map: { a: '../../etc/passwd' } }, 'model.safetensors.index.json'),
    ).toThrow(/plain name/);
  });
});
