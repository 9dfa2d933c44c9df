import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PlanResult } from '../core/plan/result.ts';
import { htmlPlan } from '../core/report/html.ts';
import { planToText } from '../core/report/serialise.ts';
import { openChartRenderer } from '../platform/charts/render.ts';

const write = async (path: string, content: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

/** Writes the HTML report on a plan, making the folders on its way. */
export const writeReport = async (result: PlanResult, path: string): Promise<void> => {
  const renderChart = await openChartRenderer();
  await write(path, htmlPlan(result, renderChart));
};

/** Writes the result file that `rackwright explain` reads, making the folders on its way. */
export const writeResult = async (result: PlanResult, path: string): Promise<void> =>
  write(path, planToText(result));
