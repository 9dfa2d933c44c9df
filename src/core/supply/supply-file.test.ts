import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { InputError } from '../input-error.ts';
import { requested } from '../quantity/figure.ts';
import { centsFromUsd } from '../quantity/money.ts';
import { allocationModel } from './allocation/model.ts';
import { daysBetween } from './calendar.ts';
import { DEAL_TIERS } from './case.ts';
import { type SupplyDefaults, supplyDefaultsSchema } from './file/defaults.ts';
import { supplySchema } from './file/schema.ts';
import { type SupplyInput, supplyCaseFrom } from './supply-file.ts';

const root = new URL('../../../', import.meta.url);
const defaults: SupplyDefaults = supplyDefaultsSchema.parse(
  parse(readFileSync(new URL('catalog/defaults/supply.yaml', root), 'utf8')),
).defaults;

const product = { id: 'a-rack', name: 'A rack', chips: 72, price: requested('USD', 2_000_000, 'test') };

const read = (text: string): SupplyInput =>
  supplyCaseFrom(supplySchema.parse(parse(text)), {
    fallbackName: 'a case',
    defaults,
    products: new Map([[product.id, product]]),
    statements: new Map(),
    locate: () => undefined,
  });

const SHORTEST = `format: rackwright.supply/1
start: 2027-01-04
generations: { g1: { product: a-rack, uses: { burn-in: 1 } } }
resources: { burn-in: { unused: lost, capacity: 1/day } }
classes: { on-demand: { extra_wait: 14 days } }
`;

describe('a supply file', () => {
  it('needs little, and every number it does not give is a named assumption with a reason', () => {
    const { case: of, assumptions, provenance } = read(SHORTEST);
    expect(of.generations[0]).toMatchObject({
      name: 'A rack',
      productId: 'a-rack',
      chipsPerRack: 72,
      capacityPerRack: 72,
      outsidePrice: centsFromUsd(2_000_000),
      transferPrice: centsFromUsd(1_200_000),
      openingRacks: 0,
    });
    const ids = assumptions.map(({ id }) => id);
    for (const id of ['weeks', 'quarters', 'transfer_share', 'lead_days', 'discount_rate', 'waiting'])
      expect(ids).toContain(`default.${id}`);
    expect(assumptions.every(({ reason, override, usedAt }) => reason && override && usedAt.length > 0)).toBe(
      true,
    );
    expect(provenance).toContainEqual({
      path: 'generations.g1.price',
      kind: 'catalogue',
      productId: 'a-rack',
      figure: product.price,
    });
  });

  it('can replace a default for all at once, and then it says so', () => {
    const { case: of, assumptions } = read(
      `${SHORTEST}assumptions: { default.discount_rate: 0.12, default.weeks: 3 }`,
    );
    expect(of.policy.discountRate).toBe(0.12);
    expect(of.buckets.filter(({ endDay, startDay }) => endDay - startDay === 7)).toHaveLength(3);
    expect(assumptions.find(({ id }) => id === 'default.weeks')).toMatchObject({
      replaced: true,
      usedAt: ['horizon.weeks'],
    });
  });

  it('has buckets behind the horizon for the longest wait that is promised, and one more', () => {
    const { case: of } = read(SHORTEST.replace('14 days', '100 days'));
    expect(of.buckets.filter(({ planned }) => !planned)).toHaveLength(3);
  });

  it('counts capacity from the day on which work begins on the first rack', () => {
    const { case: of } = read(SHORTEST.replace('unused: lost', 'unused: lost, lead: 10 days'));
    expect(of.resources[0]?.capacity).toEqual([{ fromDay: -10, unitsPerDay: 1 }]);
  });

  it('leaves parts made before that day to racks that are finished, and says so', () => {
    const steps = '[{ from: 2026-01-01, rate: 5/day }, { from: 2026-06-01, rate: 7/day }]';
    const { case: of, notices } = read(
      SHORTEST.replace('unused: lost, capacity: 1/day', `unused: kept, lead: 10 days, capacity: ${steps}`),
    );
    expect(of.resources[0]?.capacity).toEqual([{ fromDay: -10, unitsPerDay: 7 }]);
    expect(notices.join()).toContain('steps left out: 1');
  });

  it('adds arrivals up over each bucket, across steps', () => {
    const { case: of } = read(
      SHORTEST.replace(
        'extra_wait: 14 days',
        'extra_wait: 0 days, arrivals: [{ from: 2027-01-04, rate: 7/week }, { from: 2027-01-08, rate: 14/week }]',
      ),
    );
    expect(of.classes[0]?.arrivals.slice(0, 2)).toEqual([4 * 1 + 3 * 2, 14]);
  });

  it('sets whole racks aside: a rate of replacements adds up without losing any', () => {
    const { case: of } = read(
      `${SHORTEST.replace('uses: {', 'spares: { pool: [{ on: 2027-01-12, racks: 3 }], replacements: 5/quarter }, uses: {')}horizon: { weeks: 13, quarters: 1 }`,
    );
    const spares = of.generations[0]?.spareRacks ?? [];
    expect(spares.every(Number.isInteger)).toBe(true);
    expect(spares.slice(0, 13).reduce((sum, racks) => sum + racks, 0)).toBe(8);
    expect(spares[1]).toBeGreaterThanOrEqual(3);
    expect(spares[13]).toBe(5);
  });

  it('draws futures from ranges: the same for the same seed, spread over the range, triangular', () => {
    const ranged = (seed: number) =>
      read(
        `${SHORTEST.replace('capacity: 1/day', 'capacity: [8/day, 10/day, 14/day]')}draws: { count: 200, seed: ${seed} }`,
      );
    const factors = ranged(7).case.scenarios.map(
      ({ capacityFactors }) => capacityFactors[0]?.factor as number,
    );
    expect(ranged(7).case.scenarios).toEqual(ranged(7).case.scenarios);
    expect(ranged(8).case.scenarios).not.toEqual(ranged(7).case.scenarios);
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.8);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.4);
    // Mean of a triangular distribution is a third of the sum of its ends and its mode.
    expect(factors.reduce((sum, one) => sum + one, 0) / 200).toBeCloseTo((8 + 10 + 14) / 30, 3);
    expect(ranged(7).case.scenarios.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(
      1,
      12,
    );
  });

  it('takes the list price or one of its own for each generation a deal accepts', () => {
    const { case: of } = read(
      `${SHORTEST}deals: { a: { tier: quoted, racks: 4, accepts: [g1] }, b: { tier: committed, racks: 4, accepts: { g1: 5 USD } } }`,
    );
    expect(of.deals.map(({ accepts, inBaseline }) => [accepts[0]?.pricePerRack, inBaseline])).toEqual([
      [centsFromUsd(2_000_000), false],
      [500, true],
    ]);
  });
});

const date = fc
  .integer({ min: 0, max: 500 })
  .map((day) => new Date(Date.UTC(2027, 0, 4 + day)).toISOString().slice(0, 10));

/** Sound files in which most of what the schema knows is used. */
const soundFile = fc.record({
  format: fc.constant('rackwright.supply/1'),
  start: fc.constant('2027-01-04'),
  horizon: fc.record({ weeks: fc.integer({ min: 0, max: 6 }), quarters: fc.integer({ min: 6, max: 8 }) }),
  generations: fc.record({
    g1: fc.record({
      chips: fc.integer({ min: 1, max: 144 }),
      stock: fc.integer({ min: 0, max: 9 }),
      price: fc.constant('2 million USD'),
      uses: fc.constant({ 'burn-in': 1, memory: { per_rack: 256, lead: '60 days' } }),
    }),
  }),
  resources: fc.record({
    'burn-in': fc.record({
      unused: fc.constant('lost'),
      lead: fc.constant('1 week'),
      capacity: fc.integer({ min: 0, max: 50 }).map((n) => `${n}/week`),
    }),
    memory: fc.record({
      unused: fc.constant('kept'),
      stock: fc.integer({ min: 0, max: 1000 }),
      capacity: fc.constant(['1k/week', '2k/week', '3k/week']),
    }),
  }),
  classes: fc.record({
    'on-demand': fc.record({
      extra_wait: fc.integer({ min: 0, max: 400 }).map((n) => `${n} days`),
      queue: fc.array(
        fc.record({ customer: fc.constantFrom('a', 'b'), equivalents: fc.integer({ min: 0, max: 500 }) }),
        { maxLength: 4 },
      ),
      arrivals: fc.integer({ min: 0, max: 500 }).map((n) => `${n}/month`),
    }),
  }),
  deals: fc.dictionary(
    fc.constantFrom('d1', 'd2', 'd3'),
    fc
      .tuple(
        fc.constantFrom(...DEAL_TIERS),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        date,
        date,
      )
      .map(([tier, lot, lots, one, other]) => ({
        tier,
        lot,
        racks: lot * lots,
        site_ready: one < other ? one : other,
        latest: one < other ? other : one,
        accepts: ['g1'],
      })),
  ),
});

describe('any supply file', () => {
  it('means in the case what it says: dates, lots, racks and money come back', () => {
    fc.assert(
      fc.property(soundFile, (file) => {
        const { case: of } = read(stringify(file));
        expect(
          of.deals.map(({ id, racks, lotRacks, tier, siteReadyDay, latestDay }) => ({
            id,
            racks,
            lotRacks,
            tier,
            siteReadyDay,
            latestDay,
          })),
        ).toEqual(
          Object.entries(file.deals).map(([id, deal]) => ({
            id,
            racks: deal.racks,
            lotRacks: deal.lot,
            tier: deal.tier,
            siteReadyDay: daysBetween(file.start, deal.site_ready),
            latestDay: daysBetween(file.start, deal.latest),
          })),
        );
        const asked = file.classes['on-demand'].queue.reduce((sum, { equivalents }) => sum + equivalents, 0);
        expect(of.classes[0]?.queue.reduce((sum, { equivalents }) => sum + equivalents, 0)).toBe(asked);
        expect(of.scenarios.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        for (const { capacity } of of.resources) expect(capacity[0]?.fromDay).toBeLessThanOrEqual(0);
        expect(
          allocationModel(of, { baseline: null, earlier: null, scenario: null }).program.rows,
        ).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused by name or makes a case that can be allocated, whatever one value is changed to', () => {
    const strange = fc.constantFrom<unknown>(
      0,
      -1,
      0.5,
      1e308,
      2 ** 53,
      Number.NaN,
      null,
      true,
      '',
      'x',
      '1/week',
      '-3 racks',
      '2027-02-30',
      '1999-01-01',
      '9 billion USD',
      'g1',
      'memory',
      [],
      {},
      [[]],
      ['g1', 'g1'],
      { g1: null },
      { __proto__x: 1 },
      'constructor',
      '99 weeks',
      '1e400 USD',
      '٣',
      '5 racks/quarter',
    );
    const pathsIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
      value === null || typeof value !== 'object'
        ? [path]
        : [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
    const withValue = (root: unknown, path: readonly string[], to: unknown): unknown => {
      const [key, ...rest] = path;
      if (key === undefined) return to;
      if (Array.isArray(root))
        return root.map((one, index) => (String(index) === key ? withValue(one, rest, to) : one));
      const map = root as Readonly<Record<string, unknown>>;
      return { ...map, [key]: withValue(map[key], rest, to) };
    };
    let made = 0;
    fc.assert(
      fc.property(soundFile, fc.nat(), strange, fc.boolean(), (file, pick, to, addKey) => {
        const paths = pathsIn(file).filter((path) => path.length > 0);
        const path = paths[pick % paths.length] as readonly string[];
        const changed = withValue(file, addKey ? [...path.slice(0, -1), 'constructor'] : path, to);
        const parsed = supplySchema.safeParse(parse(stringify(changed)));
        if (!parsed.success) return;
        try {
          const { case: of } = supplyCaseFrom(parsed.data, {
            fallbackName: 'x',
            defaults,
            products: new Map(),
            statements: new Map(),
            locate: () => undefined,
          });
          made += 1;
          const { program } = allocationModel(of, { baseline: null, earlier: null, scenario: null });
          expect(program.values.every(Number.isFinite)).toBe(true);
          expect(program.objective.every(Number.isFinite)).toBe(true);
          expect(program.rowLower.every((bound) => !Number.isNaN(bound))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 300 },
    );
    expect(made).toBeGreaterThan(0);
  });
});
