import { cents } from '../../quantity/money.ts';
import { dateAfter } from '../calendar.ts';
import type { CapacityStep, Generation, UpstreamResource } from '../case.ts';
import { dayOf, faultAt, faultInRow, type Path, type Reading, requireKnown, rowsInOrder } from './reading.ts';
import type { WrittenResource } from './schema.ts';
import { namesUnit, type RateRange } from './values.ts';

/** A capacity step with the ends that it may take. */
export interface RangedStep {
  readonly fromDay: number;
  readonly range: RateRange;
  /** The table it came from; null where the file itself says it. */
  readonly file: string | null;
  readonly fault: (found: string, accepted: string) => Error;
}

export interface RangedResource {
  readonly resource: UpstreamResource;
  readonly steps: readonly RangedStep[];
}

interface Need {
  readonly day: number;
  readonly generation: Generation;
}

/** First day on which work for a rack of the plan uses a resource; null when no generation needs it. */
const firstNeed = (reading: Reading, resourceId: string, generations: readonly Generation[]): Need | null => {
  let first: Need | null = null;
  for (const generation of generations)
    for (const use of generation.uses) {
      if (use.resourceId !== resourceId) continue;
      const bucket = reading.buckets.find(({ endDay }) => endDay > generation.firstDay);
      if (bucket === undefined) continue;
      const day = bucket.startDay - use.lagDays;
      if (first === null || day < first.day) first = { day, generation };
    }
  return first;
};

const writtenSteps = (
  reading: Reading,
  path: Path,
  id: string,
  written: WrittenResource,
  need: number,
): RangedStep[] => {
  const place = [...path, 'capacity'];
  const at = (where: Path) => (found: string, accepted: string) => faultAt(reading, where, found, accepted);
  const rows = reading.tables.capacity.filter((row) => row.resource === id);
  if (rows.length > 0 && written.capacity !== undefined)
    throw faultAt(reading, place, 'capacity here and in a CSV file', 'one of the two');
  if (rows.length > 0)
    return rowsInOrder(reading, 'capacity', rows).map(({ fromDay, row }) => ({
      fromDay,
      range: row.rate,
      file: row.position.file,
      fault: (found, accepted) => faultInRow(row.position, found, accepted),
    }));
  if (written.capacity === undefined)
    throw faultAt(
      reading,
      path,
      'no capacity',
      'capacity: 1200/week, a list of {from, rate}, or rows in a CSV file under csv.capacity',
    );
  if (!Array.isArray(written.capacity))
    return [{ fromDay: need, range: written.capacity, file: null, fault: at(place) }];
  return written.capacity.map(({ from, rate }, index) => ({
    fromDay: dayOf(reading, from),
    range: rate,
    file: null,
    fault: at([...place, index]),
  }));
};

const requireInOrder = (steps: readonly RangedStep[], unit: string): void => {
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined && step.fromDay <= before.fromDay)
      throw step.fault('a day not after the one before it', 'days in order, each once');
    for (const { word } of [step.range.low, step.range.estimate, step.range.high])
      if (!namesUnit(word, unit))
        throw step.fault(`a rate of "${word}"`, `a rate of ${unit}s, the unit of this resource`);
  }
};

/**
 * Steps from the first needed day on. What could be kept but was there before that day went into racks that are finished
 * already; what is left of it is `stock`.
 */
const fromFirstNeed = (steps: readonly RangedStep[], need: number): RangedStep[] =>
  steps.flatMap((step, index) => {
    const end = steps[index + 1]?.fromDay;
    if (end !== undefined && end <= need) return [];
    return [{ ...step, fromDay: Math.max(need, step.fromDay) }];
  });

const prepayOf = (
  reading: Reading,
  path: Path,
  written: WrittenResource,
  unit: string,
): UpstreamResource['prepay'] => {
  const { prepay } = written;
  if (prepay === undefined) return null;
  if (!(prepay.most.perDay > 0) || !namesUnit(prepay.most.word, unit))
    throw faultAt(
      reading,
      [...path, 'prepay', 'most'],
      'no rate of this resource above 0',
      `a rate such as 100 ${unit}s/week`,
    );
  return { leadDays: prepay.lead, unitsPerDayMax: prepay.most.perDay, pricePerUnit: cents(prepay.price) };
};

const stepOf = ({ fromDay, range }: RangedStep): CapacityStep => ({
  fromDay,
  unitsPerDay: range.estimate.perDay,
});

const resourceFrom = (
  reading: Reading,
  id: string,
  written: WrittenResource,
  generations: readonly Generation[],
): RangedResource => {
  const path = ['resources', id];
  const { start } = reading.written;
  const unit = written.unit ?? 'unit';
  const need = firstNeed(reading, id, generations);
  if (need === null)
    reading.notices.push(`resource ${id}: no generation uses it within the plan; it limits nothing`);
  const needDay = need === null ? 0 : need.day;
  const steps = writtenSteps(reading, path, id, written, needDay);
  requireInOrder(steps, unit);
  const first = steps[0];
  if (need !== null && first !== undefined && first.fromDay > need.day)
    throw first.fault(
      `capacity from ${dateAfter(start, first.fromDay)} on`,
      `capacity from ${dateAfter(start, need.day)} at the latest, when work begins on the first racks of ${need.generation.id}; a rate of 0 where there is none`,
    );
  const kept = written.unused === 'kept' ? fromFirstNeed(steps, needDay) : steps;
  for (const { file } of steps.slice(0, steps.length - kept.length))
    if (file !== null)
      reading.unusedRows.push({ file, kind: 'capacity', reason: 'went into racks finished before the plan' });
  if (kept.length < steps.length)
    reading.notices.push(
      `resource ${id}: capacity before ${dateAfter(start, needDay)} went into racks finished before the plan (steps left out: ${steps.length - kept.length})`,
    );
  const storesLost = written.unused === 'lost' && written.stock !== undefined && written.stock > 0;
  if (storesLost)
    throw faultAt(reading, [...path, 'stock'], 'a store of what cannot be kept', 'unused: kept, or no stock');
  return {
    resource: {
      id,
      name: written.name ?? id,
      unit,
      storable: written.unused === 'kept',
      openingUnits: written.stock ?? NONE,
      capacity: kept.map(stepOf),
      prepay: prepayOf(reading, path, written, unit),
    },
    steps: kept,
  };
};

/** Stock that the file does not mention is none: it lists what there is. */
const NONE = 0;

/** The resources of a file, with the ranges of their capacity. Throws InputError at the first that cannot be used. */
export const resourcesFrom = (reading: Reading, generations: readonly Generation[]): RangedResource[] => {
  for (const row of reading.tables.capacity)
    if (!Object.hasOwn(reading.written.resources, row.resource))
      throw faultInRow(
        row.position,
        `"${row.resource}"`,
        `a resource of the supply file: ${Object.keys(reading.written.resources).join(', ')}`,
      );
  for (const [id, { uses }] of Object.entries(reading.written.generations))
    for (const resourceId of Object.keys(uses ?? {}))
      requireKnown(
        reading,
        ['generations', id, 'uses', resourceId],
        'a resource',
        resourceId,
        reading.written.resources,
      );
  return Object.entries(reading.written.resources).map(([id, written]) =>
    resourceFrom(reading, id, written, generations),
  );
};
