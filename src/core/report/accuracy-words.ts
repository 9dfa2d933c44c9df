import { SCHEMES, type Scheme } from '../performance/accuracy/cross-validate.ts';
import {
  type AccuracyRecord,
  type AccuracyStratum,
  targetOf,
  type WorstRow,
} from '../performance/accuracy/record.ts';
import { GOAL_IDS, GOALS, type GoalId } from '../performance/accuracy/targets.ts';

/** Reasons that are suspected behind large errors, by what they hold for; all given fields must match. */
export interface SuspectedCause {
  readonly source?: string | undefined;
  readonly model?: string | undefined;
  readonly chip?: string | undefined;
  readonly engine?: string | undefined;
  readonly goal?: string | undefined;
  readonly cause: string;
}

export const SCHEME_NAMES: Readonly<Record<Scheme, string>> = {
  'in-sample': 'in sample',
  configuration: 'configuration left out',
  chip: 'chip left out',
  model: 'model left out',
  source: 'source left out',
  vendor: 'vendor left out',
};

const DECIMALS = 10;

export const percentText = (value: number): string =>
  value < DECIMALS ? value.toFixed(1) : value.toFixed(0);

/** Median and 90th percentile as tables print them: `12 / 31`. */
export const errorText = (of: { readonly medianPercent: number; readonly p90Percent: number }): string =>
  `${percentText(of.medianPercent)} / ${percentText(of.p90Percent)}`;

const overall = (record: AccuracyRecord, goal: GoalId, scheme: Scheme): AccuracyStratum | undefined =>
  record.strata.find(
    (one) => one.goal === goal && one.scheme === scheme && one.vendor === null && one.experts === null,
  );

export interface GoalLine {
  readonly goal: GoalId;
  readonly name: string;
  readonly cells: readonly {
    readonly scheme: Scheme;
    readonly found: AccuracyStratum | null;
    readonly target: string | null;
    /** Whether median and 90th percentile both keep to the target; null without one. */
    readonly met: boolean | null;
  }[];
}

/** Every goal with what was found under each scheme beside its target. */
export const goalLines = (record: AccuracyRecord): readonly GoalLine[] =>
  GOAL_IDS.map((goal) => ({
    goal,
    name: GOALS[goal].name,
    cells: SCHEMES.map((scheme) => {
      const found = overall(record, goal, scheme) ?? null;
      const target = targetOf(goal, scheme);
      const met =
        found === null || target === null
          ? null
          : found.medianPercent <= target.medianPercent && found.p90Percent <= target.p90Percent;
      return { scheme, found, target: target === null ? null : errorText(target), met };
    }),
  }));

const GOAL_NAMES: ReadonlyMap<string, string> = new Map(GOAL_IDS.map((goal) => [goal, GOALS[goal].name]));
export const goalName = (goal: string): string => GOAL_NAMES.get(goal) ?? goal;

export const kindName = (experts: boolean | null): string =>
  experts === null ? 'all' : experts ? 'mixture of experts' : 'dense';

/** Targets that are missed, in words with numbers. */
export const misses = (record: AccuracyRecord): readonly string[] =>
  goalLines(record).flatMap(({ name, cells }) =>
    cells.flatMap(({ scheme, found, target, met }) =>
      met === false && found !== null && target !== null
        ? [`${name}, ${SCHEME_NAMES[scheme]}: ${errorText(found)} against ${target}`]
        : [],
    ),
  );

const LEAST_COVERAGE = 0.85;
const MOST_COVERAGE = 0.95;

/** Strata of held-out rows whose intervals hold fewer or more rows than nine in ten, within five points, in words. */
export const coverageMisses = (record: AccuracyRecord): readonly string[] =>
  record.strata
    .filter(
      ({ scheme, coverage, vendor }) =>
        (scheme === 'configuration' || scheme === 'chip') &&
        vendor !== null &&
        (coverage < LEAST_COVERAGE || coverage > MOST_COVERAGE),
    )
    .map(
      ({ goal, scheme, vendor, experts, coverage, rows }) =>
        `${goalName(goal)}, ${vendor}, ${kindName(experts)}, ${SCHEME_NAMES[scheme]}: ${percentText(100 * coverage)} % of ${rows} rows inside`,
    );

/** The first cause that matches a row; null where none is suspected. */
export const causeOf = (causes: readonly SuspectedCause[], row: WorstRow): string | null =>
  causes.find(
    (one) =>
      (one.source === undefined || one.source === row.source) &&
      (one.model === undefined || one.model === row.model) &&
      (one.chip === undefined || one.chip === row.chip) &&
      (one.engine === undefined || one.engine === row.engine) &&
      (one.goal === undefined || one.goal === row.goal),
  )?.cause ?? null;
