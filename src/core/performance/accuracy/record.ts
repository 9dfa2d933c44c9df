import { z } from 'zod';
import { type Calibration, residualSchema } from '../calibration/calibration.ts';
import { HELD_OUT_KINDS, type HeldOutKind } from '../calibration/held-out.ts';
import { summariseErrors } from '../validation/statistics.ts';
import type { ValidationSummary } from '../validation/summary.ts';
import type { HeldOutScore } from './cross-validate.ts';
import type { AccuracyRow } from './rows.ts';
import { type ErrorTarget, GOAL_IDS, type GoalId, targetFor } from './targets.ts';

/** How a row's prediction came about: by constants that have seen it, or with parts of one kind left out of the fit. */
export const SCHEMES = ['in-sample', ...HELD_OUT_KINDS] as const;
export type Scheme = (typeof SCHEMES)[number];

const count = z.number().int().nonnegative();

const stratumSchema = z.strictObject({
  goal: z.enum(GOAL_IDS as [GoalId, ...GoalId[]]),
  scheme: z.enum(SCHEMES),
  /** null: all vendors together. */
  vendor: z.string().nullable(),
  /** null: models with and without routed experts together. */
  experts: z.boolean().nullable(),
  rows: count,
  medianPercent: z.number(),
  p90Percent: z.number(),
  /** Median of predicted over measured. */
  bias: z.number(),
  /** Share of measured values inside their interval. */
  coverage: z.number(),
  /** Mean of (high - low) over predicted. */
  meanRelativeWidth: z.number(),
});

const worstSchema = z.strictObject({
  id: z.string(),
  goal: z.enum(GOAL_IDS as [GoalId, ...GoalId[]]),
  vendor: z.string(),
  chip: z.string(),
  engine: z.string().nullable(),
  model: z.string(),
  source: z.string(),
  metric: z.string(),
  measured: z.number(),
  predicted: z.number(),
});

const intervalSchema = residualSchema
  .pick({ quantity: true, standing: true, low: true, high: true, rows: true })
  .extend({ of: z.enum(['serving', 'training']) });

/** `catalog/calibration/accuracy.json`: how accurate the shipped calibration is, and what it must not fall behind. */
export const accuracySchema = z.strictObject({
  schema: z.literal('rackwright.accuracy/1'),
  calibrationVersion: z.string(),
  /** Digests of the constants that predicted in sample, and of those that rows were left out of. */
  constants: z.string(),
  heldOutConstants: z.string(),
  /** Rows of the measurements, and those among them that were predicted. */
  rows: count,
  predicted: count,
  refused: z.array(z.strictObject({ code: z.string(), rows: count, example: z.string() })),
  /** Rows that constants were set by, which count in sample only. */
  settingConstants: count,
  /** Other rows of quality A or B that are predicted but neither fitted to nor held out: too far off to be what they say. */
  leftAside: z.array(worstSchema),
  strata: z.array(stratumSchema),
  /** Rows of the first fifth of the configurations, left out of the fit: for a test that takes less than a minute. */
  spotChecks: z.array(stratumSchema),
  worst: z.array(worstSchema),
  /** What predictions are multiplied by to get their 90 % interval where no vendor has one of its own, by standing. */
  intervals: z.array(intervalSchema),
});

export type AccuracyRecord = z.infer<typeof accuracySchema>;
export type AccuracyStratum = z.infer<typeof stratumSchema>;
export type WorstRow = z.infer<typeof worstSchema>;

/** Fewest rows of a vendor's kind of model that make a stratum of their own. */
export const STRATUM_ROWS = 30;
const WORST_ROWS = 10;
/** The part that quick tests leave out of the fit. */
export const SPOT_CHECK = { kind: 'configuration', part: 'fold 0' } as const;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const stratum = (
  of: Pick<AccuracyStratum, 'goal' | 'scheme' | 'vendor' | 'experts'>,
  rows: readonly AccuracyRow[],
): AccuracyStratum => {
  const found = summariseErrors(rows);
  return {
    ...of,
    rows: found.rows,
    medianPercent: rounded(found.medianPercent, 1),
    p90Percent: rounded(found.p90Percent, 1),
    bias: rounded(found.bias, 3),
    coverage: rounded(found.coverage, 3),
    meanRelativeWidth: rounded(found.meanRelativeWidth, 2),
  };
};

const strataOfGoal = (rows: readonly AccuracyRow[], goal: GoalId, scheme: Scheme): AccuracyStratum[] => {
  const members = rows.filter((row) => row.goal === goal);
  if (members.length === 0) return [];
  const vendors = [...new Set(members.map((row) => row.vendor))].toSorted();
  const narrow = vendors.flatMap((vendor) =>
    [false, true].flatMap((experts) => {
      const own = members.filter((row) => row.vendor === vendor && row.experts === experts);
      return own.length < STRATUM_ROWS ? [] : [stratum({ goal, scheme, vendor, experts }, own)];
    }),
  );
  return [stratum({ goal, scheme, vendor: null, experts: null }, members), ...narrow];
};

/** Rows by goal, and by vendor and kind of model within a goal where there are thirty. */
export const strataOf = (rows: readonly AccuracyRow[], scheme: Scheme): AccuracyStratum[] =>
  GOAL_IDS.flatMap((goal) => strataOfGoal(rows, goal, scheme));

const logError = (row: AccuracyRow): number => Math.abs(Math.log(row.predicted / row.value));

const shown = (row: AccuracyRow): WorstRow => ({
  id: row.id,
  goal: row.goal,
  vendor: row.vendor,
  chip: row.chipId,
  engine: row.engine,
  model: row.model,
  source: row.group,
  metric: row.metric,
  measured: Number(row.value.toPrecision(4)),
  predicted: Number(row.predicted.toPrecision(4)),
});

/** The rows furthest off by ratio, one per chip, engine, model and goal, so that siblings do not fill the list. */
export const worstOf = (rows: readonly AccuracyRow[]): WorstRow[] => {
  const seen = new Set<string>();
  return rows
    .toSorted((a, b) => logError(b) - logError(a) || (a.id < b.id ? -1 : 1))
    .filter((row) => {
      const key = [row.goal, row.chipId, row.engine, row.model].join('/');
      return !seen.has(key) && seen.add(key) !== undefined;
    })
    .slice(0, WORST_ROWS)
    .map(shown);
};

/** Rows as constants predict them that have not seen them. Throws RangeError for a score of a row that is not given. */
export const heldOutAs = (
  rows: readonly AccuracyRow[],
  scores: readonly HeldOutScore[],
): readonly AccuracyRow[] => {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return scores.map(({ id, standing, predicted, low, high }) => {
    const row = byId.get(id);
    if (row === undefined) throw new RangeError(`Row ${id} was held out but not predicted`);
    return { ...row, standing, predicted, low, high };
  });
};

/** Strata of the part that `SPOT_CHECK` names. */
export const spotChecksOf = (
  rows: readonly AccuracyRow[],
  scores: readonly HeldOutScore[],
): AccuracyStratum[] => strataOf(heldOutAs(rows, scores), SPOT_CHECK.kind);

/** Intervals of the shipped calibration for rows of any vendor with nothing left open, as far as rows speak for them. */
const intervalsOf = ({ inference, training }: Calibration): AccuracyRecord['intervals'] =>
  [['serving', inference] as const, ['training', training] as const].flatMap(([of, { residuals }]) =>
    residuals
      .filter(
        ({ vendor, experts, open, rows }) => vendor === null && experts == null && open !== true && rows > 0,
      )
      .map(({ quantity, standing, low, high, rows }) => ({ of, quantity, standing, low, high, rows })),
  );

/** What the shipped constants make of the measurements. */
export interface InSample {
  readonly calibration: Calibration;
  /** Digest of the calibration. */
  readonly constants: string;
  readonly summary: ValidationSummary;
  /** Trusted rows as the shipped constants predict them. */
  readonly rows: readonly AccuracyRow[];
  /** Scores of the part that `SPOT_CHECK` names. */
  readonly spotCheck: readonly HeldOutScore[];
}

export interface Measured extends InSample {
  readonly heldOut: (kind: HeldOutKind) => readonly HeldOutScore[];
}

/** A record with what the shipped constants predict in sample brought up to date; rows left out stay as they were. */
export const withInSample = (record: AccuracyRecord, of: InSample): AccuracyRecord => ({
  ...record,
  calibrationVersion: of.calibration.version,
  constants: of.constants,
  rows: of.summary.rows,
  predicted: of.summary.predicted,
  refused: of.summary.refusals.map(({ code, rows, example }) => ({ code, rows, example })),
  settingConstants: of.rows.filter(({ setsConstants }) => setsConstants).length,
  strata: [
    ...strataOf(of.rows, 'in-sample'),
    ...record.strata.filter(({ scheme }) => scheme !== 'in-sample'),
  ],
  spotChecks: spotChecksOf(of.rows, of.spotCheck),
  intervals: intervalsOf(of.calibration),
});

/** Sums up what was measured for the record. */
export const recordOf = (of: Measured): AccuracyRecord => {
  const { rows, heldOut } = of;
  const configurations = heldOut('configuration');
  const held = new Set(configurations.map(({ id }) => id));
  const heldOutOnly: AccuracyRecord = {
    schema: 'rackwright.accuracy/1',
    calibrationVersion: of.calibration.version,
    constants: of.constants,
    heldOutConstants: of.constants,
    rows: 0,
    predicted: 0,
    refused: [],
    settingConstants: 0,
    leftAside: rows.filter(({ id, setsConstants }) => !setsConstants && !held.has(id)).map(shown),
    strata: HELD_OUT_KINDS.flatMap((kind) => strataOf(heldOutAs(rows, heldOut(kind)), kind)),
    spotChecks: [],
    worst: worstOf(heldOutAs(rows, configurations)),
    intervals: [],
  };
  return withInSample(heldOutOnly, of);
};

const HELD_TO: Readonly<Record<HeldOutKind, AccuracyRow['standing']>> = {
  configuration: 'anchored',
  model: 'new-model',
  source: 'anchored',
  chip: 'same-vendor',
  vendor: 'datasheet',
};

/**
 * What a stratum is held to, by what its predictions rest on: models and sources left out on chips that are measured
 * count as chips with measurements of their own. null in sample, and where there is no target.
 */
export const targetOf = ({ goal, scheme }: Pick<AccuracyStratum, 'goal' | 'scheme'>): ErrorTarget | null =>
  scheme === 'in-sample' ? null : targetFor(goal, HELD_TO[scheme]);
