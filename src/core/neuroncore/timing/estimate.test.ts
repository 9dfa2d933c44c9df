import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimingConstants } from '../../../platform/files/neuroncore-timing.ts';
import { findDependencies } from './dependencies.ts';
import { documentedSeconds, estimateTime } from './estimate.ts';
import { programWriter } from './program.testing.ts';
import { ratesAt } from './resolve.ts';
import { findReuse, type Reuse } from './reuse.ts';
import { schedule } from './schedule.ts';

/** The predecessors of a step in its chain. */
const reuseOf = ({ first, next, steps }: Reuse, step: number): number[] => {
  const found: number[] = [];
  for (let entry = first[step] as number; entry >= 0; entry = next[entry] as number)
    found.push(steps[entry] as number);
  return found;
};

const constants = await readTimingConstants(fileURLToPath(new URL('../../../../catalog', import.meta.url)));
const v3 = constants.v3;
const rates = ratesAt(v3, 'value');

const play = (write: ReturnType<typeof programWriter>) => {
  const program = write.program();
  return schedule(program, findDependencies(program, findReuse(program, {})), rates);
};

describe('a schedule', () => {
  it('lets a step wait for the data of the step before it, and says so', () => {
    const write = programWriter();
    const hbm = write.tile('hbm', 128);
    const tile = write.tile('sbuf', 128);
    const out = write.tile('sbuf', 128);
    const load = write.step('dma_copy', 'dma', { dst: tile }, { src: hbm });
    const copy = write.step('tensor_copy', 'vector', { dst: out }, { src: tile });
    const played = play(write);
    expect(played.starts[copy]).toBeCloseTo((played.ends[load] as number) + rates.semaphoreSeconds, 12);
    expect(played.waitedFor[copy]).toBe(load);
    expect(played.reasons[copy]).toBe(2);
  });

  it('runs engines beside each other when nothing joins them', () => {
    const write = programWriter();
    const first = write.step('memset', 'vector', { dst: write.tile('sbuf', 4096) }, {});
    const second = write.step('iota', 'gpsimd', { dst: write.tile('sbuf', 4096) }, {});
    const played = play(write);
    expect(played.starts[first]).toBe(0);
    expect(played.starts[second]).toBe(0);
  });

  it('keeps a write from replacing data that a slower engine still reads', () => {
    const write = programWriter();
    const tile = write.tile('sbuf', 4096);
    write.step('memset', 'vector', { dst: tile }, {});
    const reader = write.step(
      'activation',
      'scalar',
      { dst: write.tile('sbuf', 4096) },
      { data: tile },
      { op: 'exp' },
    );
    const writer = write.step('memset', 'vector', { dst: tile }, {});
    const played = play(write);
    expect(played.starts[writer]).toBeGreaterThanOrEqual(played.ends[reader] as number);
  });

  it('takes the measured time for one bank of float32 matrix multiplication', () => {
    const write = programWriter();
    const stationary = write.tile('sbuf', 128);
    const moving = write.tile('sbuf', 512);
    const out = write.tile('psum', 512);
    const steps = Array.from({ length: 64 }, () =>
      write.step('nc_matmul', 'tensor', { dst: out }, { stationary, moving }),
    );
    const played = play(write);
    const last = steps.at(-1) as number;
    const warm = (played.holds[last] as number) - (played.starts[last] as number);
    // 859 ns: aws-neuron-sdk nki/guides/tutorials/kernel-optimization.rst, step v5: 28.30 ms over 32768 calls, 99.5 % active.
    expect(Math.abs(warm - 859e-9)).toBeLessThan(0.01 * 859e-9);
  });

  it('moves 32 KiB through one engine, or sixteen, in the measured times', () => {
    // aws-neuron-sdk nki/get-started/about/nki-dma-overview.rst: 1416 ns on one engine, 97 ns on sixteen.
    const times = [
      [4, 4096],
      [128, 128],
    ].map(([partitions, elements]) => {
      const write = programWriter();
      const hbm = write.tile('hbm', elements as number, 'bfloat16', partitions);
      const tile = write.tile('sbuf', elements as number, 'bfloat16', partitions);
      const load = write.step('dma_copy', 'dma', { dst: tile }, { src: hbm });
      const played = play(write);
      return 1e9 * ((played.transferEnds[load] as number) - (played.transferStarts[load] as number));
    });
    expect(times[0]).toBeGreaterThan(1416 * 0.97);
    expect(times[0]).toBeLessThan(1416 * 1.03);
    expect(times[1]).toBeGreaterThan(97 * 0.97);
    expect(times[1]).toBeLessThan(97 * 1.05);
  });
});

describe('full memory', () => {
  it('makes the ninth PSUM bank wait for the reader of the first', () => {
    const write = programWriter();
    const stationary = write.tile('sbuf', 128);
    const moving = write.tile('sbuf', 512);
    const copies: number[] = [];
    const matmuls: number[] = [];
    for (let bank = 0; bank < 9; bank++) {
      const out = write.tile('psum', 512);
      matmuls.push(write.step('nc_matmul', 'tensor', { dst: out }, { stationary, moving }));
      copies.push(write.step('tensor_copy', 'vector', { dst: write.tile('sbuf', 512) }, { src: out }));
    }
    const reuse = findReuse(write.program(), { psum: 16 * 1024 });
    expect([...reuse.first.keys()].filter((step) => reuse.first[step] !== -1)).toEqual([matmuls[8]]);
    expect(reuseOf(reuse, matmuls[8] as number)).toContain(copies[0]);
  });
});

/** Random programs of copies between tiles on several engines. */
const randomProgram = fc
  .array(
    fc.record({ engine: fc.constantFrom('vector', 'scalar', 'gpsimd'), from: fc.nat(5), to: fc.nat(5) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((moves) => {
    const write = programWriter();
    const tiles = Array.from({ length: 6 }, () => write.tile('sbuf', 512));
    for (const { engine, from, to } of moves)
      write.step(
        'tensor_copy',
        engine as 'vector',
        { dst: tiles[to] as never },
        { src: tiles[from] as never },
      );
    return write.program();
  });

describe('the estimate of any program', () => {
  it('lies between its ends, and no engine works longer than the whole', () => {
    fc.assert(
      fc.property(randomProgram, (program) => {
        const estimate = estimateTime(program, v3);
        expect(estimate.lowSeconds).toBeLessThanOrEqual(estimate.seconds);
        expect(estimate.seconds).toBeLessThanOrEqual(estimate.highSeconds);
        for (const use of estimate.use) expect(use.busyShare).toBeLessThanOrEqual(1);
        expect(documentedSeconds(program, v3)).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('starts every step after all it depends on, and never two at once on a queue', () => {
    fc.assert(
      fc.property(randomProgram, (program) => {
        const dependencies = findDependencies(program, findReuse(program, {}));
        const played = schedule(program, dependencies, rates);
        for (let step = 0; step < program.steps.length; step++)
          for (
            let at = dependencies.starts[step] as number;
            at < (dependencies.starts[step + 1] as number);
            at++
          )
            expect(played.starts[step]).toBeGreaterThanOrEqual(
              played.ends[dependencies.steps[at] as number] as number,
            );
        for (let a = 0; a < program.steps.length; a++)
          for (let b = a + 1; b < program.steps.length; b++)
            if (played.queues[a] === played.queues[b])
              expect(played.starts[b]).toBeGreaterThanOrEqual(played.holds[a] as number);
      }),
      { numRuns: 100 },
    );
  });
});
