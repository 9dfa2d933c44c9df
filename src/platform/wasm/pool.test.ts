import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { NumericKernels } from '../../core/neuroncore/numeric/kernels.ts';
import { createKernels } from './create.ts';
import { shareOf } from './jobs.ts';
import { openKernelPool } from './pool.ts';

const entry = new URL('../../../dist/platform/wasm/helper.js', import.meta.url);
const pools = [1, 2].map((helpers) => openKernelPool({ helpers, entry, memoryBytes: 16 * 1024 * 1024 }));
const alone = createKernels(16 * 1024 * 1024);

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

const allReady = async (): Promise<void> => {
  while (pools.some((pool, index) => pool.ready() < index + 1)) await setTimeout(5);
};

const made = (kernels: NumericKernels, floats: number, seed: number): Float32Array => {
  const block = kernels.block(floats);
  for (let index = 0; index < floats; index += 1) block[index] = Math.sin(index * 1.37 + seed) * 4;
  return block;
};

const bytesOf = (block: Float32Array): Buffer =>
  Buffer.from(Uint8Array.from(new Uint8Array(block.buffer, block.byteOffset, block.byteLength)));

/** Rows and elements that no number of threads divides evenly. */
const ROWS = 129;
const COLUMNS = 1031;

const WORK: Readonly<Record<string, (kernels: NumericKernels) => Float32Array>> = {
  matmul: (kernels) => {
    const out = made(kernels, ROWS * COLUMNS, 3);
    kernels.matmul(out, made(kernels, 67 * ROWS, 1), made(kernels, 67 * COLUMNS, 2), 67, ROWS, COLUMNS, true);
    return out;
  },
  exp: (kernels) => {
    const out = kernels.block(ROWS * COLUMNS);
    kernels.unary('exp', out, made(kernels, ROWS * COLUMNS, 1));
    return out;
  },
  multiply: (kernels) => {
    const out = kernels.block(ROWS * COLUMNS);
    kernels.binary('multiply', out, made(kernels, ROWS * COLUMNS, 1), made(kernels, ROWS * COLUMNS, 2));
    return out;
  },
  'subtract by rows': (kernels) => {
    const out = kernels.block(ROWS * COLUMNS);
    const values = made(kernels, ROWS, 2);
    kernels.binaryByRow('subtract', out, made(kernels, ROWS * COLUMNS, 1), values, ROWS, COLUMNS, true);
    return out;
  },
  'sums of rows': (kernels) => {
    const out = kernels.block(ROWS);
    kernels.reduceRows('add', out, made(kernels, ROWS * COLUMNS, 1), ROWS, COLUMNS);
    return out;
  },
};

describe('a pool of kernels', () => {
  it.each(Object.entries(WORK))(
    'gives the bits of one thread for %s, with one helper and with two',
    async (_, work) => {
      await allReady();
      for (const kernels of pools.map((pool) => pool.kernels)) {
        const marks = [kernels.mark(), alone.mark()] as const;
        expect(Buffer.compare(bytesOf(work(kernels)), bytesOf(work(alone)))).toBe(0);
        kernels.release(marks[0]);
        alone.release(marks[1]);
      }
    },
  );

  it('does without helpers that have not started, and on blocks elsewhere', () => {
    const pool = openKernelPool({ helpers: 0, memoryBytes: 1024 * 1024 });
    const out = new Float32Array(200_000);
    pool.kernels.unary('exp', out, new Float32Array(200_000));
    expect(out[199_999]).toBe(1);
    expect(pool.ready()).toBe(0);
  });

  it('shares every element exactly once', () => {
    for (const [count, unit, parts] of [
      [129, 4, 3],
      [16, 16, 2],
      [0, 4, 2],
      [5, 1, 8],
    ] as const) {
      let next = 0;
      for (let part = 0; part < parts; part += 1) {
        const [from, to] = shareOf(count, unit, part, parts);
        expect(from).toBe(next);
        expect(from % unit === 0 || from === count).toBe(true);
        next = to;
      }
      expect(next).toBe(count);
    }
  });
});
