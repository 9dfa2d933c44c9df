import type { PlanResult } from '../core/plan/result.ts';
import type { SideBySide } from '../core/plan/side-by-side.ts';
import { type AccuracyReport, accuracyDocument } from '../core/report/accuracy-document.ts';
import { comparisonDocument } from '../core/report/comparison-document.ts';
import { comparisonToText } from '../core/report/comparison-json.ts';
import { htmlDocument, htmlPlan } from '../core/report/html.ts';
import { planToText } from '../core/report/serialise.ts';
import { openChartRenderer } from '../platform/charts/render.ts';
import { writeTextFile } from '../platform/files/write-file.ts';

/** Writes the HTML report on a plan, making the folders on its way. Throws InputError when it cannot be written. */
export const writeReport = async (result: PlanResult, path: string): Promise<void> => {
  const renderChart = await openChartRenderer();
  await writeTextFile(path, htmlPlan(result, renderChart), 'writing the report');
};

/** Writes the HTML report on accuracy, making the folders on its way. Throws InputError when it cannot be written. */
export const writeAccuracyReport = async (report: AccuracyReport, path: string): Promise<void> => {
  const renderChart = await openChartRenderer();
  await writeTextFile(path, htmlDocument(accuracyDocument(report), renderChart), 'writing the report');
};

/** Writes the result file that `rackwright explain` reads. Throws InputError when it cannot be written. */
export const writeResult = async (result: PlanResult, path: string): Promise<void> =>
  writeTextFile(path, planToText(result), 'writing the result');

/** Writes the HTML report on a comparison, making the folders on its way. Throws InputError when it cannot be written. */
export const writeComparisonReport = async (comparison: SideBySide, path: string): Promise<void> => {
  const renderChart = await openChartRenderer();
  await writeTextFile(path, htmlDocument(comparisonDocument(comparison), renderChart), 'writing the report');
};

/** Writes the comparison for `rackwright explain`. Throws InputError when it cannot be written. */
export const writeComparison = async (comparison: SideBySide, path: string): Promise<void> =>
  writeTextFile(path, comparisonToText(comparison), 'writing the result');
