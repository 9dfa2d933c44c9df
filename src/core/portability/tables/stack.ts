import type { Target } from '../target.ts';
import { holdsAt, type Validity } from './sdk-version.ts';

export const STACK_STATUSES = [
  'released',
  'beta',
  'closed-beta',
  'maintenance',
  'announced',
  'absent',
] as const;
export type StackStatus = (typeof STACK_STATUSES)[number];

export type StackUse = 'training' | 'inference' | 'kernels';

/** A stack in some releases of the SDK. */
export interface StackRelease extends Validity {
  readonly status: StackStatus;
  readonly version: string | null;
  readonly note: string;
  readonly source: string;
}

/** A software stack that a target could run code or models on. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly targets: readonly Target[];
  readonly chips: readonly string[];
  readonly uses: readonly StackUse[];
  readonly framework: 'pytorch' | 'jax' | 'tensorflow' | 'vllm' | 'nki' | 'hip';
  /** `any`: every model that compiles; `listed`: those of the model table only. */
  readonly models: 'any' | 'listed';
  readonly releases: readonly StackRelease[];
}

/** A stack as it stands in one release of the SDK. */
export interface StackAt extends Omit<Stack, 'releases'>, Omit<StackRelease, 'since' | 'until'> {}

/** Each stack as it stands in a release; one without a row for that release is absent. */
export const stacksAt = (stacks: readonly Stack[], sdk: string): readonly StackAt[] =>
  stacks.map(({ releases, ...stack }): StackAt => {
    const release = releases.find((each) => holdsAt(each, sdk));
    if (release === undefined) {
      return {
        ...stack,
        status: 'absent',
        version: null,
        note: 'no row for this release',
        source: stack.name,
      };
    }
    const { since: _since, until: _until, ...rest } = release;
    return { ...stack, ...rest };
  });

/** How a stack is named in a verdict: `vLLM Neuron 0.24.0.1.1.0 (beta)`. */
export const stackLabel = ({ name, version, status }: StackAt): string =>
  `${name}${version === null || name.includes(version) ? '' : ` ${version}`}${status === 'released' ? '' : ` (${status})`}`;
