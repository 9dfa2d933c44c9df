import { InputError } from '../../input-error.ts';
import type { Generation, GenerationId } from './generation.ts';

/** The generation that a target names (`trn2`, `inf2`, or `v3` itself). Throws InputError for a name that is none. */
export const targetGeneration = (
  generations: Readonly<Record<GenerationId, Generation>>,
  target: string,
): Generation => {
  const found = Object.values(generations).find(
    ({ id, targets }) => id === target || targets.includes(target),
  );
  if (found !== undefined) return found;
  const accepted = Object.values(generations).flatMap(({ id, targets }) => [...targets, id]);
  throw new InputError({
    attempted: 'reading --target',
    found: JSON.stringify(target),
    accepted: accepted.join(', '),
  });
};
