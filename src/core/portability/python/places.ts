import type { HitPlace } from '../scan.ts';
import { isDocumentation } from './literal.ts';
import { endOf, KIND, kindOf, type PythonTree, startOf } from './tree.ts';

/** Which part of a file is what. Code wherever nothing else is said. */
export interface PlaceIndex {
  /** Beginnings of comments, strings and what is filled into strings, ascending; a later one is inside an earlier or behind it. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly places: readonly HitPlace[];
}

const placeOfNode = (tree: PythonTree, node: number): HitPlace | null => {
  switch (kindOf(tree, node)) {
    case KIND.comment:
      return 'comment';
    case KIND.interpolation:
      return 'code';
    case KIND.string:
      return isDocumentation(tree, node) ? 'docstring' : 'string';
    default:
      return null;
  }
};

/** Finds the comments, strings and docstrings of a module. */
export const indexPlaces = (tree: PythonTree): PlaceIndex => {
  const starts: number[] = [];
  const ends: number[] = [];
  const places: HitPlace[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    const place = placeOfNode(tree, node);
    if (place === null) continue;
    starts.push(startOf(tree, node));
    ends.push(endOf(tree, node));
    places.push(place);
  }
  return { starts, ends, places };
};

/** How far back a place around an offset is looked for: strings hold few pieces of code. */
const BACK_MAX = 64;

/** What stands at an offset: the innermost of what the index knows. */
export const placeAt = ({ starts, ends, places }: PlaceIndex, offset: number): HitPlace => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= Math.max(0, low - BACK_MAX); index -= 1)
    if ((ends[index] as number) > offset) return places[index] as HitPlace;
  return 'code';
};
