import { at } from '../memory/at.ts';
import { regionsOverlap } from '../timing/dependencies.ts';
import type { Region } from '../timing/program.ts';

/** Runs of bytes, sorted and apart: start, end (exclusive), start, end, ... */
type Intervals = Float64Array;

/** Accesses of more runs than this are not laid out: what cannot be told apart at this size is taken to be apart. */
const RUNS_MAX = 1 << 16;

/** Dimensions that step through memory without a gap, from the innermost on, as one run: its bytes and the rest. */
const innerRun = (shape: readonly number[], strides: readonly number[]): readonly [number, number] => {
  let dense = 1;
  let dimension = shape.length - 1;
  for (; dimension >= 0; dimension -= 1) {
    const size = at(shape, dimension);
    if (size === 1) continue;
    if (at(strides, dimension) > dense) break;
    dense += at(strides, dimension) * (size - 1);
  }
  return [dense, dimension + 1];
};

const layOut = (region: Region): Intervals | null => {
  const { elements, byteStart, byteEnd } = region;
  if (elements === undefined) return Float64Array.of(byteStart, byteEnd);
  const { elementBytes, offset, shape, strides } = elements;
  const [dense, outer] = innerRun(shape, strides);
  let starts = [offset];
  for (let dimension = 0; dimension < outer; dimension += 1) {
    const size = at(shape, dimension);
    if (starts.length * size > RUNS_MAX) return null;
    const stride = at(strides, dimension);
    starts = starts.flatMap((start) => Array.from({ length: size }, (_, index) => start + index * stride));
  }
  starts.sort((left, right) => left - right);
  return Float64Array.from(starts.flatMap((start) => [start * elementBytes, (start + dense) * elementBytes]));
};

const meet = (left: Intervals, right: Intervals): boolean => {
  let other = 0;
  for (let own = 0; own < left.length; own += 2) {
    while (other < right.length && at(right, other + 1) <= at(left, own)) other += 2;
    if (other < right.length && at(right, other) < at(left, own + 1)) return true;
  }
  return false;
};

/** Bytes that an access of HBM touches, each counted once as far as its runs are known; at most its box. */
export const touchedBytes = (region: Region): number => {
  const { elements, byteStart, byteEnd, indirect } = region;
  const box = byteEnd - byteStart;
  if (elements === undefined || indirect === true) return box;
  return Math.min(
    box,
    elements.shape.reduce((product, each) => product * each, elements.elementBytes),
  );
};

/**
 * Tells whether two accesses of one HBM storage surely touch the same byte. Strided accesses are laid out run by run;
 * those whose place run-time indices choose, and those of very many runs, are never sure.
 */
export const createMeeting = (): ((left: Region, right: Region) => boolean) => {
  const known = new WeakMap<Region, { readonly intervals: Intervals | null }>();
  const intervalsOf = (region: Region): Intervals | null => {
    const found = known.get(region);
    if (found !== undefined) return found.intervals;
    const intervals = layOut(region);
    known.set(region, { intervals });
    return intervals;
  };
  return (left, right) => {
    if (left.indirect === true || right.indirect === true || !regionsOverlap(left, right)) return false;
    if (left.elements === undefined && right.elements === undefined) return true;
    const one = intervalsOf(left);
    const other = one === null ? null : intervalsOf(right);
    return one !== null && other !== null && meet(one, other);
  };
};
