import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import { layerCount } from '../architecture.ts';
import { countParameters } from '../parameters.ts';
import { type Preset, presetArchitecture, presetSchema } from '../preset.ts';
import { architectureFromConfig } from './architecture-from-config.ts';

const folder = new URL('../../../../catalog/models/', import.meta.url);
const presets: readonly Preset[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => presetSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))));

const preset = (name: string): Preset => {
  const found = presets.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no preset ${name}`);
  return found;
};

// Totals in the safetensors metadata that the makers publish beside the weights on huggingface.co (for BERT-large the
// encoder with its pooler; for Gemma 3 the text model; for DeepSeek-V3 the report's 671B without the prediction layer).
const PUBLISHED = {
  'Llama-2-7B': 6_738_415_616,
  'Llama-2-13B': 13_015_864_320,
  'Llama-2-70B': 68_976_648_192,
  'Llama-3.1-8B': 8_030_261_248,
  'Llama-3.1-70B': 70_553_706_496,
  'Llama-3.1-405B': 405_853_388_800,
  'Llama-3.2-1B': 1_235_814_400,
  'Llama-3.2-3B': 3_212_749_824,
  'Mistral-7B': 7_241_732_096,
  'Mistral-Small-24B': 23_572_403_200,
  'Mixtral-8x7B': 46_702_792_704,
  'Mixtral-8x22B': 140_620_634_112,
  'Qwen2.5-7B': 7_615_616_512,
  'Qwen2.5-72B': 72_706_203_648,
  'Qwen3-8B': 8_190_735_360,
  'Qwen3-30B-A3B': 30_532_122_624,
  'Qwen3-235B-A22B': 235_093_634_560,
  'gpt-oss-20b': 20_914_757_184,
  'gpt-oss-120b': 116_829_156_672,
  'DeepSeek-V3': 671_026_419_200,
  'Gemma-2-9B': 9_241_705_984,
  'Gemma-2-27B': 27_227_128_320,
  'BERT-large': 335_141_888,
  'Nemotron-Nano-9B-v2': 8_888_227_328,
} as const;

describe('architectureFromConfig', () => {
  it.each(Object.entries(PUBLISHED))('counts the parameters of %s as published: %i', (name, published) => {
    expect(countParameters(presetArchitecture(preset(name))).total).toBe(published);
  });

  it.each(presets.filter(({ parameters }) => parameters !== null))(
    'agrees with the total that the preset $name states',
    (known) => {
      expect(countParameters(presetArchitecture(known)).total).toBe(known.parameters);
    },
  );

  it('finds the same vision tower in both sizes of Gemma 3 once the projector is taken off', () => {
    // Published totals with vision: 12,187,325,040 and 27,432,406,640. Projector: 1152 x width weights, 1152 norm.
    const tower = (name: string, published: number, hidden: number) =>
      published - countParameters(presetArchitecture(preset(name))).total - (1152 * hidden + 1152);
    expect(tower('Gemma-3-12B', 12_187_325_040, 3840)).toBe(tower('Gemma-3-27B', 27_432_406_640, 5376));
  });

  it('gives GPT-3 within 0.3 % of the 175.0 billion of its paper', () => {
    // arXiv 2005.14165, table 2.1.
    expect(
      Math.abs(countParameters(presetArchitecture(preset('GPT-3-175B'))).total / 175e9 - 1),
    ).toBeLessThan(0.003);
  });

  it('lets a token through the active share of a mixture only', () => {
    // DeepSeek-V3 report (arXiv 2412.19437): 37B activated; Qwen3-30B-A3B: 3.3B activated.
    const active = (name: string) => countParameters(presetArchitecture(preset(name))).active / 1e9;
    expect(active('DeepSeek-V3')).toBeCloseTo(37.55, 1);
    expect(active('Qwen3-30B-A3B')).toBeCloseTo(3.35, 1);
    expect(active('Mixtral-8x7B')).toBeCloseTo(12.88, 1);
  });

  it('reads the rhythm of sliding and full attention', () => {
    const windows = (name: string) =>
      presetArchitecture(preset(name)).layers.flatMap((group) =>
        Array.from({ length: group.count }, () =>
          group.mixer.kind === 'attention' && group.mixer.window !== null ? 's' : 'f',
        ),
      );
    expect(windows('gpt-oss-20b').join('')).toBe('sf'.repeat(12));
    expect(windows('Gemma-2-9B').join('')).toBe('sf'.repeat(21));
    expect(windows('Gemma-3-12B').join('')).toBe('sssssf'.repeat(8));
  });

  it('keeps the layers of a hybrid in order', () => {
    const hybrid = presetArchitecture(preset('Nemotron-Nano-9B-v2'));
    const count = (kind: string) =>
      hybrid.layers.filter(({ mixer }) => mixer.kind === kind).reduce((sum, group) => sum + group.count, 0);
    expect([layerCount(hybrid), count('state-space'), count('attention'), count('none')]).toEqual([
      56, 27, 4, 25,
    ]);
  });

  it('refuses an architecture nobody taught it, by name', () => {
    expect(() => architectureFromConfig({ model_type: 'mystery_net' }, 'x/config.json')).toThrow(
      /architecture "mystery_net"/,
    );
  });

  it.each([null, 3, 'llama', [], {}, { model_type: 7 }])('refuses %j', (config) => {
    expect(() => architectureFromConfig(config, 'x')).toThrow(InputError);
  });

  it('names the key that is missing', () => {
    const { hidden_size: _, ...rest } = preset('Llama-2-7B').config;
    expect(() => architectureFromConfig(rest, 'x')).toThrow(/no hidden_size/);
  });

  it('refuses a key it does not know and that may change cost, unless it is switched off', () => {
    const config = preset('Llama-2-7B').config;
    expect(() => architectureFromConfig({ ...config, attention_type: 'linear' }, 'x')).toThrow(
      /attention_type/,
    );
    expect(architectureFromConfig({ ...config, attention_type: null }, 'x').hidden).toBe(4096);
    expect(architectureFromConfig({ ...config, eos_token_id: 2 }, 'x').hidden).toBe(4096);
  });

  it.each([
    [{ quant_method: 'fp8' }, ['fp8', 'fp8', 'bf16']],
    [{ quant_method: 'mxfp4' }, ['bf16', 'mxfp4', 'bf16']],
    [{ quant_method: 'gptq', bits: 4, group_size: 128 }, ['int4', 'int4', 'bf16']],
    [{ quant_method: 'awq', bits: 4 }, ['int4', 'int4', 'bf16']],
    [{ quant_method: 'modelopt', quant_algo: 'NVFP4' }, ['nvfp4', 'nvfp4', 'bf16']],
    [
      {
        quant_method: 'compressed-tensors',
        config_groups: { group_0: { weights: { num_bits: 8, type: 'float' } } },
      },
      ['fp8', 'fp8', 'bf16'],
    ],
  ])('reads the weight formats of %j', (quantization, expected) => {
    const { formats } = architectureFromConfig(
      { ...preset('Llama-3.1-8B').config, quantization_config: quantization },
      'x',
    );
    expect([formats.linear, formats.experts, formats.embedding]).toEqual(expected);
  });

  it('refuses a quantisation it does not know', () => {
    expect(() =>
      architectureFromConfig(
        { ...preset('Llama-3.1-8B').config, quantization_config: { quant_method: 'hqq' } },
        'x',
      ),
    ).toThrow(/hqq/);
  });
});
