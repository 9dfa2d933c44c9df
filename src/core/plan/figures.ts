import type { Figure } from '../quantity/figure.ts';

const isFigure = (value: object): value is Figure =>
  'origin' in value && 'unit' in value && 'low' in value && 'estimate' in value && 'high' in value;

/** Lists of figures of pieces that several results share, where they are known. */
export type KnownFigures = (piece: object) => readonly Figure[] | undefined;

const collect = (value: object, into: Figure[], known: KnownFigures): void => {
  if (isFigure(value)) {
    into.push(value);
    return;
  }
  const figures = known(value);
  if (figures !== undefined) {
    for (const figure of figures) into.push(figure);
    return;
  }
  if (Array.isArray(value)) {
    for (const inner of value) if (typeof inner === 'object' && inner !== null) collect(inner, into, known);
    return;
  }
  for (const key in value) {
    const inner = value[key as keyof typeof value] as unknown;
    if (typeof inner === 'object' && inner !== null) collect(inner, into, known);
  }
};

/** Every figure that stands anywhere in a piece of a result (not those behind it), in the order of its keys. */
export const figuresOf = (value: object, known: KnownFigures = () => undefined): readonly Figure[] => {
  const figures: Figure[] = [];
  collect(value, figures, known);
  return figures;
};
