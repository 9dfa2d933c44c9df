import type { Figure } from '../quantity/figure.ts';
import type { AssumptionUse } from './result.ts';

/** Calls `visit` once for every figure below (and including) the given one, however often it is shared. */
export const visitFigures = (
  root: Figure,
  visit: (figure: Figure) => void,
  seen = new Set<Figure>(),
): void => {
  if (seen.has(root)) return;
  seen.add(root);
  visit(root);
  if (root.origin.kind !== 'formula') return;
  for (const input of Object.values(root.origin.inputs)) visitFigures(input, visit, seen);
};

/** Every assumption the given figures rest on, once each, with the candidates that use it; sorted by id. */
export const assumptionsBehind = (
  figuresByUser: ReadonlyMap<string, readonly Figure[]>,
): readonly AssumptionUse[] => {
  const found = new Map<string, { figure: Figure; usedBy: Set<string> }>();
  for (const [user, figures] of figuresByUser) {
    const seen = new Set<Figure>();
    const note = (figure: Figure): void => {
      if (figure.origin.kind !== 'assumption') return;
      const entry = found.get(figure.origin.id);
      if (entry === undefined) found.set(figure.origin.id, { figure, usedBy: new Set([user]) });
      else entry.usedBy.add(user);
    };
    for (const figure of figures) visitFigures(figure, note, seen);
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, { figure, usedBy }]) =>
      figure.origin.kind === 'assumption'
        ? [
            {
              id,
              figure,
              reason: figure.origin.reason,
              override: figure.origin.override,
              usedBy: [...usedBy],
            },
          ]
        : [],
    );
};
