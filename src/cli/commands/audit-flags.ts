import { InputError } from '../../core/input-error.ts';

/** The least severity that makes an audit answer no. */
export type FailOn = 'blocks' | 'needs-rewrite' | 'drop-in' | 'cosmetic' | 'never';

const FAIL_ON: readonly FailOn[] = ['blocks', 'needs-rewrite', 'drop-in', 'cosmetic', 'never'];

const TARGETS = ['trn2', 'trn3', 'rocm', 'tpu'] as const;

const refuse = (flag: string, found: string, accepted: string): never => {
  throw new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });
};

/** `--fail-on`; left out, what is new against a baseline fails from `drop-in` on, and nothing fails without one. */
export const failOnOf = (text: string | undefined, hasBaseline: boolean): FailOn => {
  if (text === undefined) return hasBaseline ? 'drop-in' : 'never';
  return FAIL_ON.find((each) => each === text) ?? refuse('--fail-on', text, FAIL_ON.join(', '));
};

/** `--target`: one or several of the targets, in the order of the tables. */
export const targetsOf = (text: string): readonly (typeof TARGETS)[number][] => {
  const asked = text.split(',').map((each) => each.trim().toLowerCase());
  const stranger = asked.find((each) => !TARGETS.some((target) => target === each));
  if (stranger !== undefined) refuse('--target', stranger, `${TARGETS.join(', ')}, with commas between them`);
  return TARGETS.filter((target) => asked.includes(target));
};

/** `--workers`: how many threads scan files. */
export const workersOf = (text: string): number => {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 1 && value <= 64
    ? value
    : refuse('--workers', text, 'a whole number from 1 to 64');
};

/** `--difference FROM,TO`. */
export const versionsOf = (text: string): readonly [string, string] => {
  const [from, to, ...more] = text.split(',').map((each) => each.trim());
  return from === undefined || to === undefined || from === '' || to === '' || more.length > 0
    ? refuse('--difference', text, 'two SDK versions such as 2.31.0,2.32.0')
    : [from, to];
};
