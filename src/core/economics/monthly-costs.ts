import { countedUnits } from '../performance/unit-count.ts';
import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import type { MonthlyCost } from './bill.ts';
import type { Holding } from './holding.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR, type TermFigures } from './time-value.ts';

const WATTS_PER_KILOWATT = 1000;

/** Whole units as a figure, for derivations. */
export const unitsOf = ({ units, unitCount }: Holding): Figure<'units'> => unitCount ?? countedUnits(units);

/** Energy at the meter in a month in which the units stay powered: average power in use, idle power otherwise, times PUE. */
export const energyAlwaysOn = (
  { watts }: Holding,
  { utilisation }: TermFigures,
  pue: Figure<'1'>,
): Figure<'kWh'> =>
  derived(
    'kWh',
    '(utilisation * averageWatts + (1 - utilisation) * idleWatts) / 1000 * 730.5 h * pue',
    { utilisation, averageWatts: watts.average, idleWatts: watts.idle, pue },
    (v) =>
      ((v.utilisation * v.averageWatts + (1 - v.utilisation) * v.idleWatts) / WATTS_PER_KILOWATT) *
      HOURS_PER_MONTH *
      v.pue,
  );

/** Energy at the meter in a month in which units are given back when they are not used. */
export const energyInUse = (
  { watts }: Holding,
  { utilisation }: TermFigures,
  pue: Figure<'1'>,
): Figure<'kWh'> =>
  derived(
    'kWh',
    'utilisation * averageWatts / 1000 * 730.5 h * pue',
    { utilisation, averageWatts: watts.average, pue },
    (v) => ((v.utilisation * v.averageWatts) / WATTS_PER_KILOWATT) * HOURS_PER_MONTH * v.pue,
  );

export const electricityCost = (energyKwhPerMonth: Figure<'kWh'>, terms: Terms): MonthlyCost => ({
  name: 'electricity',
  usdPerMonth: derived(
    'USD/month',
    'energyKwhPerMonth * usdPerKwh',
    { energyKwhPerMonth, usdPerKwh: terms.electricityUsdPerKwh },
    (v) => v.energyKwhPerMonth * v.usdPerKwh,
  ),
});

/** Space is let by the kilowatt of IT power that is kept ready, that is, at the peak of the units. */
export const spaceCost = ({ watts }: Holding, terms: Terms): MonthlyCost => ({
  name: 'space',
  usdPerMonth: derived(
    'USD/month',
    'peakWatts / 1000 * usdPerKwMonth',
    { peakWatts: watts.peak, usdPerKwMonth: terms.spaceUsdPerKwMonth },
    (v) => (v.peakWatts / WATTS_PER_KILOWATT) * v.usdPerKwMonth,
  ),
});

export const staffCost = (terms: Terms): MonthlyCost => ({
  name: 'staff',
  usdPerMonth: derived(
    'USD/month',
    'staffUsdPerYear / 12',
    { staffUsdPerYear: terms.staffUsdPerYear },
    (v) => v.staffUsdPerYear / MONTHS_PER_YEAR,
  ),
});

export const supportCost = (purchaseUsd: Figure<'USD'>, terms: Terms): MonthlyCost => ({
  name: 'support',
  usdPerMonth: derived(
    'USD/month',
    'purchaseUsd * supportSharePerYear / 12',
    { purchaseUsd, supportSharePerYear: terms.supportSharePerYear },
    (v) => (v.purchaseUsd * v.supportSharePerYear) / MONTHS_PER_YEAR,
  ),
});
