import { derived, explained, type Figure } from '../quantity/figure.ts';
import { weakestStanding } from '../quantity/standing.ts';
import { assumptionFigure } from './assumption-figure.ts';
import type { PriceEntry } from './entries.ts';
import { evaluate } from './expression.ts';
import { factFigure } from './fact-figure.ts';
import type { SystemPlan } from './schema.ts';
import type { Scope } from './scope.ts';
import type { RentKind, RentOffer } from './system.ts';

const RENT_KINDS: Readonly<Partial<Record<PriceEntry['kind'], RentKind>>> = {
  'on-demand': 'on-demand',
  'reserved-effective': 'reserved',
  'capacity-block': 'capacity-block',
  spot: 'spot',
  rental: 'market-rental',
  'model-rental': 'market-rental',
};

const scaled = <U extends 'USD' | 'USD/h'>(price: Figure<U>, times: number, unit: U): Figure<U> =>
  times === 1
    ? price
    : derived(unit, `price x ${times} per unit`, { price }, ({ price: each }) => each * times);

const isGovernment = (region: string | null): boolean => region?.startsWith('us-gov') === true;
const isUnitedStates = (region: string | null): boolean =>
  region !== null && /^(us|US)(-|$)/.test(region) && !isGovernment(region);

/** Order of preference: ordinary regions before government ones, United States first, most recent first. */
const preference = (a: PriceEntry, b: PriceEntry): number =>
  Number(isGovernment(a.region)) - Number(isGovernment(b.region)) ||
  Number(isUnitedStates(b.region)) - Number(isUnitedStates(a.region)) ||
  b.asOf.localeCompare(a.asOf) ||
  a.id.localeCompare(b.id);

/** A price list replaces the one before it; market quotes of different sellers stand side by side. */
const isSuperseded = (price: PriceEntry, others: readonly PriceEntry[]): boolean =>
  price.kind !== 'rental' &&
  price.kind !== 'model-rental' &&
  others.some(
    (other) =>
      other.kind === price.kind &&
      other.item === price.item &&
      (other.region === price.region || other.region === null || price.region === null) &&
      isGovernment(other.region) === isGovernment(price.region) &&
      other.asOf > price.asOf,
  );

/** A modelled rental price stands in only where nobody quotes one that can be taken. */
const isDisplaced = (price: PriceEntry, others: readonly PriceEntry[]): boolean =>
  price.kind === 'model-rental' && others.some((other) => other.kind === 'rental');

/**
 * Every way to rent one unit, preferred offers of each kind first. Left out: price lists that were superseded or have
 * ended, and modelled prices where there are quoted ones.
 */
export const rentOffers = (scope: Scope, plan: SystemPlan): readonly RentOffer[] => {
  const items = [...plan.rent, { item: scope.owner.id, times: 1 }];
  const seen = new Set<string>();
  const all = [...scope.catalog.prices.values()];
  return items.flatMap(({ item, times }) => {
    const prices = all.filter(
      (price) => price.item === item && price.ended === null && RENT_KINDS[price.kind] !== undefined,
    );
    return prices
      .filter((price) => !isSuperseded(price, prices) && !isDisplaced(price, prices))
      .sort(preference)
      .flatMap((price): RentOffer[] => {
        const kind = RENT_KINDS[price.kind];
        if (kind === undefined || seen.has(price.id)) return [];
        seen.add(price.id);
        const each = factFigure(scope, `prices/${price.id}`, price, 'USD/h');
        return [{ id: price.id, kind, usdPerUnitHour: scaled(each, times, 'USD/h'), region: price.region }];
      });
  });
};

const published = (scope: Scope, plan: SystemPlan): { price: PriceEntry; times: number }[] => {
  const items = [...(plan.purchase?.items ?? []), { item: scope.owner.id, times: 1 }];
  const found = items.flatMap(({ item, times }) =>
    [...scope.catalog.prices.values()]
      .filter((price) => price.kind === 'purchase' && price.item === item)
      .map((price) => ({ price, times })),
  );
  const unique = [...new Map(found.map((row) => [row.price.id, row])).values()];
  const own = unique.filter(({ price }) => price.standing === 'user');
  return own.length > 0 ? own : unique;
};

const middle = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? Number.NaN : (lower + upper) / 2;
};

/**
 * Price of one unit when bought: the user's quote where there is one, else the range of all published prices (its
 * middle the median), else the assumption of the plan; null when the unit is not for sale.
 */
export const purchasePrice = (scope: Scope, plan: SystemPlan): Figure<'USD'> | null => {
  const rows = published(scope, plan);
  const prices = rows.map(({ price, times }) =>
    scaled(factFigure(scope, `prices/${price.id}`, price, 'USD'), times, 'USD'),
  );
  const [only] = prices;
  if (only === undefined) {
    const otherwise = plan.purchase?.otherwise;
    return otherwise === undefined ? null : evaluate(scope, otherwise, 'USD');
  }
  const standing = weakestStanding(prices.map((price) => price.standing));
  if (standing === 'user' && prices.length === 1) return only;
  if (prices.length === 1 && only.low === only.high) {
    const spread = assumptionFigure(scope, 'purchase-price-spread', '1');
    return derived('USD', 'price x spread', { price: only, spread }, (v) => v.price * v.spread, { standing });
  }
  return explained(
    'USD',
    {
      low: Math.min(...prices.map((price) => price.low)),
      estimate: middle(prices.map((price) => price.estimate)),
      high: Math.max(...prices.map((price) => price.high)),
    },
    standing,
    {
      formula: 'range of the published prices, median in the middle',
      inputs: Object.fromEntries(rows.map(({ price }, index) => [price.id, prices[index] ?? only])),
    },
  );
};
