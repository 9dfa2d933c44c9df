import type { Catalog } from '../core/catalog/catalog.ts';
import { machineOf } from '../core/catalog/machine-of.ts';
import { resolveSystem } from '../core/catalog/resolve.ts';
import { InputError } from '../core/input-error.ts';
import type { Machine } from '../core/performance/machine.ts';
import { asRun } from '../core/performance/validation/as-run.ts';
import { contradictedByTimes } from '../core/performance/validation/line-of-row.ts';
import { type MeasuredMachines, machineNamed } from '../core/performance/validation/measured-machines.ts';
import type { Measurement } from '../core/performance/validation/measurement.ts';
import { statedByMlperf, withMlperf } from '../core/performance/validation/mlperf-runs.ts';
import type { PreparedRow } from '../core/performance/validation/predict-rows.ts';
import { prepareRow } from '../core/performance/validation/prepare.ts';

/** The middle of every fact of a catalogue system, or null where the catalogue has no system of that name. */
const systemMachine = (catalog: Catalog, systemId: string): Machine | null => {
  try {
    return machineOf(resolveSystem(catalog, systemId), 'estimate');
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
};

/**
 * Makes rows ready on the machines that the catalogue, and the file beside the measurements, know by their names. Rows of one
 * configuration are held against each other, so that a throughput is refused only beside the times that rule it out.
 */
export const prepareRows = (
  rows: readonly Measurement[],
  catalog: Catalog,
  known: MeasuredMachines,
): PreparedRow[] => {
  const machines = new Map<string, Machine | null>();
  const machineOfSystem = (systemId: string): Machine | null => {
    const cached = machines.get(systemId);
    if (cached !== undefined) return cached;
    const machine = systemMachine(catalog, systemId);
    machines.set(systemId, machine);
    return machine;
  };
  const contradicted = contradictedByTimes(rows);
  return rows.map((row) => {
    const refusal = contradicted.get(row.id);
    if (refusal !== undefined) return { row, prepared: refusal };
    const ran = asRun(withMlperf(row, statedByMlperf(row, known.mlperfRuns ?? [])));
    const machine = machineNamed(known, ran.hardware, ran.chips, machineOfSystem);
    const prepared = prepareRow(ran, machine, known);
    return { row, prepared };
  });
};
