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
import { MOVES } from './move-engine.ts';
import { narrowMatmul } from './narrow-matmul.ts';
import { isLoad, type Rewriter } from './rewrite.ts';
import { spreadTriggers } from './spread-triggers.ts';

const REWRITERS: readonly Rewriter[] = [keepLoaded, mergeLoads, spreadTriggers, ...MOVES, narrowMatmul];

/** The programs after each move that there is, by what it moves. */
const movesOf = (program: Program) =>
  MOVES.flatMap((each) => {
    const rewrite = each(program);
    return rewrite === null ? [] : [rewrite];
  });

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

  it('move copies off the Vector engine, every other or all, never to GpSimd when they read PSUM', () => {
    const moves = movesOf(products([0, 1, 2, 3]));
    expect(moves.map(({ id, steps }) => [id, steps])).toEqual([
      ['move-vector-to-scalar', [6, 14]],
      ['move-vector-to-scalar', [2, 6, 10, 14]],
    ]);
    for (const { steps, program } of moves)
      for (const step of steps) expect(stepsOf(program)[step]?.engine).toBe('scalar');
  });

  /** One step of an engine, with tiles in the memories and of the type. */
  const single = (
    opcode: string,
    engine: Step['engine'],
    attributes: Step['attributes'],
    space: 'sbuf' | 'psum' = 'sbuf',
    dtype: 'float32' | 'int32' = 'float32',
  ): Program => {
    const { tile, step, program } = programWriter();
    const role = opcode === 'tensor_copy' ? 'src' : 'data';
    step(opcode, engine, { dst: tile('sbuf', 512, dtype) }, { [role]: tile(space, 512, dtype) }, attributes);
    return program();
  };
  const targets = (program: Program): string[] => [
    ...new Set(movesOf(program).map(({ id }) => id.replace(/.*-to-/, ''))),
  ];
  const copy = { op: 'copy', reduce_op: null, reduce_cmd: 'idle', scale: 1, bias: 0 };
  const scaled = { op0: 'multiply', op1: 'add', operand0: 2, operand1: 1 };

  it.each([
    ['a copy of GpSimd', single('tensor_copy', 'gpsimd', {}), ['vector', 'scalar']],
    ['a copy of the Scalar engine', single('tensor_copy', 'scalar', {}), ['vector', 'gpsimd']],
    ['a copy from PSUM', single('tensor_copy', 'scalar', {}, 'psum'), ['vector']],
    ['a fill', single('memset', 'vector', { value: 0 }), ['gpsimd']],
    ['an activation that copies', single('activation', 'scalar', copy), ['vector', 'gpsimd']],
    ['an activation that scales', single('activation', 'scalar', { ...copy, scale: 2 }), ['vector']],
    ['an activation with a bias', single('activation', 'scalar', { ...copy, bias: 1 }), []],
    ['an activation that reduces', single('activation', 'scalar', { ...copy, reduce_cmd: 'reduce' }), []],
    ['another activation', single('activation', 'scalar', { ...copy, op: 'exp' }), []],
    ['multiplying and adding', single('tensor_scalar', 'vector', scaled), ['scalar']],
    ['a maximum', single('tensor_scalar', 'vector', { op0: 'maximum', op1: null }), []],
    ['a product', single('tensor_tensor', 'gpsimd', { op: 'multiply' }), ['vector']],
    ['a power', single('tensor_tensor', 'gpsimd', { op: 'power' }), []],
    ['a sum of integers', single('tensor_tensor', 'gpsimd', { op: 'add' }, 'sbuf', 'int32'), []],
  ])('move %s where the table of functions lets it run', (_, program, expected) => {
    expect(targets(program)).toEqual(expected);
  });

  it('keep the Scalar engine out of arithmetic before NeuronCore-v3, and let it have more from v4 on', () => {
    const on = (program: Program, id: 'v2' | 'v4'): Program => ({
      ...program,
      generation: { ...program.generation, id },
    });
    expect(targets(on(single('tensor_scalar', 'vector', scaled), 'v2'))).toEqual([]);
    expect(targets(on(single('tensor_scalar', 'vector', { op0: 'maximum', op1: null }), 'v4'))).toEqual([
      'scalar',
    ]);
  });

  it('are told once for each pair of engines, the better of half and all', () => {
    const { tile, step, program } = programWriter();
    for (let at = 0; at < 24; at++)
      step('tensor_copy', 'gpsimd', { dst: tile('sbuf', 2048) }, { src: tile('sbuf', 2048) });
    const made = program();
    const { changes } = advise(made, V3_TIMING);
    const ids = changes.map(({ id }) => id);
    expect(ids).toContain('move-gpsimd-to-vector');
    expect(new Set(ids).size).toBe(ids.length);
    const times = movesOf(made).flatMap(({ id, program: moved }) =>
      id === 'move-gpsimd-to-vector' ? [seconds(moved)] : [],
    );
    const told = changes.find(({ id }) => id === 'move-gpsimd-to-vector');
    expect(told?.secondsAfter).toBe(Math.min(...times));
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
      const variants = REWRITERS.flatMap((each) => {
        const rewrite = each(program);
        return rewrite?.id === change.id ? [seconds(rewrite.program)] : [];
      });
      expect(change.secondsAfter).toBe(Math.min(...variants));
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

it('a hand that moves copies to another engine gets what was predicted, to the last digit', () => {
  const text = (engine: string): string => `import nki.language as nl
import nki.isa as nisa
def kernel(x):
    out = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.shared_hbm)
    tile = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
    nisa.dma_copy(dst=tile, src=x)
    for _ in range(16):
        other = nl.ndarray(x.shape, dtype=x.dtype, buffer=nl.sbuf)
        nisa.tensor_copy(dst=other, src=tile, engine=nisa.engine.${engine})
        tile = other
    nisa.dma_copy(dst=out, src=tile)
    return out
`;
  const play = (engine: string): Program =>
    runSource(text(engine), 'kernel', [{ shape: [128, 1024], dtype: 'bfloat16', bytes: null }], {
      holdsData: false,
    }).program;
  const predicted = advise(play('gpsimd'), V3_TIMING).changes.find(
    ({ id }) => id === 'move-gpsimd-to-vector',
  );
  expect(predicted?.title).toContain('every tensor_copy');
  expect(predicted?.secondsAfter).toBe(seconds(play('vector')));
});
