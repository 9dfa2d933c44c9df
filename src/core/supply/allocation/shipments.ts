import { horizonDay } from '../calendar.ts';
import type { AcceptedGeneration, Bucket, Deal, SupplyCase } from '../case.ts';

/** A bucket in which a deal's racks of one generation may be finished, and what a rack shipped then is worth. */
export interface ShipmentChoice {
  readonly generation: number;
  readonly generationId: string;
  readonly bucket: number;
  readonly readyDay: number;
  readonly acceptedDay: number;
  /** Price less lateness, discounted to day 0, in millions of US dollars. */
  readonly worthPerRack: number;
}

/** Money inside the model is in millions of US dollars, so that coefficients stay near 1. */
export const CENTS_PER_MODEL_UNIT = 1e8;

const DAYS_PER_YEAR = 365;

/** What money of a later day is worth on day 0. */
export const discountAt = (of: SupplyCase, day: number): number =>
  (1 + of.policy.discountRate) ** (-day / DAYS_PER_YEAR);

const inTime = ({ siteReadyDay, latestDay, deliveryDays }: Deal, { endDay, planned }: Bucket): boolean =>
  planned && endDay + deliveryDays >= siteReadyDay && endDay + deliveryDays <= latestDay;

/** Day on which a deal's first rack could be accepted at the earliest; `latestDay` when no bucket is in time. */
export const firstAcceptedDay = (of: SupplyCase, deal: Deal): number => {
  const first = of.buckets.find((bucket) => inTime(deal, bucket));
  return first === undefined ? deal.latestDay : first.endDay + deal.deliveryDays;
};

const worthOf = (
  of: SupplyCase,
  deal: Deal,
  accepted: AcceptedGeneration,
  acceptedDay: number,
  first: number,
): number => {
  const late = Math.max(0, acceptedDay - first);
  const worth = accepted.pricePerRack - deal.latenessPerRackDay * late;
  return (worth * discountAt(of, acceptedDay)) / CENTS_PER_MODEL_UNIT;
};

/** Everything a deal may be sent and when: generations it accepts, buckets between site ready and latest day. */
export const shipmentChoices = (of: SupplyCase, deal: Deal): ShipmentChoice[] => {
  const first = firstAcceptedDay(of, deal);
  return deal.accepts.flatMap((accepted) => {
    const generation = of.generations.findIndex(({ id }) => id === accepted.generationId);
    const product = of.generations[generation];
    if (product === undefined) throw new RangeError(`No generation is called ${accepted.generationId}`);
    return of.buckets
      .filter(
        (bucket) => inTime(deal, bucket) && (bucket.endDay > product.firstDay || product.openingRacks > 0),
      )
      .map(({ index, endDay }) => {
        const acceptedDay = endDay + deal.deliveryDays;
        return {
          generation,
          generationId: product.id,
          bucket: index,
          readyDay: endDay,
          acceptedDay,
          worthPerRack: worthOf(of, deal, accepted, acceptedDay, first),
        };
      });
  });
};

/** Whether the deal is so firmly promised that what it lacks counts as a shortfall. */
export const isPromised = ({ tier }: Deal): boolean => tier === 'committed' || tier === 'ordered';

/** Days the guard has to look behind the horizon: the longest wait promised. */
export const lookAheadDays = (of: SupplyCase): number =>
  of.classes.reduce((most, { extraWaitDaysMax }) => Math.max(most, extraWaitDaysMax), 0);

/** Throws RangeError when the buckets do not reach far enough behind the horizon for the waits that are promised. */
export const requireLookAhead = (of: SupplyCase): void => {
  const last = of.buckets.at(-1);
  const needed = horizonDay(of.buckets) + lookAheadDays(of);
  if (last === undefined || last.endDay < needed)
    throw new RangeError(`Buckets end on day ${last?.endDay}; waits promised need them up to day ${needed}`);
};
