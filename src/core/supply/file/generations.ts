import { type Cents, cents, centsFromUsd } from '../../quantity/money.ts';
import { bucketAt, dateAfter, QUARTER_DAYS } from '../calendar.ts';
import { unitsBetween } from '../capacity.ts';
import type { Generation, ResourceUse } from '../case.ts';
import {
  dayOf,
  faultAt,
  horizonOf,
  type Path,
  type Reading,
  requireKnown,
  type SellableProduct,
} from './reading.ts';
import type { WrittenGeneration } from './schema.ts';
import { namesUnit } from './values.ts';

const DAYS_PER_YEAR = 365;

const productOf = (reading: Reading, path: Path, written: WrittenGeneration): SellableProduct | null => {
  if (written.product === undefined) return null;
  const found = reading.products.get(written.product);
  if (found === undefined)
    throw faultAt(
      reading,
      [...path, 'product'],
      `"${written.product}"`,
      'the catalogue id of a rack or server (rackwright catalog list)',
    );
  return found;
};

const chipsOf = (
  reading: Reading,
  path: Path,
  written: WrittenGeneration,
  product: SellableProduct | null,
): number => {
  if (written.chips !== undefined) return written.chips;
  if (product === null)
    throw faultAt(
      reading,
      path,
      'neither chips nor product',
      'chips: 64, or product: the catalogue id of a rack',
    );
  reading.provenance.push({
    path: [...path, 'chips'].join('.'),
    kind: 'catalogue',
    productId: product.id,
    figure: null,
  });
  return product.chips;
};

const outsidePriceOf = (
  reading: Reading,
  path: Path,
  written: WrittenGeneration,
  product: SellableProduct | null,
): Cents => {
  if (written.price !== undefined) return written.price;
  if (product === null || product.price === null)
    throw faultAt(
      reading,
      path,
      product === null ? 'neither price nor product' : `no price; the catalogue has none for ${product.id}`,
      'price: 3 million USD, or product: the catalogue id of a rack that is sold',
    );
  reading.provenance.push({
    path: [...path, 'price'].join('.'),
    kind: 'catalogue',
    productId: product.id,
    figure: product.price,
  });
  return centsFromUsd(product.price.estimate);
};

/** Days between a resource's use and the finished rack: the generation's own, the resource's, or the default. */
export const leadOf = (reading: Reading, generationId: string, resourceId: string): number => {
  const use = reading.written.generations[generationId]?.uses?.[resourceId];
  const resource = reading.written.resources[resourceId];
  const own = typeof use === 'object' ? use.lead : undefined;
  return own ?? resource?.lead ?? reading.gaps.fill(`resources.${resourceId}.lead`, 'lead_days');
};

const usesOf = (
  reading: Reading,
  path: Path,
  generationId: string,
  written: WrittenGeneration,
): ResourceUse[] =>
  Object.entries(written.uses ?? {}).map(([resourceId, use]) => {
    requireKnown(reading, [...path, 'uses', resourceId], 'a resource', resourceId, reading.written.resources);
    return {
      resourceId,
      unitsPerRack: typeof use === 'object' ? use.per_rack : use,
      lagDays: leadOf(reading, generationId, resourceId),
    };
  });

/** Racks set aside on dates: the pool. What lies behind the horizon is counted in a notice. */
const poolByBucket = (reading: Reading, path: Path, written: WrittenGeneration): number[] => {
  const racks = reading.buckets.map(() => 0);
  for (const [index, entry] of (written.spares?.pool ?? []).entries()) {
    const day = dayOf(reading, entry.on);
    const place = [...path, 'spares', 'pool', index, 'on'];
    if (day < 0)
      throw faultAt(
        reading,
        place,
        `${entry.on}, before the plan starts`,
        `a day from ${reading.written.start} on`,
      );
    const bucket = bucketAt(reading.buckets, day);
    if (bucket === null) {
      reading.notices.push(
        `${entry.racks} spare racks of ${path.at(-1)} on ${entry.on}: behind the horizon, not planned`,
      );
      continue;
    }
    racks[bucket.index] = (racks[bucket.index] as number) + entry.racks;
  }
  return racks;
};

/** Whole racks for replacements in each bucket: what the rate adds up to by its end, less what it did by its start. */
const replacementsByBucket = (reading: Reading, path: Path, written: WrittenGeneration): number[] => {
  const { replacements } = written.spares ?? {};
  const place = [...path, 'spares', 'replacements'];
  const steps = (() => {
    if (Array.isArray(replacements))
      return replacements.map(({ from, rate }) => ({
        fromDay: dayOf(reading, from),
        unitsPerDay: rate.perDay,
      }));
    const perDay =
      replacements?.perDay ?? reading.gaps.fill(place.join('.'), 'spares_per_quarter') / QUARTER_DAYS;
    const firstDay = written.first === undefined ? 0 : Math.max(0, dayOf(reading, written.first));
    return [{ fromDay: firstDay, unitsPerDay: perDay }];
  })();
  const words = (Array.isArray(replacements) ? replacements.map(({ rate }) => rate) : [replacements]).map(
    (one) => one?.word ?? null,
  );
  if (!words.every((word) => namesUnit(word, 'rack')))
    throw faultAt(reading, place, 'another unit than racks', 'a rate such as 2 racks/quarter');
  for (const [index, step] of steps.entries())
    if (index > 0 && step.fromDay <= (steps[index - 1]?.fromDay ?? step.fromDay))
      throw faultAt(
        reading,
        [...place, index, 'from'],
        'a day not after the one before it',
        'days in order, each once',
      );
  const by = (day: number): number => Math.floor(unitsBetween(steps, 0, day) + 1e-9);
  return reading.buckets.map(({ startDay, endDay }) => by(endDay) - by(startDay));
};

const sparesOf = (
  reading: Reading,
  path: Path,
  written: WrittenGeneration,
  firstDay: number,
): readonly number[] => {
  const pool = poolByBucket(reading, path, written);
  const replacements = replacementsByBucket(reading, path, written);
  let due = 0;
  return reading.buckets.map(({ index, endDay }) => {
    const racks = (pool[index] as number) + (replacements[index] as number);
    due += racks;
    if (endDay <= firstDay && due > (written.stock ?? 0))
      throw faultAt(
        reading,
        [...path, 'spares'],
        `${due} spare racks due by ${dateAfter(reading.written.start, endDay)}, when ${written.stock ?? 'no'} racks are in stock and none is finished before ${written.first}`,
        'spares from the day on which the first rack is finished, or stock to take them from',
      );
    return racks;
  });
};

const inBucketOrder = (reading: Reading, path: Path, written: WrittenGeneration): number => {
  if (written.first === undefined) return 0;
  const day = dayOf(reading, written.first);
  if (day >= horizonOf(reading))
    throw faultAt(
      reading,
      [...path, 'first'],
      `${written.first}, behind the planned horizon, which ends on ${dateAfter(reading.written.start, horizonOf(reading))}`,
      'an earlier day, or a longer horizon',
    );
  return day;
};

const generationFrom = (reading: Reading, id: string, written: WrittenGeneration): Generation => {
  const path = ['generations', id];
  const product = productOf(reading, path, written);
  const chipsPerRack = chipsOf(reading, path, written, product);
  const outsidePrice = outsidePriceOf(reading, path, written, product);
  const fill = (key: string, defaultId: Parameters<Reading['gaps']['fill']>[1]): number =>
    reading.gaps.fill([...path, key].join('.'), defaultId);
  const transferPrice =
    written.transfer_price ?? cents(Math.round(outsidePrice * fill('transfer_price', 'transfer_share')));
  const firstDay = inBucketOrder(reading, path, written);
  return {
    id,
    name: written.name ?? product?.name ?? id,
    productId: product?.id ?? null,
    chipsPerRack,
    capacityPerRack: written.capacity ?? chipsPerRack * fill('capacity', 'capacity_per_chip'),
    firstDay,
    openingRacks: written.stock ?? NONE,
    uses: usesOf(reading, path, id, written),
    spareRacks: sparesOf(reading, path, written, firstDay),
    transferPrice,
    outsidePrice,
    holdingCostPerDay:
      written.holding ??
      cents(Math.round((transferPrice * fill('holding', 'holding_per_year')) / DAYS_PER_YEAR)),
  };
};

/** Stock that the file does not mention is none: it lists what there is. */
const NONE = 0;

/** The generations of a file. Throws InputError at the first that cannot be used. */
export const generationsFrom = (reading: Reading): Generation[] => {
  const generations = Object.entries(reading.written.generations).map(([id, written]) =>
    generationFrom(reading, id, written),
  );
  if (generations.length === 0) throw faultAt(reading, ['generations'], 'none', 'at least one generation');
  return generations;
};
