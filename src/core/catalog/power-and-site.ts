import type { z } from 'zod';
import type { Figure, Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';
import { constantFigures, constantsFileSchema } from './sourced-constants.ts';

/** The unit in which each constant has to be given; heat capacities carry a unit of their own. */
const UNIT_OF = {
  'power.awake-share': '1',
  'power.compute-weight': '1',
  'power.memory-weight': '1',
  'power.sustained-share': '1',
  'coolant.water.heat-capacity': 'kJ/L/K',
  'coolant.pg25.heat-capacity': 'kJ/L/K',
  'rack.busbar-volts': 'V',
  'rack.casters': '1',
  'rack.empty-kg': 'kg',
  'rack.frame-height-mm': 'mm',
} as const satisfies Readonly<Record<string, UnitName>>;

/** The shape of `catalog/power-and-site.yaml`. */
export const powerAndSiteSchema = constantsFileSchema(UNIT_OF);

export type PowerAndSiteFile = z.infer<typeof powerAndSiteSchema>;

/** How much power a chip draws between idle and design when it works, as shares of that range. */
export interface PowerConstants {
  /** As soon as it works at all. */
  readonly awakeShare: Figure<'1'>;
  /** By arithmetic at its peak rate. */
  readonly computeWeight: Figure<'1'>;
  /** By saturated memory bandwidth. */
  readonly memoryWeight: Figure<'1'>;
  /** Power of a whole system whose chips run at design power, over its stated peak. */
  readonly sustainedShare: Figure<'1'>;
}

/** What the site check needs besides the system and the site. */
export interface SiteConstants {
  /** Heat that a litre of coolant carries per kelvin, density times specific heat. */
  readonly coolantHeatCapacity: { readonly water: Figure<'kJ/L/K'>; readonly pg25: Figure<'kJ/L/K'> };
  readonly busbarVolts: Figure<'V'>;
  readonly castersPerRack: Figure<'1'>;
  readonly emptyRackKg: Figure<'kg'>;
  readonly frameHeightMm: Figure<'mm'>;
}

export interface PowerAndSiteConstants {
  readonly power: PowerConstants;
  readonly site: SiteConstants;
}

/**
 * The constants as figures. `overrides` are the assumptions of a request by id; one that is given replaces the
 * catalogue's value with standing `user`. Throws RangeError when an override is not low <= estimate <= high.
 */
export const powerAndSiteConstants = (
  file: PowerAndSiteFile,
  overrides: Readonly<Record<string, Interval>>,
): PowerAndSiteConstants => {
  const of = constantFigures('power-and-site', file, overrides);
  return {
    power: {
      awakeShare: of('1', 'power.awake-share'),
      computeWeight: of('1', 'power.compute-weight'),
      memoryWeight: of('1', 'power.memory-weight'),
      sustainedShare: of('1', 'power.sustained-share'),
    },
    site: {
      coolantHeatCapacity: {
        water: of('kJ/L/K', 'coolant.water.heat-capacity'),
        pg25: of('kJ/L/K', 'coolant.pg25.heat-capacity'),
      },
      busbarVolts: of('V', 'rack.busbar-volts'),
      castersPerRack: of('1', 'rack.casters'),
      emptyRackKg: of('kg', 'rack.empty-kg'),
      frameHeightMm: of('mm', 'rack.frame-height-mm'),
    },
  };
};
