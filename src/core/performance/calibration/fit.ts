/** One measurement as the fit sees it: what the model makes of it under given constants, and what was measured. */
export interface FitRow<Constants> {
  readonly evaluate: (constants: Constants) => number | null;
  readonly value: number;
  readonly weight: number;
}

/** A constant that may be moved: within which bounds, and how far from its parent's value it is expected to lie. */
export interface Adjustable {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Standard deviation of the logarithm of the factor that is thought plausible; the pull back to 1 grows beyond it. */
  readonly spread: number;
  /** What a factor multiplies where the constant itself is 0. */
  readonly whenZero?: number;
}

export interface FitOptions {
  /** How many rows' worth of evidence the parent's value counts for. */
  readonly pull: number;
  /** Log steps tried in turn, each way, until a sweep brings nothing. */
  readonly steps: readonly number[];
}

export type Factors = Readonly<Record<string, number>>;

/** Absolute log errors beyond this count no further, so that mislabelled rows do not steer the fit. */
const LOG_ERROR_CAP = 1.5;
const SWEEPS_PER_STEP = 3;
/** Smallest gain worth a move, as a share of the loss; keeps the descent from chasing rounding. */
const LEAST_GAIN = 1e-6;

/** The same constants with factors applied and kept within bounds. */
export const withFactors = <Constants extends object>(
  constants: Constants,
  factors: Factors,
  adjustable: readonly Adjustable[],
): Constants => {
  const moved = Object.fromEntries(Object.entries(constants)) as Record<string, unknown>;
  for (const { name, min, max, whenZero } of adjustable) {
    const value = moved[name];
    const factor = factors[name];
    if (typeof value !== 'number' || factor === undefined) continue;
    const base = value === 0 && whenZero !== undefined ? whenZero : value;
    moved[name] = Math.min(max, Math.max(min, base * factor));
  }
  return moved as Constants;
};

const dataLoss = <Constants>(rows: readonly FitRow<Constants>[], constants: Constants): number => {
  let loss = 0;
  for (const { evaluate, value, weight } of rows) {
    const predicted = evaluate(constants);
    const error = predicted === null ? LOG_ERROR_CAP : Math.abs(Math.log(predicted / value));
    loss += weight * (error < LOG_ERROR_CAP ? error : LOG_ERROR_CAP);
  }
  return loss;
};

const pullLoss = (factors: Factors, adjustable: readonly Adjustable[], pull: number): number => {
  let loss = 0;
  for (const { name, spread } of adjustable) {
    const factor = factors[name];
    if (factor !== undefined) loss += pull * (Math.log(factor) / spread) ** 2;
  }
  return loss;
};

/**
 * Factors on constants that minimise the weighted sum of absolute log errors plus a pull towards 1, by coordinate
 * descent in fixed order: deterministic, and without derivatives because the model has kinks. Factors left at 1 are
 * not returned.
 */
export const fitFactors = <Constants extends object>(
  rows: readonly FitRow<Constants>[],
  start: Constants,
  adjustable: readonly Adjustable[],
  options: FitOptions,
): Factors => {
  let factors: Record<string, number> = {};
  const lossOf = (candidate: Factors): number =>
    dataLoss(rows, withFactors(start, candidate, adjustable)) + pullLoss(candidate, adjustable, options.pull);
  let best = lossOf(factors);
  for (const step of options.steps)
    for (let sweep = 0; sweep < SWEEPS_PER_STEP; sweep += 1) {
      const before = best;
      for (const { name } of adjustable)
        for (const direction of [1, -1]) {
          const moved = Math.round((factors[name] ?? 1) * Math.exp(direction * step) * 1e6) / 1e6;
          const candidate = { ...factors, [name]: moved };
          const loss = lossOf(candidate);
          if (loss < best * (1 - LEAST_GAIN)) {
            best = loss;
            factors = candidate;
            break;
          }
        }
      if (best > before * (1 - LEAST_GAIN)) break;
    }
  return Object.fromEntries(Object.entries(factors).filter(([, factor]) => factor !== 1));
};
