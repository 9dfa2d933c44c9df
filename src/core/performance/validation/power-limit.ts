import { type FlopsPerSecond, flopsPerSecond } from '../../quantity/unit.ts';
import type { ComputeFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { Measurement } from './measurement.ts';

/** Assumption: power that does not depend on clocks, over the design power; as idle chips draw. */
const STATIC_SHARE = 0.15;

/**
 * Share of its clocks that a chip keeps under a power limit: what it draws beyond standing still goes with the cube of
 * its clocks, since voltage goes with them (Hennessy and Patterson, Computer Architecture, 6th edition, section 1.5).
 */
export const clockShare = (limitWatts: number, designWatts: number): number => {
  const standing = STATIC_SHARE * designWatts;
  return Math.min(1, Math.cbrt(Math.max(0, limitWatts - standing) / (designWatts - standing)));
};

/** The machine under the power limit of a row: its arithmetic slows with its clocks, its memory does not. */
export const heldTo = (row: Measurement, machine: Machine): Machine => {
  if (row.power == null) return machine;
  const share = clockShare(row.power.limit_w, row.power.design_w);
  const peaks: Partial<Record<ComputeFormat, FlopsPerSecond>> = {};
  for (const format of Object.keys(machine.peakFlopsPerSecond) as ComputeFormat[]) {
    const peak = machine.peakFlopsPerSecond[format];
    if (peak !== undefined) peaks[format] = flopsPerSecond(share * peak);
  }
  return { ...machine, peakFlopsPerSecond: peaks };
};
