import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capitalFactors, type Depreciation, equipmentCash, purchaseMonths } from './capital.ts';
import { annuityFactor, discountFactor, monthEnds } from './time-value.ts';

/** One percent a month, as a yearly rate. */
const ONE_PERCENT_A_MONTH = 1.01 ** 12 - 1;

const schedule = fc.record({
  horizonMonths: fc.oneof(fc.integer({ min: 1, max: 84 }), fc.double({ min: 1, max: 84, noNaN: true })),
  depreciationMonths: fc.integer({ min: 1, max: 84 }),
  residualShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
const rate = fc.double({ min: 0, max: 0.5, noNaN: true });

describe('time value', () => {
  // Annuity tables: a year of monthly payments at 1 % a month is worth 11.25508 payments today.
  it('values an annuity as the tables do', () => {
    expect(annuityFactor(ONE_PERCENT_A_MONTH, 12)).toBeCloseTo(11.25508, 5);
    expect(annuityFactor(0, 36)).toBe(36);
    expect(annuityFactor(0, 2.5)).toBe(2.5);
  });

  it('ends the last month at the horizon', () => {
    expect(monthEnds(2.5)).toEqual([1, 2, 2.5]);
    expect(monthEnds(3)).toEqual([1, 2, 3]);
  });
});

describe('capital', () => {
  // Price 1,000 over 4 months to nothing, held for 2, at 1 % a month. Lost: 250 / 1.01 + 250 / 1.0201 = 492.599.
  // Interest: 10 / 1.01 + 7.5 / 1.0201 = 17.253. Cash: 1,000 - 500 / 1.0201 = 509.852, the sum of both.
  it('splits a purchase into depreciation and interest as worked by hand', () => {
    const held = { horizonMonths: 2, depreciationMonths: 4, residualShare: 0 };
    const { depreciation, capital } = capitalFactors(ONE_PERCENT_A_MONTH, held);
    expect(1000 * depreciation).toBeCloseTo(492.599, 3);
    expect(1000 * capital).toBeCloseTo(17.253, 3);
    expect(1000 * (depreciation + capital)).toBeCloseTo(509.852, 3);
    expect([1, 2].map((month) => equipmentCash(held, month))).toEqual([1, 0.5]);
  });

  it('buys again at the end of each life, and not at the horizon', () => {
    const lives = (horizonMonths: number, depreciationMonths: number) =>
      purchaseMonths({ horizonMonths, depreciationMonths, residualShare: 0 });
    expect(lives(36, 48)).toEqual([0]);
    expect(lives(48, 48)).toEqual([0]);
    expect(lives(60, 24)).toEqual([0, 24, 48]);
  });

  it('comes to the discounted cash whatever the rate, the life and the horizon', () => {
    fc.assert(
      fc.property(rate, schedule, (r, held) => {
        const bought = purchaseMonths(held);
        const last = bought.at(-1) as number;
        const left = 1 - ((1 - held.residualShare) * (held.horizonMonths - last)) / held.depreciationMonths;
        const cash =
          bought.reduce(
            (sum, month) => sum + (month === 0 ? 1 : 1 - held.residualShare) * discountFactor(r, month),
            0,
          ) -
          left * discountFactor(r, held.horizonMonths);
        const { depreciation, capital } = capitalFactors(r, held);
        expect(depreciation + capital).toBeCloseTo(cash, 9);
      }),
    );
  });

  it('never spends less by a later month, but for the sale at the horizon', () => {
    fc.assert(
      fc.property(schedule, (held: Depreciation) => {
        const cash = monthEnds(held.horizonMonths).map((month) => equipmentCash(held, month));
        const { depreciation } = capitalFactors(0, held);
        expect(cash.at(-1)).toBeCloseTo(depreciation, 9);
        for (let month = 1; month < cash.length - 1; month += 1) {
          expect(cash[month]).toBeGreaterThanOrEqual(cash[month - 1] as number);
        }
      }),
    );
  });
});
