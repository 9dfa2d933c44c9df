import { unitsBetween } from '../capacity.ts';
import type { CapacityStep, Deal, SupplyCase, UpstreamResource } from '../case.ts';

/** Days, end exclusive, over which use of a resource is added up: the days in which a bucket's racks pass it. */
export interface Cell {
  readonly bucket: number;
  readonly fromDay: number;
  readonly untilDay: number;
}

/** Days between use of a resource and the finished rack, over the generations that use it. */
const lagsOf = (of: SupplyCase, resourceId: string): number[] =>
  of.generations.flatMap(({ uses }) =>
    uses.filter((use) => use.resourceId === resourceId).map(({ lagDays }) => lagDays),
  );

/** Days before the first bucket's cell in which generations with a longer lag use the resource, in cells as long as that bucket. */
const cellsBefore = (of: SupplyCase, least: number, longest: number): Cell[] => {
  const first = of.buckets[0];
  if (first === undefined) return [];
  const length = first.endDay - first.startDay;
  return Array.from({ length: Math.ceil((longest - least) / length) }, (_, back) => {
    const untilDay = first.startDay - least - back * length;
    return {
      bucket: first.index,
      fromDay: Math.max(first.startDay - longest, untilDay - length),
      untilDay,
    };
  }).toReversed();
};

/**
 * The buckets as a resource sees them: earlier by the least that lies between it and the finished rack. Racks of
 * generations that need it longer before are begun in cells of their own, which come first and count for the first bucket.
 */
export const cellsOf = (of: SupplyCase, resourceId: string): Cell[] => {
  const lags = lagsOf(of, resourceId);
  if (lags.length === 0) return [];
  const least = Math.min(...lags);
  const cells = of.buckets.map(({ index, startDay, endDay }) => ({
    bucket: index,
    fromDay: startDay - least,
    untilDay: endDay - least,
  }));
  return [...cellsBefore(of, least, Math.max(...lags)), ...cells];
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
