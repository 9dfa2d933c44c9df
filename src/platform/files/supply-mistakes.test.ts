import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInputProblem, InputError } from '../../core/input-error.ts';
import { loadSupply } from './supply.ts';

const catalogRoot = fileURLToPath(new URL('../../../catalog', import.meta.url));

const SOUND = `format: rackwright.supply/1
start: 2027-01-04
horizon: { weeks: 0, quarters: 2 }
generations:
  g1: { chips: 64, uses: { burn-in: 1 }, price: 3 million USD }
  g2: { chips: 64, uses: { burn-in: 1 }, price: 4 million USD, first: 2027-04-10 }
resources:
  burn-in: { unit: slot, unused: lost, lead: 7 days, capacity: [{ from: 2026-12-28, rate: 7/week }] }
classes:
  on-demand: { queue: 500, extra_wait: 14 days }
deals:
  d1: { tier: prospect, racks: 8, lot: 4, accepts: [g1] }
  d2: { tier: quoted, racks: 8, site_ready: 2027-02-01, latest: 2027-06-30, accepts: { g1: list, g2: 5 million USD } }
reservations:
  r1: { generation: g2, racks: 2, for: { deal: d2 }, until: 2027-12-31 }
commitments:
  c1: { kind: prepaid, amount: 9 million USD, until: 2028-01-01, deals: [d1] }
scenarios:
  good: { probability: 60% }
  bad: { probability: 40%, capacity: { burn-in: 50% } }
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supply-'));
});
afterAll(() => rm(folder, { recursive: true }));

const load = async (text: string, beside: Readonly<Record<string, string>> = {}) => {
  for (const [name, content] of Object.entries(beside)) await writeFile(join(folder, name), content);
  const path = join(folder, 'case.yaml');
  await writeFile(path, text);
  return loadSupply(path, { catalogRoot });
};

/** The refusal as it is shown, without the folder. */
const refusal = async (text: string, beside: Readonly<Record<string, string>> = {}): Promise<string> => {
  const made = await load(text, beside).catch((error: unknown) => error);
  if (!(made instanceof InputError)) throw made instanceof Error ? made : new Error('nothing was refused');
  return describeInputProblem(made.problem).replaceAll(`${folder}/`, '');
};

/** The text at the caret and words of what is refused when one piece of the sound file is replaced by another. */
const MISTAKES: readonly (readonly [from: string, to: string, caret: string, words: string])[] = [
  ['rackwright.supply/1', 'rackwright.supply/2', 'rackwright.supply/2', 'format: rackwright.supply/1'],
  ['2027-01-04', '2027-02-30', '2027-02-30', 'a calendar date'],
  ['2027-01-04', '04.01.2027', '04.01.2027', 'a calendar date'],
  ['2027-01-04', '1627-01-04', '1627-01-04', 'from 2000 to 2099'],
  ['quarters: 2', 'quarters: 0', '{ weeks: 0', 'at least one week or quarter'],
  ['quarters: 2', 'quarters: 4000', '4000', 'from 0 to 40'],
  ['uses: { burn-in: 1 }, price: 3', 'uses: { burnin: 1 }, price: 3', '1', 'nearest burn-in'],
  [
    'chips: 64, uses: { burn-in: 1 }, price: 3',
    'uses: { burn-in: 1 }, price: 3',
    '{ uses: { burn-in: 1',
    'neither chips nor product',
  ],
  [', price: 3 million USD', '', '{ chips: 64', 'neither price nor product'],
  ['price: 3 million USD', 'price: -3 million USD', '-3 million USD', 'at least 0'],
  ['price: 3 million USD', 'price: 1e300 USD', '1e300 USD', 'at most'],
  ['g1: { chips: 64,', 'g1: { product: trn9,', 'trn9', 'a known id'],
  ['first: 2027-04-10', 'first: 2037-04-10', '2037-04-10', 'behind the planned horizon'],
  [
    'first: 2027-04-10',
    'first: 2027-04-10, spares: { pool: [{ on: 2027-02-01, racks: 1 }] }',
    '{ pool: [{ on: 2027-02-01',
    'none is finished before',
  ],
  [
    'g1: { chips: 64,',
    'g1: { chips: 64, spares: { pool: [{ on: 2026-02-01, racks: 1 }] },',
    '2026-02-01',
    'before the plan starts',
  ],
  ['unused: lost', 'unused: sold', 'sold', 'kept, lost'],
  ['rate: 7/week', 'rate: -7/week', '-7/week', 'not below 0'],
  ['rate: 7/week', 'rate: 7', '7', 'such as 1200/week'],
  ['rate: 7/week', 'rate: 7 wafers/week', '{ from: 2026-12-28', 'a rate of slots'],
  ['rate: 7/week', 'rate: [9/week, 7/week, 8/week]', '[9/week', 'rising order'],
  ['from: 2026-12-28', 'from: 2027-01-04', '{ from: 2027-01-04', 'capacity from 2026-12-28 at the latest'],
  [
    '[{ from: 2026-12-28, rate: 7/week }]',
    '[{ from: 2026-12-28, rate: 7/week }, { from: 2026-12-28, rate: 8/week }]',
    '{ from: 2026-12-28',
    'each once',
  ],
  [', capacity: [{ from: 2026-12-28, rate: 7/week }]', '', '{ unit: slot', 'no capacity'],
  ['unused: lost', 'unused: lost, stock: 5', '5', 'a store of what cannot be kept'],
  ['extra_wait: 14 days', 'extra_wait: 14.5 days', '14.5 days', 'whole days'],
  ['extra_wait: 14 days', 'extra_wait: 90 years', '90 years', 'at most 1830'],
  [', extra_wait: 14 days', '', '{ queue: 500', 'no classes.on-demand.extra_wait'],
  ['queue: 500', 'queue: -500', '-500', 'from 0'],
  ['extra_wait: 14 days', 'extra_wait: 14 days, served_by: [g3]', 'g3', 'nearest g1, g2'],
  ['extra_wait: 14 days', 'extra_wait: 14 days, served_by: [g1, g1]', 'g1', 'a second time'],
  ['lot: 4', 'lot: 3', '3', 'such as 1, 2'],
  ['racks: 8, lot: 4', 'racks: 8.5, lot: 4', '8.5', 'a whole number'],
  ['tier: prospect', 'tier: vague', 'vague', 'committed, ordered, quoted, prospect'],
  ['accepts: [g1]', 'accepts: [g1, g4]', 'g4', 'a generation of this file'],
  ['latest: 2027-06-30', 'latest: 2027-01-30', '2027-01-30', 'on or after the site is ready'],
  [
    'site_ready: 2027-02-01, latest: 2027-06-30',
    'latest: 2026-06-30',
    '2026-06-30',
    'before the site is ready',
  ],
  [
    'site_ready: 2027-02-01, latest: 2027-06-30',
    'site_ready: 2029-06-30',
    '2029-06-30',
    'behind the planned horizon',
  ],
  [
    'accepts: [g1]',
    'accepts: [g1], prepays: [{ resource: wafers, from: 2027-02-01, until: 2027-03-01, rate: 1/day, paid: 1 USD }]',
    'wafers',
    'a resource of this file',
  ],
  [
    'accepts: [g1]',
    'accepts: [g1], prepays: [{ resource: burn-in, from: 2027-03-01, until: 2027-02-01, rate: 1/day, paid: 1 USD }]',
    '2027-02-01',
    'a day after the first',
  ],
  ['generation: g2, racks: 2', 'generation: g2, racks: 20', '20', 'at most 8 racks'],
  ['for: { deal: d2 }', 'for: { deal: d7 }', 'd7', 'a deal of this file'],
  ['for: { deal: d2 }', 'for: { deal: d1 }', 'g2', 'one of g1'],
  ['until: 2027-12-31', 'until: 2027-02-01', '2027-02-01', 'a day from 2027-07-05 on'],
  ['deals: [d1]', 'deals: [d1, d5]', 'd5', 'a deal of this file'],
  [', deals: [d1]', '', '{ kind: prepaid', 'neither deals nor classes'],
  [
    'amount: 9 million USD,',
    'amount: 9 million USD, drawn: 10 million USD,',
    '10 million USD',
    'at most the amount',
  ],
  ['until: 2028-01-01', 'until: 2026-01-01', '2026-01-01', 'a day after the first'],
  ['probability: 40%', 'probability: 30%', 'good: { probability: 60%', 'sum to 0.9'],
  ['probability: 40%', 'probability: 140%', '140%', 'at most 1'],
  ['capacity: { burn-in: 50% }', 'capacity: { memory: 50% }', '50%', 'a resource of this file'],
  [
    'rate: 7/week',
    'rate: [6/week, 7/week, 8/week]',
    'good: { probability: 60%',
    'either scenarios or ranges',
  ],
  ['scenarios:\n', 'draws: { count: 5 }\nscenarios:\n', '{ count: 5', 'without a range to draw from'],
  [
    'classes:\n',
    'classes:\n  on-demand: { extra_wait: 1 day }\n',
    'on-demand: { queue: 500',
    'a second time',
  ],
  ['racks: 8, lot', 'racs: 8, lot', 'racs: 8', 'the keys buyer, tier'],
  ['scenarios:\n', 'assumptions: { default.nothing: 3 }\nscenarios:\n', '3', 'default.discount_rate'],
  ['scenarios:\n', 'assumptions: { default.shipments: 2.5 }\nscenarios:\n', '2.5', 'a whole number'],
  [
    'scenarios:\n',
    'sources: { resources.wafers: { assumption: x } }\nscenarios:\n',
    '{ assumption: x',
    'which this file does not have',
  ],
  [
    'scenarios:\n',
    'sources: { resources.burn-in: { statement: anthropic-1b } }\nscenarios:\n',
    'anthropic-1b',
    'nearest',
  ],
  ['scenarios:\n', 'csv: { queue: nowhere.csv }\nscenarios:\n', 'nowhere.csv', 'no readable file'],
];

describe('a mistake in a supply file', () => {
  it('is none in the file that the others are made from', async () => {
    const { case: of, notices } = await load(SOUND);
    expect([of.generations.length, of.deals.length, of.scenarios.length, notices]).toEqual([2, 2, 2, []]);
  });

  it.each(MISTAKES)('%j for %j is refused at %j with %j', async (from, to, caret, words) => {
    expect(SOUND).toContain(from);
    const wrong = SOUND.replace(from, to);
    const shown = await refusal(wrong);
    expect(shown).toContain(words);
    const [, line, column] = /^case\.yaml:(\d+):(\d+): /.exec(shown) ?? [];
    const pointedAt = wrong.split('\n')[Number(line) - 1]?.slice(Number(column) - 1);
    expect(pointedAt?.slice(0, caret.length)).toBe(caret);
    expect(shown).toMatch(/\n *\^$/);
  });

  it('is refused by name or harmless, wherever characters are changed, taken out or put in', async () => {
    const change = fc.record({
      at: fc.nat(SOUND.length - 1),
      remove: fc.integer({ min: 0, max: 4 }),
      insert: fc.string({
        unit: fc.constantFrom(...'0123456789-:{}[],%/ \n\t\'"&*#|abkM\u0000é'),
        maxLength: 3,
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const text = changes.reduce(
          (whole, { at, remove, insert }) => whole.slice(0, at) + insert + whole.slice(at + remove),
          SOUND,
        );
        const made = await load(text).catch((error: unknown) => error);
        if (made instanceof Error) expect(made).toBeInstanceOf(InputError);
      }),
      { numRuns: 200 },
    );
  });

  it('is nesting without end, and a file without end', async () => {
    expect(await refusal(`${SOUND}sources: ${'['.repeat(5000)}`)).toContain('nested more than 200 deep');
    expect(await refusal(`${SOUND}# ${'x'.repeat(300_000)}`)).toContain('256 KiB');
  });
});

describe('tables beside a supply file', () => {
  const capacity = 'resource,from,units,per\nburn-in,2026-12-28,7,week\nburn-in,2029-01-01,9,week\n';
  const fromTable = SOUND.replace(', capacity: [{ from: 2026-12-28, rate: 7/week }]', '').concat(
    'csv: { capacity: capacity.csv }\n',
  );

  it('make the same case as what they say written out, and every row is accounted for', async () => {
    const written = await load(SOUND);
    const table = await load(fromTable, { 'capacity.csv': capacity });
    expect(table.case.resources).toEqual(written.case.resources);
    expect(table.tables).toMatchObject([
      { kind: 'capacity', rows: 2, used: 1, dropped: [{ reason: 'begins behind the last bucket', rows: 1 }] },
    ]);
  });

  it('are refused with the line of the table', async () => {
    const unknown = `${capacity}oven,2026-12-28,7,week\n`;
    expect(await refusal(fromTable, { 'capacity.csv': unknown })).toMatch(/^capacity\.csv:4:1: .*\n.*"oven"/);
    const late = 'resource,from,units,per\nburn-in,2027-12-28,7,week\n';
    expect(await refusal(fromTable, { 'capacity.csv': late })).toContain('2026-12-28 at the latest');
    const twice = `${capacity}burn-in,2026-12-28,8,week\n`;
    expect(await refusal(fromTable, { 'capacity.csv': twice })).toContain('each once');
  });

  it('cannot say a second time what the file says', async () => {
    const both = `${SOUND}csv: { queue: queue.csv }\n`;
    const shown = await refusal(both, { 'queue.csv': 'class,customer,equivalents\non-demand,a,5\n' });
    expect(shown).toContain('case.yaml:10:23');
    expect(shown).toContain('a queue here and in a CSV file');
  });
});
