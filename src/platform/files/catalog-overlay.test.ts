import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveSystem } from '../../core/catalog/resolve.ts';
import { overlayFileSchema } from '../../core/catalog/schema.ts';
import { describeInputProblem, InputError } from '../../core/input-error.ts';
import { assembleCatalog, readAgainst, readCatalogFolder, type ShippedFiles } from './catalog.ts';

const ROOT = fileURLToPath(new URL('../../../catalog', import.meta.url));
let folder: string;
let shipped: ShippedFiles;
beforeAll(async () => {
  shipped = await readCatalogFolder(ROOT);
  folder = await mkdtemp(join(tmpdir(), 'rackwright-overlay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (text: string): Promise<string> => {
  const file = join(folder, 'my.yaml');
  await writeFile(file, text);
  return file;
};
const withOverlay = async (text: string) => assembleCatalog(shipped, [await written(text)]);

const refusal = async (text: string): Promise<string> => {
  const error = await withOverlay(text).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  return describeInputProblem(error.problem);
};

test("a user's power for a rack replaces the assumption behind it", async () => {
  const catalog = await withOverlay(`
facts:
  racks/trn2-ultraserver#power: {value: 46, unit: kW, source: our quote, as_of: 2026-10}
`);
  const system = resolveSystem(catalog, 'trn2-ultraserver');
  expect(system.peakWattsPerUnit).toMatchObject({ low: 46_000, estimate: 46_000, standing: 'user' });
  expect(system.caveats.join()).not.toContain('power is not published');
});

test('a fact somebody publishes takes the place of the assumption that stood in for it', async () => {
  const catalog = await withOverlay(`
sources: {note: {source: vendor letter, as_of: 2026-10, standing: vendor}}
facts:
  chips/trainium1#tdp: {value: 190, unit: W, from: note}
  racks/trn2-ultraserver#weight_per_rack: {value: 980, unit: kg, from: note}
  racks/trn2-ultraserver#supply_temperature: {value: 27, unit: C, from: note}
  chips/trainium2#scale_up_bandwidth_intra: {value: 512, unit: GB/s, from: note, direction: per-direction}
`);
  expect(resolveSystem(catalog, 'trn1-server').chip.designWatts).toMatchObject({
    low: 190,
    high: 190,
    standing: 'vendor',
  });
  const rack = resolveSystem(catalog, 'trn2-ultraserver');
  expect(rack.envelope?.weightKgPerRack).toMatchObject({ low: 980, high: 980, standing: 'vendor' });
  expect(rack.envelope?.supplyTemperatureMaxDegC?.estimate).toBe(27);
  expect(rack.tiers[0]?.bytesPerSecondPerChip).toMatchObject({ low: 512e9, high: 512e9 });
});

test('a replaced fact stays beside the new one as an alternative', async () => {
  const catalog = await withOverlay(`
facts:
  racks/gb200-nvl72#power: {value: 127, unit: kW, source: our measurement, as_of: 2026-10}
`);
  const { origin } = resolveSystem(catalog, 'gb200-nvl72').peakWattsPerUnit;
  expect(origin).toMatchObject({ kind: 'fact', source: 'our measurement' });
  expect(origin.kind === 'fact' ? origin.alternatives?.map(({ low }) => low) : []).toContain(120_000);
});

test('a quoted rack price is used instead of the published range', async () => {
  const catalog = await withOverlay(`
prices:
- {id: our-quote, kind: purchase, item: gb200-nvl72, value: 3.4, unit: million USD/rack, source: quote 4711, as_of: 2026-10}
`);
  expect(resolveSystem(catalog, 'gb200-nvl72').purchaseUsdPerUnit).toMatchObject({
    low: 3.4e6,
    estimate: 3.4e6,
    high: 3.4e6,
    standing: 'user',
  });
});

test('faults are shown with file, line, caret, what was found and what is accepted', async () => {
  const cases: [string, string, string][] = [
    ['facts:\n  racks/gb200-nvl72#power: {value: 1, unit: kW, as_of: 2026-10}\n', ':2:', 'source'],
    [
      'facts:\n  racks/gb200-nvl27#power: {value: 1, unit: kW, source: x, as_of: 2026-10}\n',
      ':2:',
      'gb200-nvl72',
    ],
    ['prices:\n- {id: a, kind: purchased, item: x, value: 1, unit: USD}\n', ':2:', 'purchase'],
    ['facts: {}\ntypo: 1\n', ':2:1:', 'typo'],
    ['facts: [\n', 'my.yaml:', 'well-formed YAML'],
    [
      'assumptions:\n- {id: a, unit: W, low: 3, estimate: 2, high: 4, reason: r, applies_to: [x]}\n',
      ':2:',
      'low <= estimate',
    ],
  ];
  for (const [text, place, word] of cases) {
    const message = await refusal(text);
    expect(message).toContain(place);
    expect(message).toContain(word);
    expect(message).toMatch(/found: .*\n.*accepted: /);
    expect(message).toMatch(/\n *\^$/);
  }
});

test('a fact in the wrong dimension is refused when the system is resolved', async () => {
  const catalog = await withOverlay(
    'facts:\n  racks/gb200-nvl72#power: {value: 1, unit: GB/s, source: x, as_of: 2026-10}\n',
  );
  expect(() => resolveSystem(catalog, 'gb200-nvl72')).toThrow(InputError);
});

const PROVENANCE = 'source: x, as_of: 2026-10';

test.each([
  ['racks/gb200-nvl72#power', '-120', 'kW', 'a number above 0'],
  ['racks/gb200-nvl72#power', '0', 'kW', 'a number above 0'],
  ['racks/gb200-nvl72#power', '[-1, 120]', 'kW', 'a number above 0'],
  ['chips/trainium2#tdp', '-1', 'W', 'a number above 0'],
  ['chips/trainium2#idle_share', '1.5', "'1'", 'at most 1'],
  ['chips/trainium2#idle_share', '150', "'%'", 'at most 100 %'],
])('the fact %s of %s %s is refused', async (path, value, unit, accepted) => {
  const message = await refusal(`facts:\n  ${path}: {value: ${value}, unit: ${unit}, ${PROVENANCE}}\n`);
  expect(message).toContain(`found:    ${value} `);
  expect(message).toContain(accepted);
  expect(message).toMatch(/my.yaml:2:/);
});

test('zero stays possible for a temperature and for a share that the catalogue itself has at zero', async () => {
  const catalog = await withOverlay(`
facts:
  racks/trn2-ultraserver#supply_temperature: {value: -5, unit: C, ${PROVENANCE}}
  racks/trn2-ultraserver#liquid_heat_share: {value: 0, unit: '1', ${PROVENANCE}}
`);
  expect(resolveSystem(catalog, 'trn2-ultraserver').envelope?.supplyTemperatureMaxDegC?.estimate).toBe(-5);
});

test('the facts of an own product are held to the same limits', async () => {
  const own = (watts: number) =>
    `parts:\n- {id: my-switch, name: s, vendor: v, facts: {power: {value: ${watts}, unit: W, ${PROVENANCE}}}}\n`;
  expect((await withOverlay(own(300))).parts.has('my-switch')).toBe(true);
  expect(await refusal(own(-300))).toContain('a number above 0');
});

test('a price of nothing or less, and one of an item that nobody sells, is refused', async () => {
  const price = (item: string, value: number, kind = 'purchase') =>
    `prices:\n- {id: q, kind: ${kind}, item: ${item}, value: ${value}, unit: USD, ${PROVENANCE}}\n`;
  expect(await refusal(price('gb200-nvl72', 0))).toContain('a number above 0');
  expect(await refusal(price('gb200-nvl72', -3))).toContain('a number above 0');
  expect(await refusal(price('gb200-nvl27', 3e6))).toMatch(/"gb200-nvl27".*\n.*nearest: .*gb200-nvl72/);
  // A product, an item that plans name, an item of shipped prices, and a place: all of them known.
  for (const item of ['gb200-nvl72', 'trn2.48xlarge', 'blackwell-gpu'])
    expect((await withOverlay(price(item, 3e6))).prices.get('q')?.item).toBe(item);
  expect((await withOverlay(price('our hall in Leeds', 9, 'colocation'))).prices.has('q')).toBe(true);
});

test('a slip in the name of a fact is refused with the nearest names', async () => {
  const fact = (path: string) => `facts:\n  ${path}: {value: 1, unit: kW, ${PROVENANCE}}\n`;
  expect(await refusal(fact('racks/gb200-nvl72#powr'))).toMatch(/"powr".*\n.*nearest: .*\bpower\b/);
  expect(await refusal(fact('chips/trainium2#tpd'))).toMatch(/"tpd".*\n.*nearest: .*\btdp\b/);
});

test('an own assumption keeps the limits of the shipped one that it replaces', async () => {
  const row = (id: string, high: number, low = 0.1) =>
    `assumptions:\n- {id: ${id}, unit: '1', low: ${low}, estimate: 0.2, high: ${high}, reason: r, applies_to: [x]}\n`;
  expect(await refusal(row('idle-share', 1.2))).toContain('at most 1');
  expect(await refusal(row('idle-share', 0.3, -0.1))).toContain('a number above 0');
  expect(await refusal(row('my-own', 0.3, -0.1))).toContain('a number of 0 or more');
  expect((await withOverlay(row('power-overhead-server-air', 1.2))).assumptions.has('idle-share')).toBe(true);
});

const survives = (text: string): void => {
  try {
    readAgainst('fuzz.yaml', text, overlayFileSchema);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
};

test('any text is a catalogue file or an InputError', () => {
  const key = fc.constantFrom('facts', 'chips', 'prices', 'racks', 'assumptions', 'sources', 'value', 'plan');
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(key, tie('node'), { maxKeys: 4 }),
    ),
  })).node;
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 200 });
  fc.assert(
    fc.property(tree, (value) => survives(JSON.stringify(value))),
    { numRuns: 200 },
  );
});

test('bombs of aliases, of nesting and of keys are refused rather than expanded', () => {
  const aliases = Array.from(
    { length: 30 },
    (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, *a${i - 1}`}]`,
  );
  const bombs = [
    aliases.join('\n'),
    '['.repeat(20_000),
    '{a: '.repeat(5_000),
    '%YAML 9\n---\n\u0000',
    Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join('\n'),
  ];
  for (const text of bombs)
    expect(() => readAgainst('bomb.yaml', text, overlayFileSchema)).toThrow(InputError);
});
