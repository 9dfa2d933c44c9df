import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countParameters } from '../../workload/parameters.ts';
import {
  a100,
  bertLarge,
  constants,
  deepSeekV3,
  h100,
  layout,
  llama2Of7B,
  llama31Of70B,
  llama31Of405B,
  trainium2,
  windowed,
} from './inference.testing.ts';
import { modelLoad } from './load.ts';
import { cacheBudgetBytes, cacheBytesPerSequence, maxBatch, memoryBreakdown, memoryModel } from './memory.ts';

const unpaged = { ...constants, cacheBlockTokens: 1e-9 };
const memoryOf = (model = llama31Of70B, changes = {}, machine = h100) =>
  memoryModel(machine, modelLoad(model), layout(changes), unpaged);

describe('key-value cache, bytes per token and chip, bf16', () => {
  // "Insights into DeepSeek-V3" (arXiv 2505.09343), table 1: KV cache per token in BF16.
  it.each([
    ['DeepSeek-V3', deepSeekV3, 70_272],
    ['Llama-3.1-405B', llama31Of405B, 516_096],
    ['Llama-3.1-70B, whose cache has the shape of Qwen-2.5-72B', llama31Of70B, 327_680],
  ])('of %s is the published one', (_, model, expected) => {
    expect(cacheBytesPerSequence(memoryOf(model), 1)).toBeCloseTo(expected, 3);
  });

  it('is an eighth of it over eight chips for grouped queries, and all of it on every chip for latent attention', () => {
    expect(cacheBytesPerSequence(memoryOf(llama31Of70B, { tensorParallel: 8 }), 1000)).toBeCloseTo(
      40_960_000,
      0,
    );
    expect(cacheBytesPerSequence(memoryOf(deepSeekV3, { tensorParallel: 8 }), 1000)).toBeCloseTo(
      70_272_000,
      0,
    );
  });

  it('is repeated by ranks beyond the number of heads: 64 cores of 16 chips share 8 heads, 8 times over', () => {
    const memory = memoryOf(llama31Of70B, { tensorParallel: 16 }, trainium2);
    expect(cacheBytesPerSequence(memory, 1)).toBeCloseTo((327_680 * 8) / 16, 3);
  });

  it('stops growing at the sliding window', () => {
    const memory = memoryOf(windowed);
    expect(cacheBytesPerSequence(memory, 4096)).toBe(cacheBytesPerSequence(memory, 1024));
  });

  it('does not exist for encoders', () => {
    expect(cacheBytesPerSequence(memoryOf(bertLarge), 512)).toBe(0);
  });
});

describe('weights, bytes per chip', () => {
  // Published parameter counts: 6,738,415,616 and 70,553,706,496 (model cards on Hugging Face), two bytes each.
  it('of Llama-2-7B on one chip are 13.48 GB', () => {
    const memory = memoryOf(llama2Of7B);
    expect((memory.weightBytes + memory.embeddingBytes) / 1e9).toBeCloseTo(13.477, 2);
  });

  it('of Llama-3.1-70B over eight chips are 17.64 GB', () => {
    const memory = memoryOf(llama31Of70B, { tensorParallel: 8 });
    expect((memory.weightBytes + memory.embeddingBytes) / 1e9).toBeCloseTo(17.64, 1);
  });

  // 256 x 58 experts of 3 x 7168 x 2048 FP8 weights are 653.9 GB; the report gives 671 billion parameters in all.
  it('of the experts of DeepSeek-V3 over 32 chips are 20.4 GB, however they are split', () => {
    const spread = memoryOf(deepSeekV3, {
      attentionDataParallel: 32,
      expertParallel: 32,
      expertFormat: 'fp8',
    });
    const cut = memoryOf(deepSeekV3, { tensorParallel: 32, expertFormat: 'fp8' });
    expect(spread.expertWeightBytes / 1e9).toBeCloseTo(20.43, 1);
    expect(cut.expertWeightBytes).toBeCloseTo(spread.expertWeightBytes, 0);
  });

  it('add up to the parameters of the model', () => {
    for (const model of [llama2Of7B, llama31Of70B, llama31Of405B]) {
      const memory = memoryOf(model);
      expect(memory.weightBytes + memory.embeddingBytes).toBeCloseTo(2 * countParameters(model).total, -3);
    }
  });

  it('take a quarter in 4 bits where the chip can only compute in 16', () => {
    const wide = memoryOf(llama31Of70B);
    const narrow = memoryOf(llama31Of70B, { weightFormat: 'mxfp4' });
    expect(narrow.weightBytes / wide.weightBytes).toBeCloseTo(0.53125 / 2, 3);
  });
});

describe('what fits', () => {
  it('refuses 70 billion 16-bit weights on one 80 GB chip', () => {
    expect(maxBatch(memoryOf(llama31Of70B), 1)).toBe(0);
    expect(cacheBudgetBytes(memoryOf(llama31Of70B))).toBeLessThan(0);
  });

  it('holds fewer sequences the longer they are, never above capacity, and its parts add up', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(llama2Of7B, llama31Of70B, deepSeekV3),
        fc.constantFrom(1, 2, 4, 8),
        fc.constantFrom(1, 2, 8),
        fc.integer({ min: 1, max: 100_000 }),
        (model, tensorParallel, pipelineParallel, tokens) => {
          const memory = memoryModel(
            a100,
            modelLoad(model),
            layout({ tensorParallel, pipelineParallel, weightFormat: 'int8', expertFormat: 'int8' }),
            constants,
          );
          const batch = maxBatch(memory, tokens);
          const bar = memoryBreakdown(memory, batch, tokens);
          const sum = bar.parts.reduce((total, part) => total + part.bytes, 0);
          expect(bar.totalBytes).toBeCloseTo(sum, 0);
          expect(maxBatch(memory, 2 * tokens)).toBeLessThanOrEqual(batch);
          if (batch > 0) expect(bar.totalBytes).toBeLessThanOrEqual(bar.capacityBytes * (1 + 1e-12));
        },
      ),
      { numRuns: 200 },
    );
  });
});
