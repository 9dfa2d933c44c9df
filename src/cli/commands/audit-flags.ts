import { InputError } from '../../core/input-error.ts';
import type { FailLevel } from '../../core/report/audit/baseline.ts';

const FAIL_LEVELS: readonly FailLevel[] = ['blocks', 'needs-rewrite', 'drop-in', 'never'];

const TARGETS = ['trn2', 'trn3', 'rocm', 'tpu'] as const;

const refuse = (flag: string, found: string, accepted: string): never => {
  throw new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });
};

/** `--fail-on`; left out, what is new against a baseline fails from `drop-in` on, and nothing fails without one. */
export const failLevelOf = (text: string | undefined, hasBaseline: boolean): FailLevel => {
  if (text === undefined) return hasBaseline ? 'drop-in' : 'never';
  return FAIL_LEVELS.find((each) => each === text) ?? refuse('--fail-on', text, FAIL_LEVELS.join(', '));
};

/** `--target`: one or several of the targets, in the order of the tables. */
export const targetsOf = (text: string): readonly (typeof TARGETS)[number][] => {
  const asked = text.split(',').map((each) => each.trim().toLowerCase());
  const stranger = asked.find((each) => !TARGETS.some((target) => target === each));
  if (stranger !== undefined) refuse('--target', stranger, `${TARGETS.join(', ')}, with commas between them`);
  return TARGETS.filter((target) => asked.includes(target));
};

/** `--workers`: how many threads scan files; null takes one for each processor. */
export const workersOf = (text: string | undefined): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 1 && value <= 64
    ? value
    : refuse('--workers', text, 'a whole number from 1 to 64');
};

/** `--difference FROM,TO`. */
export const versionsOf = (text: string): readonly [string, string] => {
  const [from, to, ...more] = text.split(',').map((each) => each.trim());
  return from === undefined || to === undefined || from === '' || to === '' || more.length > 0
    ? refuse('--difference', text, 'two releases of the Neuron SDK such as 2.31.0,2.32.0')
    : [from, to];
};
