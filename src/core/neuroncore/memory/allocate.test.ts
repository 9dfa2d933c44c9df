import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testGeneration } from '../machine/generation.testing.ts';
import { lineSite } from '../machine/machine.testing.ts';
import { startPartitions } from '../machine/placement.ts';
import type { Program, Region, Step, StorageSummary } from '../timing/program.ts';
import { tableOf } from '../timing/step-list.ts';
import { allocateProgram, type MemoryUse } from './allocate.ts';
import { at } from './at.ts';
import { takenBytes } from './linear-scan.ts';

interface Tile {
  readonly name: string;
  readonly partitions: number;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
  readonly space?: 'sbuf' | 'psum';
  readonly address?: readonly [number, number];
  readonly core?: number;
}

const GENERATION = testGeneration('v3', { sbufUsableBytesPerPartition: 1000, sbufBytesPerPartition: 1200 });

const summaryOf = (tile: Tile, id: number): StorageSummary => {
  const [partition, byte] = tile.address ?? [];
  return {
    id,
    name: tile.name,
    space: tile.space ?? 'sbuf',
    core: tile.core ?? 0,
    partitions: tile.partitions,
    bytesPerPartition: tile.bytes,
    address: partition === undefined || byte === undefined ? null : { partition, byte },
    site: lineSite(id + 1),
  };
};

/** A program whose step n writes the tiles that begin at n and reads those that end there. */
const programOf = (tiles: readonly Tile[]): Program => {
  const storages = tiles.map(summaryOf);
  const region = (storage: StorageSummary): Region => ({
    storage: storage.id,
    partitionStart: 0,
    partitionEnd: storage.partitions,
    byteStart: 0,
    byteEnd: storage.bytesPerPartition,
  });
  const steps: Step[] = [0, 1].flatMap((core) => {
    const last = Math.max(-1, ...tiles.filter((tile) => (tile.core ?? 0) === core).map(({ to }) => to));
    const touching = (when: (tile: Tile) => boolean): Region[] =>
      storages
        .filter((_, index) => (at(tiles, index).core ?? 0) === core && when(at(tiles, index)))
        .map(region);
    return Array.from({ length: last + 1 }, (_, sequence) => ({
      sequence,
      core,
      opcode: 'fill',
      engine: 'vector',
      trigger: 'vector',
      name: null,
      site: lineSite(100 + sequence),
      writes: touching(({ from }) => from === sequence),
      reads: touching(({ to }) => to === sequence),
      operands: [],
      attributes: {},
      noReorderScope: 0,
      loop: 0,
      iteration: 0,
    }));
  });
  const cores = tiles.some(({ core }) => core === 1) ? 2 : 1;
  return {
    generation: GENERATION,
    cores,
    steps: tableOf(steps),
    storages: new Map(storages.map((each) => [each.id, each])),
  };
};

const memory = (tiles: readonly Tile[], space: 'sbuf' | 'psum' = 'sbuf'): MemoryUse => {
  const use = allocateProgram(programOf(tiles)).memories.find((each) => each.space === space);
  if (use === undefined) throw new Error(space);
  return use;
};

const places = (use: MemoryUse): unknown =>
  Object.fromEntries(
    use.placed.map(({ storage, place }) => [storage.name, place && [place.partition, place.byte]]),
  );

describe('the allocator pass', () => {
  it('reuses the place of a tensor after its last use, not while it is read', () => {
    const use = memory([
      { name: 'a', partitions: 128, bytes: 300, from: 0, to: 2 },
      { name: 'b', partitions: 128, bytes: 200, from: 1, to: 4 },
      { name: 'c', partitions: 128, bytes: 250, from: 2, to: 3 },
      { name: 'd', partitions: 128, bytes: 100, from: 3, to: 5 },
    ]);
    expect(places(use)).toEqual({ a: [0, 0], b: [0, 300], c: [0, 500], d: [0, 0] });
    expect(use).toMatchObject({
      peakBytes: 750,
      stackedBytes: 750,
      highWaterBytes: 750,
      peakSequence: 2,
      verdict: 'fits',
    });
    expect(use.largest.map(({ storage }) => storage.name)).toEqual(['a', 'c', 'b']);
  });

  it('puts small tensors side by side in quadrants and halves', () => {
    const use = memory([
      { name: 'half', partitions: 64, bytes: 600, from: 0, to: 9 },
      { name: 'other half', partitions: 40, bytes: 600, from: 1, to: 9 },
      { name: 'quadrant', partitions: 32, bytes: 300, from: 2, to: 9 },
      { name: 'row', partitions: 1, bytes: 300, from: 3, to: 9 },
    ]);
    expect(places(use)).toEqual({
      half: [0, 0],
      'other half': [64, 0],
      quadrant: [0, 600],
      row: [32, 600],
    });
    expect(use).toMatchObject({
      peakBytes: 750,
      stackedBytes: 1800,
      highWaterBytes: 900,
      verdict: 'depends',
    });
  });

  it('says that nothing fits when even shared rows are too many bytes, where and because of what', () => {
    const program = programOf([
      { name: 'big', partitions: 128, bytes: 900, from: 0, to: 3 },
      { name: 'small', partitions: 128, bytes: 100, from: 0, to: 1 },
      { name: 'more', partitions: 100, bytes: 400, from: 2, to: 3 },
    ]);
    const { memories, diagnostics } = allocateProgram(program);
    expect(memories[0]).toMatchObject({ verdict: 'cannot-fit', peakBytes: 1300, peakSequence: 2 });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ rule: 'memory-peak', severity: 'warning', site: { line: 102 } });
    expect(diagnostics[0]?.message).toBe(
      '1300 bytes of each partition of sbuf are in use here on core 0; there are 1200, so that tensors are spilled to HBM. The largest: big of line 1 (128 x 900 bytes), more of line 3 (100 x 400 bytes).',
    );
    expect(places(memories[0] as MemoryUse)).toEqual({ big: [0, 0], small: [0, 900], more: null });
  });

  it('leaves room to gaps before it is sure', () => {
    const one = (bytes: number) => memory([{ name: 'a', partitions: 128, bytes, from: 0, to: 1 }]).verdict;
    expect([one(888), one(889), one(1000), one(1001)]).toEqual(['fits', 'depends', 'depends', 'depends']);
  });

  it('keeps tensors of PSUM within banks, and gives larger ones whole banks', () => {
    const use = memory(
      [
        { name: 'a', partitions: 128, bytes: 1200, from: 0, to: 5, space: 'psum' },
        { name: 'b', partitions: 128, bytes: 1200, from: 1, to: 5, space: 'psum' },
        { name: 'c', partitions: 128, bytes: 800, from: 2, to: 5, space: 'psum' },
        { name: 'd', partitions: 128, bytes: 5000, from: 3, to: 5, space: 'psum' },
      ],
      'psum',
    );
    expect(places(use)).toEqual({ a: [0, 0], b: [0, 2048], c: [0, 1200], d: [0, 4096] });
    expect(use.highWaterBytes).toBe(4096 + 3 * 2048);
  });

  it('counts a bank for each tensor of more than half a bank', () => {
    const tiles = Array.from({ length: 9 }, (_, index) => ({
      name: `t${index}`,
      partitions: 128,
      bytes: 1300,
      from: 0,
      to: 1,
      space: 'psum' as const,
    }));
    expect(memory(tiles.slice(1), 'psum')).toMatchObject({ peakBytes: 8 * 2048, verdict: 'fits' });
    expect(memory(tiles, 'psum')).toMatchObject({ peakBytes: 9 * 2048, verdict: 'cannot-fit' });
  });

  it('goes around places that the kernel chose, also those that come later', () => {
    const use = memory([
      { name: 'early', partitions: 128, bytes: 200, from: 0, to: 5 },
      { name: 'chosen', partitions: 128, bytes: 100, from: 2, to: 4, address: [0, 100] },
      { name: 'short', partitions: 128, bytes: 200, from: 0, to: 1 },
    ]);
    expect(places(use)).toEqual({ early: [0, 200], chosen: [0, 100], short: [0, 0] });
  });

  it('reports places of the kernel that share bytes while both are in use, once for each pair of statements', () => {
    const { diagnostics, memories } = allocateProgram(
      programOf([
        { name: 'a', partitions: 64, bytes: 100, from: 0, to: 4, address: [0, 0] },
        { name: 'b', partitions: 32, bytes: 100, from: 2, to: 6, address: [32, 50] },
        { name: 'c', partitions: 32, bytes: 100, from: 3, to: 6, address: [64, 50] },
        { name: 'd', partitions: 64, bytes: 100, from: 5, to: 6, address: [0, 0] },
      ]),
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'b of kernel.py:2:5 at (32, 50) shares bytes of sbuf with a of kernel.py:1:5 at (0, 0), which is used until after it is written; 32 x 100 and 64 x 100 bytes.',
      'd of kernel.py:4:5 at (0, 0) shares bytes of sbuf with b of kernel.py:2:5 at (32, 50), which is used until after it is written; 64 x 100 and 32 x 100 bytes.',
    ]);
    expect(memories[0]?.verdict).toBe('fits');
  });

  it('keeps the memories of two cores apart', () => {
    const { memories } = allocateProgram(
      programOf([
        { name: 'a', partitions: 128, bytes: 400, from: 0, to: 1 },
        { name: 'b', partitions: 128, bytes: 300, from: 0, to: 1, core: 1 },
      ]),
    );
    expect(memories.map(({ core, space, peakBytes }) => [core, space, peakBytes])).toEqual([
      [0, 'sbuf', 400],
      [0, 'psum', 0],
      [1, 'sbuf', 300],
      [1, 'psum', 0],
    ]);
  });

  const tiles = fc.array(
    fc.record({
      partitions: fc.integer({ min: 1, max: 128 }),
      bytes: fc.integer({ min: 1, max: 400 }),
      from: fc.integer({ min: 0, max: 20 }),
      length: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  it('never gives two tensors that live together a byte in common, and takes no less than the peak', () => {
    fc.assert(
      fc.property(tiles, fc.constantFrom('sbuf' as const, 'psum' as const), (list, space) => {
        const scale = space === 'psum' ? 8 : 1;
        const use = memory(
          list.map(({ partitions, bytes, from, length }, index) => ({
            name: `t${index}`,
            partitions,
            bytes: bytes * scale,
            from,
            to: from + length,
            space,
          })),
          space,
        );
        const bankBytes = space === 'psum' ? 2048 : Number.POSITIVE_INFINITY;
        const shape = { bytesPerPartition: use.usableBytes, bankBytes, alignBytes: space === 'psum' ? 4 : 1 };
        const standing = use.placed.flatMap((each) =>
          each.place === null ? [] : [{ ...each, ...each.place }],
        );
        for (const [index, one] of standing.entries()) {
          const bytes = takenBytes(one.storage, shape);
          expect(startPartitions(one.storage.partitions)).toContain(one.partition);
          expect(one.byte + bytes).toBeLessThanOrEqual(use.usableBytes);
          if (bytes <= bankBytes) expect((one.byte % bankBytes) + bytes).toBeLessThanOrEqual(bankBytes);
          else expect(one.byte % bankBytes).toBe(0);
          for (const other of standing.slice(index + 1)) {
            const apart =
              other.from > one.to ||
              other.to < one.from ||
              other.partition >= one.partition + one.storage.partitions ||
              one.partition >= other.partition + other.storage.partitions ||
              other.byte >= one.byte + bytes ||
              one.byte >= other.byte + takenBytes(other.storage, shape);
            expect(apart).toBe(true);
          }
        }
        if (standing.length === use.placed.length) {
          const reached = space === 'psum' ? Math.ceil(use.highWaterBytes / 2048) * 2048 : use.highWaterBytes;
          expect(reached).toBeGreaterThanOrEqual(use.peakBytes);
        }
        if (use.verdict === 'cannot-fit') expect(standing.length).toBeLessThan(use.placed.length);
        if (use.verdict === 'fits') expect(standing.length).toBe(use.placed.length);
      }),
      { numRuns: 150 },
    );
  });
});
