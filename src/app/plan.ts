import { join } from 'node:path';
import { plan } from '../core/plan/plan.ts';
import type { PlanResult } from '../core/plan/result.ts';
import { planToText } from '../core/report/serialise.ts';
import { type TerminalOptions, terminalPlan } from '../core/report/terminal.ts';
import type { Request } from '../core/workload/request.ts';
import { packageRoot } from './package-root.ts';
import { openPlanning, planInputs } from './planning.ts';
import { portingFor } from './planning-porting.ts';
import { readRequest } from './request.ts';
import { writeReport, writeResult } from './write-report.ts';

export interface PlanOptions {
  /** The user's own catalogue files, merged in order. */
  readonly overlays: readonly string[];
  /** Replaces the request's choice of systems; null keeps it. */
  readonly systems: readonly string[] | null;
  readonly jsonFile: string | null;
  readonly htmlFile: string | null;
  readonly onProgress: (text: string | null) => void;
}

export interface MadePlan {
  readonly result: PlanResult;
  readonly json: () => string;
  /** What one screen shows; names the files that `write` writes. */
  readonly terminal: (options: Omit<TerminalOptions, 'written'>) => string;
  /** Writes the files asked for, which takes longer than the plan. Throws InputError when one cannot be written. */
  readonly write: () => Promise<void>;
}

const narrowed = (request: Request, systems: readonly string[] | null): Request =>
  systems === null ? request : { ...request, systems: { include: systems, exclude: [] } };

/**
 * Plans a request file: reads it and the catalogue, sizes and ranks. Throws InputError when
 * the request, an overlay or a name in them cannot be used.
 */
export const planRequestFile = async (file: string, options: PlanOptions): Promise<MadePlan> => {
  const { onProgress } = options;
  onProgress('reading the request and the catalogue');
  const data = await openPlanning(options.overlays);
  const request = await readRequest(file, join(packageRoot(), 'catalog'), data);
  const porting = await portingFor(file, request, onProgress);
  const inputs = planInputs(data, narrowed(request, options.systems), (done, of, chip) => {
    onProgress(`sizing ${done + 1} of ${of}: ${chip.name}`);
  });
  const result = plan({ ...inputs, ...porting });
  onProgress(null);
  const written = { json: options.jsonFile, html: options.htmlFile };
  return {
    result,
    json: () => planToText(result),
    terminal: (shown) => terminalPlan(result, { ...shown, written }),
    write: async () => {
      if (options.jsonFile !== null) await writeResult(result, options.jsonFile);
      if (options.htmlFile === null) return;
      onProgress('drawing the report');
      await writeReport(result, options.htmlFile).finally(() => onProgress(null));
    },
  };
};
