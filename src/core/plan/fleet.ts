import type { Refusal, WorkloadOutcome } from '../performance/outcome.ts';

/** What the systems a buyer already runs can carry of one workload. */
export interface FleetShare {
  readonly systemId: string;
  readonly systemName: string;
  readonly units: number;
  readonly workload: string;
  /** Units owned over units needed for the whole workload; above 1 when the fleet has room to spare. null when it cannot run there. */
  readonly share: number | null;
  readonly text: string;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** How much of a workload so many units of a present system carry, given what the whole workload would need there. */
export const fleetShare = (
  system: { readonly id: string; readonly name: string },
  units: number,
  outcome: WorkloadOutcome | Refusal,
): FleetShare => {
  const base = { systemId: system.id, systemName: system.name, units, workload: outcome.workload };
  if (outcome.kind === 'refused') {
    return {
      ...base,
      share: null,
      text: `Your ${units} x ${system.name} cannot run ${outcome.workload}: ${outcome.reason}`,
    };
  }
  const share = units / outcome.unitsNeeded;
  return {
    ...base,
    share,
    text: `Your ${units} x ${system.name} carry ${percent(share)} of ${outcome.workload} (it needs ${outcome.unitsNeeded}).`,
  };
};
