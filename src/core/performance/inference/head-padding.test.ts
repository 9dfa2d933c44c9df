import { describe, expect, it } from 'vitest';
import { headsPerRank, paddedParameters, paddedQueryShare } from './head-padding.ts';
import { llama31Of70B } from './inference.testing.ts';
import { modelLoad } from './load.ts';

describe('heads on the cores of a compiled engine', () => {
  it('follows the worked examples in the source of the rule', () => {
    // 56 query heads on 32 cores are padded to 64; 8 key-value heads are repeated to 32, one per core.
    expect(headsPerRank(56, 8, 32)).toEqual({ query: 2, keyValue: 1 });
    // Heads that divide are split.
    expect(headsPerRank(32, 8, 4)).toEqual({ query: 8, keyValue: 2 });
    // 32 and 8 heads on 12 cores: neither divides the other, so every query head has its own.
    expect(headsPerRank(32, 8, 12)).toEqual({ query: 3, keyValue: 3 });
    // Plain multi-head attention is padded whole: 40 heads on 24 cores, two per core.
    expect(headsPerRank(40, 40, 24)).toEqual({ query: 2, keyValue: 2 });
  });

  it('adds no parameters where heads divide evenly, and the padding where they do not', () => {
    const load = modelLoad(llama31Of70B);
    expect(paddedParameters(load.heads, 8)).toBe(0);
    // 64 heads on 24 cores: 72; 8 key-value heads: 24. Per layer 2 x 8192 x 128 x ((72 - 64) + (24 - 8)).
    expect(paddedParameters(load.heads, 24)).toBeCloseTo(80 * 2 * 8192 * 128 * 24, -3);
    const [cache] = load.caches;
    if (cache === undefined) throw new Error('a decoder has a cache');
    expect(paddedQueryShare(cache, 24)).toBeCloseTo(72 / 64, 12);
  });
});
