import type { Machine } from '../performance/machine.ts';
import type { Figure, Interval } from '../quantity/figure.ts';
import { bytes, bytesPerSecond, type FlopsPerSecond, flopsPerSecond, seconds } from '../quantity/unit.ts';
import type { ComputeFormat } from '../workload/architecture.ts';
import type { SystemSpec } from './system.ts';

const OPPOSITE: Readonly<Record<keyof Interval, keyof Interval>> = {
  low: 'high',
  estimate: 'estimate',
  high: 'low',
};

/**
 * A system as plain numbers for the performance model. `end` names the end of performance: `low` is the slowest reading
 * of all facts together (least memory, lowest rates, longest hops), `high` the fastest.
 */
export const machineOf = (system: SystemSpec, end: keyof Interval): Machine => {
  const at = (of: Figure): number => of[end];
  const rates = Object.entries(system.chip.peakFlopsPerSecond).flatMap(([format, rate]) =>
    rate === undefined ? [] : [[format, flopsPerSecond(at(rate))] as const],
  );
  return Object.freeze({
    systemId: system.id,
    chipId: system.chip.id,
    // The maker of the chip, not whoever rents out the system: measurements of a chip speak for it everywhere.
    vendor: system.chip.vendor,
    peakFlopsPerSecond: Object.freeze(Object.fromEntries(rates)) as Readonly<
      Partial<Record<ComputeFormat, FlopsPerSecond>>
    >,
    hbmBytes: bytes(at(system.chip.hbmBytes)),
    hbmBytesPerSecond: bytesPerSecond(at(system.chip.hbmBytesPerSecond)),
    tiers: Object.freeze(
      system.tiers.map((tier) => ({
        name: tier.name,
        chips: tier.chips,
        topology: tier.topology,
        bytesPerSecondPerChip: bytesPerSecond(at(tier.bytesPerSecondPerChip)),
        hopSeconds: seconds(tier.hopSeconds[OPPOSITE[end]]),
      })),
    ),
    chipsPerUnit: system.chipsPerUnit,
    cores: system.chip.cores,
    ...(system.chip.matrixUnitWidth === undefined ? {} : { matrixUnitWidth: system.chip.matrixUnitWidth }),
  });
};
