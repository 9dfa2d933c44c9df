import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibrationScope, CalibrationTarget } from './calibration.ts';
import { type Adjustable, withFactors } from './factors.ts';
import { fitFactors, type ScopeFactors, type SlopeStore } from './fit.ts';
import { pullsOf } from './pulls.ts';
import { inheritedFactors, isKnown, isOfSoftware, type Level, levelOf, scopesOf } from './scopes.ts';

/** A measurement to calibrate on. `evaluate` gives the likeliest reading, null where the row cannot be run. */
export interface CalibrationRow<Constants> {
  readonly id: string;
  readonly readings: (constants: Constants) => Spread | null;
  readonly evaluate: (constants: Constants) => number | null;
  readonly value: number;
  readonly target: CalibrationTarget;
  readonly quantity: PredictedQuantity;
  readonly inverse: boolean;
  readonly experts: boolean;
  /** Whether the load was heavier than sizing would promise. */
  readonly saturated: boolean;
  readonly configuration: string;
  readonly group: string;
  readonly model: string;
  /** Rows of one kind: the more there are, the less news each one brings. */
  readonly stratum: string;
}

/** The likeliest reading of a row, and the least and largest where inputs are open. */
export interface Spread {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

type Rows<Constants> = readonly CalibrationRow<Constants>[];

/**
 * Whether constants are fitted to a row. Memory is counted, not fitted: its rows show how far counts are off, and must
 * not move efficiencies and overheads of time.
 */
export const isFitted = ({ quantity }: { readonly quantity: PredictedQuantity }): boolean =>
  quantity !== 'memory';

/** Rows of one stratum that speak in full; more of them speak together with a root of their number. */
const FULL_ROWS = 40;
const CROWD_POWER = 0.5;

const ITERATIONS = 12;

export interface HierarchyOptions {
  readonly adjustable: readonly Adjustable[];
  /** Scopes whose factors hold as they are; absent: none. */
  readonly known?: ScopeFactors;
  /** Steps to take at most. */
  readonly iterations?: number;
  readonly slopesAtStart?: SlopeStore;
  /** Told the number of each step and how many there are at most, before it is taken. */
  readonly onStep?: (step: number, most: number) => void;
}

const NOTHING_KNOWN: ScopeFactors = new Map();

const crowds = <Constants>(rows: Rows<Constants>): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { stratum } of rows) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  return counts;
};

/** Scopes of rows on chips of which something is known beforehand. */
const scopesOfKnown = <Constants>(rows: Rows<Constants>, known: ScopeFactors): ReadonlySet<string> =>
  new Set(
    rows
      .map(({ target }) => scopesOf(target))
      .flatMap((scopes) => (scopes.some((scope) => known.has(scope)) ? scopes : [])),
  );

const spreadAt = (
  { spread, kernelSpread = spread, chipShare = 1 }: Adjustable,
  level: Level,
  tabled: boolean,
): number => (tabled ? kernelSpread : spread) * (level === 'chip' ? chipShare : 1);

/**
 * Factors of every scope that the rows belong to, fitted together to those that constants are fitted to, and the known
 * ones as they are.
 */
export const fitHierarchy = <Constants extends object>(
  all: Rows<Constants>,
  prior: Constants,
  options: HierarchyOptions,
): ScopeFactors => {
  const rows = all.filter(isFitted);
  const { adjustable, slopesAtStart, onStep, iterations = ITERATIONS, known = NOTHING_KNOWN } = options;
  const spreads = new Map(adjustable.map((one) => [one.name, one]));
  const pulls = pullsOf(prior);
  const tabled = scopesOfKnown(rows, known);
  const pullOf = (scope: string, constant: string): number => {
    const level = levelOf(scope);
    const one = spreads.get(constant);
    if (one === undefined) return pulls[level];
    if (one.ofSoftware === true && !isOfSoftware(level)) return 0;
    return pulls[level] / spreadAt(one, level, tabled.has(scope)) ** 2;
  };
  const counts = crowds(rows);
  return fitFactors(
    rows.map(({ evaluate, value, target, stratum }) => ({
      evaluate,
      value,
      weight: Math.min(1, (FULL_ROWS / (counts.get(stratum) ?? 1)) ** CROWD_POWER),
      scopes: scopesOf(target).filter((scope) => pulls[levelOf(scope)] > 0 || known.has(scope)),
    })),
    prior,
    {
      adjustable,
      known,
      pullOf,
      iterations,
      ...(slopesAtStart === undefined ? {} : { slopesAtStart }),
      ...(onStep === undefined ? {} : { onStep: (step) => onStep(step, iterations) }),
    },
  );
};

/** The scopes with what they were fitted to, which is nothing for known ones, as the calibration file keeps them. */
export const scopesWithEvidence = <Constants>(
  rows: Rows<Constants>,
  factors: ScopeFactors,
): CalibrationScope[] =>
  [...factors].map(([scope, of]) => {
    const members = isKnown(scope)
      ? []
      : rows.filter((row) => isFitted(row) && scopesOf(row.target).includes(scope));
    return {
      scope,
      factors: { ...of },
      rows: members.length,
      configurations: new Set(members.map((row) => row.configuration)).size,
      groups: [...new Set(members.map((row) => row.group))].toSorted(),
    };
  });

/** What a fitted model makes of a row. */
export const readingsBy = <Constants extends object>(
  factors: ScopeFactors,
  prior: Constants,
  adjustable: readonly Adjustable[],
  row: CalibrationRow<Constants>,
): Spread | null => row.readings(withFactors(prior, inheritedFactors(factors, row.target), adjustable));
