import type { RentOffer } from '../catalog/system.ts';
import { explained, type Figure } from '../quantity/figure.ts';
import { weakestStanding } from '../quantity/standing.ts';
import type { Terms } from '../workload/request.ts';
import type { BreakEven, CostResult, RentOrOwn } from './cost.ts';
import type { Holding } from './holding.ts';
import { ownCost } from './own.ts';
import { isPaidByUse, rentCost } from './rent.ts';
import { annuityFactor, HOURS_PER_MONTH } from './time-value.ts';

const WATTS_PER_KILOWATT = 1000;

type End = 'low' | 'estimate' | 'high';

/**
 * First month from whose end on, to the end of the horizon, owning has cost no more cash than renting; null when there is
 * none. Later crossings count, since a replacement can put the owner behind again.
 */
const crossing = (rent: CostResult, own: CostResult, rentEnd: End, ownEnd: End): number | null => {
  const behind = own.cumulativeUsdByMonth.findLastIndex((spent, month) => {
    const rented = rent.cumulativeUsdByMonth[month];
    return rented === undefined || spent[ownEnd] > rented[rentEnd];
  });
  const months = own.cumulativeUsdByMonth.length;
  return behind === months - 1 ? null : behind + 2;
};

const breakEvenOf = (rent: CostResult | null, own: CostResult | null, systemName: string): BreakEven => {
  if (rent === null && own === null)
    return {
      kind: 'not-comparable',
      why: `nobody publishes a price to rent or to buy ${systemName}, and none is assumed`,
    };
  if (rent === null) return { kind: 'not-comparable', why: `there is no offer to rent ${systemName}` };
  if (own === null)
    return {
      kind: 'not-comparable',
      why: `nobody publishes a price to buy ${systemName}, and none is assumed`,
    };
  const month = crossing(rent, own, 'estimate', 'estimate');
  if (month === null) return { kind: 'not-reached', horizonMonths: own.cumulativeUsdByMonth.length };
  return {
    kind: 'reached',
    month,
    monthLow: crossing(rent, own, 'high', 'low'),
    monthHigh: crossing(rent, own, 'low', 'high'),
  };
};

/**
 * Share of hours in use from which owning is cheaper over the horizon than renting by the hour used; 0 when it always is,
 * above 1 when it never is. Both bills are straight lines in use: rent grows by its hours, owning by the power between idle
 * and load. null when the offer is paid for every hour or when an hour of use costs the owner more than the rent.
 */
export const breakEvenUtilisation = (
  { rent, own }: { readonly rent: CostResult; readonly own: CostResult },
  holding: Holding,
  offer: RentOffer,
  terms: Terms,
  pue: Figure<'1'>,
): number | null => {
  if (!isPaidByUse(offer.kind, holding.production)) return null;
  const hours = HOURS_PER_MONTH * annuityFactor(terms.discountRatePerYear, terms.horizonMonths);
  const { average, idle } = holding.watts;
  const extraKilowatts = ((average.estimate - idle.estimate) / WATTS_PER_KILOWATT) * pue.estimate;
  const rentSlope = offer.usdPerUnitHour.estimate * holding.units * hours;
  const ownSlope = extraKilowatts * terms.electricityUsdPerKwh.estimate * hours;
  const gap = own.totalUsd.estimate - rent.totalUsd.estimate;
  const gapUnused = gap + (rentSlope - ownSlope) * terms.utilisation;
  if (gapUnused <= 0) return 0;
  return rentSlope <= ownSlope ? null : gapUnused / (rentSlope - ownSlope);
};

/**
 * Where owning overtakes renting, from the cash of both bills month by month (whole racks and replacements make steps, so
 * the curves are searched, not solved). `monthLow` and `monthHigh` set the ends of the intervals against each other.
 */
export const rentOrOwn = (
  rent: CostResult | null,
  own: CostResult | null,
  systemName: string,
  utilisation: number | null,
): RentOrOwn => ({ breakEven: breakEvenOf(rent, own, systemName), breakEvenUtilisation: utilisation });

/** The month of a break-even as a figure that opens to both bills; an end that is never reached is infinite. */
const monthsFigure = (
  breakEven: BreakEven,
  { rent, own }: { readonly rent: CostResult | null; readonly own: CostResult | null },
): Figure<'months'> | null => {
  if (breakEven.kind !== 'reached' || rent === null || own === null) return null;
  const { month, monthLow, monthHigh } = breakEven;
  const never = Number.POSITIVE_INFINITY;
  const interval = { low: monthLow ?? month, estimate: month, high: monthHigh ?? never };
  return explained('months', interval, weakestStanding([rent.totalUsd.standing, own.totalUsd.standing]), {
    formula:
      'first month from whose end on the cash spent on owning stays below that on renting, month by month; low and high set ' +
      'the ends of both bills against each other, without end where owning never catches up',
    inputs: {
      rentUsdPerMonth: rent.usdPerMonth,
      ownUsdPerMonth: own.usdPerMonth,
      ...(own.purchaseUsd === null ? {} : { purchaseUsd: own.purchaseUsd }),
    },
  });
};

const useFigure = (
  share: number | null,
  offer: RentOffer | null,
  holding: Holding,
  bills: { readonly rent: CostResult | null; readonly own: CostResult | null },
  terms: Terms,
): Figure<'1'> | null => {
  if (share === null || offer === null || bills.own === null) return null;
  const inputs = {
    usdPerUnitHour: offer.usdPerUnitHour,
    ownTotalUsd: bills.own.totalUsd,
    averageWatts: holding.watts.average,
    idleWatts: holding.watts.idle,
    usdPerKwh: terms.electricityUsdPerKwh,
  };
  return explained('1', share, weakestStanding(Object.values(inputs).map(({ standing }) => standing)), {
    formula:
      'share of hours in use at which both bills are equal at the estimates: rent grows by its hours, owning by the power ' +
      'between idle and load; 0 where owning always is cheaper, above 1 where it never is',
    inputs,
  });
};

/** Where two bills of one holding meet; an absent offer or price is an absent bill. */
export const compareBills = (
  holding: Holding,
  offer: RentOffer | null,
  bills: { readonly rent: CostResult | null; readonly own: CostResult | null },
  terms: Terms,
  pue: Figure<'1'>,
): RentOrOwn => {
  const { rent, own } = bills;
  const utilisation =
    offer === null || rent === null || own === null
      ? null
      : breakEvenUtilisation({ rent, own }, holding, offer, terms, pue);
  const found = rentOrOwn(rent, own, holding.system.name, utilisation);
  return {
    ...found,
    breakEvenMonths: monthsFigure(found.breakEven, bills),
    breakEvenUse: useFigure(utilisation, offer, holding, bills, terms),
  };
};

/** Both bills of one holding and where they meet; an absent offer or price leaves its bill null. */
export const compareTenures = (
  holding: Holding,
  offer: RentOffer | null,
  terms: Terms,
  pue: Figure<'1'>,
): { readonly rent: CostResult | null; readonly own: CostResult | null; readonly rentOrOwn: RentOrOwn } => {
  const rent = offer === null ? null : rentCost(holding, offer, terms, pue);
  const own = ownCost(holding, terms, pue);
  return { rent, own, rentOrOwn: compareBills(holding, offer, { rent, own }, terms, pue) };
};
