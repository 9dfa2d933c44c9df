import { type Cents, cents } from '../../quantity/money.ts';
import { dateAfter } from '../calendar.ts';
import type { AcceptedGeneration, CreatedSupply, Deal, Generation } from '../case.ts';
import {
  dayOf,
  faultAt,
  horizonOf,
  type Path,
  type Reading,
  requireEachOnce,
  requireKnown,
} from './reading.ts';
import type { WrittenDeal } from './schema.ts';
import { namesUnit } from './values.ts';

const DAYS_PER_YEAR = 365;

const acceptsOf = (
  reading: Reading,
  path: Path,
  written: WrittenDeal,
  generations: readonly Generation[],
): AcceptedGeneration[] => {
  const { accepts } = written;
  const listed: readonly (readonly [string, Cents | 'list'])[] = Array.isArray(accepts)
    ? accepts.map((id) => [id, 'list'] as const)
    : Object.entries(accepts);
  if (Array.isArray(accepts)) requireEachOnce(reading, [...path, 'accepts'], accepts);
  if (listed.length === 0) throw faultAt(reading, [...path, 'accepts'], 'nothing', 'at least one generation');
  return listed.map(([id, price], index) => {
    requireKnown(
      reading,
      [...path, 'accepts', Array.isArray(accepts) ? index : id],
      'a generation',
      id,
      reading.written.generations,
    );
    const list = generations.find((generation) => generation.id === id)?.outsidePrice;
    if (price !== 'list') return { generationId: id, pricePerRack: price };
    if (list === undefined) throw new RangeError(`generation ${id} was not resolved`);
    return { generationId: id, pricePerRack: list };
  });
};

const createdOf = (
  reading: Reading,
  path: Path,
  written: WrittenDeal,
  accepts: readonly AcceptedGeneration[],
): CreatedSupply[] =>
  (written.prepays ?? []).map((entry, index) => {
    const place = [...path, 'prepays', index];
    const { resources, generations } = reading.written;
    requireKnown(reading, [...place, 'resource'], 'a resource', entry.resource, resources);
    if (
      !accepts.some(({ generationId }) =>
        Object.hasOwn(generations[generationId]?.uses ?? {}, entry.resource),
      )
    )
      throw faultAt(
        reading,
        [...place, 'resource'],
        `${entry.resource}, which no generation that the deal accepts uses`,
        'a resource that its racks are made with',
      );
    const [fromDay, untilDay] = [dayOf(reading, entry.from), dayOf(reading, entry.until)];
    if (untilDay <= fromDay)
      throw faultAt(
        reading,
        [...place, 'until'],
        `${entry.until}, not after ${entry.from}`,
        'a day after the first',
      );
    const unit = resources[entry.resource]?.unit ?? 'unit';
    if (!(entry.rate.perDay > 0) || !namesUnit(entry.rate.word, unit))
      throw faultAt(
        reading,
        [...place, 'rate'],
        'no rate of this resource above 0',
        `a rate such as 100 ${unit}s/week`,
      );
    return {
      resourceId: entry.resource,
      fromDay,
      untilDay,
      unitsPerDay: entry.rate.perDay,
      prepayment: entry.paid,
    };
  });

interface Window {
  readonly siteReadyDay: number;
  readonly latestDay: number;
}

const windowOf = (reading: Reading, path: Path, written: WrittenDeal): Window => {
  const { start } = reading.written;
  const horizon = horizonOf(reading);
  const siteReadyDay = written.site_ready === undefined ? 0 : dayOf(reading, written.site_ready);
  const latestDay =
    written.latest === undefined ? Math.max(horizon, siteReadyDay) : dayOf(reading, written.latest);
  if (siteReadyDay >= horizon)
    throw faultAt(
      reading,
      [...path, 'site_ready'],
      `${written.site_ready}, behind the planned horizon, which ends on ${dateAfter(start, horizon)}`,
      'an earlier day, or a longer horizon',
    );
  if (latestDay < siteReadyDay)
    throw faultAt(
      reading,
      [...path, 'latest'],
      `${written.latest}, before the site is ready on ${written.site_ready ?? start}`,
      'a day on or after the site is ready',
    );
  if (latestDay < 0)
    throw faultAt(
      reading,
      [...path, 'latest'],
      `${written.latest}, before the plan starts`,
      `a day from ${start} on`,
    );
  return { siteReadyDay, latestDay };
};

const lotOf = (reading: Reading, path: Path, written: WrittenDeal): number => {
  const lot = written.lot ?? reading.gaps.fill([...path, 'lot'].join('.'), 'lot_racks');
  if (lot > 0 && written.racks % lot === 0) return lot;
  const divisors = Array.from({ length: Math.min(lot, 1000) }, (_, k) => k + 1).filter(
    (one) => written.racks % one === 0,
  );
  throw faultAt(
    reading,
    [...path, written.lot === undefined ? 'racks' : 'lot'],
    `${written.racks} racks in lots of ${lot}`,
    `a lot that divides ${written.racks} racks, such as ${divisors.slice(-3).join(', ')}`,
  );
};

const dealFrom = (
  reading: Reading,
  id: string,
  written: WrittenDeal,
  generations: readonly Generation[],
): Deal => {
  const path = ['deals', id];
  const fill = (key: string, defaultId: Parameters<Reading['gaps']['fill']>[1]): number =>
    reading.gaps.fill([...path, key].join('.'), defaultId);
  const accepts = acceptsOf(reading, path, written, generations);
  const dearest = accepts.reduce((most, { pricePerRack }) => Math.max(most, pricePerRack), 0);
  return {
    id,
    buyer: written.buyer ?? id,
    tier: written.tier,
    inBaseline: written.in_baseline ?? written.tier === 'committed',
    racks: written.racks,
    lotRacks: lotOf(reading, path, written),
    shipmentsMax: written.shipments ?? fill('shipments', 'shipments'),
    ...windowOf(reading, path, written),
    deliveryDays: written.delivery ?? fill('delivery', 'delivery_days'),
    accepts,
    latenessPerRackDay:
      written.lateness ??
      cents(Math.round((dearest * fill('lateness', 'lateness_per_year')) / DAYS_PER_YEAR)),
    created: createdOf(reading, path, written, accepts),
  };
};

/** The outside deals of a file. Throws InputError at the first that cannot be used. */
export const dealsFrom = (reading: Reading, generations: readonly Generation[]): Deal[] =>
  Object.entries(reading.written.deals ?? {}).map(([id, written]) =>
    dealFrom(reading, id, written, generations),
  );
