import type { Figure } from '../quantity/figure.ts';

const isFigure = (value: object): value is Figure =>
  'unit' in value && 'low' in value && 'estimate' in value && 'high' in value && 'origin' in value;

/** Every figure that stands anywhere in a piece of a result (not those behind it), in the order of its keys. */
export const figuresOf = (value: unknown): readonly Figure[] => {
  if (value === null || typeof value !== 'object') return [];
  if (isFigure(value)) return [value];
  return Object.values(value).flatMap((inner) => figuresOf(inner));
};
