import type { ModelFinding } from '../../model-asset.ts';
import { isNeuron, TARGETS } from '../../target.ts';

/** The targets whose software is the Neuron SDK. */
export const NEURON_TARGETS: readonly ('trn2' | 'trn3')[] = Object.freeze(TARGETS.filter(isNeuron));

/** A finding with what is usual: both Neuron chips, no rule, no replacement, no probe. */
export const finding = (
  given: Pick<ModelFinding, 'code' | 'severity' | 'text'> & Partial<ModelFinding>,
): ModelFinding => ({
  rule: null,
  targets: NEURON_TARGETS,
  replacement: null,
  source: null,
  probe: null,
  ...given,
});

/** `a, b, c and 4 more`. */
export const listed = (names: readonly string[], shown = 6): string =>
  names.length <= shown
    ? names.join(', ')
    : `${names.slice(0, shown).join(', ')} and ${names.length - shown} more`;

/** A number with its thousands apart. */
export const whole = (value: number): string => value.toLocaleString('en-GB');

/** `1 graph`, `2 graphs`. */
export const counted = (count: number, noun: string): string =>
  `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Bytes in decimal gigabytes, as chips' memories are sold: `70.6 GB`. */
export const gigabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** Findings that say the same of several targets, as one for all of them, in the place of the first. */
export const joined = (findings: readonly ModelFinding[]): readonly ModelFinding[] => {
  const byText = new Map<string, ModelFinding>();
  for (const one of findings) {
    const key = JSON.stringify({ ...one, targets: [] });
    const known = byText.get(key);
    if (known === undefined) byText.set(key, one);
    else
      byText.set(key, {
        ...known,
        targets: TARGETS.filter((target) => [...known.targets, ...one.targets].includes(target)),
      });
  }
  return [...byText.values()];
};
