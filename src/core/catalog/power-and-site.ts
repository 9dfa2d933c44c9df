import type { z } from 'zod';
import type { Figure, Interval } from '../quantity/figure.ts';
import type { UnitName } from '../quantity/unit.ts';
import { constantFigures, constantsFileSchema } from './sourced-constants.ts';

/** The unit in which each constant has to be given; heat capacities carry a unit of their own. */
const UNIT_OF = {
  'power.combination-exponent': '1',
  'power.memory-weight': '1',
  'coolant.water.heat-capacity': 'kJ/L/K',
  'coolant.pg25.heat-capacity': 'kJ/L/K',
  'rack.busbar-volts': 'V',
  'rack.casters': '1',
  'rack.frame-height-mm': 'mm',
} as const satisfies Readonly<Record<string, UnitName>>;

/** The shape of `catalog/power-and-site.yaml`. */
export const powerAndSiteSchema = constantsFileSchema(UNIT_OF);

export type PowerAndSiteFile = z.infer<typeof powerAndSiteSchema>;

/** How much power a chip draws between idle and design when it works. */
export interface PowerConstants {
  /** Exponent that combines arithmetic and memory traffic: 1 adds them, a large one takes the larger. */
  readonly combinationExponent: Figure<'1'>;
  /** Share of the power range that saturated memory bandwidth draws by itself. */
  readonly memoryWeight: Figure<'1'>;
}

/** What the site check needs besides the system and the site. */
export interface SiteConstants {
  /** Heat that a litre of coolant carries per kelvin, density times specific heat. */
  readonly coolantHeatCapacity: { readonly water: Figure<'kJ/L/K'>; readonly pg25: Figure<'kJ/L/K'> };
  readonly busbarVolts: Figure<'V'>;
  readonly castersPerRack: Figure<'1'>;
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
      combinationExponent: of('1', 'power.combination-exponent'),
      memoryWeight: of('1', 'power.memory-weight'),
    },
    site: {
      coolantHeatCapacity: {
        water: of('kJ/L/K', 'coolant.water.heat-capacity'),
        pg25: of('kJ/L/K', 'coolant.pg25.heat-capacity'),
      },
      busbarVolts: of('V', 'rack.busbar-volts'),
      castersPerRack: of('1', 'rack.casters'),
      frameHeightMm: of('mm', 'rack.frame-height-mm'),
    },
  };
};
