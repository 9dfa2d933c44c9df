import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import { billOf, type Equipment } from './bill.ts';
import { billTerms, type EquipmentFactors } from './bill-terms.ts';
import type { CostLine, CostResult } from './cost.ts';
import type { Holding } from './holding.ts';
import {
  electricityCost,
  energyAlwaysOn,
  spaceCost,
  staffCost,
  supportCost,
  unitsOf,
} from './monthly-costs.ts';

/** A line of the bill that is the price of the equipment times a factor of the schedule of its life. */
const priced = (
  name: CostLine['name'],
  factors: Readonly<Record<string, Figure>> & { readonly purchaseUsd: Figure<'USD'> },
): CostLine => ({
  name,
  usdOverHorizon: derived('USD', Object.keys(factors).join(' * '), factors, (v) =>
    Object.values(v).reduce((product, value) => product * value, 1),
  ),
});

const equipmentOf = (purchaseUsd: Figure<'USD'>, terms: Terms, factors: EquipmentFactors): Equipment => ({
  purchaseUsd,
  sparesShare: terms.sparesShare,
  lines: [
    priced('depreciation', { purchaseUsd, shareLost: factors.shareLost }),
    priced('capital', { purchaseUsd, shareInInterest: factors.shareInInterest }),
    priced('spares', { purchaseUsd, sparesShare: terms.sparesShare, purchases: factors.purchases }),
  ],
});

/**
 * The bill for owning over the horizon: depreciation, capital, spares, electricity (power x PUE), space, staff and support;
 * null when the system has no price, published or assumed. `pue` is that of the place where it stands;
 * bills under the same terms can share what `billTerms` works out.
 */
export const ownCost = (
  holding: Holding,
  terms: Terms,
  pue: Figure<'1'>,
  { figures, factors } = billTerms(terms),
): CostResult | null => {
  const usdPerUnit = holding.system.purchaseUsdPerUnit;
  if (usdPerUnit === null) return null;
  const purchaseUsd = derived(
    'USD',
    'usdPerUnit * units',
    { usdPerUnit, units: unitsOf(holding) },
    (v) => v.usdPerUnit * v.units,
  );
  const energyKwhPerMonth = energyAlwaysOn(holding, figures, pue);
  return billOf({
    tenure: 'own',
    offerId: null,
    monthly: [
      electricityCost(energyKwhPerMonth, terms),
      spaceCost(holding, terms),
      staffCost(terms),
      supportCost(purchaseUsd, terms),
    ],
    equipment: equipmentOf(purchaseUsd, terms, factors),
    once: holding.once,
    energyKwhPerMonth,
    production: holding.production,
    terms: figures,
  });
};
