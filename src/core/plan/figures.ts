import type { Figure } from '../quantity/figure.ts';

const isFigure = (value: object): value is Figure =>
  'origin' in value && 'unit' in value && 'low' in value && 'estimate' in value && 'high' in value;

const collect = (value: object, into: Figure[]): void => {
  if (isFigure(value)) {
    into.push(value);
    return;
  }
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) collect(inner, into);
  }
};

/** Every figure that stands anywhere in a piece of a result (not those behind it), in the order of its keys. */
export const figuresOf = (value: object): readonly Figure[] => {
  const figures: Figure[] = [];
  collect(value, figures);
  return figures;
};
