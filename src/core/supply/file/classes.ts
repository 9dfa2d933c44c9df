import { bucketDays } from '../calendar.ts';
import { unitsBetween } from '../capacity.ts';
import type { CapacityStep, CloudClass, QueuedRequest } from '../case.ts';
import {
  dayOf,
  faultAt,
  faultInRow,
  type Path,
  type Reading,
  requireEachOnce,
  requireKnown,
  rowsInOrder,
} from './reading.ts';
import type { WrittenClass } from './schema.ts';
import { namesUnit, type Rate } from './values.ts';

const queueOf = (reading: Reading, path: Path, id: string, written: WrittenClass): QueuedRequest[] => {
  const rows = reading.tables.queue.filter((row) => row.class === id);
  if (rows.length > 0 && written.queue !== undefined)
    throw faultAt(reading, [...path, 'queue'], 'a queue here and in a CSV file', 'one of the two');
  if (rows.length > 0) return rows.map(({ customer, equivalents }) => ({ customer, equivalents }));
  if (written.queue === undefined) return [];
  if (typeof written.queue === 'number')
    return written.queue === 0
      ? []
      : [{ customer: `everybody who waits in ${written.name ?? id}`, equivalents: written.queue }];
  const waiting = written.queue.filter(({ equivalents }) => equivalents > 0);
  if (waiting.length < written.queue.length)
    reading.notices.push(
      `class ${id}: ${written.queue.length - waiting.length} entries of the queue ask for nothing`,
    );
  return waiting;
};

interface ArrivalStep extends CapacityStep {
  readonly rate: Rate;
  readonly fault: (found: string, accepted: string) => Error;
}

const arrivalSteps = (reading: Reading, path: Path, id: string, written: WrittenClass): ArrivalStep[] => {
  const place = [...path, 'arrivals'];
  const at = (where: Path) => (found: string, accepted: string) => faultAt(reading, where, found, accepted);
  const rows = reading.tables.arrivals.filter((row) => row.class === id);
  if (rows.length > 0 && written.arrivals !== undefined)
    throw faultAt(reading, place, 'arrivals here and in a CSV file', 'one of the two');
  if (rows.length > 0)
    return rowsInOrder(reading, 'arrivals', rows).map(({ fromDay, row }) => ({
      fromDay,
      unitsPerDay: row.rate.perDay,
      rate: row.rate,
      fault: (found, accepted) => faultInRow(row.position, found, accepted),
    }));
  if (written.arrivals === undefined) {
    const perDay = reading.gaps.fill(place.join('.'), 'arrivals_per_day');
    return [{ fromDay: 0, unitsPerDay: perDay, rate: { perDay, word: null }, fault: at(place) }];
  }
  const steps = Array.isArray(written.arrivals)
    ? written.arrivals.map(({ from, rate }) => ({ fromDay: dayOf(reading, from), rate }))
    : [{ fromDay: 0, rate: written.arrivals }];
  return steps.map(({ fromDay, rate }, index) => ({
    fromDay,
    unitsPerDay: rate.perDay,
    rate,
    fault: at(Array.isArray(written.arrivals) ? [...place, index] : place),
  }));
};

const arrivalsOf = (reading: Reading, path: Path, id: string, written: WrittenClass): number[] => {
  const steps = arrivalSteps(reading, path, id, written);
  for (const [index, { fromDay, rate, fault }] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined && fromDay <= before.fromDay)
      throw fault('a day not after the one before it', 'days in order, each once');
    if (!namesUnit(rate.word, 'equivalent'))
      throw fault(`a rate of "${rate.word}"`, 'a rate of capacity equivalents');
  }
  const end = reading.buckets.reduce((days, bucket) => days + bucketDays(bucket), 0);
  const late = steps.filter(({ fromDay }) => fromDay >= end).length;
  if (late > 0) reading.notices.push(`class ${id}: ${late} steps of arrivals begin behind the last bucket`);
  return reading.buckets.map(({ startDay, endDay }) => unitsBetween(steps, startDay, endDay));
};

const classFrom = (reading: Reading, id: string, written: WrittenClass): CloudClass => {
  const path = ['classes', id];
  const { generations } = reading.written;
  const generationIds = written.served_by ?? Object.keys(generations);
  for (const [index, generation] of generationIds.entries())
    requireKnown(reading, [...path, 'served_by', index], 'a generation', generation, generations);
  requireEachOnce(reading, [...path, 'served_by'], generationIds);
  return {
    id,
    name: written.name ?? id,
    kind: written.kind ?? 'cloud',
    queue: queueOf(reading, path, id, written),
    arrivals: arrivalsOf(reading, path, id, written),
    extraWaitDaysMax: written.extra_wait,
    generationIds,
    weight: written.weight ?? reading.gaps.fill([...path, 'weight'].join('.'), 'class_weight'),
  };
};

/** The classes of a file, in its order, which also breaks ties. Throws InputError at the first that cannot be used. */
export const classesFrom = (reading: Reading): CloudClass[] => {
  for (const row of [...reading.tables.queue, ...reading.tables.arrivals])
    if (!Object.hasOwn(reading.written.classes, row.class))
      throw faultInRow(
        row.position,
        `"${row.class}"`,
        `a class of the supply file: ${Object.keys(reading.written.classes).join(', ')}`,
      );
  const classes = Object.entries(reading.written.classes).map(([id, written]) =>
    classFrom(reading, id, written),
  );
  if (classes.length === 0) throw faultAt(reading, ['classes'], 'none', 'at least one class');
  return classes;
};
