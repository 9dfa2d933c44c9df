import { bucketAt, daysBetween } from './calendar.ts';
import type { SupplyCase } from './case.ts';
import type { Shipment } from './plan.ts';

/**
 * Shipments of a plan made earlier, on the calendar of this case: by the day they are finished, which may lie in another
 * bucket now. Those of deals that are gone, finished before today or behind the horizon are left out and counted.
 */
export const shipmentsCarriedOver = (
  of: SupplyCase,
  startDate: string,
  shipments: readonly Shipment[],
): { readonly shipments: Shipment[]; readonly leftOut: number } => {
  const later = daysBetween(of.startDate, startDate);
  const known = new Set(of.deals.map(({ id }) => id));
  const carried = shipments.flatMap((one): Shipment[] => {
    const readyDay = one.readyDay + later;
    const bucket = bucketAt(of.buckets, readyDay - 1);
    if (bucket === null || !bucket.planned || !known.has(one.dealId)) return [];
    return [{ ...one, bucket: bucket.index, readyDay, acceptedDay: one.acceptedDay + later }];
  });
  return { shipments: carried, leftOut: shipments.length - carried.length };
};
