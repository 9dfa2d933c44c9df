import { stepsOf } from '../timing/step-table.ts';
import type { Rewriter } from './rewrite.ts';
import { isLoad, withSteps } from './rewrite.ts';

/** Triggers every other load from the Scalar engine's queue (`engine=nisa.engine.scalar`), which NeuronCore-v3 allows. */
export const spreadTriggers: Rewriter = (program) => {
  if (program.generation.id === 'v2') return null;
  const touched: number[] = [];
  let count = 0;
  const steps = stepsOf(program).map((step, index) => {
    if (!isLoad(step) || step.trigger !== 'dma') return step;
    count += 1;
    if (count % 2 === 1) return step;
    touched.push(index);
    return { ...step, trigger: 'scalar' as const };
  });
  if (touched.length === 0) return null;
  return {
    id: 'spread-triggers',
    title:
      'Trigger every other load from the Scalar engine (engine=nisa.engine.scalar, dge_mode=nisa.dge_mode.hwdge)',
    results: 'same results',
    steps: touched,
    program: withSteps(program, steps),
  };
};
