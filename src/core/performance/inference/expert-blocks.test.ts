import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_ROWS, compiledDecode, compiledPrefill, rowsMoved } from './expert-blocks.ts';

describe('routed experts with fixed shapes', () => {
  it('fetch the experts of every token while these are fewer than all, and then go through all', () => {
    // Qwen3-30B-A3B takes 8 of 128 experts: 8 tokens look up 64, shared or not; 16 tokens would look up as many as there are.
    expect(compiledDecode(8, 8, 128)).toEqual({ reads: 64, rows: 64, fetches: 64, blocks: 0 });
    expect(compiledDecode(16, 8, 128)).toEqual({ reads: 128, rows: 16 * 128, fetches: 0, blocks: 0 });
  });

  it('cut prompts into blocks for the most uneven routing', () => {
    // 2,048 tokens, 8 of 128: ceil((16,384 - 127) / 512) + 127 = 32 + 127 blocks of 512 rows, five times the rows routed.
    expect(compiledPrefill(2048, 8, 128)).toMatchObject({ blocks: 159, rows: 159 * 512 });
    // 2,048 tokens, 1 of 16 (Llama 4 Scout): ceil(2,033 / 512) + 15 = 19.
    expect(compiledPrefill(2048, 1, 16).blocks).toBe(19);
    // 256 tokens, 8 of 256 (DeepSeek-V3): ceil(1,793 / 512) + 255 = 259.
    expect(compiledPrefill(256, 8, 256).blocks).toBe(259);
  });

  it('move their own rows four times, and the output of the layer as often as it is copied', () => {
    // 19 blocks of 2,048 tokens, six copies: 19 x (6 x 2,048 + 4 x 512).
    expect(rowsMoved(19, 2048, 6)).toBe(19 * 14_336);
    expect(rowsMoved(0, 2048, 6)).toBe(0);
  });

  it('take short prompts as a decode step takes its tokens', () => {
    // 32 tokens of 8 experts each are 256 rows, less than a block.
    expect(compiledPrefill(32, 8, 128)).toEqual(compiledDecode(32, 8, 128));
  });

  it('have room for every routed row, and never more blocks than full ones and one for each expert', () => {
    const tokens = fc.integer({ min: 1, max: 8192 });
    const active = fc.integer({ min: 1, max: 8 });
    const experts = fc.integer({ min: 8, max: 256 });
    fc.assert(
      fc.property(tokens, active, experts, (n, k, e) => {
        const { rows, blocks } = compiledPrefill(n, k, e);
        expect(rows).toBeGreaterThanOrEqual(n * k);
        expect(blocks).toBeLessThanOrEqual((n * k) / BLOCK_ROWS + e);
      }),
    );
  });
});
