import type { RuleEffort } from '../rule.ts';
import type { Target } from '../target.ts';
import type { EffortRange } from '../verdict.ts';
import type { Judgement } from './judgement.ts';

export interface Days {
  readonly low: number;
  readonly high: number;
}

export const NO_DAYS: Days = Object.freeze({ low: 0, high: 0 });

export const times = (days: Days, low: number, high = low): Days => ({
  low: days.low * low,
  high: days.high * high,
});

export const plus = (a: Days, b: Days): Days => ({ low: a.low + b.low, high: a.high + b.high });

/** Days for one unit of a rule's work; an open top is closed by the judgement's factor. */
export const daysOfUnit = (
  { daysLow, daysHigh }: RuleEffort,
  { open_top_factor }: Pick<Judgement, 'open_top_factor'>,
): Days => ({ low: daysLow, high: daysHigh ?? daysLow * open_top_factor });

/** How many places count as work: all of a few, then by the square root, since what is alike is edited alike. */
export const countedAlike = (places: number, { anchors }: Pick<Judgement, 'anchors'>): number => {
  const { sites } = anchors.alike;
  return places <= sites ? places : sites * Math.sqrt(places / sites);
};

/**
 * The share of the Neuron effort that a finding takes on a target, from what its replacement there says. Efforts are those of
 * Trn2, which has less than Trn3.
 */
export const shareOn = (target: Target, replacement: string, { shares }: Pick<Judgement, 'shares'>): Days => {
  if (target === 'trn2') return { low: 1, high: 1 };
  const row = shares[target].find(({ says }) => says.test(replacement));
  if (row === undefined) throw new RangeError(`No share of effort for "${replacement}" on ${target}`);
  return row;
};

/** Between the arithmetic and the geometric middle: a range of a factor either way is not read as its arithmetic middle. */
const middle = ({ low, high }: Days): number => (low + 2 * Math.sqrt(low * high) + high) / 4;

const rootOfSquares = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * The range of several judgements together: their middles add up, their distances to either end by how far their errors go
 * together (0: as independent ones, by squares; 1: all at the same end).
 */
export const combined = (
  ranges: readonly Days[],
  { effort_correlation: together }: Pick<Judgement, 'effort_correlation'>,
): Days => {
  const around = ranges.map((range) => ({ ...range, middle: middle(range) }));
  const spread = (distances: readonly number[]): number =>
    Math.sqrt((1 - together) * rootOfSquares(distances) ** 2 + together * sum(distances) ** 2);
  const centre = sum(around.map((each) => each.middle));
  return {
    low: Math.max(0, centre - spread(around.map((each) => each.middle - each.low))),
    high: centre + spread(around.map((each) => each.high - each.middle)),
  };
};

const rounded = (days: number): number => Number(days.toPrecision(2));

/** A range as it is printed: two figures, with what makes it as wide as it is. */
export const effortRange = ({ low, high }: Days, driver: string): EffortRange => ({
  daysLow: rounded(low),
  daysHigh: rounded(high),
  driver,
});
