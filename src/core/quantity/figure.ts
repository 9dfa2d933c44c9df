import { STANDINGS, type Standing, weakerOf } from './standing.ts';
import type { UnitName } from './unit.ts';

/** A value that some other source gives for the same thing; kept beside the one chosen, never averaged into it. */
export interface Alternative {
  readonly low: number;
  readonly high: number;
  readonly source: string;
  readonly asOf: string;
  readonly standing: Standing;
  readonly note?: string;
}

/** Where a figure came from. Following `inputs` from any figure ends at facts, assumptions and the request. */
export type Origin =
  | {
      readonly kind: 'fact';
      /** Where it stands in the catalogue, as `chips/trainium2#hbm_bandwidth`. */
      readonly path: string;
      readonly source: string;
      readonly asOf: string;
      readonly note?: string;
      readonly alternatives?: readonly Alternative[];
    }
  | {
      readonly kind: 'assumption';
      /** The name under which it is listed and can be overridden. */
      readonly id: string;
      readonly reason: string;
      /** What to write, and where, to replace it. */
      readonly override: string;
    }
  | { readonly kind: 'request'; readonly path: string }
  | {
      readonly kind: 'formula';
      /** In words a reader can follow with the names of `inputs`: `hbmBytes / hbmBytesPerSecond`. */
      readonly formula: string;
      /** Paper and section, or vendor page, that the formula comes from. */
      readonly reference?: string;
      readonly inputs: Readonly<Record<string, Figure>>;
      /**
       * Re-evaluates the formula for other input values; absent where a search or a simulation stands behind the
       * number. Used for sensitivity, never written to files.
       */
      readonly compute?: (values: Readonly<Record<string, number>>) => number;
      /** What `compute` gives over the inputs' intervals, before the figure was widened. Not written to files. */
      readonly computed?: Interval;
    };

/** A number with its unit, its interval (low <= estimate <= high), how sure it is, and where it came from. */
export interface Figure<U extends UnitName = UnitName> {
  readonly unit: U;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
  readonly standing: Standing;
  readonly origin: Origin;
}

export type Interval = Pick<Figure, 'low' | 'estimate' | 'high'>;

const checked = <U extends UnitName>(figure: Figure<U>): Figure<U> => {
  if (!(figure.low <= figure.estimate && figure.estimate <= figure.high)) {
    throw new RangeError(
      `A figure needs low <= estimate <= high, got ${figure.low}, ${figure.estimate}, ${figure.high} ${figure.unit}`,
    );
  }
  return Object.freeze(figure);
};

/** A figure from its parts. Throws RangeError unless low <= estimate <= high (which also refuses NaN). */
export const figure = <U extends UnitName>(
  unit: U,
  interval: number | Interval,
  standing: Standing,
  origin: Origin,
): Figure<U> => {
  const { low, estimate, high } =
    typeof interval === 'number' ? { low: interval, estimate: interval, high: interval } : interval;
  return checked({ unit, low, estimate, high, standing, origin });
};

/** A figure the request states. `path` is where it stands in the request, as `terms.electricity`. */
export const requested = <U extends UnitName>(
  unit: U,
  interval: number | Interval,
  path: string,
): Figure<U> => figure(unit, interval, 'user', { kind: 'request', path });

/** A named assumption: a number nobody has published, shown to the user and open to being overridden. */
export const assumed = <U extends UnitName>(
  unit: U,
  interval: number | Interval,
  assumption: { readonly id: string; readonly reason: string; readonly override: string },
): Figure<U> => figure(unit, interval, 'assumed', { kind: 'assumption', ...assumption });

type Values<Inputs> = { readonly [K in keyof Inputs]: number };

/**
 * The interval a formula takes when every input moves to the end that lowers (raises) the result. Exact when `compute`
 * is monotone in each input over its interval.
 */
export const intervalOf = <Inputs extends Readonly<Record<string, Figure>>>(
  inputs: Inputs,
  compute: (values: Values<Inputs>) => number,
): Interval => {
  // Evaluated for every figure of a plan: loops over the names, without closures or lists of them.
  const values: Record<string, number> = {};
  let open = false;
  for (const name in inputs) {
    const input = inputs[name];
    if (input === undefined) continue;
    values[name] = input.estimate;
    if (input.low !== input.high) open = true;
  }
  const estimate = compute(values as Values<Inputs>);
  if (!open) return { low: estimate, estimate, high: estimate };
  const least: Record<string, number> = { ...values };
  const most: Record<string, number> = { ...values };
  for (const name in inputs) {
    const input = inputs[name];
    if (input === undefined || input.low === input.high) continue;
    values[name] = input.high;
    const atHigh = compute(values as Values<Inputs>);
    values[name] = input.low;
    const rises = atHigh >= compute(values as Values<Inputs>);
    values[name] = input.estimate;
    least[name] = rises ? input.low : input.high;
    most[name] = rises ? input.high : input.low;
  }
  return {
    low: Math.min(estimate, compute(least as Values<Inputs>)),
    estimate,
    high: Math.max(estimate, compute(most as Values<Inputs>)),
  };
};

const weakestOf = (inputs: Readonly<Record<string, Figure>>): Standing => {
  let weakest: Standing = STANDINGS[0];
  for (const name in inputs) {
    const input = inputs[name];
    if (input !== undefined) weakest = weakerOf(weakest, input.standing);
  }
  return weakest;
};

/**
 * A figure computed from others. `compute` sees plain numbers and must be monotone in each input over its interval;
 * the interval of the result is then exact, found by moving every input to the end that lowers (raises) the result.
 * Its standing is the weakest of its inputs' unless one is given.
 */
export const derived = <U extends UnitName, Inputs extends Readonly<Record<string, Figure>>>(
  unit: U,
  formula: string,
  inputs: Inputs,
  compute: (values: Values<Inputs>) => number,
  options: { readonly reference?: string; readonly standing?: Standing } = {},
): Figure<U> => {
  const computed = intervalOf(inputs, compute);
  const { low, estimate, high } = computed;
  return checked({
    unit,
    low,
    estimate,
    high,
    standing: options.standing ?? weakestOf(inputs),
    origin: {
      kind: 'formula',
      formula,
      inputs,
      compute: compute as (values: Readonly<Record<string, number>>) => number,
      computed,
      ...(options.reference === undefined ? {} : { reference: options.reference }),
    },
  });
};

/**
 * A figure whose value a search, a simulation or the performance model found; the formula says in words what was done
 * and `inputs` what it was done with. Unlike `derived` it cannot be re-evaluated, so sensitivity treats it as a leaf.
 */
export const explained = <U extends UnitName>(
  unit: U,
  interval: number | Interval,
  standing: Standing,
  explanation: {
    readonly formula: string;
    readonly inputs: Readonly<Record<string, Figure>>;
    readonly reference?: string;
  },
): Figure<U> => figure(unit, interval, standing, { kind: 'formula', ...explanation });

/** The same figure with its interval widened by factors (lowFactor <= 1 <= highFactor), as a calibrated residual does. */
export const widened = <U extends UnitName>(
  of: Figure<U>,
  factors: { readonly low: number; readonly high: number },
  standing: Standing,
): Figure<U> => checked({ ...of, low: of.low * factors.low, high: of.high * factors.high, standing });
