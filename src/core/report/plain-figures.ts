import type { Figure } from '../quantity/figure.ts';

const isFigure = (value: object): value is Figure =>
  'estimate' in value && 'origin' in value && 'unit' in value;

/** A copy of any result in which every figure is its interval, unit and standing, without what is behind it. */
export const plainFigures = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plainFigures);
  if (isFigure(value)) {
    const { low, estimate, high, unit, standing } = value;
    return { low, estimate, high, unit, standing };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainFigures(inner)]));
};
