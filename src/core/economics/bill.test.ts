import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factOf, offerOf, systemOf, termsOf } from '../catalog/system.testing.ts';
import type { Interval } from '../quantity/figure.ts';
import { sensitivityOf } from '../quantity/sensitivity.ts';
import type { Terms } from '../workload/request.ts';
import { billInCents } from './bill-in-cents.ts';
import { compareTenures } from './break-even.ts';
import type { CostResult } from './cost.ts';
import type { Holding, Production } from './holding.ts';
import { ownCost } from './own.ts';
import { tokensPerUsd, usdPerChipHour, usdPerMillionTokensAt } from './price.ts';
import { rentCost } from './rent.ts';
import { termFigures } from './time-value.ts';

const pue = factOf('1', 'site#pue', 1.2);
const servingAt = (output: number | Interval, inputShare = 0): Production => ({
  serving: {
    inputTokensPerSecond: factOf('tokens/s', 'in', 10_000),
    outputTokensPerSecond: factOf('tokens/s', 'out', output),
    inputBillShare: factOf('1', 'share-in', inputShare),
    outputBillShare: factOf('1', 'share-out', 1 - inputShare),
  },
  secondsPerRun: null,
});
const trainingOf = (wallSeconds: number): Production => ({
  serving: null,
  secondsPerRun: factOf('s', 'wall', wallSeconds),
});
const holdingOf = (changes: Partial<Holding> & { readonly price?: number | Interval } = {}): Holding => {
  const { price = 3_000_000, ...rest } = changes;
  return {
    system: systemOf({ purchaseUsdPerUnit: factOf('USD', 'prices#rack', price) }),
    units: 1,
    watts: {
      average: factOf('W', 'w#average', 90_000),
      idle: factOf('W', 'w#idle', 30_000),
      peak: factOf('W', 'w#peak', 120_000),
    },
    production: servingAt(20_000),
    once: [],
    ...rest,
  };
};
const owned = (holding = holdingOf(), terms = termsOf()): CostResult => {
  const result = ownCost(holding, terms, pue);
  if (result === null) throw new Error('no price');
  return result;
};
const line = (cost: CostResult, name: CostResult['lines'][number]['name']): number =>
  cost.lines.find((each) => each.name === name)?.usdOverHorizon.estimate ?? Number.NaN;
const free = (changes: Partial<Terms> = {}) =>
  termsOf({
    staffUsdPerYear: factOf('USD', 'staff', 0),
    electricityUsdPerKwh: factOf('USD/kWh', 'electricity', 0),
    spaceUsdPerKwMonth: factOf('USD/kW-month', 'space', 0),
    supportSharePerYear: factOf('1', 'support', 0),
    sparesShare: factOf('1', 'spares', 0),
    discountRatePerYear: 0,
    ...changes,
  });

const termsArbitrary = fc
  .record({
    horizonMonths: fc.integer({ min: 1, max: 72 }),
    depreciationMonths: fc.integer({ min: 6, max: 72 }),
    discountRatePerYear: fc.double({ min: 0, max: 0.3, noNaN: true }),
    residualShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
    utilisation: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  .map((changes) => termsOf(changes));

describe('rentCost', () => {
  // 16 USD/h for 8 chips is 2 USD/chip-h; at 2,500 tokens/s/chip: 2 * 1e6 / (3600 * 2500) = 0.2222 USD/Mtok.
  it('prices a million tokens as worked by hand, whatever the use and the discount rate', () => {
    fc.assert(
      fc.property(termsArbitrary, (terms) => {
        const alone = { ...terms, staffUsdPerYear: factOf('USD', 'staff', 0) };
        const cost = rentCost(holdingOf({ production: servingAt(20_000) }), offerOf(16), alone, pue);
        expect(cost.usdPerMillionOutputTokens?.estimate).toBeCloseTo(2 / 9, 9);
        expect(usdPerChipHour(cost, 8, termFigures(alone))?.estimate).toBeCloseTo(2, 9);
      }),
    );
    const chipHour = factOf('USD/chip-h', 'c', 2);
    const rate = factOf('tokens/s/chip', 'r', 2500);
    expect(usdPerMillionTokensAt(chipHour, rate).estimate).toBeCloseTo(0.2222, 4);
  });

  // 100 USD/h * 730.5 h * 0.5 = 36,525 USD a month in use; staff 10,000 a month; 12 months.
  it('pays for the hours of use on demand and for all hours of a reservation', () => {
    const terms = termsOf({ horizonMonths: 12, utilisation: 0.5, discountRatePerYear: 0 });
    const onDemand = rentCost(holdingOf(), offerOf(100), terms, pue);
    expect(line(onDemand, 'rent')).toBeCloseTo(438_300, 6);
    expect(onDemand.totalUsd.estimate).toBeCloseTo(438_300 + 120_000, 6);
    const reserved = rentCost(holdingOf(), offerOf(100, { kind: 'reserved' }), terms, pue);
    expect(line(reserved, 'rent')).toBeCloseTo(876_600, 6);
    const block = offerOf(100, { kind: 'capacity-block' });
    expect(line(rentCost(holdingOf(), block, terms, pue), 'rent')).toBeCloseTo(876_600, 6);
    const runs = holdingOf({ production: trainingOf(1e6) });
    expect(line(rentCost(runs, block, terms, pue), 'rent')).toBeCloseTo(438_300, 6);
  });

  it('bills only rent and staff, and no hour that is not used', () => {
    const unused = rentCost(holdingOf(), offerOf(100), termsOf({ utilisation: 0 }), pue);
    expect(unused.lines.map(({ name }) => name)).toEqual(['rent', 'staff']);
    expect(line(unused, 'rent')).toBe(0);
    expect(unused.energyKwhOverHorizon.estimate).toBe(0);
    expect(unused.usdPerMillionOutputTokens).toBeNull();
    expect(usdPerChipHour(unused, 8, termFigures(termsOf({ utilisation: 0 })))).toBeNull();
  });

  // 10 days at 100 USD/h: 24,000 USD, however much else the fleet does.
  it('charges a training run the hours it takes', () => {
    const cost = rentCost(holdingOf({ production: trainingOf(864_000) }), offerOf(100), free(), pue);
    expect(cost.usdPerRun?.estimate).toBeCloseTo(24_000, 6);
    expect(cost.usdPerMillionInputTokens).toBeNull();
  });

  it('shares the bill between input and output tokens without losing any of it', () => {
    const terms = free();
    const cost = rentCost(holdingOf({ production: servingAt(20_000, 0.3) }), offerOf(16), terms, pue);
    const [input, output] = [cost.usdPerMillionInputTokens, cost.usdPerMillionOutputTokens];
    const seconds = terms.utilisation * 36 * 730.5 * 3600;
    const billed =
      ((input?.estimate ?? Number.NaN) * 10_000 + (output?.estimate ?? Number.NaN) * 20_000) * seconds;
    expect(billed / 1e6).toBeCloseTo(cost.totalUsd.estimate, 6);
  });
});

describe('ownCost', () => {
  // A year, undiscounted: 3 M to 0.3 M over 48 months loses 56,250 a month = 675,000. Energy (0.8 * 90 + 0.2 * 30) kW *
  // 730.5 h * 1.2 = 68,374.8 kWh a month, at 0.08: 5,469.98; 12 of them 65,639.81. Space 120 kW * 180 * 12 = 259,200. Staff
  // 120,000. Support 5 % of 3 M = 150,000. Spares 2 % = 60,000.
  it('adds the lines worked by hand', () => {
    const cost = owned(holdingOf(), termsOf({ horizonMonths: 12, discountRatePerYear: 0 }));
    expect(line(cost, 'depreciation')).toBeCloseTo(675_000, 4);
    expect(line(cost, 'capital')).toBe(0);
    expect(line(cost, 'electricity')).toBeCloseTo(65_639.81, 2);
    expect(line(cost, 'space')).toBeCloseTo(259_200, 4);
    expect(line(cost, 'staff')).toBeCloseTo(120_000, 4);
    expect(line(cost, 'support')).toBeCloseTo(150_000, 4);
    expect(line(cost, 'spares')).toBeCloseTo(60_000, 4);
    expect(cost.energyKwhOverHorizon.estimate).toBeCloseTo(820_497.6, 1);
    expect(cost.purchaseUsd?.estimate).toBe(3_000_000);
    expect(cost.totalUsd.estimate).toBeCloseTo(1_329_839.81, 2);
    expect(billInCents(cost).total).toBe(132_983_981);
    // 20,000 tokens/s * 0.8 * 12 * 730.5 h * 3600 s = 504,921.6 million tokens.
    expect(cost.usdPerMillionOutputTokens?.estimate).toBeCloseTo(1_329_839.81 / 504_921.6, 6);
  });

  it('is absent where there is no price, rather than free', () => {
    expect(ownCost(holdingOf({ system: systemOf({ purchaseUsdPerUnit: null }) }), termsOf(), pue)).toBeNull();
  });

  it('hands the interval of the price on to the bill and to the price of a token', () => {
    const cost = owned(holdingOf({ price: { low: 2e6, estimate: 3e6, high: 4e6 } }));
    const [cheap, dear] = [2e6, 4e6].map((price) => owned(holdingOf({ price })).totalUsd.estimate);
    expect(cost.totalUsd.low).toBeCloseTo(cheap as number, 4);
    expect(cost.totalUsd.high).toBeCloseTo(dear as number, 4);
    const token = cost.usdPerMillionOutputTokens;
    expect(token === null ? 0 : token.high / token.low).toBeCloseTo((dear as number) / (cheap as number), 9);
    const [first] = token === null ? [] : sensitivityOf(token, 1);
    expect(first?.input).toBe('prices#rack');
  });

  it('gives as many tokens for a dollar as the price of a token says', () => {
    const cost = owned();
    const perUsd = tokensPerUsd(factOf('tokens/s', 'out', 20_000), cost, termFigures(termsOf()));
    expect(
      (perUsd?.estimate ?? Number.NaN) * (cost.usdPerMillionOutputTokens?.estimate ?? Number.NaN),
    ).toBeCloseTo(1e6, 3);
  });
});

describe('a bill', () => {
  const holding = holdingOf({ price: { low: 2e6, estimate: 3e6, high: 4e6 } });
  const both = (terms: Terms) => [owned(holding, terms), rentCost(holding, offerOf(100), terms, pue)];

  it('has lines that add up to its total at every end', () => {
    fc.assert(
      fc.property(termsArbitrary, (terms) => {
        for (const cost of both(terms)) {
          for (const end of ['low', 'estimate', 'high'] as const) {
            const sum = cost.lines.reduce((total, each) => total + each.usdOverHorizon[end], 0);
            expect(cost.totalUsd[end]).toBeCloseTo(sum, 4);
          }
        }
      }),
    );
  });

  it('adds up in cents as well', () => {
    fc.assert(
      fc.property(termsArbitrary, (terms) => {
        for (const cost of both(terms)) {
          const { lines, total } = billInCents(cost);
          expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(total);
          expect(Math.abs(total / 100 - cost.totalUsd.estimate)).toBeLessThanOrEqual(0.0051 * lines.length);
        }
      }),
    );
  });

  it('ends its cash at its undiscounted total', () => {
    fc.assert(
      fc.property(termsArbitrary, (terms) => {
        for (const cost of both({ ...terms, discountRatePerYear: 0 })) {
          const last = cost.cumulativeUsdByMonth.at(-1);
          expect(cost.cumulativeUsdByMonth).toHaveLength(terms.horizonMonths);
          expect(last?.estimate).toBeCloseTo(cost.totalUsd.estimate, 4);
          expect(last?.low).toBeCloseTo(cost.totalUsd.low, 4);
          expect(last?.high).toBeCloseTo(cost.totalUsd.high, 4);
        }
      }),
    );
  });

  it('grows with price, power and horizon, and shrinks with the discount rate', () => {
    fc.assert(
      fc.property(termsArbitrary, fc.double({ min: 1.01, max: 3, noNaN: true }), (terms, more) => {
        const base = owned(holdingOf(), terms).totalUsd.estimate;
        expect(owned(holdingOf({ price: 3e6 * more }), terms).totalUsd.estimate).toBeGreaterThan(base);
        const hotter = { ...holdingOf().watts, average: factOf('W', 'w', 90_000 * more) };
        expect(owned(holdingOf({ watts: hotter }), terms).totalUsd.estimate).toBeGreaterThan(base);
        const longer = { ...terms, horizonMonths: terms.horizonMonths + 12 };
        expect(owned(holdingOf(), longer).totalUsd.estimate).toBeGreaterThan(base);
        const rent = (changed: Terms) => rentCost(holding, offerOf(100), changed, pue).totalUsd.estimate;
        expect(rent(longer)).toBeGreaterThan(rent(terms));
        expect(rent({ ...terms, discountRatePerYear: terms.discountRatePerYear + 0.1 })).toBeLessThan(
          rent(terms),
        );
      }),
    );
  });
});

describe('rentOrOwn', () => {
  // 12,000 to buy and 1,000 a month of support (100 % a year) against rent: after m months 12,000 + 1,000 m against r m.
  // r = 2,001: ahead from month 12 (24,000 against 24,012). r = 1,999: from month 13. r = 1,400: never in 24 months.
  // Over 24 months owning costs 36,000 and renting 48,000 at full use: even at 0.75.
  const terms = free({
    utilisation: 1,
    horizonMonths: 24,
    depreciationMonths: 24,
    residualShare: 0,
    supportSharePerYear: factOf('1', 'support', 1),
  });
  const against = (rentPerMonth: number | Interval, changes = terms, price: number | Interval = 12_000) => {
    const perHour = (usd: number) => usd / 730.5;
    const hourly =
      typeof rentPerMonth === 'number'
        ? perHour(rentPerMonth)
        : {
            low: perHour(rentPerMonth.low),
            estimate: perHour(rentPerMonth.estimate),
            high: perHour(rentPerMonth.high),
          };
    return compareTenures(holdingOf({ price }), offerOf(hourly), changes, pue).rentOrOwn;
  };

  it('finds the month worked by hand', () => {
    expect(against(2001).breakEven).toMatchObject({ kind: 'reached', month: 12 });
    expect(against(1999).breakEven).toMatchObject({ kind: 'reached', month: 13 });
  });

  it('sets the ends of the intervals against each other', () => {
    expect(against({ low: 1400, estimate: 2001, high: 4001 }).breakEven).toEqual({
      kind: 'reached',
      month: 12,
      monthLow: 4,
      monthHigh: null,
    });
  });

  it('opens the month and the share of use to both bills', () => {
    const { breakEvenMonths, breakEvenUse } = against({ low: 1400, estimate: 2001, high: 4001 });
    expect(breakEvenMonths).toMatchObject({ low: 4, estimate: 12, high: Number.POSITIVE_INFINITY });
    expect(breakEvenMonths?.origin.kind === 'formula' && Object.keys(breakEvenMonths.origin.inputs)).toEqual([
      'rentUsdPerMonth',
      'ownUsdPerMonth',
      'purchaseUsd',
    ]);
    expect(breakEvenUse?.estimate).toBeCloseTo(36_000 / (24 * 2001), 6);
    expect(against(1400).breakEvenMonths).toBeNull();
  });

  it('tells not reached from not comparable', () => {
    expect(against(1400).breakEven).toEqual({ kind: 'not-reached', horizonMonths: 24 });
    const unpriced = holdingOf({ system: systemOf({ purchaseUsdPerUnit: null }) });
    const { own, rentOrOwn } = compareTenures(unpriced, offerOf(10), terms, pue);
    expect(own).toBeNull();
    expect(rentOrOwn).toMatchObject({ breakEven: { kind: 'not-comparable' }, breakEvenUtilisation: null });
    expect(compareTenures(holdingOf(), null, terms, pue).rentOrOwn.breakEven).toMatchObject({
      why: 'there is no offer to rent System',
    });
  });

  it('counts the crossing that lasts when a replacement puts the owner behind again', () => {
    const twoLives = { ...terms, depreciationMonths: 12 };
    // 12,000 + 1,000 m against 2,600 m: ahead from month 8, behind from month 13 (37,000 against 33,800), ahead from 15.
    expect(against(2600, twoLives).breakEven).toMatchObject({ kind: 'reached', month: 15 });
  });

  it('finds the use at which both cost the same', () => {
    expect(against(2000).breakEvenUtilisation).toBeCloseTo(0.75, 9);
    expect(against(1000).breakEvenUtilisation).toBeCloseTo(1.5, 9);
    const reserved = compareTenures(holdingOf(), offerOf(1, { kind: 'reserved' }), terms, pue);
    expect(reserved.rentOrOwn.breakEvenUtilisation).toBeNull();
  });

  it('breaks even at the very use where the two bills are equal', () => {
    fc.assert(
      fc.property(termsArbitrary, fc.double({ min: 20, max: 2000, noNaN: true }), (changed, hourly) => {
        const holding = holdingOf();
        const use = compareTenures(holding, offerOf(hourly), changed, pue).rentOrOwn.breakEvenUtilisation;
        if (use === null || use === 0) return;
        const at = { ...changed, utilisation: use };
        const { rent, own } = compareTenures(holding, offerOf(hourly), at, pue);
        const gap = (own?.totalUsd.estimate ?? Number.NaN) - (rent?.totalUsd.estimate ?? Number.NaN);
        expect(Math.abs(gap)).toBeLessThan(1e-6 * (own?.totalUsd.estimate ?? Number.NaN));
      }),
    );
  });
});
