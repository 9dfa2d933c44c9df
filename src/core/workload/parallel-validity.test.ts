import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tensorParallelObstacle, validTensorParallelDegrees } from './parallel-validity.ts';
import { presetArchitecture, presetSchema } from './preset.ts';

const preset = (id: string) =>
  presetArchitecture(
    presetSchema.parse(
      JSON.parse(readFileSync(new URL(`../../../catalog/models/${id}.json`, import.meta.url), 'utf8')),
    ),
  );

describe('validTensorParallelDegrees', () => {
  it('splits Llama 70B, 64 heads and 8 key-value heads, over powers of two', () => {
    expect(validTensorParallelDegrees(preset('llama-3.1-70b'), { neuron: false })).toEqual([
      1, 2, 4, 8, 16, 32, 64,
    ]);
  });

  it('keeps an even number of heads per logical core on Neuron', () => {
    expect(validTensorParallelDegrees(preset('llama-3.1-70b'), { neuron: true })).toEqual([
      1, 2, 4, 8, 16, 32,
    ]);
    // Qwen2.5-14B: 40 heads, 8 key-value heads; 8 ranks leave 5 heads each.
    expect(validTensorParallelDegrees(preset('qwen2.5-14b'), { neuron: true })).toEqual([1, 2, 4]);
  });

  it('lets experts be spread where their width does not divide', () => {
    // Qwen3-30B-A3B: 32 heads, 4 key-value heads, experts of 768 = 2^8 x 3.
    const model = preset('qwen3-30b-a3b');
    expect(tensorParallelObstacle(model, 32, { neuron: false })).toBeNull();
    const odd = {
      ...model,
      layers: model.layers.map((group) => ({
        ...group,
        feedForward: { ...group.feedForward, expertWidth: 100 } as typeof group.feedForward,
      })),
    };
    expect(tensorParallelObstacle(odd, 8, { neuron: false })).toMatch(/width of 100/);
    expect(tensorParallelObstacle(odd, 8, { neuron: false, expertsSpread: true })).toBeNull();
  });

  it('says why a degree is refused', () => {
    expect(tensorParallelObstacle(preset('llama-3.1-70b'), 3, { neuron: false })).toMatch(/64 query heads/);
    expect(tensorParallelObstacle(preset('qwen2.5-7b'), 7, { neuron: false })).toMatch(/4 key-value heads/);
    expect(tensorParallelObstacle(preset('llama-3.1-70b'), 128, { neuron: true })).toMatch(/Neuron takes/);
    expect(tensorParallelObstacle(preset('llama-3.1-70b'), 0, { neuron: false })).toMatch(/no number/);
  });

  it('always allows one rank, and on Neuron never more than elsewhere', () => {
    const ids = [
      'bert-large',
      'deepseek-v3',
      'gemma-2-9b',
      'gpt-oss-120b',
      'nemotron-nano-9b-v2',
      'gpt-3-175b',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...ids), (id) => {
        const anywhere = validTensorParallelDegrees(preset(id), { neuron: false });
        const neuron = validTensorParallelDegrees(preset(id), { neuron: true });
        return neuron[0] === 1 && neuron.every((degree) => anywhere.includes(degree));
      }),
      { numRuns: 12 },
    );
  });
});
