import type { Engine } from '../machine/generation.ts';
import type { Program, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import { movedTo } from './engines.ts';
import { type Rewrite, type Rewriter, withSteps } from './rewrite.ts';

const MOVERS = ['vector', 'scalar', 'gpsimd'] as const;
const NAMES: Readonly<Record<(typeof MOVERS)[number], string>> = {
  vector: 'the Vector engine',
  scalar: 'the Scalar engine',
  gpsimd: 'GpSimd',
};

/** Elements that an engine walks through in its steps: how much it has to do, before any cost is known. */
const loadOf = (steps: readonly Step[], engine: Engine): number => {
  let sum = 0;
  for (const step of steps)
    if (step.engine === engine) sum += Math.max(1, ...step.operands.map((each) => each.elementsPerPartition));
  return sum;
};

const opcodesOf = (steps: readonly Step[], touched: readonly number[]): string =>
  [...new Set(touched.map((index) => (steps[index] as Step).opcode))].sort().join(', ');

const moving =
  (from: (typeof MOVERS)[number], to: (typeof MOVERS)[number], every: 1 | 2): Rewriter =>
  (program: Program): Rewrite | null => {
    const before = stepsOf(program);
    if (loadOf(before, from) <= loadOf(before, to)) return null;
    const touched: number[] = [];
    let count = 0;
    const steps = before.map((step, index) => {
      const moved = step.engine === from ? movedTo(step, to, program.generation.id) : null;
      if (moved === null) return step;
      count += 1;
      if (count % every !== 0) return step;
      touched.push(index);
      return moved;
    });
    if (touched.length === 0) return null;
    const share = every === 1 ? 'every' : 'every other';
    const opcodes = opcodesOf(before, touched);
    const instead = opcodes.includes('activation') ? ', activations as tensor_copy or tensor_scalar' : '';
    return {
      id: `move-${from}-to-${to}`,
      title: `Give ${share} ${opcodes} of ${NAMES[from]} that may run there to ${NAMES[to]} (engine=nisa.engine.${to}${instead})`,
      results: 'same results',
      steps: touched,
      program: withSteps(program, steps),
    };
  };

/**
 * Moves of work from an engine to one that has less to do, all that may move or half of it, for each pair of the Vector,
 * Scalar and GpSimd engines. Moves of one pair have one id: the better one is worth telling.
 */
export const MOVES: readonly Rewriter[] = MOVERS.flatMap((from) =>
  MOVERS.filter((to) => to !== from).flatMap((to) => [moving(from, to, 2), moving(from, to, 1)]),
);
