import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { resolveChip, resolveSystem } from '../../src/core/catalog/resolve.ts';
import { compareProducts } from '../../src/core/report/catalog-compare.ts';
import { loadCatalog } from '../../src/platform/files/catalog.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test('the example of docs/add-a-chip.md does what the page says', async () => {
  const page = await readFile(file('docs/add-a-chip.md'), 'utf8');
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1];
  if (example === undefined) throw new Error('docs/add-a-chip.md has no example');
  const folder = await mkdtemp(join(tmpdir(), 'rackwright-docs-'));
  try {
    const overlay = join(folder, 'my.yaml');
    await writeFile(overlay, example);
    const catalog = await loadCatalog(file('catalog'), [overlay]);
    expect(resolveChip(catalog, 'exa1').peakFlopsPerSecond.fp8?.estimate).toBe(1800e12);
    const server = resolveSystem(catalog, 'example-one-8x');
    // Both directions 800 GB/s; 3200 Gbit/s over 8 chips is 50 GB/s each.
    expect(server.tiers.map((tier) => tier.bytesPerSecondPerChip.estimate)).toEqual([400e9, 50e9]);
    expect(server.purchaseUsdPerUnit).toMatchObject({ low: 96_000, high: 176_000, standing: 'assumed' });
    expect(resolveSystem(catalog, 'gb200-nvl72').purchaseUsdPerUnit?.estimate).toBe(3.4e6);
    expect(resolveSystem(catalog, 'trn2-ultraserver').peakWattsPerUnit).toMatchObject({
      estimate: 46_000,
      standing: 'measured',
    });
    expect(compareProducts(catalog, ['exa1', 'h100']).ids).toEqual(['example-one', 'h100-sxm']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
