import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { loadCatalog } from '../../platform/files/catalog.ts';
import { InputError } from '../input-error.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Catalog } from './catalog.ts';
import { resolveChip, resolveSystem, resolveSystems } from './resolve.ts';
import type { SystemSpec } from './system.ts';

let catalog: Catalog;
let systems: readonly SystemSpec[];
beforeAll(async () => {
  catalog = await loadCatalog(fileURLToPath(new URL('../../../catalog', import.meta.url)), [], {
    everything: true,
  });
  systems = resolveSystems(catalog);
});

const isFigure = (value: object): value is Figure =>
  'unit' in value && 'low' in value && 'estimate' in value && 'high' in value && 'origin' in value;

/** Every figure below a value, those that others were computed from included. */
const figuresIn = (value: unknown, seen = new Set<object>()): Figure[] => {
  if (value === null || typeof value !== 'object' || seen.has(value)) return [];
  seen.add(value);
  return [
    ...(isFigure(value) ? [value] : []),
    ...Object.values(value).flatMap((each) => figuresIn(each, seen)),
  ];
};

test('every interval is finite and in order, and every derivation ends at facts, assumptions or counts', () => {
  const figures = figuresIn(systems);
  expect(figures.length).toBeGreaterThan(1000);
  for (const { low, estimate, high, origin } of figures) {
    expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
    expect(low <= estimate && estimate <= high).toBe(true);
    if (origin.kind === 'formula' && Object.keys(origin.inputs).length === 0)
      expect(origin.formula).toMatch(/counted in the plan/);
  }
});

test('every assumption used is listed with a reason and how to override it, and every one listed is used', () => {
  const used = new Set<string>();
  for (const { origin } of figuresIn(systems)) {
    if (origin.kind !== 'assumption') continue;
    used.add(origin.id);
    expect(origin.reason.length, origin.id).toBeGreaterThan(20);
    expect(origin.override).toContain(`assumptions.${origin.id}`);
  }
  for (const { envelope } of systems)
    if (envelope?.coolingOrigin.kind === 'assumption') used.add(envelope.coolingOrigin.id);
  expect([...used].filter((id) => !catalog.assumptions.has(id))).toEqual([]);
  expect([...catalog.assumptions.keys()].filter((id) => !used.has(id))).toEqual([]);
});

test('no fact, price or statement lacks a source or a date, and none with alternatives lacks the reason of its choice', () => {
  const products = [...catalog.chips.values(), ...catalog.systems.values(), ...catalog.parts.values()];
  const facts = [
    ...products.flatMap((entry) => [...entry.facts.values()]),
    ...[...catalog.chips.values()].flatMap((chip) => [...chip.cores.values()]),
    ...catalog.prices.values(),
    ...catalog.statements,
  ];
  expect(facts.length).toBeGreaterThan(1000);
  for (const fact of facts) {
    expect(fact.source.length).toBeGreaterThan(5);
    expect(fact.asOf).toMatch(/^\d{4}(-\d{2}){0,2}$/);
    if (fact.alternatives.length > 0) expect(fact.chosenBecause?.length).toBeGreaterThan(15);
  }
});

const chip = (id: string) => resolveChip(catalog, id);
const GIB = 2 ** 30;

// Each value read from the page named: AWS Neuron docs (trainium2, trainium3), NVIDIA H100 and GB200 data sheets,
// Google Cloud TPU v6e page (ICI 800 GB/s both directions).
test('catalogue figures equal values checked by hand against vendor pages', () => {
  expect(chip('trainium2').peakFlopsPerSecond.fp8?.estimate).toBe(1299e12);
  expect(chip('trainium3').peakFlopsPerSecond.mxfp8?.estimate).toBe(2517e12);
  expect(chip('trainium3').hbmBytes.estimate).toBe(144 * GIB);
  expect(chip('inferentia2').hbmBytesPerSecond.estimate).toBe(820 * GIB);
  expect(chip('h100').hbmBytesPerSecond.estimate).toBe(3.35e12);
  expect(chip('gb200').peakFlopsPerSecond.nvfp4?.estimate).toBe(10e15);
  const slice = resolveSystem(catalog, 'tpu-v6e-slice-256');
  expect(slice.tiers[0]?.bytesPerSecondPerChip.estimate).toBe(400e9);
  const h100 = resolveSystem(catalog, 'dgx-h100');
  expect(h100.tiers[0]?.bytesPerSecondPerChip.estimate).toBe(450e9);
  expect(h100.peakWattsPerUnit.estimate).toBe(10_200);
});

// AWS Neuron docs, trn3-arch: 144 x 144 GiB = 20736 GiB, 144 x 2517 = 362448 TFLOP/s MXFP8.
test('Trn3 UltraServers multiply out to the totals AWS prints', () => {
  const gen2 = resolveSystem(catalog, 'trn3-ultraserver-gen2');
  expect(gen2.chipsPerUnit * gen2.chip.hbmBytes.estimate).toBe(20_736 * GIB);
  expect(gen2.chipsPerUnit * (gen2.chip.peakFlopsPerSecond.mxfp8?.estimate ?? Number.NaN)).toBe(362_448e12);
});

test('link rates: both directions are halved, and a rate of unstated direction spans half to all of it', () => {
  const [rail] = resolveSystem(catalog, 'trn1.32xlarge').tiers;
  expect(rail?.bytesPerSecondPerChip).toMatchObject({ low: 192e9, high: 384e9, standing: 'assumed' });
  expect(resolveSystem(catalog, 'tpu-v5p-slice-64').tiers[0]?.bytesPerSecondPerChip.estimate).toBe(600e9);
});

test('plain FP8 on Trainium3 is an interval between the BF16 and the MXFP8 rate, never the MXFP8 rate itself', () => {
  const { fp8, mxfp8, bf16 } = chip('trainium3').peakFlopsPerSecond;
  expect(fp8?.low).toBe(bf16?.low);
  // 2517 / 671, kept to four decimals in the assumption.
  expect((fp8?.high ?? Number.NaN) / (mxfp8?.high ?? Number.NaN)).toBeCloseTo(1, 4);
  expect(fp8?.estimate).toBeLessThan(mxfp8?.estimate ?? Number.NaN);
  expect(fp8?.standing).toBe('assumed');
});

test('sparse peaks are never used', () => {
  for (const entry of catalog.chips.values()) expect(JSON.stringify(entry.plan)).not.toContain('sparse');
});

test('Trainium4 as announced is planned on wide intervals and says so', () => {
  const system = resolveSystem(catalog, 'trn4-announced');
  const { low, high } = system.chip.hbmBytes;
  expect(high / low).toBeGreaterThan(2);
  expect(system.caveats.join(' ')).toMatch(/announced, not shipping.*ratios over Trainium3 only/s);
  expect(system.availability.status).toBe('announced');
});

test('at least twenty systems can be planned on, among them Trn2, Trn3 and NVL72', () => {
  const ids = systems.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(20);
  expect(ids).toEqual(
    expect.arrayContaining([
      'trn1-server',
      'inf2-server',
      'trn2-ultraserver',
      'trn3-ultraserver-gen1',
      'trn3-ultraserver-gen2',
      'trn4-announced',
      'gb200-nvl72',
      'vr-nvl72',
      'helios',
      'gaudi3-8x',
      'maia-200-cluster',
      'cloudmatrix-384',
    ]),
  );
});

test('an override of an assumption replaces it everywhere, with standing user', () => {
  const overrides = { 'tdp-trainium1': { low: 200, estimate: 210, high: 220 } };
  const own = resolveSystem(catalog, 'trn1-server', overrides);
  expect(own.chip.designWatts).toMatchObject({
    low: 200,
    estimate: 210,
    high: 220,
    standing: 'user',
    origin: { kind: 'request', path: 'assumptions.tdp-trainium1' },
  });
  expect(own.peakWattsPerUnit.estimate).toBeGreaterThan(
    systems.find(({ id }) => id === 'trn1-server')?.peakWattsPerUnit.estimate ?? Number.NaN,
  );
});

test('an override of an unknown assumption, and an unknown id, are refused with the nearest known ones', () => {
  const refused = (run: () => unknown, nearest: string) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(nearest);
  };
  refused(
    () => resolveSystems(catalog, { 'tdp-trainum1': { low: 1, estimate: 1, high: 1 } }),
    'tdp-trainium1',
  );
  refused(() => resolveSystem(catalog, 'trn2-ultrasever'), 'trn2-ultraserver');
  refused(() => resolveChip(catalog, 'trainum2'), 'trainium2');
});

test('rent offers prefer ordinary United States regions, and government regions come last', () => {
  const offers = resolveSystem(catalog, 'p5en.48xlarge').rent.filter(({ kind }) => kind === 'on-demand');
  expect(offers.map(({ region }) => region)).toEqual(['us-east-1', 'us-gov-west-1']);
  expect(offers[0]?.usdPerUnitHour.estimate).toBe(63.296);
});

// TPU v6e at 2.70 USD per chip-hour in the United States: a pod of 256 costs 691.20 USD/h.
test('prices per chip and per instance are scaled to the unit', () => {
  const pod = resolveSystem(catalog, 'tpu-v6e-slice-256').rent.find(({ region }) => region === 'US');
  expect(pod?.usdPerUnitHour.estimate).toBeCloseTo(691.2, 6);
  const ultra = resolveSystem(catalog, 'trn2-ultraserver').rent.find(({ kind }) => kind === 'capacity-block');
  expect(ultra?.usdPerUnitHour.estimate).toBeCloseTo(4 * 35.7608, 6);
});
