// Cases for timing the allocation: 3 generations, 12 quarters, 4 classes, 4 shared resources, any number of deals.
import { randomStream } from '../dist/core/quantity/random.js';
import { bucketsOf } from '../dist/core/supply/calendar.js';

const usd = (amount) => Math.round(amount * 100);

/**
 * A case with so many deals; the more deals, the smaller each is, so that supply stays as scarce. `supply` scales all upstream
 * capacity: 1 serves everybody, 0.5 leaves a third (200 deals) to a half (2,000) of the racks asked for unsold.
 */
export const allocationCase = (deals, { seed = 1, shipmentsMax = 99, supply = 0.5 } = {}) => {
  const stream = randomStream(seed);
  const between = (low, high) => low + Math.floor(stream.nextUniform() * (high - low + 1));
  const one = (list) => list[between(0, list.length - 1)];
  const buckets = bucketsOf(0, 12, 14);
  const generations = ['g0', 'g1', 'g2'].map((id, index) => ({
    id,
    name: `generation ${index}`,
    productId: null,
    chipsPerRack: 64,
    capacityPerRack: [1, 1.6, 3][index],
    firstDay: [0, 91, 364][index],
    openingRacks: 0,
    uses: [
      { resourceId: 'wafer', unitsPerRack: [20, 24, 28][index], lagDays: 182 },
      { resourceId: 'packaging', unitsPerRack: 64, lagDays: 91 },
      { resourceId: 'memory', unitsPerRack: [256, 288, 384][index], lagDays: 91 },
      { resourceId: 'burn-in', unitsPerRack: 1, lagDays: 7 },
    ],
    spareRacks: buckets.map(({ startDay }) => (startDay >= [0, 91, 364][index] ? 4 : 0)),
    transferPrice: usd(2e6),
    outsidePrice: usd(3e6 * (index + 1)),
    holdingCostPerDay: usd(300),
  }));
  const resource = (id, unitsPerDay, storable) => ({
    id,
    name: id,
    unit: 'unit',
    storable,
    openingUnits: 0,
    prepay: null,
    capacity: [0, 273, 546, 819].map((fromDay, step) => ({
      fromDay: step === 0 ? -400 : fromDay,
      unitsPerDay: supply * unitsPerDay * (1 + 0.3 * step),
    })),
  });
  const resources = [
    resource('wafer', 160, true),
    resource('packaging', 420, false),
    resource('memory', 1900, true),
    resource('burn-in', 7, false),
  ];
  const classes = [
    ['research', 0],
    ['reserved', 7],
    ['on-demand', 14],
    ['anchor', 0],
  ].map(([id, extraWaitDaysMax], index) => ({
    id,
    name: id,
    kind: index === 0 ? 'internal' : 'cloud',
    queue: [{ customer: `${id} waiting`, equivalents: between(40, 160) }],
    arrivals: buckets.map(() => between(40, 110)),
    extraWaitDaysMax,
    generationIds: ['g0', 'g1', 'g2'],
    weight: 1,
  }));
  const share = 200 / deals;
  const list = Array.from({ length: deals }, (_, k) => {
    const lotRacks = share >= 1 ? one([2, 4, 8]) : 1;
    const siteReadyDay = between(0, 700);
    return {
      id: `d${k}`,
      buyer: `buyer ${k}`,
      tier: one(['committed', 'ordered', 'quoted', 'prospect', 'prospect', 'prospect']),
      inBaseline: k % 20 === 0,
      racks: lotRacks * between(1, share >= 1 ? 6 : 4),
      lotRacks,
      shipmentsMax,
      siteReadyDay,
      latestDay: siteReadyDay + between(200, 600),
      deliveryDays: 30,
      accepts: one([['g0'], ['g1'], ['g2'], ['g1', 'g2']]).map((generationId) => ({
        generationId,
        pricePerRack: usd(between(25, 45) * 1e5 * (1 + Number(generationId[1]))),
      })),
      latenessPerRackDay: usd(1000),
      created: [],
    };
  });
  return {
    name: `${deals} deals`,
    startDate: '2027-01-04',
    buckets,
    generations,
    resources,
    classes,
    deals: list,
    reservations: [],
    commitments: [],
    scenarios: [{ id: 'expected', name: 'as expected', probability: 1, capacityFactors: [] }],
    policy: {
      discountRate: 0.1,
      nervousnessPerRackDay: usd(100),
      frozenDays: 0,
      waitCostPerEquivalentDay: usd(3000),
      shortfallPerRack: usd(10e6),
      fairTiers: ['committed', 'ordered', 'quoted'],
    },
  };
};
