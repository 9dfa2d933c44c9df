import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimingConstants } from '../../../platform/files/neuroncore-timing.ts';
import { computeCost } from './cost.ts';
import { programWriter } from './program.testing.ts';
import { ratesAt } from './resolve.ts';
import { sameAttributes } from './same.ts';
import { type StepKind, stepsOf } from './step-table.ts';
import { transferOf } from './transfer.ts';
import { ENGINES, workOf } from './work.ts';

const constants = await readTimingConstants(fileURLToPath(new URL('../../../../catalog', import.meta.url)));
const rates = ratesAt(constants.v3, 'value');

const choice = fc.record({
  opcode: fc.constantFrom('dma_copy', 'dma_transpose', 'nc_matmul', 'tensor_copy', 'activation', 'topk'),
  elements: fc.constantFrom(1, 64, 512),
  attributes: fc.constantFrom(
    {},
    { op: 'exp' },
    { op: 'gelu' },
    { perf_mode: 'double_row' },
    { is_transpose: true },
    { dge_mode: 'swdge' },
    { dge_mode: 'none' },
    { n: 8 },
    { n: 512 },
    { issue: 'merged' },
  ),
});

const ENGINE_OF = {
  dma_copy: 'dma',
  dma_transpose: 'dma',
  nc_matmul: 'tensor',
  tensor_copy: 'vector',
  activation: 'scalar',
  topk: 'gpsimd',
} as const;

describe('kinds of work', () => {
  it('cost exactly what each of their steps costs', () => {
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 60 }), (choices) => {
        const write = programWriter();
        for (const { opcode, elements, attributes } of choices) {
          const moving = write.tile('sbuf', elements);
          const engine = ENGINE_OF[opcode as keyof typeof ENGINE_OF];
          write.step(opcode, engine, { dst: write.tile('psum', elements) }, { moving }, attributes);
        }
        const program = write.program();
        const { kinds, kindOf, engineOf, coreOf } = workOf(program);
        stepsOf(program).forEach((step, index) => {
          const kind = kinds[kindOf[index] as number] as StepKind;
          expect(computeCost(kind, rates)).toEqual(computeCost(step, rates));
          expect(transferOf(kind, rates)).toEqual(transferOf(step, rates));
          expect([ENGINES[engineOf[index] as number], coreOf[index]]).toEqual([step.engine, step.core]);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('are as few as the program repeats itself', () => {
    const write = programWriter();
    const [left, right, out] = [write.tile('sbuf', 128), write.tile('sbuf', 512), write.tile('psum', 512)];
    for (let index = 0; index < 50; index += 1) {
      write.step('nc_matmul', 'tensor', { dst: out }, { stationary: left, moving: right });
      write.step('tensor_copy', 'vector', { dst: right }, { src: out });
    }
    expect(workOf(write.program()).kinds).toHaveLength(2);
  });

  it('tell attributes apart by every name and value', () => {
    expect(sameAttributes({ op: 'add', scale: 1 }, { scale: 1, op: 'add' })).toBe(true);
    expect(sameAttributes({ op: 'add' }, { op: 'add', scale: 1 })).toBe(false);
    expect(sameAttributes({ op: 'add', scale: 1 }, { op: 'add' })).toBe(false);
    expect(sameAttributes({ op: 'add' }, { op: 'max' })).toBe(false);
    expect(sameAttributes({ fresh: [1, 2] }, { fresh: [1, 2] })).toBe(true);
    expect(sameAttributes({ fresh: [1, 2] }, { fresh: [1, 3] })).toBe(false);
    expect(sameAttributes({ fresh: [1, 2] }, { fresh: [1] })).toBe(false);
    expect(sameAttributes({ fresh: [] }, { fresh: null })).toBe(false);
  });
});
