import { derived, type Figure, requested } from '../quantity/figure.ts';

const SECONDS_PER_MINUTE = 60;
const WATTS_PER_KILOWATT = 1000;

const ENERGY_BALANCE =
  'Energy balance Q = rho V cp dT; rule of thumb of the OCP liquid-cooling guidance: 1.5 L/min per kW at 10 K';

/** Heat of a rack that its liquid loop takes. */
export const heatToLiquid = (rackWatts: Figure<'W'>, liquidShare: Figure<'1'>): Figure<'W'> =>
  derived(
    'W',
    'rackWatts * liquidHeatShare',
    { rackWatts, liquidHeatShare: liquidShare },
    (v) => v.rackWatts * v.liquidHeatShare,
  );

/** Heat of a rack that is left to the air of the room. */
export const heatToAir = (rackWatts: Figure<'W'>, liquidShare: Figure<'1'>): Figure<'W'> =>
  derived(
    'W',
    'rackWatts * (1 - liquidHeatShare)',
    { rackWatts, liquidHeatShare: liquidShare },
    (v) => v.rackWatts * (1 - v.liquidHeatShare),
  );

/** Coolant flow that carries a heat at a temperature rise: V[L/min] = 60 Q[kW] / (rho cp [kJ/(L K)] dT[K]). */
export const coolantFlow = (
  heat: Figure<'W'>,
  heatCapacity: Figure<'kJ/L/K'>,
  riseK: number,
): Figure<'L/min'> =>
  derived(
    'L/min',
    '60 * heatWatts / 1000 / (heatCapacity * temperatureRise)',
    {
      heatWatts: heat,
      heatCapacity,
      temperatureRise: requested('K', riseK, 'site.cooling.liquid.deltaK'),
    },
    (v) => (SECONDS_PER_MINUTE * v.heatWatts) / WATTS_PER_KILOWATT / (v.heatCapacity * v.temperatureRise),
    { reference: ENERGY_BALANCE },
  );
