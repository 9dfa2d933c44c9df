import {
  type AccuracyRecord,
  type AccuracyStratum,
  SCHEMES,
  type Scheme,
  targetOf,
} from '../performance/accuracy/record.ts';
import { type ErrorTarget, GOAL_IDS, GOALS, type GoalId, meets } from '../performance/accuracy/targets.ts';
import type { PredictionStanding } from '../quantity/standing.ts';

export const SCHEME_NAMES: Readonly<Record<Scheme, string>> = {
  'in-sample': 'in sample',
  configuration: 'configuration left out',
  chip: 'chip left out',
  vendor: 'vendor left out',
  model: 'model left out',
  source: 'source left out',
};

/** What was left out where predictions rest on this. */
export const STANDING_SCHEMES: readonly { readonly standing: PredictionStanding; readonly scheme: Scheme }[] =
  [
    { standing: 'anchored', scheme: 'configuration' },
    { standing: 'new-model', scheme: 'model' },
    { standing: 'same-vendor', scheme: 'chip' },
    { standing: 'datasheet', scheme: 'vendor' },
  ];

const DECIMALS = 10;

/** A percentage as tables print it: one decimal below ten; a dash where there is none. */
export const percentText = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  return value < DECIMALS ? value.toFixed(1) : value.toFixed(0);
};

/** Median and 90th percentile as tables print them: `12 / 31`. */
export const errorText = ({ medianPercent, p90Percent }: ErrorTarget): string =>
  `${percentText(medianPercent)} / ${percentText(p90Percent)}`;

/** A target as tables print it: `12 / 31`. */
export const targetText = ({ medianPercent, p90Percent }: ErrorTarget): string =>
  `${medianPercent} / ${p90Percent}`;

/** A share as per cent, to the decimal where limits are near: 84.96 % must not read as 85 %. */
export const shareText = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Whose rows of what kind of model a stratum holds: `all vendors`, or `NVIDIA, dense`. */
export const memberName = ({ vendor, experts }: Pick<AccuracyStratum, 'vendor' | 'experts'>): string =>
  [vendor ?? 'all vendors', ...(experts === null ? [] : [experts ? 'experts' : 'dense'])].join(', ');

/** All rows of a goal under a scheme; undefined where there are none. */
const wholeGoal = (record: AccuracyRecord, goal: GoalId, scheme: Scheme): AccuracyStratum | undefined =>
  record.strata.find((one) => one.goal === goal && one.scheme === scheme && one.vendor === null);

export interface GoalLine {
  readonly goal: GoalId;
  readonly name: string;
  readonly cells: readonly {
    readonly scheme: Scheme;
    readonly found: AccuracyStratum | null;
    readonly target: ErrorTarget | null;
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
      const found = wholeGoal(record, goal, scheme) ?? null;
      const target = targetOf({ goal, scheme });
      const met = found === null || target === null ? null : meets(found, target);
      return { scheme, found, target, met };
    }),
  }));

/** How many of the targets are met by whole goals, in words. */
export const verdictText = (record: AccuracyRecord): string => {
  const held = goalLines(record)
    .flatMap(({ cells }) => cells)
    .filter(({ met }) => met !== null);
  const by = (scheme: Scheme): string => {
    const own = held.filter((cell) => cell.scheme === scheme);
    return `${own.filter(({ met }) => met === true).length} of ${own.length} with the ${scheme} left out`;
  };
  return `Targets met: ${by('configuration')}, ${by('chip')}, ${by('model')}, ${by('source')}`;
};

const METRICS: Readonly<Record<string, string>> = {
  sequences_per_s: 'sequences/s',
  mfu: 'MFU',
  tokens_per_s_per_chip: 'tokens/s per chip',
  tflops_per_chip: 'TFLOP/s per chip',
  step_time_s: 'step time',
};

/** A metric of the measurements file in words. */
export const metricName = (metric: string): string => METRICS[metric] ?? metric.replaceAll('_', ' ');

/** The unit that all given metrics end in, `ms` or `s`; null where they differ or are rates. */
export const unitOf = (metrics: readonly string[]): string | null => {
  const [first, ...others] = new Set(metrics.map((metric) => /(?<!_per)_(ms|s)$/.exec(metric)?.[1] ?? null));
  return first === undefined || others.length > 0 ? null : first;
};

/** How constants without some rows were found, in words. */
export const FITS_TEXT =
  'Constants without a part were fitted from the priors, in four steps where the shipped ones take up to twelve; models and sources with 15 rows or more were left out one by one, the small ones a quarter of them at a time.';
