import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBatches, inParallel } from './in-parallel.ts';

async function* from<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe('inParallel', () => {
  it('gives every item to exactly one performer', async () => {
    const taken: number[] = [];
    const performer = async (item: number): Promise<void> => {
      await Promise.resolve();
      taken.push(item);
    };
    await inParallel(from([1, 2, 3, 4, 5, 6, 7]), [performer, performer, performer]);
    expect(taken.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('never has more items under way than performers', async () => {
    let [now, most] = [0, 0];
    const performer = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now -= 1;
    };
    await inParallel(from(Array.from({ length: 12 })), [performer, performer]);
    expect(most).toBe(2);
  });

  it('ends with the error of a performer, and the others take nothing more', async () => {
    const taken: number[] = [];
    const good = async (item: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      taken.push(item);
    };
    const bad = (): Promise<void> => Promise.reject(new Error('no'));
    await expect(inParallel(from([1, 2, 3, 4, 5]), [bad, good])).rejects.toThrow('no');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(taken.length).toBeLessThanOrEqual(1);
  });
});

describe('inBatches', () => {
  const collect = async (bytes: readonly number[], limits: { items: number; bytes: number }) => {
    const batches: number[][] = [];
    for await (const batch of inBatches(from(bytes.map((size) => ({ bytes: size }))), limits))
      batches.push(batch.map((item) => item.bytes));
    return batches;
  };

  it('keeps order and loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(100)), async (bytes) => {
        const batches = await collect(bytes, { items: 4, bytes: 120 });
        expect(batches.flat()).toEqual(bytes);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(4);
          if (batch.length > 1) expect(batch.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(120);
        }
      }),
    );
  });

  it('lets a large item stand alone', async () => {
    expect(await collect([1, 500, 1], { items: 9, bytes: 100 })).toEqual([[1], [500], [1]]);
  });
});
