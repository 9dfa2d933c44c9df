import type { RentOffer, SystemSpec } from '../catalog/system.ts';
import type { BillTerms } from '../economics/bill-terms.ts';
import { compareBills } from '../economics/break-even.ts';
import type { CostLine, CostResult, RentOrOwn } from '../economics/cost.ts';
import { type Holding, productionOf } from '../economics/holding.ts';
import { ownCost } from '../economics/own.ts';
import { rentCost } from '../economics/rent.ts';
import { type Memo, NO_MEMO } from '../memo.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Terms } from '../workload/request.ts';
import type { SizedSystem } from './size-system.ts';

/** One way of holding a sized system, with its bill. */
export interface Held {
  readonly tenure: 'rent' | 'own';
  readonly offer: RentOffer | null;
  /** The other offers the terms allow, cheapest bill first. */
  readonly otherOffers: readonly RentOffer[];
  readonly cost: CostResult | null;
  readonly rentOrOwn: RentOrOwn;
}

const isAllowed =
  (terms: Terms) =>
  (offer: RentOffer): boolean =>
    terms.rentKinds.includes(offer.kind);

/** The offers the terms allow with their bills, smallest first; equal ones as the catalogue prefers them. */
const offersByBill = (
  holding: Holding,
  { terms, figures }: BillTerms,
  pue: Figure<'1'>,
): readonly { readonly offer: RentOffer; readonly bill: CostResult }[] =>
  holding.system.rent
    .filter(isAllowed(terms))
    .map((offer) => ({ offer, bill: rentCost(holding, offer, terms, pue, figures) }))
    .toSorted((a, b) => a.bill.totalUsd.estimate - b.bill.totalUsd.estimate);

/** A system nobody has priced is still a candidate: held as its kind usually is. */
const usualTenure = (system: SystemSpec, terms: Terms): 'rent' | 'own' => {
  if (terms.tenure !== 'both') return terms.tenure;
  return system.kind === 'instance' || system.kind === 'slice' ? 'rent' : 'own';
};

/**
 * The ways a sized system can be held under the terms: rented under its cheapest allowed offer, owned at its price, or,
 * when it has neither, one candidate without a bill. Never empty. `shared` are the bill terms of the sized system's terms,
 * `once` what is paid once either way.
 */
export const holdingsOf = (
  sized: SizedSystem,
  pue: Figure<'1'>,
  shared: BillTerms,
  memo: Memo = NO_MEMO,
  once: readonly CostLine[] = [],
): readonly Held[] => {
  const key = [sized.sizedUnits, shared, pue, ...once.map(({ usdOverHorizon }) => usdOverHorizon)];
  return memo.recall('holdings', key, () => billsOf(sized, pue, shared, once));
};

const billsOf = (
  sized: SizedSystem,
  pue: Figure<'1'>,
  shared: BillTerms,
  once: readonly CostLine[],
): readonly Held[] => {
  const { system, terms } = sized;
  const holding: Holding = {
    system,
    units: sized.units,
    unitCount: sized.unitCount,
    watts: sized.watts,
    production: productionOf(sized.sized),
    once,
  };
  const [cheapest = null, ...others] = offersByBill(holding, shared, pue);
  const otherOffers = others.map(({ offer }) => offer);
  const offer = cheapest === null ? null : cheapest.offer;
  const rent = cheapest === null ? null : cheapest.bill;
  const own = ownCost(holding, terms, pue, shared);
  const rentOrOwn = compareBills(holding, offer, { rent, own }, terms, pue);
  const held: Held[] = [];
  if (terms.tenure !== 'own' && rent !== null)
    held.push({ tenure: 'rent', offer, otherOffers, cost: rent, rentOrOwn });
  if (terms.tenure !== 'rent' && own !== null)
    held.push({ tenure: 'own', offer: null, otherOffers: [], cost: own, rentOrOwn });
  return held.length > 0
    ? held
    : [{ tenure: usualTenure(system, terms), offer: null, otherOffers: [], cost: null, rentOrOwn }];
};
