import type { RackEnvelope } from '../catalog/system.ts';
import { countedUnits } from '../performance/unit-count.ts';
import { derived, type Figure } from '../quantity/figure.ts';

const ROUNDING_SLACK = 1e-9;

/** Units that one rack holds when several share it; 1 when a unit fills a rack or more. */
export const unitsPerRack = (racksPerUnit: number): number =>
  racksPerUnit >= 1 ? 1 : Math.max(1, Math.floor(1 / racksPerUnit + ROUNDING_SLACK));

/** Physical racks that `units` units take, in whole racks; servers that share a rack fill it before the next. */
export const racksFor = (envelope: RackEnvelope, units: number | Figure<'units'>): Figure<'1'> =>
  derived(
    '1',
    'units * racksPerUnit, in whole racks',
    { units: countedUnits(units), racksPerUnit: envelope.racksPerUnit },
    (v) =>
      v.racksPerUnit >= 1
        ? Math.ceil(v.units * v.racksPerUnit - ROUNDING_SLACK)
        : Math.ceil(v.units / unitsPerRack(v.racksPerUnit)),
  );

/** IT power of the fullest rack: a unit's power over its racks, or as many units as share one rack. */
export const wattsPerRack = (
  envelope: RackEnvelope,
  units: number | Figure<'units'>,
  peakWatts: Figure<'W'>,
): Figure<'W'> =>
  derived(
    'W',
    'peakWatts / units, over the racks of a unit or times the units in a rack',
    { peakWatts, units: countedUnits(units), racksPerUnit: envelope.racksPerUnit },
    (v) => {
      const perUnit = v.peakWatts / v.units;
      return v.racksPerUnit >= 1
        ? perUnit / v.racksPerUnit
        : perUnit * Math.min(v.units, unitsPerRack(v.racksPerUnit));
    },
  );

/** How the units could be spread thinner: power of a rack with fewer units in it. null when a unit fills a rack. */
export interface Spread {
  readonly unitsPerRack: number;
  readonly racks: number;
}

/**
 * The fullest loading at which a rack needs no more than `limitWatts`, at the high end of its power, and the racks that
 * takes. null when units do not share racks, or when even a single one needs more.
 */
export const spreadWithin = (
  envelope: RackEnvelope,
  units: number,
  perRack: Figure<'W'>,
  limitWatts: number,
): Spread | null => {
  const shared = Math.min(units, unitsPerRack(envelope.racksPerUnit.estimate));
  if (shared <= 1) return null;
  const fitting = Math.floor(limitWatts / (perRack.high / shared) + ROUNDING_SLACK);
  return fitting < 1 || fitting >= shared
    ? null
    : { unitsPerRack: fitting, racks: Math.ceil(units / fitting) };
};
