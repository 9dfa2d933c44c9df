import { describe, expect, it } from 'vitest';
import deepseek from '../../../catalog/models/deepseek-v3.json' with { type: 'json' };
import gemma from '../../../catalog/models/gemma-2-9b.json' with { type: 'json' };
import gptOss20 from '../../../catalog/models/gpt-oss-20b.json' with { type: 'json' };
import gptOss from '../../../catalog/models/gpt-oss-120b.json' with { type: 'json' };
import llama7 from '../../../catalog/models/llama-2-7b.json' with { type: 'json' };
import llama70 from '../../../catalog/models/llama-3.1-70b.json' with { type: 'json' };
import nemotron from '../../../catalog/models/nemotron-nano-9b-v2.json' with { type: 'json' };
import { cacheFootprint, flopsPerToken, weightBytes, weightBytesIn } from './footprint.ts';
import { presetArchitecture, presetSchema } from './preset.ts';

const model = (file: unknown) => presetArchitecture(presetSchema.parse(file));

describe('cacheFootprint', () => {
  // Worked by hand from the public configs on huggingface.co, 2 bytes per element:
  // Llama-2-7B      32 layers x 2 x 32 heads x 128 x 2 B = 524,288 B (0.5 MiB; also arXiv 2309.06180, section 3, scaled from OPT)
  // Llama-3.1-70B   80 x 2 x 8 x 128 x 2 B = 327,680 B
  // DeepSeek-V3     61 x (512 + 64) x 2 B = 70,272 B (the report's 70 KB per token; arXiv 2505.09343, table 1: 70.272 KB)
  it.each([
    ['Llama-2-7B', llama7, 524_288],
    ['Llama-3.1-70B', llama70, 327_680],
    ['DeepSeek-V3', deepseek, 70_272],
  ])('gives %s the cache per token that a calculation by hand gives', (_, file, bytes) => {
    expect(cacheFootprint(model(file)).elementsPerToken * 2).toBe(bytes);
  });

  it('keeps apart what a window bounds and what grows for ever', () => {
    // Gemma 2 9B: 42 layers, half of them with a window of 4096; 2 x 8 heads x 256 elements each.
    expect(cacheFootprint(model(gemma))).toMatchObject({
      elementsPerToken: 42 * 4096,
      unboundedElementsPerToken: 21 * 4096,
      windows: [4096],
    });
  });

  it('gives state-space layers a state instead of a cache', () => {
    // Nemotron Nano 9B v2: 4 attention layers of 2 x 8 x 128; 27 states of 128 x 80 x 128 and a convolution past of 3 x 12,288.
    expect(cacheFootprint(model(nemotron))).toMatchObject({
      elementsPerToken: 4 * 2048,
      stateElements: 27 * (128 * 80 * 128 + 3 * 12_288),
    });
  });
});

describe('weightBytes', () => {
  it('is two bytes per parameter in 16 bits', () => {
    expect(weightBytesIn(model(llama70), 'bf16')).toBe(2 * 70_553_706_496);
    expect(weightBytesIn(model(llama7), 'fp16')).toBe(2 * 6_738_415_616);
  });

  it.each([
    ['gpt-oss-120b', gptOss, 60.8],
    ['gpt-oss-20b', gptOss20, 12.8],
  ])('gives %s the checkpoint size its model card prints', (_, file, gibibytes) => {
    // OpenAI gpt-oss model card (arXiv 2508.10925), table 1: checkpoint sizes 60.8 GiB and 12.8 GiB.
    const read = model(file);
    expect(weightBytes(read, read.formats) / 2 ** 30).toBeCloseTo(gibibytes, 0);
    expect(Math.abs(weightBytes(read, read.formats) / 2 ** 30 / gibibytes - 1)).toBeLessThan(0.005);
  });
});

describe('flopsPerToken', () => {
  it('is two per parameter of a dense model but its embedding table, before any context', () => {
    const read = model(llama70);
    const norms = 161 * 8192;
    expect(flopsPerToken(read, 0)).toEqual({
      withoutContext: 2 * (70_553_706_496 - 128_256 * 8192 - norms),
      attention: 0,
    });
  });

  it('counts attention as 4 x heads x head dim x context per layer', () => {
    // arXiv 2205.05198, appendix A, for one query position.
    expect(flopsPerToken(model(llama70), 1000).attention).toBe(80 * 4 * 64 * 128 * 1000);
  });
});
