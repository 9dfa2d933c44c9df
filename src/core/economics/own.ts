import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import { billOf, type Equipment } from './bill.ts';
import { capitalFactors, type Depreciation, purchaseMonths } from './capital.ts';
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
import { discountFactor, type TermFigures, termFigures } from './time-value.ts';

const RESIDUAL_INCOME =
  'Straight-line depreciation and interest on opening book value, discounted: equal to discounted cash by Preinreich, ' +
  'The Accounting Review 12(3), 1937, and Luecke 1955';

type ScheduleValues = Depreciation & { readonly discountRate: number };

const discountedPurchases = (v: ScheduleValues): number =>
  purchaseMonths(v).reduce((sum, month) => sum + discountFactor(v.discountRate, month), 0);

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

const equipmentOf = (purchaseUsd: Figure<'USD'>, terms: Terms, figures: TermFigures): Equipment => {
  const { discountRate, horizonMonths, depreciationMonths, residualShare } = figures;
  const schedule = { discountRate, horizonMonths, depreciationMonths, residualShare };
  const factor = (formula: string, compute: (values: ScheduleValues) => number): Figure<'1'> =>
    derived('1', formula, schedule, compute, { reference: RESIDUAL_INCOME });
  return {
    purchaseUsd,
    sparesShare: terms.sparesShare,
    lines: [
      priced('depreciation', {
        purchaseUsd,
        shareLost: factor(
          'value lost in a straight line to residualShare over depreciationMonths, then replaced; each month discounted',
          (v) => capitalFactors(v.discountRate, v).depreciation,
        ),
      }),
      priced('capital', {
        purchaseUsd,
        shareInInterest: factor(
          'interest at discountRate on the book value at the start of each month; each month discounted',
          (v) => capitalFactors(v.discountRate, v).capital,
        ),
      }),
      priced('spares', {
        purchaseUsd,
        sparesShare: terms.sparesShare,
        purchases: factor('one purchase per life, each discounted', discountedPurchases),
      }),
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
