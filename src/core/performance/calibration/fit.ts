import { type Adjustable, type Factors, withFactors } from './factors.ts';
import { type Family, familiesOf, jointFactors } from './fit-families.ts';
import { type RidgeRow, ridgeStep } from './sparse-ridge.ts';

/** One measurement as the fit sees it: what the model makes of it under given constants, and what was measured. */
export interface FitRow<Constants> {
  readonly evaluate: (constants: Constants) => number | null;
  readonly value: number;
  readonly weight: number;
  /** Names of the scopes whose factors multiply for this row, widest first. */
  readonly scopes: readonly string[];
}

export type ScopeFactors = ReadonlyMap<string, Factors>;

/** Slopes of rows at fitted factors of 1, by the row's `evaluate`; filled by one fit and used by others of the same rows. */
export type SlopeStore = WeakMap<object, RowSlopes | null>;

export interface FitOptions {
  readonly adjustable: readonly Adjustable[];
  /** What a factor of a scope is pulled back with: rows' worth of evidence per spread squared; 0 leaves the constant to the wider scopes. */
  readonly pullOf: (scope: string, constant: string) => number;
  /** Scopes whose factors hold as they are: no row moves them, and nothing pulls at them. Absent: none. */
  readonly known?: ScopeFactors;
  readonly iterations: number;
  readonly slopesAtStart?: SlopeStore;
  /** Told the number of each step, from 1, before it is taken. */
  readonly onStep?: (step: number) => void;
}

/** Absolute log errors are rounded off below this size, where they are noise of repeated runs. */
const NOISE = 0.05;
/** Absolute log errors beyond this count no further, so that mislabelled rows do not steer the fit. */
const LOG_ERROR_CAP = 1.5;
const PROBE = 0.03;
const LONGEST_STEP = 1;
const DAMPING = [1, 0.5, 0.2, 0.05] as const;
const LEAST_GAIN = 1e-5;
const DIGITS = 5;

const lossOf = (error: number): number => {
  const size = Math.min(LOG_ERROR_CAP, Math.abs(error));
  return Math.sqrt(size * size + NOISE * NOISE);
};

/** Weight that makes a square as steep as `lossOf` at this error. */
const steepness = (error: number): number =>
  Math.abs(error) > LOG_ERROR_CAP ? 0 : 1 / Math.sqrt(error * error + NOISE * NOISE);

/** Where the logarithm of every fitted scope's every factor stands in one long vector. */
interface Columns {
  readonly scopes: readonly string[];
  readonly at: ReadonlyMap<string, number>;
  readonly pull: Float64Array;
  readonly free: Uint8Array;
}

const columnsOf = (rows: readonly FitRow<never>[], options: FitOptions): Columns => {
  const { adjustable, pullOf, known } = options;
  const scopes = [...new Set(rows.flatMap((row) => row.scopes))].filter(
    (scope) => known?.has(scope) !== true,
  );
  const pulls = scopes.flatMap((scope) => adjustable.map(({ name }) => pullOf(scope, name)));
  return {
    scopes,
    at: new Map(scopes.map((scope, index) => [scope, index * adjustable.length])),
    pull: Float64Array.from(pulls, (pull) => (pull > 0 ? pull : 1)),
    free: Uint8Array.from(pulls, (pull) => (pull > 0 ? 1 : 0)),
  };
};

const pullLoss = (columns: Columns, logs: Float64Array): number => {
  let loss = 0;
  for (let k = 0; k < logs.length; k += 1)
    loss += 0.5 * (columns.pull[k] as number) * (logs[k] as number) ** 2;
  return loss;
};

interface Problem<Constants> {
  readonly prior: Constants;
  readonly adjustable: readonly Adjustable[];
  readonly columns: Columns;
  readonly families: readonly Family<Constants>[];
}

const totalLoss = <Constants extends object>(of: Problem<Constants>, logs: Float64Array): number => {
  let loss = pullLoss(of.columns, logs);
  for (const family of of.families) {
    const constants = withFactors(of.prior, jointFactors(of.adjustable, family, logs), of.adjustable);
    for (const { row, value } of family.members) {
      const predicted = row.evaluate(constants);
      loss += row.weight * lossOf(predicted === null ? LOG_ERROR_CAP : Math.log(predicted) - value);
    }
  }
  return loss;
};

/** What one row says about every constant at some factors: how far it is off, and its slope in each constant. */
export interface RowSlopes {
  readonly error: number;
  readonly slopes: Float64Array;
}

/** Constants that did not move a row at the start are no part of its prediction, and are not tried again. */
const slopesOf = <Constants>(
  row: FitRow<Constants>,
  value: number,
  centre: Constants,
  probes: readonly Constants[],
  atStart: RowSlopes | null | undefined,
): RowSlopes | null => {
  const predicted = row.evaluate(centre);
  if (predicted === null) return null;
  const slopes = Float64Array.from(probes, (moved, index) => {
    if (atStart?.slopes[index] === 0) return 0;
    const there = row.evaluate(moved);
    return there === null ? 0 : Math.log(there / predicted) / PROBE;
  });
  return { error: value - Math.log(predicted), slopes };
};

/** Slopes smaller than this say nothing about a constant. */
const LEAST_SLOPE = 1e-9;

/** A row of the linear model, its weight still without what its error makes of it. */
const linearRow = (
  { error, slopes }: RowSlopes,
  weight: number,
  bases: readonly number[],
  free: Uint8Array,
): RidgeRow => {
  const columns: number[] = [];
  const coefficients: number[] = [];
  for (const [index, slope] of slopes.entries()) {
    if (Math.abs(slope) < LEAST_SLOPE) continue;
    for (const base of bases)
      if (free[base + index] === 1) {
        columns.push(base + index);
        coefficients.push(slope);
      }
  }
  return {
    columns: Int32Array.from(columns),
    coefficients: Float64Array.from(coefficients),
    residual: error,
    weight,
  };
};

/** How far a row is off after a step, as the linear model sees it. */
const errorAfter = ({ columns, coefficients, residual }: RidgeRow, step: Float64Array): number => {
  let error = residual;
  for (let k = 0; k < columns.length; k += 1)
    error -= (coefficients[k] as number) * (step[columns[k] as number] as number);
  return error;
};

/** Rounds of weighing rows anew for one linear model. */
const REWEIGHTINGS = 8;

/**
 * The step that minimises absolute errors of the linear model: rows are weighed by their errors after the step so far
 * until both agree.
 */
const linearStep = (rows: readonly RidgeRow[], pull: Float64Array, logs: Float64Array): Float64Array => {
  const step = new Float64Array(logs.length);
  for (let round = 0; round < REWEIGHTINGS; round += 1) {
    const weighed = rows.map((row) => {
      const residual = errorAfter(row, step);
      return { ...row, residual, weight: row.weight * steepness(residual) };
    });
    const more = ridgeStep(
      weighed,
      pull,
      logs.map((log, k) => log + (step[k] as number)),
    );
    for (let k = 0; k < step.length; k += 1) step[k] = (step[k] as number) + (more[k] as number);
  }
  return step;
};

/** The model's slopes in its constants at the given factors, as rows of a linear model. `first`: fitted factors are 1. */
const linearised = <Constants extends object>(
  of: Problem<Constants>,
  logs: Float64Array,
  atStart: SlopeStore,
  first: boolean,
): RidgeRow[] => {
  const { prior, adjustable, columns, families } = of;
  const rows: RidgeRow[] = [];
  for (const family of families) {
    const { bases, members } = family;
    const here = jointFactors(adjustable, family, logs);
    const at = (factors: Factors): Constants => withFactors(prior, factors, adjustable);
    const centre = at(here);
    const probes = adjustable.map(({ name }) =>
      at({ ...here, [name]: (here[name] as number) * Math.exp(PROBE) }),
    );
    for (const { row, value } of members) {
      const stored = atStart.get(row.evaluate);
      const found = first && stored !== undefined ? stored : slopesOf(row, value, centre, probes, stored);
      if (first) atStart.set(row.evaluate, found);
      if (found !== null) rows.push(linearRow(found, row.weight, bases, columns.free));
    }
  }
  return rows;
};

const factorsIn = (columns: Columns, adjustable: readonly Adjustable[], logs: Float64Array): ScopeFactors =>
  new Map(
    columns.scopes.map((scope, index) => [
      scope,
      Object.fromEntries(
        adjustable.flatMap(({ name }, at): [string, number][] => {
          const factor = Number(Math.exp(logs[index * adjustable.length + at] as number).toPrecision(DIGITS));
          return factor === 1 ? [] : [[name, factor]];
        }),
      ),
    ]),
  );

/**
 * Factors of all scopes at once that minimise the weighted sum of absolute log errors plus a pull of every factor
 * towards 1: iteratively reweighted least squares on the model's own slopes (Gauss-Newton with damping; Holland and
 * Welsch 1977, Commun. Stat. A6). Scopes that few rows speak for stay near what is wider, which is partial pooling
 * (Gelman and Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models, chapter 12). Deterministic.
 * Factors left at 1 are not returned; known ones are, as they are, with or without rows.
 */
export const fitFactors = <Constants extends object>(
  rows: readonly FitRow<Constants>[],
  prior: Constants,
  options: FitOptions,
): ScopeFactors => {
  const { adjustable, known = new Map<string, Factors>() } = options;
  const columns = columnsOf(rows as readonly FitRow<never>[], options);
  const problem = { prior, adjustable, columns, families: familiesOf(rows, columns.at, adjustable, known) };
  let logs = new Float64Array(columns.pull.length);
  let best = totalLoss(problem, logs);
  const slopesAtStart: SlopeStore = options.slopesAtStart ?? new WeakMap();
  for (let iteration = 0; iteration < options.iterations; iteration += 1) {
    options.onStep?.(iteration + 1);
    const step = linearStep(linearised(problem, logs, slopesAtStart, iteration === 0), columns.pull, logs);
    const before = best;
    for (const damping of DAMPING) {
      const tried = logs.map(
        (log, k) => log + damping * Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step[k] as number)),
      );
      const loss = totalLoss(problem, tried);
      if (loss < best) {
        best = loss;
        logs = tried;
        break;
      }
    }
    if (best > before * (1 - LEAST_GAIN)) break;
  }
  return new Map([...factorsIn(columns, adjustable, logs), ...known]);
};
