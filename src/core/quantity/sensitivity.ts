import { derivationOf, type Leaf, rootsWith } from './derivation.ts';
import type { Figure } from './figure.ts';

/** What moving one input over its interval, all others at their estimates, does to a result. */
export interface Sensitivity {
  /** The input in plain words: a catalogue path, an assumption's id, a path of the request, or a formula. */
  readonly input: string;
  /** The ends it is moved between, in its own unit. */
  readonly inputLow?: number;
  readonly inputHigh?: number;
  readonly inputUnit?: string;
  /** The lower and the higher of the results at the two ends of the input. */
  readonly scoreLow: number;
  readonly scoreHigh: number;
  readonly unit: string;
  readonly text: string;
}

/** Three significant digits with thousands separators: 3,500,000 or 0.0512. */
const short = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  if (!Number.isFinite(rounded)) return 'without limit';
  if (Math.abs(rounded) < 1000) return String(rounded);
  return Math.round(rounded)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
};

const withUnit = (value: number, unit: string): string =>
  unit === '1' ? short(value) : `${short(value)} ${unit}`;

const describe = (leaf: Leaf, atLow: number, atHigh: number, unit: string): string =>
  `${leaf.name} between ${short(leaf.low)} and ${withUnit(leaf.high, leaf.unit)} takes the result from ` +
  `${short(atLow)} to ${withUnit(atHigh, unit)}`;

/**
 * The inputs that move a figure most, largest effect first, at most `limit` of them; inputs without any effect are left
 * out. Each fact, assumption and request value of the derivation is moved to its low and its high with the others at
 * their estimates (one-at-a-time sensitivity, as in a tornado diagram). A figure that cannot be re-evaluated counts as
 * one input, and so does the residual by which a prediction was widened.
 */
export const sensitivityOf = (figure: Figure, limit: number): Sensitivity[] => {
  const derivation = derivationOf([figure]);
  const effects = derivation.uncertain.map((index) => {
    const { low, high } = rootsWith(derivation, index);
    const [atLow = figure.estimate] = low;
    const [atHigh = figure.estimate] = high;
    const [scoreLow, scoreHigh] = [Math.min(atLow, atHigh), Math.max(atLow, atHigh)];
    return { leaf: derivation.leaves[index] as Leaf, atLow, atHigh, scoreLow, scoreHigh };
  });
  return effects
    .filter(({ scoreLow, scoreHigh }) => scoreHigh > scoreLow)
    .sort((a, b) => b.scoreHigh - b.scoreLow - (a.scoreHigh - a.scoreLow))
    .slice(0, limit)
    .map(({ leaf, atLow, atHigh, scoreLow, scoreHigh }) => ({
      input: leaf.name,
      inputLow: leaf.low,
      inputHigh: leaf.high,
      inputUnit: leaf.unit,
      scoreLow,
      scoreHigh,
      unit: figure.unit,
      text: describe(leaf, atLow, atHigh, figure.unit),
    }));
};

/**
 * Whether two figures are so close that their order could be the other way round within what is uncertain. Inputs
 * common to both (the price of electricity, one calibration) move both at once and so hardly count; what is left
 * combines in quadrature, as independent uncertainties do (JCGM 100:2008 "GUM", 5.1.2). True when the difference of the
 * estimates is no larger than that. Throws RangeError when the units differ.
 */
export const couldFlip = (a: Figure, b: Figure): boolean => {
  if (a.unit !== b.unit) throw new RangeError(`Cannot order ${a.unit} against ${b.unit}`);
  const derivation = derivationOf([a, b]);
  const gap = a.estimate - b.estimate;
  const sign = Math.sign(gap);
  let squares = 0;
  for (const leaf of derivation.uncertain) {
    const { low, high } = rootsWith(derivation, leaf);
    const towardsZero = ([movedA = a.estimate, movedB = b.estimate]: readonly number[]): number =>
      sign * (gap - (movedA - movedB));
    squares += Math.max(0, towardsZero(low), towardsZero(high)) ** 2;
  }
  return Math.abs(gap) <= Math.sqrt(squares);
};
