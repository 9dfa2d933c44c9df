import { STACK_STATUSES, type StackAt, type StackStatus, stackLabel } from '../tables/stack.ts';
import type { Target } from '../target.ts';

/** The software that something would run on. */
export interface JudgedStack {
  readonly id: string;
  readonly label: string;
  readonly status: StackStatus;
}

/** What a stack is asked for. */
export type StackUse =
  | 'torch-training'
  | 'torch-inference'
  | 'jax'
  | 'tensorflow'
  | 'serving'
  | 'kernels'
  | 'deployment';

type Wanted = Pick<StackAt, 'uses'> & { readonly frameworks: readonly StackAt['framework'][] };

const WANTED: Readonly<Record<Exclude<StackUse, 'deployment'>, Wanted>> = {
  'torch-training': { frameworks: ['pytorch'], uses: ['training'] },
  'torch-inference': { frameworks: ['pytorch'], uses: ['inference'] },
  jax: { frameworks: ['jax'], uses: ['training'] },
  tensorflow: { frameworks: ['tensorflow'], uses: ['training', 'inference'] },
  serving: { frameworks: ['vllm'], uses: ['inference'] },
  kernels: { frameworks: ['nki', 'hip', 'jax'], uses: ['kernels'] },
};

/** Images, schedulers and monitoring exist on every target; what changes is in the rules. */
const DEPLOYMENT: JudgedStack = Object.freeze({
  id: 'deployment',
  label: 'containers, device plug-in and schedulers of the target',
  status: 'released',
});

const fits = (stack: StackAt, { frameworks, uses }: Wanted, target: Target): boolean =>
  stack.status !== 'absent' &&
  stack.targets.includes(target) &&
  frameworks.includes(stack.framework) &&
  uses.some((use) => stack.uses.includes(use));

/** The furthest stack of a release for a use on a target; null where none ships. Of equal ones the first of the table. */
export const bestStack = (stacks: readonly StackAt[], use: StackUse, target: Target): JudgedStack | null => {
  if (use === 'deployment') return DEPLOYMENT;
  const [best] = stacks
    .filter((stack) => fits(stack, WANTED[use], target) && (use === 'serving' || stack.models === 'any'))
    .toSorted((a, b) => STACK_STATUSES.indexOf(a.status) - STACK_STATUSES.indexOf(b.status));
  return best === undefined ? null : { id: best.id, label: stackLabel(best), status: best.status };
};
