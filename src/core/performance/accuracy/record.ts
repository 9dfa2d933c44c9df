import { z } from 'zod';
import { type ErrorSummary, summariseErrors } from '../validation/statistics.ts';
import { type AccuracyRow, SCHEMES, type Scheme } from './cross-validate.ts';
import { type ErrorTarget, GOAL_IDS, GOALS, type GoalId } from './targets.ts';

const count = z.number().int().nonnegative();

const stratumSchema = z.strictObject({
  goal: z.string(),
  scheme: z.enum(SCHEMES),
  /** null: all vendors together. */
  vendor: z.string().nullable(),
  experts: z.boolean().nullable(),
  rows: count,
  medianPercent: z.number(),
  p90Percent: z.number(),
  /** Median of predicted over measured. */
  bias: z.number(),
  /** Share of measured values inside their interval. */
  coverage: z.number(),
  meanRelativeWidth: z.number(),
});

const worstSchema = z.strictObject({
  id: z.string(),
  goal: z.string(),
  vendor: z.string(),
  chip: z.string(),
  engine: z.string().nullable(),
  model: z.string(),
  source: z.string(),
  measured: z.number(),
  predicted: z.number(),
});

/** `catalog/calibration/accuracy.json`: how accurate the shipped calibration is, and what it must not fall behind. */
export const accuracySchema = z.strictObject({
  schema: z.literal('rackwright.accuracy/1'),
  calibrationVersion: z.string(),
  strata: z.array(stratumSchema),
  worst: z.array(worstSchema),
});

export type AccuracyRecord = z.infer<typeof accuracySchema>;
export type AccuracyStratum = z.infer<typeof stratumSchema>;
export type WorstRow = z.infer<typeof worstSchema>;

/** Fewest rows of a vendor's kind of model that make a stratum of their own. */
export const STRATUM_ROWS = 30;
const WORST_ROWS = 10;
/** Points by which a recorded figure may get worse before it counts. */
export const TOLERATED_POINTS = 2;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const stratum = (
  of: Pick<AccuracyStratum, 'goal' | 'scheme' | 'vendor' | 'experts'>,
  found: ErrorSummary,
): AccuracyStratum => ({
  ...of,
  rows: found.rows,
  medianPercent: rounded(found.medianPercent, 1),
  p90Percent: rounded(found.p90Percent, 1),
  bias: rounded(found.bias, 3),
  coverage: rounded(found.coverage, 3),
  meanRelativeWidth: rounded(found.meanRelativeWidth, 2),
});

const strataOf = (rows: readonly AccuracyRow[], goal: GoalId, scheme: Scheme): AccuracyStratum[] => {
  const members = rows.filter((row) => row.goal === goal && row.scheme === scheme);
  if (members.length === 0) return [];
  const vendors = [...new Set(members.map((row) => row.vendor))].toSorted();
  const narrow = vendors.flatMap((vendor) =>
    [false, true].flatMap((experts) => {
      const own = members.filter((row) => row.vendor === vendor && row.experts === experts);
      return own.length < STRATUM_ROWS
        ? []
        : [stratum({ goal, scheme, vendor, experts }, summariseErrors(own))];
    }),
  );
  return [stratum({ goal, scheme, vendor: null, experts: null }, summariseErrors(members)), ...narrow];
};

const logError = (row: AccuracyRow): number => Math.abs(Math.log(row.predicted / row.value));

/** The rows furthest off with their configuration left out, one per configuration's model, chip and goal. */
const worstOf = (rows: readonly AccuracyRow[]): WorstRow[] => {
  const seen = new Set<string>();
  return rows
    .filter((row) => row.scheme === 'configuration')
    .toSorted((a, b) => logError(b) - logError(a) || (a.id < b.id ? -1 : 1))
    .filter((row) => {
      const key = [row.goal, row.chipId, row.engine, row.model].join('/');
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .slice(0, WORST_ROWS)
    .map((row) => ({
      id: row.id,
      goal: row.goal,
      vendor: row.vendor,
      chip: row.chipId,
      engine: row.engine,
      model: row.model,
      source: row.group,
      measured: Number(row.value.toPrecision(4)),
      predicted: Number(row.predicted.toPrecision(4)),
    }));
};

/** Sums up scored rows for the record. */
export const recordOf = (rows: readonly AccuracyRow[], calibrationVersion: string): AccuracyRecord => ({
  schema: 'rackwright.accuracy/1',
  calibrationVersion,
  strata: GOAL_IDS.flatMap((goal) => SCHEMES.flatMap((scheme) => strataOf(rows, goal, scheme))),
  worst: worstOf(rows),
});

const nameOf = ({ goal, scheme, vendor, experts }: AccuracyStratum): string =>
  [
    goal,
    scheme,
    vendor ?? 'all vendors',
    experts === null ? 'all models' : experts ? 'experts' : 'dense',
  ].join(', ');

/**
 * Strata of `now` that are worse than recorded by more than two points of median or 90th percentile, in words. Strata
 * that either of them lacks are not compared.
 */
export const regressions = (recorded: AccuracyRecord, now: AccuracyRecord): string[] => {
  const before = new Map(recorded.strata.map((one) => [nameOf(one), one]));
  return now.strata.flatMap((one) => {
    const then = before.get(nameOf(one));
    if (then === undefined) return [];
    const worse = (name: 'medianPercent' | 'p90Percent'): string[] =>
      one[name] > then[name] + TOLERATED_POINTS
        ? [`${nameOf(one)}: ${name} ${one[name]} against ${then[name]} recorded`]
        : [];
    return [...worse('medianPercent'), ...worse('p90Percent')];
  });
};

/** What a stratum is held to: the goal's figure for the scheme; null where there is none. */
export const targetOf = (goal: GoalId, scheme: Scheme): ErrorTarget | null => {
  if (scheme === 'configuration') return GOALS[goal].anchored;
  return scheme === 'chip' ? GOALS[goal].chipLeftOut : null;
};
