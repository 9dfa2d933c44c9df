import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../src/core/catalog/catalog.ts';
import { productView } from '../../src/core/report/catalog-product.ts';
import { elevationSvg } from '../../src/core/report/elevation.ts';
import { elevationText } from '../../src/core/report/elevation-text.ts';
import { loadCatalog } from '../../src/platform/files/catalog.ts';

// To accept changed drawings: UPDATE_GALLERY=1 npx vitest run test/gallery
const UPDATE = process.env['UPDATE_GALLERY'] === '1';
const GALLERY = fileURLToPath(new URL('./elevations', import.meta.url));

let catalog: Catalog;
let drawn: string[];
beforeAll(async () => {
  catalog = await loadCatalog(fileURLToPath(new URL('../../catalog', import.meta.url)));
  drawn = [...catalog.systems.values()]
    .filter(({ elevation }) => elevation !== null)
    .map(({ id }) => id)
    .sort();
  if (UPDATE) await mkdir(GALLERY, { recursive: true });
});

const drawingOf = (id: string) => {
  const { drawing } = productView(catalog, id);
  if (drawing === null) throw new Error(`${id} has no drawing`);
  return drawing;
};

test('every elevation is drawn as it stands in the gallery', async () => {
  for (const id of drawn) {
    const file = join(GALLERY, `${id}.svg`);
    const svg = elevationSvg(drawingOf(id));
    if (UPDATE) await writeFile(file, svg);
    expect(svg, id).toBe(await readFile(file, 'utf8'));
  }
  expect((await readdir(GALLERY)).sort()).toEqual(drawn.map((id) => `${id}.svg`));
});

test('a drawing has one box for every tray whose number is published', () => {
  for (const id of drawn) {
    const drawing = drawingOf(id);
    const { document } = parseHTML(elevationSvg(drawing));
    const trays = drawing.elevation.racks.flatMap(({ stack }) =>
      stack.filter(({ kind }) => kind === 'compute'),
    );
    const published = trays.reduce((sum, { count }) => sum + (count ?? 1), 0);
    expect(document.querySelectorAll('g rect.compute').length, id).toBe(published);
  }
});

test('what is not published is hatched and named', () => {
  const svg = elevationSvg(drawingOf('trn2-ultraserver'));
  expect(svg).toContain('power, network: not published');
  expect(svg).toContain('The height of the rack is not published.');
  expect(svg.match(/class="hatch"/g)?.length).toBeGreaterThanOrEqual(3);
});

test('text elevations fit the width they are given', () => {
  for (const id of drawn) {
    for (const width of [60, 80, 120]) {
      for (const line of elevationText(drawingOf(id).elevation, width))
        expect(line.length, id).toBeLessThanOrEqual(width);
    }
  }
});
