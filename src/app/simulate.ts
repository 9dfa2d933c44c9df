import { join } from 'node:path';
import { machineOf } from '../core/catalog/machine-of.ts';
import { resolveSystem } from '../core/catalog/resolve.ts';
import type { SystemSpec } from '../core/catalog/system.ts';
import { InputError } from '../core/input-error.ts';
import type { Refusal } from '../core/performance/outcome.ts';
import type { Routing } from '../core/performance/simulation/fleet.ts';
import {
  type ArrivalPattern,
  type ServingSimulationOptions,
  simulateServing,
} from '../core/performance/simulation/serving.ts';
import { parseTrace } from '../core/performance/simulation/trace.ts';
import { formatNumber } from '../core/report/format.ts';
import type { SimulatedWorkload } from '../core/report/simulation-text.ts';
import type { Request, ServingWorkload } from '../core/workload/request.ts';
import { LARGEST_BYTES, readTextFile } from '../platform/files/text-file.ts';
import { packageRoot } from './package-root.ts';
import { inferenceFor, openPlanning, type PlanningData, planInputs } from './planning.ts';
import { readRequest } from './request.ts';

/** How requests arrive, as asked for. */
export type ArrivalsAsked =
  | { readonly kind: 'poisson' }
  | { readonly kind: 'bursty'; readonly cv: number }
  | {
      readonly kind: 'modulated';
      readonly burstRatio: number;
      readonly burstShare: number;
      readonly burstSeconds: number;
    }
  | { readonly kind: 'trace'; readonly file: string };

export interface SimulateOptions {
  readonly system: string;
  readonly overlays: readonly string[];
  readonly requestsPerSecond: number | null;
  readonly arrivals: ArrivalsAsked;
  readonly requests: number;
  readonly runs: number;
  readonly seed: number;
  readonly routing: Routing;
  readonly onProgress: (text: string | null) => void;
}

export interface Simulated {
  readonly systemId: string;
  readonly catalogVersion: string;
  readonly calibrationVersion: string;
  readonly workloads: readonly SimulatedWorkload[];
  /** Workloads that cannot run on the system at all. */
  readonly refused: readonly Refusal[];
  /** Every workload keeps its promise. */
  readonly attained: boolean;
}

const servingOf = (request: Request, file: string): readonly ServingWorkload[] => {
  const serving = request.workloads.filter((workload) => workload.kind === 'serving');
  if (serving.length > 0) return serving;
  throw new InputError({
    attempted: 'simulating a request',
    found: `${file}, whose workloads are ${request.workloads.map(({ kind }) => kind).join(', ')}`,
    accepted: 'a request with at least one workload of kind serve',
  });
};

const patternOf = async (arrivals: ArrivalsAsked): Promise<ArrivalPattern> => {
  if (arrivals.kind !== 'trace') return arrivals;
  const { file } = arrivals;
  const text = await readTextFile(file, 'reading the trace of arrivals', LARGEST_BYTES.trace);
  return { kind: 'trace', table: parseTrace(text, file) };
};

const arrivalsText = (arrivals: ArrivalsAsked): string => {
  switch (arrivals.kind) {
    case 'poisson':
      return 'Poisson arrivals';
    case 'bursty':
      return `bursty arrivals (Gamma, cv ${arrivals.cv})`;
    case 'modulated': {
      const { burstRatio, burstShare, burstSeconds } = arrivals;
      return `bursts of ${burstSeconds} s at ${burstRatio} times the mean rate, ${formatNumber(100 * burstShare)} % of the time (Markov-modulated Poisson)`;
    }
    case 'trace':
      return `arrivals of ${arrivals.file}`;
  }
};

const simulateWorkload = (
  data: PlanningData,
  system: SystemSpec,
  workload: ServingWorkload,
  sized: ReturnType<ReturnType<typeof planInputs>['sizeWorkload']>,
  options: ServingSimulationOptions,
  asked: SimulateOptions,
): SimulatedWorkload | Refusal => {
  if (sized.kind === 'refused') return sized;
  if (sized.kind === 'training') throw new RangeError(`${workload.name} was sized as training`);
  const machine = machineOf(system, 'estimate');
  const { constants } = inferenceFor(data, system, workload.model);
  return {
    workload,
    systemName: system.name,
    outcome: sized,
    simulation: simulateServing({ machine, workload, outcome: sized, constants }, options),
    arrivals: arrivalsText(asked.arrivals),
    routing: asked.routing,
    seed: asked.seed,
  };
};

/**
 * Sizes the serving workloads of a request on one system as `plan` does, and simulates the layouts chosen. Throws InputError
 * when the request, the system or the trace cannot be used.
 */
export const simulateRequestFile = async (file: string, options: SimulateOptions): Promise<Simulated> => {
  const { onProgress } = options;
  onProgress('reading the request and the catalogue');
  const data = await openPlanning(options.overlays);
  const { id } = resolveSystem(data.catalog, options.system);
  const request = await readRequest(file, join(packageRoot(), 'catalog'), data);
  const inputs = planInputs(data, request);
  const system = inputs.systems.find((each) => each.id === id);
  if (system === undefined) throw new RangeError(`${id} is resolved but not among the systems`);
  const arrivals = await patternOf(options.arrivals);
  const workloads = servingOf(request, file).map((workload) => {
    onProgress(`sizing ${workload.name} on ${system.name}`);
    const sized = inputs.sizeWorkload(system, workload);
    const simulating: ServingSimulationOptions = {
      ...options,
      arrivals,
      onProgress: (done, of) => onProgress(`simulating ${workload.name}: run ${done + 1} of ${of}`),
    };
    return simulateWorkload(data, system, workload, sized, simulating, options);
  });
  onProgress(null);
  const simulated = workloads.filter((each) => 'simulation' in each);
  const refused = workloads.filter((each) => 'reason' in each);
  return {
    systemId: system.id,
    catalogVersion: data.catalog.version,
    calibrationVersion: data.calibration.version,
    workloads: simulated,
    refused,
    attained: refused.length === 0 && simulated.every(({ simulation }) => simulation.attained),
  };
};
