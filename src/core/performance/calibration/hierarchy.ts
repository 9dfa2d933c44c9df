import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibratedModel, CalibrationScope, CalibrationTarget } from './calibration.ts';
import { type Adjustable, type Factors, type FitRow, fitFactors, withFactors } from './fit.ts';

/** A measurement to calibrate on. `evaluate` gives the likeliest reading, null where the row cannot be run. */
export interface CalibrationRow<Constants> {
  readonly evaluate: (constants: Constants) => number | null;
  readonly value: number;
  readonly target: CalibrationTarget;
  readonly quantity: PredictedQuantity;
  readonly inverse: boolean;
  readonly configuration: string;
  readonly group: string;
  /** Rows of one kind are thinned together. */
  readonly stratum: string;
}

type Rows<Constants> = readonly CalibrationRow<Constants>[];

const LEVELS = ['global', 'vendor', 'engine', 'chip'] as const;
type Level = (typeof LEVELS)[number];

/** Most rows of one stratum a level looks at; more would cost time and bring the same news again. */
const ROWS_PER_STRATUM: Readonly<Record<Level, number>> = { global: 12, vendor: 24, engine: 24, chip: 40 };
/** How many rows' worth of evidence the parent's constants count for. */
const PULL: Readonly<Record<Level, number>> = { global: 0.5, vendor: 0.5, engine: 0.5, chip: 0.5 };
const STEPS = [0.5, 0.2, 0.08, 0.03] as const;
/** A rough fit, for the many that only serve to see how far off held-out rows are: half the rows, no fine steps. */
const ROUGH_STEPS = [0.4, 0.12] as const;
const ROUGH_SHARE = 0.5;

const scopeName = (level: Level, target: CalibrationTarget): string | null => {
  switch (level) {
    case 'global':
      return 'global';
    case 'vendor':
      return `vendor/${target.vendor}`;
    case 'engine':
      return target.engine === null ? null : `engine/${target.engine}`;
    case 'chip':
      return `chip/${target.chipId}`;
  }
};

const grouped = <Row>(rows: readonly Row[], key: (row: Row) => string | null): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
};

/** Evenly spaced rows of every stratum, in their order. */
const thinned = <Constants>(rows: Rows<Constants>, most: number): Rows<Constants> => {
  const kept: CalibrationRow<Constants>[] = [];
  for (const stratum of grouped(rows, (row) => row.stratum).values()) {
    const stride = Math.max(1, stratum.length / most);
    for (let at = 0; at < stratum.length; at += stride) {
      const row = stratum[Math.floor(at)];
      if (row !== undefined) kept.push(row);
    }
  }
  return kept;
};

/** On the global level every vendor speaks with the square root of its rows, so that the largest does not drown the rest. */
const weightsFor = <Constants>(level: Level, rows: Rows<Constants>): FitRow<Constants>[] => {
  const perVendor = grouped(rows, (row) => row.target.vendor);
  return rows.map(({ evaluate, value, target }) => ({
    evaluate,
    value,
    weight: level === 'global' ? 1 / Math.sqrt(perVendor.get(target.vendor)?.length ?? 1) : 1,
  }));
};

const multiplied = (a: Factors, b: Factors): Factors => {
  const product: Record<string, number> = { ...a };
  for (const [name, factor] of Object.entries(b)) product[name] = (product[name] ?? 1) * factor;
  return product;
};

export interface HierarchyOptions {
  readonly adjustable: readonly Adjustable[];
  readonly levels?: readonly Level[];
  readonly rough?: boolean;
  /** Scopes already fitted, which are kept as they are and not fitted again. */
  readonly fixed?: readonly CalibrationScope[];
}

/**
 * Fits constants from the widest scope to the narrowest: each scope's factors multiply what its parents say and are
 * pulled back to 1 where rows are few. Partial pooling after Gelman and Hill, Data Analysis Using Regression and
 * Multilevel/Hierarchical Models, chapter 12, with absolute errors.
 */
export const fitScopes = <Constants extends object>(
  rows: Rows<Constants>,
  prior: Constants,
  options: HierarchyOptions,
): CalibrationScope[] => {
  const { adjustable } = options;
  const scopes: CalibrationScope[] = [...(options.fixed ?? [])];
  const known = new Set(scopes.map((scope) => scope.scope));
  for (const level of options.levels ?? LEVELS)
    for (const [name, members] of grouped(rows, (row) => scopeName(level, row.target))) {
      if (known.has(name)) continue;
      const most = ROWS_PER_STRATUM[level] * (options.rough === true ? ROUGH_SHARE : 1);
      const sample = thinned(members, most);
      const parents = (target: CalibrationTarget): Factors => inheritedFactors(scopes, target);
      const fitted = fitFactors(
        weightsFor(level, sample).map((row, at) => shifted(row, parents(targetAt(sample, at)), adjustable)),
        prior,
        adjustable,
        { pull: PULL[level], steps: options.rough === true ? ROUGH_STEPS : STEPS },
      );
      scopes.push({
        scope: name,
        factors: fitted,
        rows: members.length,
        configurations: new Set(members.map((row) => row.configuration)).size,
        groups: [...new Set(members.map((row) => row.group))].toSorted(),
      });
    }
  return scopes;
};

const targetAt = <Constants>(rows: Rows<Constants>, at: number): CalibrationTarget => {
  const row = rows[at];
  if (row === undefined) throw new RangeError(`No calibration row ${at}`);
  return row.target;
};

/** A row whose parents' factors are applied before those that are being fitted. */
const shifted = <Constants extends object>(
  row: FitRow<Constants>,
  parents: Factors,
  adjustable: readonly Adjustable[],
): FitRow<Constants> => ({
  ...row,
  evaluate: (constants) => row.evaluate(withFactors(constants, parents, adjustable)),
});

/** Product of the factors of every scope that applies to a target. */
export const inheritedFactors = (scopes: readonly CalibrationScope[], target: CalibrationTarget): Factors => {
  let factors: Factors = {};
  for (const level of LEVELS) {
    const name = scopeName(level, target);
    const scope = name === null ? undefined : scopes.find((candidate) => candidate.scope === name);
    if (scope !== undefined) factors = multiplied(factors, scope.factors);
  }
  return factors;
};

/** What a fitted model makes of a row. */
export const predictedBy = <Constants extends object>(
  scopes: CalibratedModel['scopes'],
  prior: Constants,
  adjustable: readonly Adjustable[],
  row: CalibrationRow<Constants>,
): number | null => row.evaluate(withFactors(prior, inheritedFactors(scopes, row.target), adjustable));
