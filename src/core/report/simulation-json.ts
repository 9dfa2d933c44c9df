import type { Refusal } from '../performance/outcome.ts';
import type { SimulatedWorkload } from './simulation-text.ts';

/** What a simulation of a request on one system found. */
export interface SimulatedRequest {
  readonly systemId: string;
  readonly catalogVersion: string;
  readonly calibrationVersion: string;
  readonly workloads: readonly SimulatedWorkload[];
  readonly refused: readonly Refusal[];
  readonly attained: boolean;
}

/** JSON has no infinity: a limit that is not there is null. */
const withoutInfinity = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value;

/** The bytes of `rackwright simulate --json` (schemas/simulation.schema.json): times in seconds, shares of one. */
export const simulationToText = (simulated: SimulatedRequest): string => {
  const workloads = simulated.workloads.map(({ workload, outcome, systemName: _, ...rest }) => ({
    workload: workload.name,
    model: workload.model.name,
    serviceLevel: workload.serviceLevel,
    layout: outcome.layout,
    units: outcome.unitsNeeded,
    ...rest,
  }));
  return JSON.stringify({ schema: 'rackwright.simulation/1', ...simulated, workloads }, withoutInfinity, 1);
};
