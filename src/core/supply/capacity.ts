import type { CapacityStep, SupplyScenario } from './case.ts';

/** Units between two days (end exclusive) of a capacity that changes in steps. Days before the first step have none. */
export const unitsBetween = (
  capacity: readonly CapacityStep[],
  fromDay: number,
  untilDay: number,
): number => {
  let units = 0;
  for (const [index, { fromDay: start, unitsPerDay }] of capacity.entries()) {
    const end = capacity[index + 1]?.fromDay ?? Number.POSITIVE_INFINITY;
    const days = Math.min(end, untilDay) - Math.max(start, fromDay);
    if (days > 0) units += days * unitsPerDay;
  }
  return units;
};

const valueAt = (
  steps: readonly { readonly fromDay: number; readonly value: number }[],
  day: number,
): number => {
  let found = 1;
  for (const { fromDay, value } of steps) if (fromDay <= day) found = value;
  return found;
};

/** A resource's capacity in one future of supply: expected capacity times the scenario's factor, from day to day. */
export const capacityIn = (
  capacity: readonly CapacityStep[],
  resourceId: string,
  scenario: SupplyScenario,
): CapacityStep[] => {
  const factors = scenario.capacityFactors
    .filter((entry) => entry.resourceId === resourceId)
    .map(({ fromDay, factor }) => ({ fromDay, value: factor }))
    .toSorted((a, b) => a.fromDay - b.fromDay);
  if (factors.length === 0) return [...capacity];
  const first = capacity[0];
  if (first === undefined) return [];
  const days = [...new Set([...capacity, ...factors].map(({ fromDay }) => Math.max(first.fromDay, fromDay)))];
  return days
    .toSorted((a, b) => a - b)
    .map((fromDay) => {
      const step = capacity.findLast((one) => one.fromDay <= fromDay) ?? first;
      return { fromDay, unitsPerDay: step.unitsPerDay * valueAt(factors, fromDay) };
    });
};
