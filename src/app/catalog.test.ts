import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../core/input-error.ts';
import { catalogReportText } from '../core/report/catalog-check.ts';
import { comparisonText } from '../core/report/catalog-compare.ts';
import { catalogListText, LIST_KINDS } from '../core/report/catalog-list.ts';
import { productView } from '../core/report/catalog-product.ts';
import { productText } from '../core/report/catalog-product-text.ts';
import { displayWidth } from '../core/report/text.ts';
import { checkCatalog, compareCatalog, listCatalog, openCatalog, showProduct } from './catalog.ts';

const fits = (text: string, width: number, what: string): void => {
  for (const line of text.split('\n'))
    expect(displayWidth(line), `${what}: ${line}`).toBeLessThanOrEqual(width);
};

test('every list fits 80 columns', async () => {
  for (const kind of LIST_KINDS) {
    const list = await listCatalog(kind, []);
    expect(list.rows.length, kind).toBeGreaterThan(3);
    fits(catalogListText(list, 80), 80, kind);
  }
});

test('every product shows in 80 columns', async () => {
  const catalog = await openCatalog([]);
  for (const id of [...catalog.chips.keys(), ...catalog.systems.keys(), ...catalog.parts.keys()])
    fits(productText(productView(catalog, id), 80), 80, id);
});

test('a rack shows its parts, networking, envelope, management, and what is not published', async () => {
  const text = productText(await showProduct('trn2-ultraserver', [], null), 80);
  for (const part of [
    'Elevation',
    'Bill of parts',
    'Networking',
    'Power and thermal envelope',
    'weight per rack',
  ])
    expect(text).toContain(part);
  expect(text).toMatch(/Management tooling: AWS Nitro/);
  expect(text).toContain('Support terms: not published');
  expect(text).toMatch(/also published: 12,800 Gbit\/s/);
  expect(text).toMatch(/chosen: what the vendor table prints/);
});

test('a comparison marks the best of each line and fits 80 columns', async () => {
  const comparison = await compareCatalog(['trn2-ultraserver', 'trn3-gen2', 'gb200-nvl72'], []);
  const memory = comparison.rows.find((row) => row.group === 'per unit' && row.name === 'memory');
  expect(memory?.best).toEqual([1]);
  const power = comparison.rows.find((row) => row.name === 'IT power');
  expect(power?.best).toEqual([0]);
  fits(comparisonText(comparison, 80), 80, 'compare');
});

test('the shipped catalogue passes its check, which counts disagreements and gaps', async () => {
  const report = await checkCatalog([]);
  expect(report.counts['systems that can be planned on']).toBeGreaterThan(50);
  expect(report.disagreements.length).toBeGreaterThan(30);
  expect(report.unknown.map(({ path }) => path)).toContain('racks/trn3-ultraserver-gen2');
  fits(catalogReportText(report, 80), 80, 'check');
});

test('an unknown id, an unknown kind and a product without a drawing are refused', async () => {
  await expect(showProduct('trn2-ultra', [], null)).rejects.toThrow('trn2-ultraserver');
  await expect(listCatalog('chip', [])).rejects.toThrow(InputError);
  await expect(compareCatalog(['h100'], [])).rejects.toThrow(InputError);
  await expect(showProduct('h100', [], join(tmpdir(), 'x.svg'))).rejects.toThrow(InputError);
});

test('show writes the elevation as SVG where it is asked to', async () => {
  const file = join(tmpdir(), `rackwright-elevation-${process.pid}.svg`);
  try {
    await showProduct('gb200-nvl72', [], file);
    expect(await readFile(file, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  } finally {
    await rm(file, { force: true });
  }
});
