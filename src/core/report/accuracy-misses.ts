import {
  type AccuracyRecord,
  type AccuracyStratum,
  STRATUM_ROWS,
  targetOf,
} from '../performance/accuracy/record.ts';
import { type ErrorTarget, meets } from '../performance/accuracy/targets.ts';

/** A stratum of held-out rows whose errors are larger than the goal's target. */
export interface ErrorMiss {
  readonly found: AccuracyStratum;
  readonly target: ErrorTarget;
}

/** Strata that miss the target of their goal, whole goals and single vendors alike. */
export const errorMisses = (record: AccuracyRecord): readonly ErrorMiss[] =>
  record.strata.flatMap((found) => {
    const target = targetOf(found);
    return target === null || meets(found, target) ? [] : [{ found, target }];
  });

/** Between these shares of held-out rows inside, a nine-in-ten interval keeps its word. */
export const LEAST_COVERAGE = 0.85;
export const MOST_COVERAGE = 0.95;

/** Strata of thirty held-out rows or more whose intervals hold fewer or more rows than nine in ten, within five points. */
export const intervalMisses = (record: AccuracyRecord): readonly AccuracyStratum[] =>
  record.strata.filter(
    ({ scheme, coverage, rows }) =>
      scheme !== 'in-sample' &&
      rows >= STRATUM_ROWS &&
      (coverage < LEAST_COVERAGE || coverage > MOST_COVERAGE),
  );
