import type { PredictionStanding } from '../../quantity/standing.ts';
import type { PredictedQuantity } from '../calibrated.ts';
import type { CalibratedModel, CalibrationTarget } from './calibration.ts';
import { type CalibrationRow, isFitted } from './hierarchy.ts';
import { isKnown, scopeAt, scopesOf } from './scopes.ts';

/**
 * What constants were fitted to, as far as it decides how sure a prediction is. Kernels that were measured by themselves
 * are no run of a model, and no part of it.
 */
export interface Evidence {
  /** Distinct configurations by scope. */
  readonly configurations: ReadonlyMap<string, number>;
  /** Models, as `shape-name.ts` names them. */
  readonly models: ReadonlySet<string>;
  /** Publications. */
  readonly sources: ReadonlySet<string>;
}

/** Fewest configurations of its own that make a chip anchored: one is useless, three help (see docs/accuracy). */
export const ANCHOR_CONFIGURATIONS = 3;

/** The models that constants were fitted to. */
export const modelsOf = (
  rows: readonly Pick<CalibrationRow<never>, 'quantity' | 'target'>[],
): readonly string[] =>
  [...new Set(rows.filter(isFitted).flatMap(({ target }) => target.model ?? []))].toSorted();

/** What is known from these rows. */
export const evidenceOfRows = <Constants>(rows: readonly CalibrationRow<Constants>[]): Evidence => {
  const fitted = rows.filter(isFitted);
  const seen = new Map<string, Set<string>>();
  for (const { target, configuration } of fitted)
    for (const scope of scopesOf(target).filter((name) => !isKnown(name)))
      seen.set(scope, (seen.get(scope) ?? new Set<string>()).add(configuration));
  return {
    configurations: new Map([...seen].map(([scope, of]) => [scope, of.size])),
    models: new Set(modelsOf(fitted)),
    sources: new Set(fitted.map(({ group }) => group)),
  };
};

/** What is known from the rows that a calibration was fitted to. */
export const evidenceOf = ({ scopes, models = [] }: CalibratedModel): Evidence => {
  const fitted = scopes.filter(({ scope }) => !isKnown(scope));
  return {
    configurations: new Map(fitted.map(({ scope, configurations }) => [scope, configurations])),
    models: new Set(models),
    sources: new Set(fitted.flatMap(({ groups }) => groups)),
  };
};

const hasAnchors = ({ configurations }: Evidence, scope: string | null): boolean =>
  scope !== null && (configurations.get(scope) ?? Number.NEGATIVE_INFINITY) >= ANCHOR_CONFIGURATIONS;

/** What a prediction rests on. A target that names no model is asked about its chip alone. */
export const standingBy = (evidence: Evidence, target: CalibrationTarget): PredictionStanding => {
  if (hasAnchors(evidence, scopeAt('chip', target)))
    return target.model === undefined || evidence.models.has(target.model) ? 'anchored' : 'new-model';
  return hasAnchors(evidence, scopeAt('vendor', target)) ? 'same-vendor' : 'datasheet';
};

/** Something that a prediction would rest on and nobody has measured, beside what its standing says. */
export const UNMEASURED = ['engine', 'port', 'source'] as const;
export type Unmeasured = (typeof UNMEASURED)[number];

/**
 * What of a target's software and publication no measurement speaks for: its engine, what a release of the engine makes
 * of a family with experts, and the publication with its habits. Chip and model are told by the standing, and releases
 * and families were not told apart: intervals that counted them too held the same shares and were wider.
 */
export const unmeasuredBy = (
  { configurations, sources }: Evidence,
  target: CalibrationTarget,
): readonly Unmeasured[] => {
  const known = (scope: string | null): boolean => scope !== null && configurations.has(scope);
  return [
    ...(target.engine !== null && !known(scopeAt('engine', target)) ? (['engine'] as const) : []),
    ...(target.experts === true && !known(scopeAt('port', target)) ? (['port'] as const) : []),
    ...(target.source !== undefined && (target.source === null || !sources.has(target.source))
      ? (['source'] as const)
      : []),
  ];
};

/**
 * What of it makes an interval of a quantity wider. Memory is counted, not fitted, whoever measured it. What a trainer's
 * release makes of a family is not told apart from its chip (see `pulls.ts`), so that nothing is missing without it:
 * training runs with their chip left out were no further off without a port of their own than with one, and those with
 * their configuration left out little (19.3 against 18.5 % at the 90th percentile).
 */
export const widenedBy = (
  quantity: PredictedQuantity,
  unmeasured: readonly Unmeasured[],
): readonly Unmeasured[] => {
  if (!isFitted({ quantity })) return [];
  return quantity === 'training-step' ? unmeasured.filter((what) => what !== 'port') : unmeasured;
};

/**
 * How much wider, in logarithms, an interval is for what nobody has measured: errors of independent origin add up in
 * squares, and each of these adds as much as all that remains where everything was measured. Variances fitted to the
 * held-out errors came out at 0.5 to 2 times that, and the intervals from them no better.
 */
export const stretchFor = (quantity: PredictedQuantity, unmeasured: readonly Unmeasured[]): number =>
  Math.sqrt(1 + widenedBy(quantity, unmeasured).length);
