import type { AccuracyRecord } from '../performance/accuracy/record.ts';
import type { AccuracyRow } from '../performance/accuracy/rows.ts';
import { GOAL_IDS, GOALS, type GoalId } from '../performance/accuracy/targets.ts';
import type { PredictedQuantity } from '../performance/calibrated.ts';
import { summariseErrors } from '../performance/validation/statistics.ts';
import { errorText, metricName, unitOf } from './accuracy-words.ts';
import type { IntervalsChart, ScatterChart } from './chart-spec.ts';

/** Metrics with fewer rows share a panel. */
const PANEL_ROWS = 10;

const grouped = (
  rows: readonly AccuracyRow[],
  keyOf: (row: AccuracyRow) => string,
): ReadonlyMap<string, readonly AccuracyRow[]> => {
  const groups = new Map<string, AccuracyRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};

/** Training is published in units that have nothing to do with each other; serving in times or rates throughout. */
const panelKeys = (rows: readonly AccuracyRow[], goal: GoalId): ((row: AccuracyRow) => string) => {
  if (goal !== 'trainingDense' && goal !== 'trainingExperts') return ({ vendor }) => vendor;
  const counts = grouped(rows, ({ metric }) => metric);
  return ({ metric }) =>
    (counts.get(metric)?.length ?? 0) < PANEL_ROWS ? 'other units' : metricName(metric);
};

const panelOf = (name: string, rows: readonly AccuracyRow[]): ScatterChart['panels'][number] => ({
  name,
  unit: unitOf(rows.map(({ metric }) => metric)),
  note: `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, ${errorText(summariseErrors(rows))} %`,
  series: [...grouped(rows, ({ vendor }) => vendor)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([vendor, members]) => ({
      name: vendor,
      vendor,
      points: members.map(({ value, predicted }) => ({ x: value, y: predicted })),
    })),
});

/** The identifier of a goal's chart. */
export const scatterId = (goal: GoalId): string => `accuracy-${goal}`;
export const STANDING_CHART = 'accuracy-standing';

/** Predicted against measured for one goal: a panel per vendor or, for training, per unit; null without rows. */
export const accuracyScatter = (
  rows: readonly AccuracyRow[],
  goal: GoalId,
  what: string,
): ScatterChart | null => {
  const members = rows.filter((row) => row.goal === goal);
  if (members.length === 0) return null;
  const panels = [...grouped(members, panelKeys(members, goal))]
    .toSorted(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1))
    .map(([name, own]) => panelOf(name, own));
  return {
    kind: 'scatter',
    id: scatterId(goal),
    title: `Predicted against measured: ${GOALS[goal].name}`,
    description: `${members.length} published measurements, ${what}: ${panels.map(({ name, note }) => `${name} ${note}`).join('; ')}. Errors are median / 90th percentile.`,
    xAxis: 'measured',
    yAxis: 'predicted',
    panels,
    ratios: [2, 0.5],
  };
};

/** One chart per goal that has rows. */
export const accuracyScatters = (rows: readonly AccuracyRow[], what: string): readonly ScatterChart[] =>
  GOAL_IDS.map((goal) => accuracyScatter(rows, goal, what)).filter((chart) => chart !== null);

const QUANTITY_NAMES: Readonly<Record<PredictedQuantity, string>> = {
  'time-per-output-token': 'time per output token',
  'time-to-first-token': 'time to first token',
  'prefill-time': 'prompts processed alone',
  'output-throughput': 'output tokens per second',
  'training-step': 'training',
  memory: 'memory',
};

const times = (ratio: number): string => `x ${ratio.toFixed(2)}`;

/** The shipped 90 % intervals by what a prediction rests on, around an estimate of 1. */
export const standingChart = ({ intervals }: AccuracyRecord): IntervalsChart => ({
  kind: 'intervals',
  id: STANDING_CHART,
  title: 'Intervals by what a prediction rests on',
  description:
    'Ends of the 90 % intervals over the estimate, by prediction and standing, as wide as rows left out of the fit call for.',
  axis: 'measured over predicted; training as time of a step',
  rows: intervals.map(({ of, quantity, standing, low, high, rows }) => ({
    label: `${quantity === 'memory' ? `memory of ${of}` : QUANTITY_NAMES[quantity]}, ${standing}`,
    vendor: '',
    low: Math.min(1, low),
    estimate: 1,
    high: Math.max(1, high),
    text: `${times(low)} to ${times(high)}, ${rows} rows`,
    hollow: standing === 'datasheet',
  })),
  limit: null,
});
