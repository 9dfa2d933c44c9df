import { InputError } from '../../core/input-error.ts';
import type { Target } from '../../core/portability/target.ts';
import type { FailLevel } from '../../core/report/audit/baseline.ts';

const refuse = (flag: string, found: string, accepted: string): never => {
  throw new InputError({ attempted: `reading ${flag}`, found: JSON.stringify(found), accepted });
};

/** `--fail-on`; left out, what is new against a baseline fails from `drop-in` on, and nothing fails without one. */
export const failLevelOf = (
  text: string | undefined,
  hasBaseline: boolean,
  levels: readonly FailLevel[],
): FailLevel => {
  if (text === undefined) return hasBaseline ? 'drop-in' : 'never';
  return levels.find((each) => each === text) ?? refuse('--fail-on', text, levels.join(', '));
};

/** `--target`: one or several of the targets, in the order of the tables. */
export const targetsOf = (text: string, targets: readonly Target[]): readonly Target[] => {
  const asked = text.split(',').map((each) => each.trim().toLowerCase());
  const stranger = asked.find((each) => !targets.some((target) => target === each));
  if (stranger !== undefined) refuse('--target', stranger, `${targets.join(', ')}, with commas between them`);
  return targets.filter((target) => asked.includes(target));
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
