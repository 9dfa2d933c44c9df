import type { RentKind, RentOffer } from '../catalog/system.ts';
import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import { billOf, type MonthlyCost } from './bill.ts';
import type { CostResult } from './cost.ts';
import type { Holding, Production } from './holding.ts';
import { energyAlwaysOn, energyInUse, staffCost, unitsOf } from './monthly-costs.ts';
import { HOURS_PER_MONTH, type TermFigures, termFigures } from './time-value.ts';

/**
 * Whether an offer is paid only for the hours of use. On demand, spot and market rental are; a reservation is paid for
 * every hour. Capacity blocks are booked by the day and paid ahead (docs.aws.amazon.com, EC2 "Capacity Blocks for ML"), so
 * that they follow training runs, but not the hours of a service that answers requests.
 */
export const isPaidByUse = (kind: RentKind, production: Production): boolean => {
  switch (kind) {
    case 'on-demand':
    case 'spot':
    case 'market-rental':
      return true;
    case 'reserved':
      return false;
    case 'capacity-block':
      return production.serving === null;
  }
};

const rentLine = (
  holding: Holding,
  offer: RentOffer,
  terms: TermFigures,
  paidByUse: boolean,
): MonthlyCost => {
  const priced = { usdPerUnitHour: offer.usdPerUnitHour, units: unitsOf(holding) };
  return {
    name: 'rent',
    usdPerMonth: paidByUse
      ? derived(
          'USD/month',
          'usdPerUnitHour * units * 730.5 h * utilisation',
          { ...priced, utilisation: terms.utilisation },
          (v) => v.usdPerUnitHour * v.units * HOURS_PER_MONTH * v.utilisation,
        )
      : derived(
          'USD/month',
          'usdPerUnitHour * units * 730.5 h',
          priced,
          (v) => v.usdPerUnitHour * v.units * HOURS_PER_MONTH,
        ),
  };
};

/**
 * The bill for renting under an offer over the horizon. Rent contains power, cooling, space, support and spares; staff is
 * the buyer's own either way. `pue` is only used for the energy figure, which is not billed;
 * bills under the same terms can share their figures.
 */
export const rentCost = (
  holding: Holding,
  offer: RentOffer,
  terms: Terms,
  pue: Figure<'1'>,
  figures = termFigures(terms),
): CostResult => {
  const paidByUse = isPaidByUse(offer.kind, holding.production);
  return billOf({
    tenure: 'rent',
    offerId: offer.id,
    monthly: [rentLine(holding, offer, figures, paidByUse), staffCost(terms)],
    equipment: null,
    once: holding.once,
    energyKwhPerMonth: (paidByUse ? energyInUse : energyAlwaysOn)(holding, figures, pue),
    production: holding.production,
    terms: figures,
  });
};
