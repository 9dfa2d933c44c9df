import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { moduleSource } from '../../../scripts/assemble.mjs';
import { createMemory, instantiate, isShared, MOST_THREADS } from './instance.ts';

describe('the assembled module', () => {
  it('is what the text beside it gives', async () => {
    const file = new URL('../../core/neuroncore/numeric/wasm/module.ts', import.meta.url);
    expect(readFileSync(file, 'utf8') === (await moduleSource())).toBe(true);
  });

  it('runs on memory of its own and on memory that threads share', () => {
    for (const shared of [false, true]) {
      const memory = createMemory(65536, shared);
      expect(isShared(memory)).toBe(shared);
      const floats = new Float32Array(memory.buffer);
      floats.set([1, 4, 9], 1024);
      instantiate(memory, 1).unary(4, 8192, 4096, 3);
      expect([...floats.subarray(2048, 2052)]).toEqual([1, 2, 3, 0]);
    }
  });

  it('has areas for a limited number of threads', () => {
    expect(() => instantiate(createMemory(65536, true), MOST_THREADS)).toThrow('at most 32');
  });
});
