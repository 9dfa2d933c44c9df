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

/** The lists one after the other, each use once. */
const joined = (lists: readonly (readonly Use[])[]): readonly Use[] => {
  const some = lists.filter((list) => list.length > 0);
  const [only = NONE] = some;
  return some.every((list) => list === only) ? only : [...new Set(some.flat())];
};

/**
 * What a figure rests on in the end: one entry for each assumption, whichever figures lead to it. Figures are shared between
 * candidates, so that what stands behind each is worked out once.
 */
const usesBehind = (found: Map<string, Use>): ((figure: Figure) => readonly Use[]) => {
  const known = new Map<Figure, readonly Use[]>();
  const made = (figure: Figure): readonly Use[] => {
    const { origin } = figure;
    if (origin.kind === 'formula') return joined(Object.values(origin.inputs).map(of));
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
