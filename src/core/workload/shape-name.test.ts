import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { architectureOfRow } from '../performance/validation/architecture-of-row.ts';
import { isRefusal } from '../performance/validation/refusal.ts';
import type { ModelArchitecture } from './architecture.ts';
import { type Preset, presetArchitecture } from './preset.ts';
import { routesExperts, shapeName } from './shape-name.ts';

const preset = async (name: string): Promise<ModelArchitecture> =>
  presetArchitecture(
    JSON.parse(
      await readFile(new URL(`../../../catalog/models/${name}.json`, import.meta.url), 'utf8'),
    ) as Preset,
  );

describe('the shape of a model', () => {
  it('is said in one line', async () => {
    expect(shapeName(await preset('llama-3.1-70b'))).toBe('80 x 8192, 80 attention 64:8, 80 dense 28672');
    expect(shapeName(await preset('deepseek-v3'))).toBe(
      '61 x 7168, 61 latent 128:512, 3 dense 18432, 58 experts 256:8x2048',
    );
  });

  it('is that of what a model was tuned from, whatever its name and vocabulary', async () => {
    const base = await preset('llama-3.1-70b');
    expect(shapeName({ ...base, name: 'my tune', vocabulary: base.vocabulary + 8, maxPositions: 1 })).toBe(
      shapeName(base),
    );
    expect(shapeName({ ...base, hidden: 9216 })).not.toBe(shapeName(base));
  });

  it('does not depend on the order of its layers', async () => {
    const model = await preset('deepseek-v3');
    expect(shapeName({ ...model, layers: model.layers.toReversed() })).toBe(shapeName(model));
  });

  it('is the same whether a measurement prints it or a model says it', async () => {
    const read = architectureOfRow({
      id: 'a row',
      task: 'decode',
      model: 'Mixtral-8x7B',
      hardware: 'h100-sxm',
      chips: 8,
      metric: 'tpot_ms',
      arch: { layers: 32, hidden: 4096, heads: 32, kv_heads: 8, ffn: 14_336, experts: 8, active_experts: 2 },
    });
    if (isRefusal(read)) throw new Error(read.refused);
    expect(shapeName(read)).toBe(shapeName(await preset('mixtral-8x7b')));
  });

  it('tells models with routed experts', async () => {
    expect(routesExperts(await preset('mixtral-8x7b'))).toBe(true);
    expect(routesExperts(await preset('llama-3.1-70b'))).toBe(false);
  });
});
