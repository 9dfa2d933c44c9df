import type { SiteConstants } from '../catalog/power-and-site.ts';
import type { RackEnvelope, SystemSpec } from '../catalog/system.ts';
import { derived, type Figure, requested } from '../quantity/figure.ts';
import type { Site } from '../workload/request.ts';
import type { SiteFinding } from './check.ts';
import { findingOf, shown, unknownFinding } from './finding.ts';
import { unitsPerRack } from './racks.ts';

const MM_PER_RACK_UNIT = 44.45;

/** What stands on the floor. */
export interface Standing {
  readonly units: Figure<'units'>;
  readonly racks: Figure<'1'>;
}

/**
 * Weight of the fullest rack: as published where a unit fills a rack, else the empty rack and its share of what a full one
 * holds.
 */
const fullestRack = (
  { weightKgPerRack, racksPerUnit }: RackEnvelope,
  units: Figure<'units'>,
  constants: SiteConstants,
): Figure<'kg'> | null =>
  weightKgPerRack === null || racksPerUnit.estimate >= 1
    ? weightKgPerRack
    : derived(
        'kg',
        'emptyRack + (fullRack - emptyRack) * min(units, units that fill a rack) / units that fill a rack',
        { emptyRack: constants.emptyRackKg, fullRack: weightKgPerRack, units, racksPerUnit },
        (v) => {
          const filling = unitsPerRack(v.racksPerUnit);
          return (
            v.emptyRack +
            (Math.max(v.fullRack, v.emptyRack) - v.emptyRack) * (Math.min(v.units, filling) / filling)
          );
        },
      );

const checkFloorLoad = (weight: Figure<'kg'> | null, envelope: RackEnvelope, site: Site): SiteFinding => {
  const have = requested('kg/m2', site.floor.floorLoadKgPerM2, 'site.floor.floorLoadKgPerM2');
  const { footprintM2PerRack: footprint } = envelope;
  if (weight === null || footprint === null) {
    const missing = [weight === null ? 'weight' : null, footprint === null ? 'footprint' : null];
    const names = missing.filter((name) => name !== null).join(' and the ');
    return unknownFinding(
      'floor-load',
      `The ${names} of a rack ${missing.includes(null) ? 'is' : 'are'} not published; the floor carries ${shown(have.estimate)} kg/m2`,
      have,
    );
  }
  const need = derived('kg/m2', 'weight / footprint', { weight, footprint }, (v) => v.weight / v.footprint);
  return findingOf({
    check: 'floor-load',
    subject: 'Load on the floor under a rack',
    need,
    have,
    unit: 'kg/m2',
    repair: () => `spread each rack over ${shown(weight.high / have.low)} m2 of floor (load-spreading plate)`,
  });
};

const checkPointLoad = (
  weight: Figure<'kg'> | null,
  limitKg: number,
  constants: SiteConstants,
): SiteFinding => {
  const have = requested('kg', limitKg, 'site.floor.pointLoadKg');
  if (weight === null) {
    return unknownFinding(
      'point-load',
      `The weight of a rack is not published; a tile carries ${shown(limitKg)} kg at a point`,
      have,
    );
  }
  const need = derived(
    'kg',
    'weight / casters',
    { weight, casters: constants.castersPerRack },
    (v) => v.weight / v.casters,
  );
  return findingOf({
    check: 'point-load',
    subject: 'Load of one caster on a tile',
    need,
    have,
    unit: 'kg',
    repair: () =>
      `tiles, or plates under the casters, for ${shown(need.high)} kg at a point, along the whole way in`,
  });
};

const checkPositions = (racks: Figure<'1'>, site: Site): SiteFinding =>
  findingOf({
    check: 'rack-positions',
    subject: 'Rack positions',
    need: racks,
    have: requested('1', site.floor.rackPositions, 'site.floor.rackPositions'),
    unit: 'racks',
    repair: () => `${shown(racks.high - site.floor.rackPositions)} more rack positions`,
  });

const checkHeight = (envelope: RackEnvelope, site: Site): SiteFinding => {
  const have = requested('U', site.floor.rackHeightU, 'site.floor.rackHeightU');
  const need = envelope.heightUPerRack;
  if (need === null) {
    return unknownFinding(
      'rack-height',
      `The height of a rack is not published; the site takes ${shown(have.estimate)}U`,
      have,
    );
  }
  return findingOf({
    check: 'rack-height',
    subject: 'Height of a rack',
    need,
    have,
    unit: 'U',
    repair: () => `positions for racks of ${shown(need.high)}U`,
  });
};

const checkDoor = (height: Figure<'U'>, doorHeightMm: number, constants: SiteConstants): SiteFinding => {
  const need = derived(
    'mm',
    '44.45 * heightU + frameHeight',
    { heightU: height, frameHeight: constants.frameHeightMm },
    (v) => MM_PER_RACK_UNIT * v.heightU + v.frameHeight,
    { reference: 'EIA-310: one rack unit is 44.45 mm' },
  );
  return findingOf({
    check: 'rack-height',
    subject: 'Height of a rack through the lowest door',
    need,
    have: requested('mm', doorHeightMm, 'site.floor.doorHeightMm'),
    unit: 'mm',
    repair: () => `a way in of at least ${shown(need.high)} mm, or delivery in parts`,
  });
};

/**
 * Floor and space: distributed load, load of a caster, positions and height. The load of a caster and the door are
 * asked about only when the site states a limit, and height only of systems that come as whole racks: servers go into
 * the site's own.
 */
export const checkFloor = (
  kind: SystemSpec['kind'],
  envelope: RackEnvelope,
  { units, racks }: Standing,
  site: Site,
  constants: SiteConstants,
): readonly SiteFinding[] => {
  const { pointLoadKg, doorHeightMm } = site.floor;
  const height = envelope.heightUPerRack;
  const weight = fullestRack(envelope, units, constants);
  return [
    checkFloorLoad(weight, envelope, site),
    ...(pointLoadKg === null ? [] : [checkPointLoad(weight, pointLoadKg, constants)]),
    checkPositions(racks, site),
    ...(kind === 'rack' ? [checkHeight(envelope, site)] : []),
    ...(kind !== 'rack' || doorHeightMm === null || height === null
      ? []
      : [checkDoor(height, doorHeightMm, constants)]),
  ];
};
