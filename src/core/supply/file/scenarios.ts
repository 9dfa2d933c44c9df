import { randomStream } from '../../quantity/random.ts';
import type { SupplyScenario } from '../case.ts';
import { dayOf, faultAt, type Reading, requireKnown } from './reading.ts';
import type { RangedResource } from './resources.ts';

type Factor = SupplyScenario['capacityFactors'][number];

/** How far the sum of written probabilities may be from 1: thirds are written as 33.33 %. */
const SUM_TOLERANCE = 1e-3;

const writtenScenarios = (reading: Reading, resources: readonly RangedResource[]): SupplyScenario[] => {
  const entries = Object.entries(reading.written.scenarios ?? {});
  const sum = entries.reduce((total, [, { probability }]) => total + probability, 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE)
    throw faultAt(
      reading,
      ['scenarios'],
      `probabilities that sum to ${Number(sum.toPrecision(6))}`,
      'probabilities that sum to 1 (100 %)',
    );
  return entries.map(([id, written]) => ({
    id,
    name: written.name ?? id,
    probability: written.probability / sum,
    capacityFactors: Object.entries(written.capacity ?? {}).flatMap(([resourceId, value]): Factor[] => {
      const path = ['scenarios', id, 'capacity', resourceId];
      requireKnown(reading, path, 'a resource', resourceId, reading.written.resources);
      const first = resources.find(({ resource }) => resource.id === resourceId)?.resource.capacity[0];
      if (typeof value === 'number')
        return [{ resourceId, fromDay: first === undefined ? 0 : first.fromDay, factor: value }];
      return value.map(({ from, share }, index) => {
        const fromDay = dayOf(reading, from);
        const before = value[index - 1];
        if (before !== undefined && fromDay <= dayOf(reading, before.from))
          throw faultAt(
            reading,
            [...path, index, 'from'],
            'a day not after the one before it',
            'days in order, each once',
          );
        return { resourceId, fromDay, factor: share };
      });
    }),
  }));
};

/** The value below which a triangular distribution has the given share; its mode is the estimate. */
const triangular = (low: number, mode: number, high: number, share: number): number => {
  if (high <= low) return mode;
  const below = (mode - low) / (high - low);
  return share < below
    ? low + Math.sqrt(share * (high - low) * (mode - low))
    : high - Math.sqrt((1 - share) * (high - low) * (high - mode));
};

/** One share in each of `count` equal parts of (0, 1), in random order: a Latin hypercube spreads few draws over the whole range. */
const spreadShares = (seed: number, stream: number, count: number): number[] => {
  const random = randomStream(seed, stream);
  const order = Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k -= 1) {
    const other = Math.floor(random.nextUniform() * (k + 1));
    [order[k], order[other]] = [order[other] as number, order[k] as number];
  }
  return order.map((part) => (part + random.nextUniform()) / count);
};

const isRanged = ({ steps }: RangedResource): boolean =>
  steps.some(({ range }) => range.low.perDay < range.high.perDay);

/**
 * Futures drawn from the ranges of capacity: each resource gets one share per future, the same for all of its steps, and
 * resources are independent of each other; within its range a rate is triangular with the estimate as its mode
 * (McKay, Beckman and Conover 1979, Technometrics 21:2, for the spread of the draws).
 */
const drawnScenarios = (reading: Reading, resources: readonly RangedResource[]): SupplyScenario[] => {
  const { draws } = reading.written;
  const count = draws?.count ?? reading.gaps.fill('draws.count', 'draws');
  const seed = draws?.seed ?? reading.gaps.fill('draws.seed', 'seed');
  const shares = resources.map((resource, index) =>
    isRanged(resource) ? spreadShares(seed, index, count) : null,
  );
  const width = String(count).length;
  return Array.from({ length: count }, (_, k) => ({
    id: `draw-${String(k + 1).padStart(width, '0')}`,
    name: `draw ${k + 1} of ${count}`,
    probability: 1 / count,
    capacityFactors: resources.flatMap(({ resource, steps }, index): Factor[] => {
      const share = shares[index]?.[k];
      if (share === undefined) return [];
      return steps.map(({ fromDay, range }) => ({
        resourceId: resource.id,
        fromDay,
        factor:
          range.estimate.perDay === 0
            ? 1
            : triangular(range.low.perDay, range.estimate.perDay, range.high.perDay, share) /
              range.estimate.perDay,
      }));
    }),
  }));
};

/** The futures of a file: written ones, or drawn from ranges of capacity, or the expected one alone. */
export const scenariosFrom = (reading: Reading, resources: readonly RangedResource[]): SupplyScenario[] => {
  const ranged = resources.filter(isRanged);
  const { scenarios, draws } = reading.written;
  const written = Object.keys(scenarios ?? {}).length > 0;
  if (written && ranged.length > 0)
    throw faultAt(
      reading,
      ['scenarios'],
      `scenarios beside a range of the capacity of ${ranged[0]?.resource.id}`,
      'either scenarios or ranges: each says what may come',
    );
  if (draws !== undefined && ranged.length === 0)
    throw faultAt(
      reading,
      ['draws'],
      'draws without a range to draw from',
      'a capacity with {low, estimate, high}',
    );
  if (written) return writtenScenarios(reading, resources);
  if (ranged.length > 0) return drawnScenarios(reading, resources);
  return [{ id: 'expected', name: 'as expected', probability: 1, capacityFactors: [] }];
};
