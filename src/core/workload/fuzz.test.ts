import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../input-error.ts';
import { architectureFromConfig } from './config/architecture-from-config.ts';
import { SUPPORTED_FAMILIES } from './config/families.ts';
import { llamaGguf, madeSafetensors, withHeader } from './files/files.testing.ts';
import { readGgufHeader } from './files/gguf.ts';
import { readSafetensorsHeader } from './files/safetensors.ts';
import { readSafetensorsIndex } from './files/safetensors-index.ts';
import { cacheFootprint, flopsPerToken, weightBytes } from './footprint.ts';
import { countParameters } from './parameters.ts';

/** The value, or null where the input was refused; any other exception fails the test. */
const orRefusal = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
};

const preset = (id: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../catalog/models/${id}.json`, import.meta.url), 'utf8')).config;

const CONFIGS = [
  'llama-2-7b',
  'gpt-oss-20b',
  'deepseek-v3',
  'gemma-3-12b',
  'bert-large',
  'nemotron-nano-9b-v2',
  'qwen3-30b-a3b',
  'gpt-3-175b',
  'mixtral-8x7b',
].map(preset);

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    0,
    -1,
    0.5,
    2 ** 31 + 1,
    2 ** 53,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    true,
    '',
    '8',
    [],
    {},
    [[]],
  ),
  fc.integer({ min: 1, max: 4096 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A real config with some keys replaced, removed or added. */
const mutated = fc
  .tuple(
    fc.constantFrom(...CONFIGS),
    fc.array(fc.tuple(fc.nat(), strange), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        'head_dim',
        '__proto__',
        'constructor',
        'layer_types',
        'sliding_window',
        'quantization_config',
        'text_config',
        'model_type',
        'toString',
      ),
      strange,
      { maxKeys: 3 },
    ),
  )
  .map(([config, replaced, added]) => {
    const keys = Object.keys(config);
    return {
      ...config,
      ...Object.fromEntries(replaced.map(([index, value]) => [keys[index % keys.length] ?? 'x', value])),
      ...added,
    };
  });

const soundModel = (config: unknown): boolean => {
  const model = orRefusal(() => architectureFromConfig(config, 'fuzz'));
  if (model === null) return true;
  const { total, active } = countParameters(model);
  return (
    Number.isFinite(total) &&
    active <= total &&
    active > 0 &&
    Number.isFinite(weightBytes(model, model.formats)) &&
    Number.isFinite(flopsPerToken(model, 1000).withoutContext) &&
    cacheFootprint(model).elementsPerToken >= 0
  );
};

describe('readers of workloads', () => {
  it('give a sound model or a refusal for any mutation of a real config', () => {
    fc.assert(fc.property(mutated, soundModel), { numRuns: 600 });
  });

  it('give a sound model or a refusal for any value, whichever family it claims', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...SUPPORTED_FAMILIES),
        (value, family) =>
          soundModel(value) &&
          soundModel(
            value !== null && typeof value === 'object'
              ? { ...value, model_type: family }
              : { model_type: family },
          ),
      ),
      { numRuns: 200 },
    );
  });

  it('never build more layers than their limit, whatever a config claims', () => {
    const config = { ...preset('llama-2-7b'), num_hidden_layers: 2 ** 31 };
    expect(() => architectureFromConfig(config, 'fuzz')).toThrow(/at most 10000 layers/);
  });

  it('take any bytes for a safetensors file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 2 ** 40 }), (bytes, extra) => {
        orRefusal(() => readSafetensorsHeader(bytes, bytes.length + extra));
      }),
      { numRuns: 300 },
    );
  });

  it('take any JSON for a safetensors header, and any for an index', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat({ max: 64 }), (text, data) => {
        const { bytes, fileSize } = withHeader(text, data);
        const tensors = orRefusal(() => readSafetensorsHeader(bytes, fileSize));
        orRefusal(() => readSafetensorsIndex(JSON.parse(text)));
        return tensors === null || tensors.reduce((sum, tensor) => sum + tensor.bytes, 0) === data;
      }),
      { numRuns: 300 },
    );
  });

  it('accept only tensors that cover the data, however a sound safetensors header is damaged', () => {
    const sound = madeSafetensors([
      { name: 'a', dtype: 'BF16', shape: [64, 64], bytesPerElement: 2 },
      { name: 'b', dtype: 'F32', shape: [64], bytesPerElement: 4 },
    ]);
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 255 }), (place, byte) => {
        const bytes = sound.bytes.slice();
        bytes[place % bytes.length] = byte;
        const tensors = orRefusal(() => readSafetensorsHeader(bytes, sound.fileSize));
        return tensors === null || tensors.every((tensor) => tensor.offset + tensor.bytes <= sound.fileSize);
      }),
      { numRuns: 300 },
    );
  });

  it('take any bytes, and any damage to a sound header, for a GGUF file', () => {
    const sound = llamaGguf();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 4096 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: sound.length }),
        (damage, length) => {
          const bytes = sound.slice(0, Math.max(length, 4096));
          for (const [place, byte] of damage) bytes[place % bytes.length] = byte;
          const header = orRefusal(() => readGgufHeader(bytes, 2 ** 30));
          return header === null || header.tensors.every((tensor) => tensor.bytes <= 2 ** 30);
        },
      ),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = new Uint8Array([0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0, ...tail]);
        orRefusal(() => readGgufHeader(bytes, 2 ** 34));
      }),
      { numRuns: 300 },
    );
  });
});
