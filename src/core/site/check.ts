import type { SiteConstants } from '../catalog/power-and-site.ts';
import type { SystemSpec } from '../catalog/system.ts';
import { countedUnits } from '../performance/unit-count.ts';
import { assumed, type Figure } from '../quantity/figure.ts';
import type { Site } from '../workload/request.ts';
import { checkCooling } from './check-cooling.ts';
import { checkFloor } from './check-floor.ts';
import { checkRackPower, checkTotalPower } from './check-power.ts';
import { unknownFinding } from './finding.ts';
import { racksFor, wattsPerRack } from './racks.ts';

/** One question a site is asked about a system, and the answer. */
export interface SiteFinding {
  readonly check:
    | 'total-power'
    | 'rack-power'
    | 'air-cooling'
    | 'liquid-cooling'
    | 'coolant-flow'
    | 'supply-temperature'
    | 'floor-load'
    | 'point-load'
    | 'rack-positions'
    | 'rack-height';
  /** `unknown` where a number needed for the answer is published by nobody; the text says which. */
  readonly verdict: 'fits' | 'marginal' | 'does-not-fit' | 'unknown';
  readonly need: Figure | null;
  readonly have: Figure | null;
  /** (have - need) / have, at the estimates; negative when it does not fit. null when unknown. */
  readonly margin: number | null;
  readonly text: string;
  /** Cheapest change to the site that would make it fit; null when it fits. */
  readonly repair: string | null;
}

export interface SiteCheck {
  readonly verdict: 'fits' | 'marginal' | 'does-not-fit' | 'unknown';
  readonly findings: readonly SiteFinding[];
  readonly racks: Figure<'1'>;
  readonly itWatts: Figure<'W'>;
}

/** The worst answer decides; an unknown one is worse than a close one, since nobody can promise it. */
const WORST_FIRST = ['does-not-fit', 'unknown', 'marginal', 'fits'] as const;

const worst = (findings: readonly SiteFinding[]): SiteCheck['verdict'] =>
  WORST_FIRST.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? 'fits';

const guessedRacks = (units: number): Figure<'1'> =>
  assumed(
    '1',
    { low: Math.ceil(units / 8), estimate: units, high: 2 * units },
    {
      id: 'site.racks-per-unit',
      reason: 'published units take from an eighth of a rack (a server) to two racks (an UltraServer)',
      override: "the system's envelope in a catalogue overlay",
    },
  );

const findingsWithoutEnvelope = (
  system: SystemSpec,
  units: number,
  peakWatts: Figure<'W'>,
  site: Site,
): readonly SiteFinding[] => [
  checkTotalPower(units, peakWatts, site),
  unknownFinding(
    'rack-power',
    `Nothing is published about the racks of ${system.name}: power per rack, cooling, weight and space cannot be checked`,
    null,
  ),
];

/**
 * Whether so many units of a system fit a site: total power, feeds of a rack after the loss their redundancy covers,
 * air and liquid cooling, floor and space. `peakWatts` is the IT power of all units at their peak, since feeds and
 * cooling are sized for the peak. Each finding carries the numbers, by how much, and the cheapest repair; where nobody
 * publishes a number the answer is `unknown`, never a silent yes.
 */
export const checkSite = (
  system: SystemSpec,
  counted: number | Figure<'units'>,
  peakWatts: Figure<'W'>,
  site: Site,
  constants: SiteConstants,
): SiteCheck => {
  const { envelope } = system;
  const units = typeof counted === 'number' ? counted : counted.estimate;
  if (envelope === null) {
    const findings = findingsWithoutEnvelope(system, units, peakWatts, site);
    return { verdict: worst(findings), findings, racks: guessedRacks(units), itWatts: peakWatts };
  }
  const racks = racksFor(envelope, counted);
  const rackWatts = wattsPerRack(envelope, counted, peakWatts);
  const findings = [
    checkTotalPower(units, peakWatts, site),
    checkRackPower(system, envelope, units, rackWatts, site, constants),
    ...checkCooling(envelope, units, rackWatts, site, constants),
    ...checkFloor(system.kind, envelope, { units: countedUnits(counted), racks }, site, constants),
  ];
  return { verdict: worst(findings), findings, racks, itWatts: peakWatts };
};
