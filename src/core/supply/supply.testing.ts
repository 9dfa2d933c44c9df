import type { Cents } from '../quantity/money.ts';
import { centsFromUsd } from '../quantity/money.ts';
import { randomStream } from '../quantity/random.ts';
import { bucketsOf } from './calendar.ts';
import type { CloudClass, Deal, Generation, SupplyCase, UpstreamResource } from './case.ts';

const usd = (amount: number): Cents => centsFromUsd(amount);

export const expected = { id: 'expected', name: 'as expected', probability: 1, capacityFactors: [] };

export const policy = {
  discountRate: 0.1,
  nervousnessPerRackDay: usd(100),
  frozenDays: 0,
  waitCostPerEquivalentDay: usd(50),
  shortfallPerRack: usd(5_000_000),
  fairTiers: ['committed', 'ordered', 'quoted'] as const,
};

/** A rack of 64 chips worth one hundred equivalents that uses one burn-in slot a week before it is finished. */
export const generation = (changes: Partial<Generation> = {}): Generation => ({
  id: 'g1',
  name: 'first generation',
  productId: null,
  chipsPerRack: 64,
  capacityPerRack: 100,
  firstDay: 0,
  openingRacks: 0,
  uses: [{ resourceId: 'burn-in', unitsPerRack: 1, lagDays: 7 }],
  spareRacks: [],
  transferPrice: usd(2_000_000),
  outsidePrice: usd(3_000_000),
  holdingCostPerDay: usd(200),
  ...changes,
});

export const burnIn = (unitsPerDay: number): UpstreamResource => ({
  id: 'burn-in',
  name: 'burn-in slots',
  unit: 'rack',
  storable: false,
  openingUnits: 0,
  capacity: [{ fromDay: -400, unitsPerDay }],
  prepay: null,
});

export const cloudClass = (changes: Partial<CloudClass> = {}): CloudClass => ({
  id: 'on-demand',
  name: 'on-demand customers',
  kind: 'cloud',
  queue: [{ customer: 'first in line', equivalents: 2000 }],
  arrivals: [],
  extraWaitDaysMax: 14,
  generationIds: ['g1'],
  weight: 1,
  ...changes,
});

export const deal = (changes: Partial<Deal> = {}): Deal => ({
  id: 'd1',
  buyer: 'a buyer',
  tier: 'prospect',
  inBaseline: false,
  racks: 8,
  lotRacks: 4,
  shipmentsMax: 4,
  siteReadyDay: 0,
  latestDay: 400,
  deliveryDays: 14,
  accepts: [{ generationId: 'g1', pricePerRack: usd(3_000_000) }],
  latenessPerRackDay: usd(1000),
  created: [],
  ...changes,
});

/** A case from parts, with spares and arrivals of nothing where none are given. */
export const supplyCase = (parts: Partial<SupplyCase> = {}): SupplyCase => {
  const buckets = parts.buckets ?? bucketsOf(4, 3, 91);
  const filled = (list: readonly number[], fill: number): readonly number[] =>
    buckets.map((_, index) => list[index] ?? fill);
  return {
    name: 'a case',
    startDate: '2027-01-04',
    resources: [burnIn(1)],
    deals: [],
    reservations: [],
    commitments: [],
    scenarios: [expected],
    policy,
    ...parts,
    buckets,
    generations: (parts.generations ?? [generation()]).map((one) => ({
      ...one,
      spareRacks: filled(one.spareRacks, 0),
    })),
    classes: (parts.classes ?? [cloudClass()]).map((one) => ({ ...one, arrivals: filled(one.arrivals, 0) })),
  };
};

/** A random case: two generations, three resources, up to three classes with limits of 0 to 60 days, up to ten deals. */
export const randomCase = (seed: number): SupplyCase => {
  const stream = randomStream(seed);
  const between = (low: number, high: number): number =>
    low + Math.floor(stream.nextUniform() * (high - low + 1));
  const one = <T>(list: readonly T[]): T => list[between(0, list.length - 1)] as T;
  const buckets = bucketsOf(between(0, 6), between(2, 4), 60);
  const generations = ['g1', 'g2'].map((id, index) =>
    generation({
      id,
      capacityPerRack: 100 * (index + 1),
      firstDay: index === 0 ? 0 : between(0, 150),
      openingRacks: between(0, 6),
      uses: [
        { resourceId: 'packaging', unitsPerRack: between(40, 80), lagDays: between(40, 80) },
        { resourceId: 'memory', unitsPerRack: 256, lagDays: 60 },
        { resourceId: 'burn-in', unitsPerRack: 1, lagDays: between(3, 10) },
      ],
      spareRacks: buckets.map(() => (index === 0 && stream.nextUniform() < 0.3 ? 1 : 0)),
    }),
  );
  const resources: UpstreamResource[] = [
    {
      id: 'packaging',
      name: 'packaging',
      unit: 'package',
      storable: false,
      openingUnits: 0,
      capacity: [
        { fromDay: -400, unitsPerDay: between(40, 120) },
        { fromDay: between(0, 100), unitsPerDay: between(40, 160) },
      ],
      prepay: null,
    },
    {
      id: 'memory',
      name: 'memory stacks',
      unit: 'stack',
      storable: true,
      openingUnits: between(0, 2000),
      capacity: [{ fromDay: -400, unitsPerDay: between(200, 500) }],
      prepay: null,
    },
    burnIn(between(1, 2)),
  ];
  const classes = ['research', 'reserved', 'on-demand'].slice(0, between(1, 3)).map((id) =>
    cloudClass({
      id,
      name: id,
      queue: Array.from({ length: between(1, 4) }, (_, k) => ({
        customer: `${id} ${k}`,
        equivalents: 100 * between(1, 12),
      })),
      arrivals: buckets.map(({ startDay, endDay }) => (endDay - startDay) * between(0, 60)),
      extraWaitDaysMax: one([0, 7, 14, 30, 45, 60]),
      generationIds: one([['g1'], ['g1', 'g2'], ['g2', 'g1']]),
      weight: between(1, 3),
    }),
  );
  const deals = Array.from({ length: between(1, 10) }, (_, k) => {
    const lotRacks = one([1, 2, 4, 8]);
    const siteReadyDay = between(0, 200);
    return deal({
      id: `d${k}`,
      tier: one(['committed', 'ordered', 'quoted', 'prospect'] as const),
      racks: lotRacks * between(1, 5),
      lotRacks,
      shipmentsMax: between(1, 4),
      siteReadyDay,
      latestDay: siteReadyDay + between(60, 300),
      deliveryDays: between(7, 30),
      inBaseline: stream.nextUniform() < 0.2,
      accepts: one([['g1'], ['g2'], ['g1', 'g2']]).map((generationId) => ({
        generationId,
        pricePerRack: usd(between(2, 6) * 1_000_000),
      })),
    });
  });
  return supplyCase({ buckets, generations, resources, classes, deals });
};
