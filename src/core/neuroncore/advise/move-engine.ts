import type { Engine } from '../machine/generation.ts';
import type { Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';
import type { Rewriter } from './rewrite.ts';
import { withSteps } from './rewrite.ts';

/** Instructions that another engine can do with the same bits, and which one (nki.isa, `engine` of each function). */
const MOVABLE: Readonly<Record<string, readonly Engine[]>> = {
  tensor_copy: ['scalar', 'gpsimd'],
  memset: ['gpsimd'],
};

const reaches = (engine: Engine, step: Step): boolean =>
  engine !== 'gpsimd' || step.operands.every((each) => each.space !== 'psum');

const idlest = (busy: ReadonlyMap<Engine, number>, choices: readonly Engine[]): Engine | undefined =>
  [...choices].sort((a, b) => (busy.get(a) === undefined ? 0 : 1) - (busy.get(b) === undefined ? 0 : 1))[0];

/** Moves every other copy or fill from the Vector engine to one with less to do. */
export const moveEngine: Rewriter = (program) => {
  if (program.generation.id === 'v2') return null;
  const busy = new Map<Engine, number>();
  for (const step of stepsOf(program)) {
    const known = busy.get(step.engine);
    busy.set(step.engine, known === undefined ? 1 : known + 1);
  }
  const touched: number[] = [];
  let count = 0;
  const steps = stepsOf(program).map((step, index) => {
    const choices = MOVABLE[step.opcode]?.filter((engine) => reaches(engine, step));
    const engine = choices === undefined ? undefined : idlest(busy, choices);
    if (step.engine !== 'vector' || engine === undefined) return step;
    count += 1;
    if (count % 2 === 1) return step;
    touched.push(index);
    return { ...step, engine, trigger: engine };
  });
  if (touched.length === 0) return null;
  return {
    id: 'move-engine',
    title: 'Give every other copy or fill on the Vector engine to an idler one (engine=...)',
    results: 'same results',
    steps: touched,
    program: withSteps(program, steps),
  };
};
