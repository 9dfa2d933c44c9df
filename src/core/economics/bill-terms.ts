import { derived, type Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import { capitalFactors, type Depreciation, purchaseMonths } from './capital.ts';
import { discountFactor, type TermFigures, termFigures } from './time-value.ts';

const RESIDUAL_INCOME =
  'Straight-line depreciation and interest on opening book value, discounted: equal to discounted cash by Preinreich, ' +
  'The Accounting Review 12(3), 1937, and Luecke 1955';

type ScheduleValues = Depreciation & { readonly discountRate: number };

/** What the price of equipment is multiplied by for the lines of a bill, whatever the equipment. */
export interface EquipmentFactors {
  readonly shareLost: Figure<'1'>;
  readonly shareInInterest: Figure<'1'>;
  readonly purchases: Figure<'1'>;
}

/** The terms with all that every bill under them shares. */
export interface BillTerms {
  readonly terms: Terms;
  readonly figures: TermFigures;
  readonly factors: EquipmentFactors;
}

const discountedPurchases = (v: ScheduleValues): number =>
  purchaseMonths(v).reduce((sum, month) => sum + discountFactor(v.discountRate, month), 0);

const equipmentFactors = ({
  discountRate,
  horizonMonths,
  depreciationMonths,
  residualShare,
}: TermFigures): EquipmentFactors => {
  const schedule = { discountRate, horizonMonths, depreciationMonths, residualShare };
  const factor = (formula: string, compute: (values: ScheduleValues) => number): Figure<'1'> =>
    derived('1', formula, schedule, compute, { reference: RESIDUAL_INCOME });
  return {
    shareLost: factor(
      'value lost in a straight line to residualShare over depreciationMonths, then replaced; each month discounted',
      (v) => capitalFactors(v.discountRate, v).depreciation,
    ),
    shareInInterest: factor(
      'interest at discountRate on the book value at the start of each month; each month discounted',
      (v) => capitalFactors(v.discountRate, v).capital,
    ),
    purchases: factor('one purchase per life, each discounted', discountedPurchases),
  };
};

/** Works out once what bills under the same terms share. */
export const billTerms = (terms: Terms): BillTerms => {
  const figures = termFigures(terms);
  return { terms, figures, factors: equipmentFactors(figures) };
};
