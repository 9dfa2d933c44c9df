import { unitsBetween } from '../capacity.ts';
import type { CapacityStep, Deal, SupplyCase, UpstreamResource } from '../case.ts';

/** Days, end exclusive, over which use of a resource is added up: the days in which a bucket's racks pass it. */
export interface Cell {
  readonly bucket: number;
  readonly fromDay: number;
  readonly untilDay: number;
}

/** Least days between use of a resource and the finished rack, over the generations that use it; null when none does. */
const leastLag = (of: SupplyCase, resourceId: string): number | null => {
  const lags = of.generations.flatMap(({ uses }) =>
    uses.filter((use) => use.resourceId === resourceId).map(({ lagDays }) => lagDays),
  );
  return lags.length === 0 ? null : Math.min(...lags);
};

/** The buckets as a resource sees them: earlier by what lies between it and the finished rack. */
export const cellsOf = (of: SupplyCase, resourceId: string): Cell[] => {
  const lag = leastLag(of, resourceId);
  if (lag === null) return [];
  return of.buckets.map(({ index, startDay, endDay }) => ({
    bucket: index,
    fromDay: startDay - lag,
    untilDay: endDay - lag,
  }));
};

/** Share of what is finished in a bucket that used the resource within a cell; finishing is even over the bucket. */
export const shareInCell = (
  bucket: { readonly startDay: number; readonly endDay: number },
  lagDays: number,
  cell: Cell,
): number => {
  const overlap =
    Math.min(bucket.endDay - lagDays, cell.untilDay) - Math.max(bucket.startDay - lagDays, cell.fromDay);
  return Math.max(0, overlap) / (bucket.endDay - bucket.startDay);
};

/** Units a resource has for each cell: its own for slots, everything since the first step for what can be stored. */
export const unitsFor = (
  resource: UpstreamResource,
  capacity: readonly CapacityStep[],
  cell: Cell,
): number => {
  if (!resource.storable) return unitsBetween(capacity, cell.fromDay, cell.untilDay);
  const first = capacity[0]?.fromDay;
  if (first === undefined) return resource.openingUnits;
  return resource.openingUnits + unitsBetween(capacity, first, cell.untilDay);
};

/** Units that a deal's prepayment adds to a resource in a cell, or up to its end for what can be stored. */
export const createdUnits = (deal: Deal, resource: UpstreamResource, cell: Cell): number =>
  deal.created
    .filter(({ resourceId }) => resourceId === resource.id)
    .reduce((units, { fromDay, untilDay, unitsPerDay }) => {
      const from = resource.storable ? fromDay : Math.max(fromDay, cell.fromDay);
      return units + unitsPerDay * Math.max(0, Math.min(untilDay, cell.untilDay) - from);
    }, 0);
