import { expect, it } from 'vitest';
import { orderStatistic } from './order-statistic.ts';

const ones = (values: readonly number[]) => values.map((value) => ({ value, weight: 1 }));

it('counts one more value than there are, and interpolates between logarithms', () => {
  // 0.5 x (3 + 1) = 2: the second of three; 0.625 x 4 = 2.5: half way from 2 to 8 in logarithms.
  expect(orderStatistic(ones([8, 1, 2]), 0.5)).toBeCloseTo(2, 12);
  expect(orderStatistic(ones([8, 1, 2]), 0.625)).toBeCloseTo(4, 12);
});

it('ends at the largest value and lets weights speak', () => {
  expect(orderStatistic(ones([1, 2, 8]), 0.99)).toBe(8);
  const heavy = [
    { value: 1, weight: 1 },
    { value: 4, weight: 3 },
  ];
  // 0.25 x (4 + 2) = 1.5: a sixth of the way from 1 to 4.
  expect(orderStatistic(heavy, 0.25)).toBeCloseTo(4 ** (1 / 6), 12);
  expect(orderStatistic([], 0.5)).toBeNaN();
});
