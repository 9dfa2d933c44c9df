import { cents } from '../../quantity/money.ts';
import { dateAfter } from '../calendar.ts';
import type { Commitment, Generation, Reservation } from '../case.ts';
import { dayOf, faultAt, type Path, type Reading, requireEachOnce, requireKnown } from './reading.ts';
import type { WrittenSupply } from './schema.ts';

type WrittenReservation = NonNullable<WrittenSupply['reservations']>[string];
type WrittenCommitment = NonNullable<WrittenSupply['commitments']>[string];

const NO_MONEY = cents(0);

const holderOf = (reading: Reading, path: Path, written: WrittenReservation): Reservation['holder'] => {
  const { classes, deals = {}, generations } = reading.written;
  const holder = written.for;
  if ('class' in holder) {
    requireKnown(reading, [...path, 'for', 'class'], 'a class', holder.class, classes);
    const served = classes[holder.class]?.served_by ?? Object.keys(generations);
    if (!served.includes(written.generation))
      throw faultAt(
        reading,
        [...path, 'generation'],
        `${written.generation}, which does not serve ${holder.class}`,
        `one of ${served.join(', ')}`,
      );
    return { kind: 'class', id: holder.class };
  }
  requireKnown(reading, [...path, 'for', 'deal'], 'a deal', holder.deal, deals);
  const deal = deals[holder.deal];
  const accepted =
    deal === undefined ? [] : Array.isArray(deal.accepts) ? deal.accepts : Object.keys(deal.accepts);
  if (!accepted.includes(written.generation))
    throw faultAt(
      reading,
      [...path, 'generation'],
      `${written.generation}, which ${holder.deal} does not accept`,
      `one of ${accepted.join(', ')}`,
    );
  if (deal !== undefined && written.racks > deal.racks)
    throw faultAt(
      reading,
      [...path, 'racks'],
      `${written.racks} racks for a deal of ${deal.racks}`,
      `at most ${deal.racks} racks`,
    );
  return { kind: 'deal', id: holder.deal };
};

const reservationFrom = (
  reading: Reading,
  id: string,
  written: WrittenReservation,
  generations: readonly Generation[],
): Reservation => {
  const path = ['reservations', id];
  requireKnown(
    reading,
    [...path, 'generation'],
    'a generation',
    written.generation,
    reading.written.generations,
  );
  const generation = generations.find((one) => one.id === written.generation);
  const untilDay = dayOf(reading, written.until);
  const { start } = reading.written;
  const inStock = generation !== undefined && generation.openingRacks >= written.racks;
  const first = reading.buckets.find(
    ({ endDay }) => inStock || generation === undefined || endDay > generation.firstDay,
  );
  if (first !== undefined && untilDay < first.endDay)
    throw faultAt(
      reading,
      [...path, 'until'],
      `${written.until}, before racks of ${written.generation} can be kept for anybody`,
      `a day from ${dateAfter(start, first.endDay)} on, the end of the first bucket in which they are finished`,
    );
  return {
    id,
    generationId: written.generation,
    racks: written.racks,
    holder: holderOf(reading, path, written),
    untilDay,
    deposit: written.deposit ?? NO_MONEY,
  };
};

/** The reservations of a file. Throws InputError at the first that cannot be used. */
export const reservationsFrom = (reading: Reading, generations: readonly Generation[]): Reservation[] =>
  Object.entries(reading.written.reservations ?? {}).map(([id, written]) =>
    reservationFrom(reading, id, written, generations),
  );

const commitmentFrom = (reading: Reading, id: string, written: WrittenCommitment): Commitment => {
  const path = ['commitments', id];
  const [dealIds, classIds] = [written.deals ?? [], written.classes ?? []];
  for (const [index, deal] of dealIds.entries())
    requireKnown(reading, [...path, 'deals', index], 'a deal', deal, reading.written.deals ?? {});
  for (const [index, one] of classIds.entries())
    requireKnown(reading, [...path, 'classes', index], 'a class', one, reading.written.classes);
  requireEachOnce(reading, [...path, 'deals'], dealIds);
  requireEachOnce(reading, [...path, 'classes'], classIds);
  if (dealIds.length + classIds.length === 0)
    throw faultAt(
      reading,
      path,
      'neither deals nor classes',
      'deals or classes whose deliveries draw it down',
    );
  const fromDay = written.from === undefined ? 0 : dayOf(reading, written.from);
  const untilDay = dayOf(reading, written.until);
  if (untilDay <= fromDay)
    throw faultAt(
      reading,
      [...path, 'until'],
      `${written.until}, not after ${written.from ?? reading.written.start}`,
      'a day after the first',
    );
  const drawn = written.drawn ?? NO_MONEY;
  if (drawn > written.amount)
    throw faultAt(
      reading,
      [...path, 'drawn'],
      'more drawn than committed',
      'at most the amount of the commitment',
    );
  return {
    id,
    customer: written.customer ?? id,
    kind: written.kind,
    amount: written.amount,
    drawn,
    fromDay,
    untilDay,
    dealIds,
    classIds,
  };
};

/** The commitments of a file. Throws InputError at the first that cannot be used, and where one delivery would count twice. */
export const commitmentsFrom = (reading: Reading): Commitment[] => {
  const commitments = Object.entries(reading.written.commitments ?? {}).map(([id, written]) =>
    commitmentFrom(reading, id, written),
  );
  const drawing = new Map<string, string>();
  for (const { id, dealIds, classIds } of commitments)
    for (const [key, list] of [
      ['deals', dealIds],
      ['classes', classIds],
    ] as const)
      for (const [index, one] of list.entries()) {
        const other = drawing.get(`${key} ${one}`);
        if (other !== undefined)
          throw faultAt(
            reading,
            ['commitments', id, key, index],
            `"${one}", which draws down ${other} too`,
            'deals and classes of one commitment each, so that no delivery counts twice',
          );
        drawing.set(`${key} ${one}`, id);
      }
  return commitments;
};
