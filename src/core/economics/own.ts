import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import { billOf, type Equipment } from './bill.ts';
import { capitalFactors, type Depreciation, purchaseMonths } from './capital.ts';
import type { CostResult } from './cost.ts';
import type { Holding } from './holding.ts';
import {
  electricityCost,
  energyAlwaysOn,
  spaceCost,
  staffCost,
  supportCost,
  unitsOf,
} from './monthly-costs.ts';
import { discountFactor, type TermFigures, termFigures } from './time-value.ts';

const RESIDUAL_INCOME =
  'Straight-line depreciation and interest on opening book value, discounted: equal to discounted cash by Preinreich, ' +
  'The Accounting Review 12(3), 1937, and Luecke 1955';

type ScheduleValues = Depreciation & { readonly discountRate: number };

const scheduleInputs = (terms: TermFigures) => ({
  discountRate: terms.discountRate,
  horizonMonths: terms.horizonMonths,
  depreciationMonths: terms.depreciationMonths,
  residualShare: terms.residualShare,
});

const discountedPurchases = (v: ScheduleValues): number =>
  purchaseMonths(v).reduce((sum, month) => sum + discountFactor(v.discountRate, month), 0);

const equipmentOf = (purchaseUsd: Figure<'USD'>, terms: Terms, figures: TermFigures): Equipment => {
  const inputs = { purchaseUsd, ...scheduleInputs(figures) };
  const sparesShare = terms.sparesShare;
  return {
    purchaseUsd,
    sparesShare,
    lines: [
      {
        name: 'depreciation',
        usdOverHorizon: derived(
          'USD',
          'purchaseUsd lost in a straight line to residualShare over depreciationMonths, then replaced; each month discounted',
          inputs,
          (v) => v.purchaseUsd * capitalFactors(v.discountRate, v).depreciation,
          { reference: RESIDUAL_INCOME },
        ),
      },
      {
        name: 'capital',
        usdOverHorizon: derived(
          'USD',
          'interest at discountRate on the book value at the start of each month; each month discounted',
          inputs,
          (v) => v.purchaseUsd * capitalFactors(v.discountRate, v).capital,
          { reference: RESIDUAL_INCOME },
        ),
      },
      {
        name: 'spares',
        usdOverHorizon: derived(
          'USD',
          'purchaseUsd * sparesShare at each purchase, discounted',
          { ...inputs, sparesShare },
          (v) => v.purchaseUsd * v.sparesShare * discountedPurchases(v),
        ),
      },
    ],
  };
};

/**
 * The bill for owning over the horizon: depreciation, capital, spares, electricity (power x PUE), space, staff and support;
 * null when the system has no price, published or assumed. `pue` is that of the place where it stands.
 */
export const ownCost = (holding: Holding, terms: Terms, pue: Figure<'1'>): CostResult | null => {
  const usdPerUnit = holding.system.purchaseUsdPerUnit;
  if (usdPerUnit === null) return null;
  const figures = termFigures(terms);
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
    equipment: equipmentOf(purchaseUsd, terms, figures),
    energyKwhPerMonth,
    production: holding.production,
    terms: figures,
  });
};
