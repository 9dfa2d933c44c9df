import { at } from '../memory/at.ts';
import { isJointCollective } from '../timing/meetings.ts';
import type { Program, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';

/** Which steps of one core surely come before which of the other. */
export interface CoreOrder {
  /** Whether a step of core 0 is ordered, either way, with a step of core 1; both by their place in their core. */
  readonly isOrdered: (sequence0: number, sequence1: number) => boolean;
}

const meetingKey = (step: Step): string | null => {
  const { opcode, attributes } = step;
  if (opcode === 'core_barrier') return 'barrier';
  if (isJointCollective(step)) return 'collective';
  return opcode === 'sendrecv' ? `pipe ${String(attributes['pipe_id'])}` : null;
};

const meetingsOf = (program: Program, core: number): Map<string, number[]> => {
  const meetings = new Map<string, number[]>();
  for (const step of stepsOf(program)) {
    const key = step.core === core ? meetingKey(step) : null;
    if (key === null) continue;
    const list = meetings.get(key);
    if (list === undefined) meetings.set(key, [step.sequence]);
    else list.push(step.sequence);
  }
  return meetings;
};

/** For meetings sorted by `own`: the least place on the other core from the i-th meeting on. */
const leastFrom = (places: readonly number[]): Float64Array => {
  const least = new Float64Array(places.length + 1).fill(Number.POSITIVE_INFINITY);
  for (let index = places.length - 1; index >= 0; index -= 1)
    least[index] = Math.min(at(places, index), at(least, index + 1));
  return least;
};

/** Index of the first entry that is at least `value`, in a sorted list. */
const firstFrom = (sorted: readonly number[], value: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(sorted, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Where a place on one core leads on the other: the first step there that surely comes after it. */
const createLead = (pairs: readonly (readonly [number, number])[]): ((sequence: number) => number) => {
  const sorted = [...pairs].sort((left, right) => left[0] - right[0]);
  const own = sorted.map(([first]) => first);
  const least = leastFrom(sorted.map(([, second]) => second));
  return (sequence) => at(least, firstFrom(own, sequence));
};

/**
 * The order that barriers and exchanges force between the two cores of a logical core: what stands before a meeting on
 * one core comes before what stands after it on the other. The n-th barrier meets the n-th barrier, the n-th `sendrecv`
 * of a pipe the n-th of that pipe, the n-th collective on shared HBM the n-th such one.
 * Source: aws-neuron-sdk nki/api/nki/isa, core_barrier, sendrecv.
 */
export const createCoreOrder = (program: Program): CoreOrder => {
  const others = meetingsOf(program, 1);
  const pairs = [...meetingsOf(program, 0)].flatMap(([key, places]) =>
    places.flatMap((place, index) => {
      const other = others.get(key)?.[index];
      return other === undefined ? [] : [[place, other] as const];
    }),
  );
  const afterOn1 = createLead(pairs);
  const afterOn0 = createLead(pairs.map(([first, second]) => [second, first] as const));
  return {
    isOrdered: (sequence0, sequence1) => sequence1 >= afterOn1(sequence0) || sequence0 >= afterOn0(sequence1),
  };
};
