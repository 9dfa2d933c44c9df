import { htmlDocument } from '../core/report/html.ts';
import { allocationDocument } from '../core/report/supply/allocation-document.ts';
import { allocationFile } from '../core/report/supply/allocation-file.ts';
import type { AllocationResult } from '../core/supply/result.ts';
import { openChartRenderer } from '../platform/charts/render.ts';
import { writeTextFile } from '../platform/files/write-file.ts';

/** An allocation as the text of its result file. */
export const allocationToText = (result: AllocationResult): string =>
  `${JSON.stringify(allocationFile(result), null, 1)}\n`;

/** Writes the result file. Throws InputError when it cannot be written. */
export const writeAllocation = (result: AllocationResult, path: string): Promise<void> =>
  writeTextFile(path, allocationToText(result), 'writing the result');

/** Writes the report: one HTML file that needs no network. Throws InputError when it cannot be written. */
export const writeAllocationReport = async (result: AllocationResult, path: string): Promise<void> => {
  const renderChart = await openChartRenderer();
  await writeTextFile(path, htmlDocument(allocationDocument(result), renderChart), 'writing the report');
};
