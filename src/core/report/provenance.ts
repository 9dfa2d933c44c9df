import type { PlanResult } from '../plan/result.ts';
import type { Figure, Origin } from '../quantity/figure.ts';
import { STANDINGS, type Standing } from '../quantity/standing.ts';
import { formatFigure, STANDING_MEANINGS } from './format.ts';

/** What stands behind a figure, one level deep, as a few lines for a tooltip. */
export const provenanceText = (figure: Figure): string => {
  const { origin } = figure;
  const head = `${formatFigure(figure)} (${STANDING_MEANINGS[figure.standing]})`;
  switch (origin.kind) {
    case 'fact':
      return [
        head,
        `${origin.source}, ${origin.asOf}`,
        ...(origin.note === undefined ? [] : [origin.note]),
      ].join('\n');
    case 'assumption':
      return [head, origin.reason, `override: ${origin.override}`].join('\n');
    case 'request':
      return [head, `your request: ${origin.path}`].join('\n');
    case 'formula': {
      const inputs = Object.entries(origin.inputs).map(
        ([name, input]) => `${name}: ${formatFigure(input)} [${input.standing}]`,
      );
      return [head, `= ${origin.formula}`, ...inputs].join('\n');
    }
  }
};

const isFigure = (value: object): value is Figure =>
  'origin' in value &&
  'estimate' in value &&
  'standing' in value &&
  STANDINGS.includes(value.standing as Standing);

/** Every figure a result holds or rests on, each once, in the order in which they are met. */
export const figuresOf = (result: PlanResult): readonly Figure[] => {
  const seen = new Set<object>();
  const found: Figure[] = [];
  const waiting: object[] = [result];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (isFigure(value)) found.push(value);
    const below: readonly unknown[] = isFigure(value)
      ? value.origin.kind === 'formula'
        ? Object.values(value.origin.inputs)
        : []
      : Object.values(value);
    for (const child of below.toReversed())
      if (child !== null && typeof child === 'object') waiting.push(child);
  }
  return found;
};

/** A fact a result rests on, with the figure it gives. */
export interface UsedFact {
  readonly figure: Figure;
  readonly fact: Extract<Origin, { kind: 'fact' }>;
}

/** The facts a result rests on, each once, by their place in the catalogue. */
export const factsOf = (result: PlanResult): readonly UsedFact[] => {
  const byKey = new Map<string, UsedFact>();
  for (const figure of figuresOf(result)) {
    if (figure.origin.kind !== 'fact') continue;
    const key = [figure.origin.path, figure.origin.source, figure.estimate].join('\u0000');
    if (!byKey.has(key)) byKey.set(key, { figure, fact: figure.origin });
  }
  return [...byKey.values()].sort((a, b) =>
    a.fact.path < b.fact.path ? -1 : a.fact.path > b.fact.path ? 1 : a.figure.estimate - b.figure.estimate,
  );
};
