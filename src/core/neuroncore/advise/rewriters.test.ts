import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floats, runSource } from '../run.testing.ts';
import { estimateTime } from '../timing/estimate.ts';
import { programWriter, type Tile } from '../timing/program.testing.ts';
import type { Program, Step } from '../timing/program.ts';
import { tableOf } from '../timing/step-list.ts';
import { stepsOf } from '../timing/step-table.ts';
import { V3_TIMING } from '../trace/trace.testing.ts';
import { advise } from './advise.ts';
import { keepLoaded } from './keep-loaded.ts';
import { mergeLoads } from './merge-loads.ts';
import { moveEngine } from './move-engine.ts';
import { narrowMatmul } from './narrow-matmul.ts';
import { isLoad, type Rewriter } from './rewrite.ts';
import { spreadTriggers } from './spread-triggers.ts';

const REWRITERS: readonly Rewriter[] = [keepLoaded, mergeLoads, spreadTriggers, moveEngine, narrowMatmul];

const seconds = (program: Program): number => estimateTime(program, V3_TIMING).seconds;

/** Loads the tensors in the order given, a tile for each time, and multiplies every one by itself. */
const products = (order: readonly number[], elements = 512, dtype: 'float32' | 'bfloat16' = 'bfloat16') => {
  const { tile, step, program } = programWriter();
  const sources = Array.from({ length: Math.max(...order) + 1 }, () => tile('hbm', elements, dtype));
  for (const at of order) {
    const loaded = tile('sbuf', elements, dtype);
    const [sums, copied, out] = [tile('psum', 512), tile('sbuf', 512), tile('shared_hbm', 512)];
    step('dma_copy', 'dma', { dst: loaded }, { src: sources[at] as Tile });
    step('nc_matmul', 'tensor', { dst: sums }, { stationary: loaded, moving: loaded });
    step('tensor_copy', 'vector', { dst: copied }, { src: sums });
    step('dma_copy', 'dma', { dst: out }, { src: copied });
  }
  return program();
};

const loads = (program: Program): number => stepsOf(program).filter(isLoad).length;
const touching = (program: Program, rewriter: Rewriter): number | null =>
  rewriter(program)?.steps.length ?? null;

describe('keeping loaded tiles', () => {
  it('loads each tensor once when its tiles fit, which never takes longer', () => {
    const program = products([0, 1, 0, 1, 0, 1]);
    const rewrite = keepLoaded(program);
    expect(rewrite?.steps).toEqual([8, 12, 16, 20]);
    expect(loads(rewrite?.program as Program)).toBe(2);
    expect(seconds(rewrite?.program as Program)).toBeLessThanOrEqual(seconds(program));
  });

  it('leaves alone what is loaded once, and tiles or tensors that are written in between', () => {
    expect(keepLoaded(products([0, 1, 2]))).toBeNull();
    const { tile, step, program } = programWriter();
    const [source, tile0, tile1] = [tile('hbm', 512), tile('sbuf', 512), tile('sbuf', 512)];
    step('dma_copy', 'dma', { dst: tile0 }, { src: source });
    step('activation', 'scalar', { dst: tile1 }, { data: tile0 });
    step('dma_copy', 'dma', { dst: source }, { src: tile1 });
    step('dma_copy', 'dma', { dst: tile('sbuf', 512) }, { src: source });
    expect(keepLoaded(program())).toBeNull();
  });

  it('never keeps more than half of SBUF: least recently used tiles are loaded again', () => {
    // Tiles of 16 KiB a partition: seven of them fill the 112 KiB that half of SBUF has.
    const elements = 8192;
    const seven = keepLoaded(products([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6], elements));
    expect(loads(seven?.program as Program)).toBe(7);
    expect(
      touching(products([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7], elements), keepLoaded),
    ).toBeNull();
    const recent = keepLoaded(products([0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 0], elements));
    expect(recent?.steps).toEqual([32, 36]);
  });
});

describe('the other changes', () => {
  it('join loads that one line makes of neighbouring columns, and no others', () => {
    const { tile, step, program } = programWriter();
    const source = tile('hbm', 2048);
    for (let at = 0; at < 4; at++) step('dma_copy', 'dma', { dst: tile('sbuf', 512) }, { src: source });
    const made = program();
    const pieces = (stride: number): Program => ({
      ...made,
      steps: tableOf(
        stepsOf(made).map((each, at) => ({
          ...each,
          reads: each.reads.map((region) => ({
            ...region,
            byteStart: at * stride,
            byteEnd: 127 * 8192 + at * stride + 2048,
            pitchBytes: 8192,
          })),
        })),
      ),
    });
    expect(mergeLoads(pieces(2048))?.steps).toEqual([1, 2, 3]);
    expect(mergeLoads(pieces(2056))).toBeNull();
    expect(mergeLoads(made)).toBeNull();
  });

  it('trigger every other load from the Scalar engine, but not on a generation or load that is given one', () => {
    const program = products([0, 1, 2, 3]);
    expect(spreadTriggers(program)?.steps).toEqual([4, 12]);
    expect(spreadTriggers({ ...program, generation: { ...program.generation, id: 'v2' } })).toBeNull();
    const given = stepsOf(program).map((step) =>
      isLoad(step) ? { ...step, trigger: 'scalar' as const } : step,
    );
    expect(spreadTriggers({ ...program, steps: tableOf(given) })).toBeNull();
  });

  it('move every other copy off the Vector engine, never to GpSimd when it reads PSUM', () => {
    const moved = moveEngine(products([0, 1, 2, 3]));
    expect(moved?.steps).toEqual([6, 14]);
    const steps = moved === null ? [] : stepsOf(moved.program);
    for (const step of moved?.steps ?? []) expect(steps[step]?.engine).toBe('scalar');
    const { tile, step, program } = programWriter();
    step('tensor_tensor', 'vector', { dst: tile('sbuf', 512) }, { data1: tile('sbuf', 512) });
    expect(moveEngine(program())).toBeNull();
  });

  it('multiply in bfloat16 what is float32, and say what that costs', () => {
    const program = products([0, 1], 512, 'float32');
    const rewrite = narrowMatmul(program);
    expect(rewrite?.results).toContain('0.2 %');
    expect(seconds(rewrite?.program as Program)).toBeLessThan(seconds(program));
    expect(touching(products([0, 1]), narrowMatmul)).toBeNull();
  });

  it('are offered with the gain that timing them again gives, best first', () => {
    const program = products([0, 1, 0, 1, 0, 1, 0, 1], 2048, 'float32');
    const { changes, estimate } = advise(program, V3_TIMING);
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) {
      const rewriter = REWRITERS.find((each) => each(program)?.id === change.id);
      const again = rewriter?.(program)?.program as Program;
      expect(change.secondsAfter).toBe(seconds(again));
      expect(change.gainShare).toBe(1 - change.secondsAfter / estimate.seconds);
      expect(change.gainShare).toBeGreaterThanOrEqual(0.01);
    }
    const gains = changes.map(({ gainShare }) => gainShare);
    expect([...gains].sort((a, b) => b - a)).toEqual(gains);
  });
});

const isStore = (step: Step): boolean => step.opcode === 'dma_copy' && !isLoad(step);
const counted = (steps: readonly Step[]): string =>
  steps
    .map((step) => `${step.opcode}/${step.core}/${step.writes.map(({ storage }) => storage).join()}`)
    .sort()
    .join('\n');

it('no change loses a store or a step of an engine, or mixes up the order of a core', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('float32' as const, 'bfloat16' as const),
      fc.constantFrom(512, 2048, 8192),
      (order, dtype, elements) => {
        const program = products(order, elements, dtype);
        for (const rewriter of REWRITERS) {
          const changed = rewriter(program)?.program;
          if (changed === undefined) continue;
          for (const kept of [isStore, (step: Step) => step.engine !== 'dma'])
            expect(counted(stepsOf(changed).filter(kept))).toBe(counted(stepsOf(program).filter(kept)));
          expect(stepsOf(changed).map(({ sequence }) => sequence)).toEqual(
            stepsOf(changed).map((_, at) => at),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('a hand that hoists the loads of a tiled product gets what was predicted, to five points', () => {
  const text = readFileSync(new URL('../../../../examples/kernels/matmul.py', import.meta.url), 'utf8');
  const operands = [floats([1024, 128], () => 0), floats([1024, 4096], () => 0)];
  const play = (name: string): Program => runSource(text, name, operands, { holdsData: false }).program;
  const [tiled, hoisted] = [play('tiled'), play('hoisted')];
  const before = seconds(tiled);
  const predicted = advise(tiled, V3_TIMING).changes.find(({ id }) => id === 'keep-loaded');
  expect(predicted?.gainShare).toBeGreaterThan(0.05);
  expect(loads(keepLoaded(tiled)?.program as Program)).toBe(loads(hoisted));
  const gain = 1 - seconds(hoisted) / before;
  expect(Math.abs(gain - (predicted?.gainShare as number))).toBeLessThan(0.05);
});
