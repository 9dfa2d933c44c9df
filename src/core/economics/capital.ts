import { discountFactor, monthEnds } from './time-value.ts';

/** How equipment loses value: straight line from its price to a residual share of it over its life, then replaced. */
export interface Depreciation {
  readonly horizonMonths: number;
  readonly depreciationMonths: number;
  /** Share of the price left at the end of the life, at which it is then sold. */
  readonly residualShare: number;
}

const NOISE = 1e-9;

/** Months at which equipment is bought: at the start, and again at the end of each life before the horizon. */
export const purchaseMonths = ({ horizonMonths, depreciationMonths }: Depreciation): readonly number[] => {
  const lives = Math.max(1, Math.ceil(horizonMonths / depreciationMonths - NOISE));
  return Array.from({ length: lives }, (_, life) => life * depreciationMonths);
};

/** Book value as a share of the price, `age` months after the purchase. */
const bookShare = ({ depreciationMonths, residualShare }: Depreciation, age: number): number =>
  1 - ((1 - residualShare) * age) / depreciationMonths;

/** Spans between purchases and month ends, each with the months since the purchase it belongs to at its start and end. */
const spans = (depreciation: Depreciation) => {
  const bought = purchaseMonths(depreciation);
  const times = [...new Set([0, ...bought, ...monthEnds(depreciation.horizonMonths)])].sort((a, b) => a - b);
  return times.slice(1).map((end, index) => {
    const start = times[index] as number;
    const purchase = bought.findLast((month) => month <= start + NOISE) as number;
    return { start, end, ageAtStart: start - purchase, ageAtEnd: end - purchase };
  });
};

/**
 * What a price of 1 adds to the bill over the horizon, discounted to today: `depreciation` as value is lost, `capital` as
 * interest at the discount rate on the book value at the start of each month. Together they equal exactly the discounted
 * cash: purchases less sales (Preinreich, "Valuation and Amortization", The Accounting Review 12(3), 1937; Luecke 1955),
 * so that a bill in these terms can be compared with discounted rent.
 */
export const capitalFactors = (
  discountRatePerYear: number,
  depreciation: Depreciation,
): { readonly depreciation: number; readonly capital: number } => {
  let [lost, interest] = [0, 0];
  for (const { start, end, ageAtStart, ageAtEnd } of spans(depreciation)) {
    const today = discountFactor(discountRatePerYear, end);
    const growth = 1 / discountFactor(discountRatePerYear, end - start) - 1;
    const opening = bookShare(depreciation, ageAtStart);
    lost += today * (opening - bookShare(depreciation, ageAtEnd));
    interest += today * growth * opening;
  }
  return { depreciation: lost, capital: interest };
};

/**
 * Cash spent on equipment with a price of 1 by a month, undiscounted: purchases so far less sales of what they replaced.
 * At the horizon what is left is credited at its book value.
 */
export const equipmentCash = (depreciation: Depreciation, month: number): number => {
  const bought = purchaseMonths(depreciation).filter((purchase) => purchase < month || purchase === 0);
  const replaced = bought.length - 1;
  const spent = bought.length - replaced * depreciation.residualShare;
  if (month < depreciation.horizonMonths) return spent;
  return spent - bookShare(depreciation, depreciation.horizonMonths - (bought.at(-1) as number));
};
