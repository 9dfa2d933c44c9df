import type { AccuracyRecord } from '../core/performance/accuracy/record.ts';
import type { AccuracyRow } from '../core/performance/accuracy/rows.ts';
import { GOAL_IDS } from '../core/performance/accuracy/targets.ts';
import { accuracyScatter, standingChart } from '../core/report/accuracy-charts.ts';
import { accuracyMarkdown } from '../core/report/accuracy-markdown.ts';
import type { AccuracyNotes } from '../core/report/accuracy-notes.ts';
import type { ChartSpec } from '../core/report/chart-spec.ts';
import { knownFailuresMarkdown } from '../core/report/known-failures-markdown.ts';
import { openChartRenderer } from '../platform/charts/render.ts';
import type { AccuracyPages } from '../platform/files/accuracy.ts';

const fileOf = (chartId: string): string => `${chartId.replace(/^accuracy-/, '')}.svg`;

/** Pages may be dark where pictures are shown; these are drawn in ink, so they bring their paper. */
const onPaper = (svg: string): string =>
  svg.replace('</desc>', '</desc><rect width="100%" height="100%" fill="#fff"/>');

/**
 * Pictures of the accuracy page by file name: predicted against measured for every goal that has rows among `heldOut`,
 * and intervals by standing.
 */
export const accuracyPictures = async (
  record: AccuracyRecord,
  heldOut: readonly AccuracyRow[],
): Promise<ReadonlyMap<string, string>> => {
  const render = await openChartRenderer();
  const scatters = GOAL_IDS.map((goal) => accuracyScatter(heldOut, goal, 'configuration left out'));
  const charts: readonly ChartSpec[] = [...scatters.filter((chart) => chart !== null), standingChart(record)];
  return new Map(charts.map((chart) => [fileOf(chart.id), `${onPaper(render(chart))}\n`]));
};

/** The pages on accuracy and on known failures, from the record and the notes alone. */
export const accuracyPages = (record: AccuracyRecord, notes: AccuracyNotes): AccuracyPages => ({
  accuracy: accuracyMarkdown(record, notes, (id) => `accuracy/${fileOf(id)}`),
  failures: knownFailuresMarkdown(record, notes),
});
