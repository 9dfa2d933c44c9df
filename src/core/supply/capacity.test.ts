import { describe, expect, it } from 'vitest';
import { capacityIn, unitsBetween } from './capacity.ts';

const capacity = [
  { fromDay: -30, unitsPerDay: 2 },
  { fromDay: 10, unitsPerDay: 5 },
];

describe('capacity in steps', () => {
  it('adds up units over a step, and none before the first', () => {
    expect(unitsBetween(capacity, 8, 12)).toBe(2 * 2 + 2 * 5);
    expect(unitsBetween(capacity, -40, -20)).toBe(10 * 2);
    expect(unitsBetween(capacity, 5, 5)).toBe(0);
  });

  it('is cut by a scenario from the day the scenario says', () => {
    const scenario = {
      id: 'late',
      name: 'a late line',
      probability: 1,
      capacityFactors: [
        { resourceId: 'packaging', fromDay: 5, factor: 0.5 },
        { resourceId: 'packaging', fromDay: 20, factor: 1 },
        { resourceId: 'memory', fromDay: 0, factor: 0 },
      ],
    };
    expect(capacityIn(capacity, 'packaging', scenario)).toEqual([
      { fromDay: -30, unitsPerDay: 2 },
      { fromDay: 5, unitsPerDay: 1 },
      { fromDay: 10, unitsPerDay: 2.5 },
      { fromDay: 20, unitsPerDay: 5 },
    ]);
    expect(capacityIn(capacity, 'boards', scenario)).toEqual(capacity);
  });
});
