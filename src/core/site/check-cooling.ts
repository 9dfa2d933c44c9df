import type { SiteConstants } from '../catalog/power-and-site.ts';
import type { RackEnvelope } from '../catalog/system.ts';
import { type Figure, requested } from '../quantity/figure.ts';
import type { Site } from '../workload/request.ts';
import type { SiteFinding } from './check.ts';
import { coolantFlow, heatToAir, heatToLiquid } from './coolant.ts';
import { findingOf, shown, shownFigure, unknownFinding } from './finding.ts';
import { spreadWithin } from './racks.ts';

const KILOWATT = 1000;
/** Rise at which a loop is sketched for a site that has none: the usual design point of the OCP guidance. */
const SKETCH_RISE_K = 10;

type Liquid = NonNullable<Site['cooling']['liquid']>;

const checkAir = (envelope: RackEnvelope, units: number, rackWatts: Figure<'W'>, site: Site): SiteFinding => {
  const need = heatToAir(rackWatts, envelope.liquidHeatShare);
  const have = requested('W', site.cooling.airKwPerRack * KILOWATT, 'site.cooling.airKwPerRack');
  return findingOf({
    check: 'air-cooling',
    subject:
      envelope.cooling === 'air'
        ? 'Heat of the fullest rack to air'
        : 'Heat left to air beside the liquid loop',
    need,
    have,
    unit: 'kW',
    scale: KILOWATT,
    repair: () => {
      const spread = spreadWithin(envelope, units, need, have.low);
      return spread !== null && spread.racks <= site.floor.rackPositions
        ? `put at most ${spread.unitsPerRack} of the units in a rack (${spread.racks} racks)`
        : `raise air cooling to ${shown(need.high / KILOWATT)} kW per rack (containment or a rear-door heat exchanger)`;
    },
  });
};

const noLoop = (envelope: RackEnvelope, heat: Figure<'W'>, constants: SiteConstants): SiteFinding => {
  const flow = coolantFlow(heat, constants.coolantHeatCapacity.pg25, SKETCH_RISE_K);
  const supply = envelope.supplyTemperatureMaxDegC;
  const limit = supply === null ? '' : `, supplied at no more than ${shownFigure(supply, 'C')}`;
  return {
    ...findingOf({
      check: 'liquid-cooling',
      subject: 'Heat of a rack to liquid',
      need: heat,
      have: requested('W', 0, 'site.cooling.liquid'),
      unit: 'kW',
      scale: KILOWATT,
      remark: 'the site has no liquid loop',
      repair: () =>
        `a liquid loop of ${shown(heat.high / KILOWATT)} kW per rack: ${shown(flow.high)} L/min of PG25 at a rise of ${SKETCH_RISE_K} K${limit}`,
    }),
  };
};

const checkLoop = (heat: Figure<'W'>, liquid: Liquid): SiteFinding =>
  findingOf({
    check: 'liquid-cooling',
    subject: 'Heat of a rack to liquid',
    need: heat,
    have: requested('W', liquid.kwPerRack * KILOWATT, 'site.cooling.liquid.kwPerRack'),
    unit: 'kW',
    scale: KILOWATT,
    repair: () => `raise the heat the loop takes to ${shown(heat.high / KILOWATT)} kW per rack`,
  });

const checkFlow = (heat: Figure<'W'>, liquid: Liquid, constants: SiteConstants): SiteFinding => {
  const need = coolantFlow(heat, constants.coolantHeatCapacity[liquid.fluid], liquid.deltaK);
  return findingOf({
    check: 'coolant-flow',
    subject: `Flow of ${liquid.fluid === 'pg25' ? 'PG25' : 'water'} through a rack at a rise of ${shown(liquid.deltaK)} K`,
    need,
    have: requested('L/min', liquid.litresPerMinutePerRack, 'site.cooling.liquid.litresPerMinutePerRack'),
    unit: 'L/min',
    repair: () => `raise supply flow to ${shown(need.high)} L/min per rack`,
  });
};

const checkSupply = (envelope: RackEnvelope, liquid: Liquid): SiteFinding => {
  const need = requested('degC', liquid.supplyDegC, 'site.cooling.liquid.supplyDegC');
  const have = envelope.supplyTemperatureMaxDegC;
  if (have === null) {
    return unknownFinding(
      'supply-temperature',
      `The highest supply temperature the rack accepts is not published; the site supplies ${shown(liquid.supplyDegC)} C`,
      null,
    );
  }
  return findingOf({
    check: 'supply-temperature',
    subject: 'Supply temperature: the site gives the first, the rack accepts up to the second',
    need,
    have,
    unit: 'C',
    repair: () => `lower the supply temperature to ${shown(have.low)} C`,
  });
};

/**
 * Cooling of a rack: heat left to air against the air cooling of a position; heat to liquid, flow and supply
 * temperature against the loop. Questions about liquid are asked only of racks that put heat into it.
 */
export const checkCooling = (
  envelope: RackEnvelope,
  units: number,
  rackWatts: Figure<'W'>,
  site: Site,
  constants: SiteConstants,
): readonly SiteFinding[] => {
  const air = checkAir(envelope, units, rackWatts, site);
  if (envelope.liquidHeatShare.high === 0) return [air];
  const heat = heatToLiquid(rackWatts, envelope.liquidHeatShare);
  const { liquid } = site.cooling;
  if (liquid === null) return [air, noLoop(envelope, heat, constants)];
  return [air, checkLoop(heat, liquid), checkFlow(heat, liquid, constants), checkSupply(envelope, liquid)];
};
