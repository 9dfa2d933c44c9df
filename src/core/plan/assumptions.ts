import type { Figure } from '../quantity/figure.ts';
import type { AssumptionUse } from './result.ts';

interface Use {
  readonly id: string;
  readonly figure: Figure;
  readonly reason: string;
  readonly override: string;
  readonly usedBy: string[];
}

const NONE: readonly Use[] = [];

/** Both lists one after the other, each use once; one of them as it is where it has all. */
const joined = (one: readonly Use[], other: readonly Use[]): readonly Use[] => {
  if (other.length === 0 || one === other) return one;
  if (one.length === 0) return other;
  const more = other.filter((use) => !one.includes(use));
  return more.length === 0 ? one : [...one, ...more];
};

/**
 * What a figure rests on in the end: one entry for each assumption, whichever figures lead to it. Figures are shared between
 * candidates, so that what stands behind each is worked out once.
 */
const usesBehind = (found: Map<string, Use>): ((figure: Figure) => readonly Use[]) => {
  const known = new Map<Figure, readonly Use[]>();
  const made = (figure: Figure): readonly Use[] => {
    const { origin } = figure;
    if (origin.kind === 'formula') {
      let uses = NONE;
      for (const name in origin.inputs) {
        const input = origin.inputs[name];
        if (input !== undefined) uses = joined(uses, of(input));
      }
      return uses;
    }
    if (origin.kind !== 'assumption') return NONE;
    const { id, reason, override } = origin;
    const use = found.get(id) ?? { id, figure, reason, override, usedBy: [] };
    found.set(id, use);
    return [use];
  };
  const of = (figure: Figure): readonly Use[] => {
    const before = known.get(figure);
    if (before !== undefined) return before;
    const uses = made(figure);
    known.set(figure, uses);
    return uses;
  };
  return of;
};

/** Every assumption the given figures rest on, once each, with the candidates that use it; sorted by id. */
export const assumptionsBehind = (
  figuresByUser: ReadonlyMap<string, readonly Figure[]>,
): readonly AssumptionUse[] => {
  const found = new Map<string, Use>();
  const behind = usesBehind(found);
  for (const [user, figures] of figuresByUser) {
    const seen = new Set<readonly Use[]>();
    for (const figure of figures) {
      const uses = behind(figure);
      if (seen.has(uses)) continue;
      seen.add(uses);
      for (const { usedBy } of uses) if (usedBy.at(-1) !== user) usedBy.push(user);
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};
