import { at } from '../memory/at.ts';
import { accessesOverlap } from '../timing/overlap.ts';
import { type Extent, extentAt, type StepTable } from '../timing/step-table.ts';

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

const layOut = (byteStart: number, { elements, bytes }: Extent): Intervals | null => {
  if (elements === null) return Float64Array.of(byteStart, byteStart + bytes);
  const { elementBytes, shape, strides } = elements;
  const [dense, outer] = innerRun(shape, strides);
  let starts = [byteStart / elementBytes];
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
export const touchedBytes = ({ bytes, elements, indirect }: Extent): number => {
  if (elements === null || indirect) return bytes;
  return Math.min(
    bytes,
    elements.shape.reduce((product, each) => product * each, elements.elementBytes),
  );
};

/**
 * Tells whether two accesses of one HBM storage surely touch the same byte. Strided accesses are laid out run by run;
 * those whose place run-time indices choose, and those of very many runs, are never sure.
 */
export const createMeeting = (steps: StepTable): ((left: number, right: number) => boolean) => {
  const known = new Map<number, Intervals | null>();
  const intervalsOf = (access: number): Intervals | null => {
    const found = known.get(access);
    if (found !== undefined) return found;
    const intervals = layOut(steps.byteOf[access] as number, extentAt(steps, access));
    known.set(access, intervals);
    return intervals;
  };
  return (left, right) => {
    const box = extentAt(steps, left);
    const other = extentAt(steps, right);
    if (box.indirect || other.indirect || !accessesOverlap(steps, left, right)) return false;
    if (box.elements === null && other.elements === null) return true;
    const own = intervalsOf(left);
    const others = own === null ? null : intervalsOf(right);
    return own !== null && others !== null && meet(own, others);
  };
};
