import { mkdir, mkdtemp, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.ts';
import { llamaGguf, madeSafetensors } from '../../core/workload/files/files.testing.ts';
import { loadModel } from './model.ts';
import { loadRequest } from './request.ts';

const catalogRoot = fileURLToPath(new URL('../../../catalog', import.meta.url));
const folder = () => mkdtemp(join(tmpdir(), 'rackwright-model-'));

/** A Llama of two layers, width 8, and the tensors its weights would have. */
const CONFIG = {
  model_type: 'llama',
  hidden_size: 8,
  intermediate_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  vocab_size: 10,
  tie_word_embeddings: false,
};
const bf16 = (name: string, shape: readonly number[]) => ({ name, dtype: 'BF16', shape, bytesPerElement: 2 });
const layer = (index: number) => [
  ...['q', 'k', 'v', 'o'].map((part) => bf16(`model.layers.${index}.self_attn.${part}_proj.weight`, [8, 8])),
  ...['gate', 'up'].map((part) => bf16(`model.layers.${index}.mlp.${part}_proj.weight`, [16, 8])),
  bf16(`model.layers.${index}.mlp.down_proj.weight`, [8, 16]),
  bf16(`model.layers.${index}.input_layernorm.weight`, [8]),
  bf16(`model.layers.${index}.post_attention_layernorm.weight`, [8]),
];
const OUTSIDE = [
  bf16('model.embed_tokens.weight', [10, 8]),
  bf16('lm_head.weight', [10, 8]),
  bf16('model.norm.weight', [8]),
];

const writeWeights = async (path: string, tensors: Parameters<typeof madeSafetensors>[0]): Promise<void> => {
  const { bytes, fileSize } = madeSafetensors(tensors);
  await writeFile(path, bytes);
  await truncate(path, fileSize);
};

const refusal = (reference: string, baseFolder: string): Promise<unknown> =>
  loadModel(reference, { catalogRoot, baseFolder }).then(
    () => null,
    (error: unknown) => error,
  );

describe('loadModel', () => {
  it.each([
    'llama-3.1-70b',
    'Llama 3.1 70B',
    'meta-llama/Llama-3.1-70B-Instruct',
    'llama3.1:70b',
    'Meta-Llama-3.1-70B',
    'LLAMA_3.1_70B',
  ])('knows a shipped model as %s', async (name) => {
    const { architecture, parameters } = await loadModel(name, { catalogRoot, baseFolder: '.' });
    expect([architecture.name, parameters.formula]).toEqual(['Llama-3.1-70B', 70_553_706_496]);
  });

  it('does not take one size for another', async () => {
    const load = (name: string) => loadModel(name, { catalogRoot, baseFolder: '.' });
    expect((await load('llama-2-7b')).architecture.name).toBe('Llama-2-7B');
    expect((await load('llama-2-70b')).architecture.name).toBe('Llama-2-70B');
    expect(await refusal('llama-27b', '.')).toBeInstanceOf(InputError);
  });

  it('counts a folder by its index and finds no gap', async () => {
    const base = await folder();
    await mkdir(join(base, 'mine'));
    await writeFile(join(base, 'mine/config.json'), JSON.stringify(CONFIG));
    await writeWeights(join(base, 'mine/model-1.safetensors'), [...layer(0), ...layer(1)]);
    await writeWeights(join(base, 'mine/model-2.safetensors'), OUTSIDE);
    await writeFile(
      join(base, 'mine/model.safetensors.index.json'),
      JSON.stringify({ weight_map: { a: 'model-1.safetensors', b: 'model-2.safetensors' } }),
    );
    const { parameters, weightBytesOnDisk, architecture } = await loadModel('mine', {
      catalogRoot,
      baseFolder: base,
    });
    // 2 layers x (4 x 8 x 8 + 3 x 8 x 16 + 2 x 8) + 2 x 10 x 8 + 8.
    expect(parameters).toMatchObject({ formula: 1480, counted: 1480, gap: 0 });
    expect(weightBytesOnDisk).toBe(2960);
    expect(architecture.name).toBe('mine');
  });

  it('reports a gap and what it left out', async () => {
    const base = await folder();
    await writeFile(join(base, 'config.json'), JSON.stringify(CONFIG));
    await writeWeights(join(base, 'model.safetensors'), [
      ...layer(0),
      ...OUTSIDE,
      bf16('vision_tower.patch.weight', [5]),
      bf16('model.layers.2.mlp.up_proj.weight', [7]),
    ]);
    const { parameters } = await loadModel('./model.safetensors', { catalogRoot, baseFolder: base });
    expect(parameters).toMatchObject({ formula: 1480, counted: 824, gap: -656 });
    expect(parameters.note).toMatch(
      /gap of -656 .*parts that see or hear \(5\); multi-token prediction \(7\)/,
    );
  });

  it('unpacks four-bit weights and leaves scales out', async () => {
    const base = await folder();
    const quantised = { ...CONFIG, quantization_config: { quant_method: 'gptq', bits: 4 } };
    await writeFile(join(base, 'config.json'), JSON.stringify(quantised));
    const packed = [...layer(0), ...layer(1)].flatMap((tensor) =>
      tensor.shape.length < 2
        ? [tensor]
        : [
            {
              name: tensor.name.replace(/weight$/, 'qweight'),
              dtype: 'I32',
              shape: [(tensor.shape[0] ?? 1) / 8, tensor.shape[1] ?? 1],
              bytesPerElement: 4,
            },
            bf16(tensor.name.replace(/weight$/, 'scales'), [1, 8]),
          ],
    );
    await writeWeights(join(base, 'model.safetensors'), [...packed, ...OUTSIDE]);
    expect((await loadModel(base, { catalogRoot, baseFolder: '.' })).parameters.gap).toBe(0);
  });

  it('reads a GGUF file by its header alone', async () => {
    const path = join(await folder(), 'llama.gguf');
    await writeFile(path, llamaGguf());
    await truncate(path, 2 ** 30);
    const { parameters, architecture } = await loadModel(path, { catalogRoot, baseFolder: '.' });
    expect(parameters).toMatchObject({ counted: 1_235_814_400, gap: 0 });
    expect(architecture.notes?.join(' ')).toMatch(/Q4_K/);
  });

  it('says what is missing', async () => {
    const base = await folder();
    expect(String(await refusal('.', base))).toMatch(/no config.json/);
    await writeWeights(join(base, 'alone.safetensors'), OUTSIDE);
    expect(String(await refusal('./alone.safetensors', base))).toMatch(/how many heads/);
    await writeFile(join(base, 'model.gguf'), 'GGUF');
    expect(await refusal('./model.gguf', base)).toBeInstanceOf(InputError);
    await writeFile(join(base, 'notes.txt'), 'x');
    expect(await refusal('notes.txt', base)).toBeInstanceOf(InputError);
  });

  it.each([
    [
      'nested a hundred thousand deep',
      `{"model_type": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      /at most 200 deep/,
    ],
    ['nested by dashes', '- '.repeat(100_000), /at most 200 deep/],
    ['with a key twice', '{"model_type": "llama", "model_type": "bert"}', /each key once/],
    [
      'with ten thousand keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 1]))),
      /model_type/,
    ],
    ['of more than 256 KiB', ' '.repeat(2 ** 18 + 1), /at most 256 KiB/],
  ])('refuses a config %s, quickly', async (_, text, accepted) => {
    const base = await folder();
    await writeFile(join(base, 'config.json'), text);
    const error = await refusal('./config.json', base);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(accepted);
  });

  it('gives any bytes of a config, a weight file or a request a value or a refusal', async () => {
    const base = await folder();
    const kinds = ['config.json', 'x.safetensors', 'x.gguf', 'request.yaml'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 400 }), fc.json()),
        async (kind, content) => {
          const path = join(base, kind);
          await writeFile(path, content);
          const error =
            kind === 'request.yaml'
              ? await loadRequest(path, { catalogRoot }).then(
                  () => null,
                  (caught: unknown) => caught,
                )
              : await refusal(`./${kind}`, base);
          expect(error === null || error instanceof InputError).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives any mutation of a request a value or a refusal', async () => {
    const path = join(await folder(), 'request.yaml');
    const key = fc.constantFrom(
      'name',
      'kind',
      'model',
      'rate',
      'input',
      'output',
      'slo',
      'workloads',
      'site',
      'terms',
      'power',
      'racks',
      'electricity',
      'assumptions',
      '__proto__',
      'constructor',
    );
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        'serve',
        'pretrain',
        'llama-2-7b',
        '1e400 W',
        '-1',
        '40 ms',
        '2T tokens',
        -1,
        0,
        1e308,
        null,
        [1, 2],
        { low: 2, high: 1 },
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const node = fc.dictionary(key, value, { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(node, node, node, async (workload, site, top) => {
        const request = {
          workloads: [{ kind: 'serve', model: 'llama-2-7b', rate: 1, input: 10, output: 10, ...workload }],
          site,
          ...top,
        };
        await writeFile(path, JSON.stringify(request));
        const error = await loadRequest(path, { catalogRoot }).then(
          () => null,
          (caught: unknown) => caught,
        );
        expect(error === null || error instanceof InputError).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
