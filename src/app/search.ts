import { join } from 'node:path';
import { resolveSystem } from '../core/catalog/resolve.ts';
import { InputError } from '../core/input-error.ts';
import {
  type FixedFleetAnswer,
  fixedFleetAnswer,
  fixedFleetProblem,
  whyNoFleet,
} from '../core/performance/training/fixed-fleet.ts';
import { nothingKept } from '../core/performance/training/search/kept.ts';
import { searchResult } from '../core/performance/training/search.ts';
import type { SearchRun } from '../core/report/layout-search.ts';
import type { Request, TrainingWorkload } from '../core/workload/request.ts';
import { searchOnWorkers } from './layout-search.ts';
import { packageRoot } from './package-root.ts';
import { catalogOverrides, openPlanning, type PlanningData, trainingFor } from './planning.ts';
import { readRequest } from './request.ts';

export interface SearchRequestOptions {
  readonly system: string;
  readonly chips: number;
  /** Name of a training workload of the request; null for the only one. */
  readonly workload: string | null;
  readonly workers: number;
  readonly overlays: readonly string[];
  readonly onProgress: (text: string | null) => void;
}

export interface SearchedRequest {
  readonly answer: FixedFleetAnswer;
  readonly run: SearchRun;
}

const isTraining = (workload: Request['workloads'][number]): workload is TrainingWorkload =>
  workload.kind === 'pretraining' || workload.kind === 'fine-tuning';

const workloadOf = (request: Request, name: string | null): TrainingWorkload => {
  const trainings = request.workloads.filter(isTraining);
  const [only] = trainings.filter((workload) => name === null || workload.name === name);
  const names = trainings.map((workload) => workload.name).join(', ');
  if (only === undefined) {
    throw new InputError({
      attempted: 'choosing the workload to search layouts for',
      found: name === null ? 'a request that trains nothing' : JSON.stringify(name),
      accepted: names === '' ? 'a request with a workload of kind pretrain or fine-tune' : names,
    });
  }
  if (name === null && trainings.length > 1) {
    throw new InputError({
      attempted: 'choosing the workload to search layouts for',
      found: `${trainings.length} training workloads in the request`,
      accepted: `--workload with one of ${names}`,
    });
  }
  return only;
};

const fleetOf = (data: PlanningData, request: Request, options: SearchRequestOptions) => {
  const workload = workloadOf(request, options.workload);
  const system = resolveSystem(data.catalog, options.system, catalogOverrides(data, request));
  const { practice } = data;
  return {
    system,
    workload,
    calibrated: trainingFor(data, system, workload.model),
    practice,
    chips: options.chips,
  };
};

/**
 * Searches every layout of a training workload on a fixed number of chips of one system. Throws InputError when the
 * request, the system or the workload cannot be used.
 */
export const searchRequestFile = async (
  file: string,
  options: SearchRequestOptions,
): Promise<SearchedRequest> => {
  const { workers, onProgress } = options;
  onProgress('reading the request and the catalogue');
  const data = await openPlanning(options.overlays);
  const request = await readRequest(file, join(packageRoot(), 'catalog'), data);
  const fleet = fleetOf(data, request, options);
  const problem = fixedFleetProblem(fleet);
  const started = performance.now();
  const found =
    whyNoFleet(fleet) !== null
      ? searchResult(nothingKept())
      : await searchOnWorkers(problem, workers, (done, of) =>
          onProgress(`searched ${done} of ${of} parts of the space`),
        );
  const seconds = (performance.now() - started) / 1000;
  onProgress(null);
  return {
    answer: fixedFleetAnswer(fleet, problem, found),
    run: { workers, seconds, peakMemoryBytes: 1024 * process.resourceUsage().maxRSS },
  };
};
