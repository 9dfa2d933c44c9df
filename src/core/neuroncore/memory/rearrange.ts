import { at } from './at.ts';
import { permute } from './reorder.ts';
import { flattenDimensions, reshapeDimension } from './reshape.ts';
import type { View } from './view.ts';
import { refuse } from './view-error.ts';
import { viewText } from './whole.ts';

/** One side of a rearrangement: names of dimensions, or groups of names that are split (left) or merged (right). */
export type DimensionPattern = readonly (string | readonly string[])[];

const groupText = (group: string | readonly string[]): string =>
  typeof group === 'string' ? group : `(${group.join(' ')})`;

const patternText = (pattern: DimensionPattern): string => pattern.map(groupText).join(' ');

const namesOf = (pattern: DimensionPattern): readonly string[] => pattern.flat();

/**
 * Splits, reorders and merges dimensions by name: `('b', ('h', 'w'))` to `('b', 'w', 'h')` with `{h: 4}`. Within a
 * group one size may be left out. Throws ViewError when the two sides do not name the same dimensions once each, and
 * whatever the splits, the reordering or the merges refuse.
 * Source: aws-neuron-sdk nki/api/nki/language, `NkiTensor.rearrange`.
 */
export const rearrange = (
  view: View,
  source: DimensionPattern,
  target: DimensionPattern,
  sizes: ReadonlyMap<string, number>,
): View => {
  const asked = `rearrange ${patternText(source)} to ${patternText(target)}`;
  const from = namesOf(source);
  const to = namesOf(target);
  if (
    source.length !== view.shape.length ||
    new Set(from).size !== from.length ||
    [...from].sort().join() !== [...to].sort().join()
  ) {
    refuse(
      'view-argument',
      asked,
      viewText(view),
      'the left side names each of its dimensions once, the right side the same names',
    );
  }
  const split = splitGroups(view, source, sizes, asked);
  const ordered = permute(
    split,
    to.map((name) => from.indexOf(name)),
  );
  return mergeGroups(ordered, target);
};

const splitGroups = (
  view: View,
  source: DimensionPattern,
  sizes: ReadonlyMap<string, number>,
  asked: string,
): View => {
  let result = view;
  let dimension = 0;
  for (const group of source) {
    if (typeof group === 'string') {
      const size = sizes.get(group);
      if (size !== undefined && size !== at(result.shape, dimension)) {
        refuse('view-shape', asked, `${group} is ${at(result.shape, dimension)}`, `fixed_sizes says ${size}`);
      }
      dimension += 1;
    } else {
      const shape = group.map((name) => sizes.get(name) ?? -1);
      if (group.length !== 1) result = reshapeDimension(result, dimension, shape);
      dimension += group.length;
    }
  }
  return result;
};

const mergeGroups = (view: View, target: DimensionPattern): View => {
  let result = view;
  target.forEach((group, dimension) => {
    if (typeof group !== 'string' && group.length > 1) {
      result = flattenDimensions(result, dimension, dimension + group.length - 1);
    }
  });
  return result;
};
