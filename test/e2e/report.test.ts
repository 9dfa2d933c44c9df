import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/app/package-root.ts';
import { planRequestFile } from '../../src/app/plan.ts';
import { writeReport } from '../../src/app/write-report.ts';
import { servingPlan, trainingPlan } from '../../src/core/report/fixture.testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.ts';

const executablePath = chromiumPath();
const inCi = process.env['CI'] === 'true';

describe('the browser for end-to-end tests', () => {
  it.skipIf(!inCi)('is installed in continuous integration', () => {
    expect(executablePath, 'no Chromium found; install one or set CHROMIUM_PATH').not.toBeNull();
  });
});

describe.skipIf(executablePath === null)(
  'the report in a browser (needs Chromium; CHROMIUM_PATH names another)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'rackwright-report-'));
    const serving = join(folder, 'serving.html');
    const training = join(folder, 'training.html');
    let browser: Browser | null = null;

    beforeAll(async () => {
      await writeReport(servingPlan(), serving);
      await writeReport(trainingPlan(), training);
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    const open = async (
      file: string,
      width: number,
      scripts = true,
    ): Promise<{ page: Page; troubles: string[] }> => {
      if (browser === null) throw new Error('the browser did not start');
      const page = await browser.newPage({ viewport: { width, height: 900 }, javaScriptEnabled: scripts });
      const troubles: string[] = [];
      const own = pathToFileURL(file).href;
      page.on('console', (message) => troubles.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (request.url() !== own && !request.url().startsWith('data:'))
          troubles.push(`request: ${request.url()}`);
      });
      await page.goto(own);
      return { page, troubles };
    };

    it.each([
      ['serving', serving, 1200],
      ['serving', serving, 390],
      ['training', training, 1200],
      ['training', training, 390],
    ])('opens the %s report quietly and within the width (%s, %i px)', async (_, file, width) => {
      const { page, troubles } = await open(file, width);
      expect(troubles).toEqual([]);
      expect(await page.locator('svg.chart').count()).toBeGreaterThanOrEqual(8);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.close();
    });

    it('clips no label and lets no two labels of a chart cover each other', async () => {
      const { page } = await open(serving, 1200);
      const faults = await page.evaluate(`(() => {
      const faults = [];
      for (const svg of document.querySelectorAll('svg.chart')) {
        const frame = svg.getBoundingClientRect();
        const boxes = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim() !== '')
          .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
        boxes.forEach(({ words, box }, index) => {
          if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
            faults.push(svg.querySelector('title').textContent + ': clipped: ' + words);
          for (const other of boxes.slice(index + 1)) {
            const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
            const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
            if (width > 2 && height > 4) faults.push(svg.querySelector('title').textContent + ': ' + words + ' over ' + other.words);
          }
        });
      }
      return faults;
    })()`);
      expect(faults).toEqual([]);
      await page.close();
    });

    it('sorts by a click on a header and filters rows', async () => {
      const { page } = await open(serving, 1200);
      const table = page.locator('#ranking table.interactive');
      await table.locator('th', { hasText: 'TPOT' }).getByRole('button').click();
      expect(await table.locator('tbody tr').first().textContent()).toContain('GB200');
      await page.locator('#sources summary').click();
      await page.locator('#sources input.filter').fill('hbm_bandwidth');
      const shown = await page.locator('#sources tbody tr:visible').count();
      expect(shown).toBeGreaterThan(0);
      expect(shown).toBeLessThan(await page.locator('#sources tbody tr').count());
      await page.close();
    });

    it('stays readable with eighty candidates: long parts folded, nothing cut off', async () => {
      const file = join(folder, 'example.html');
      const made = await planRequestFile(join(packageRoot(), 'examples', 'mixed-workloads.yaml'), {
        overlays: [],
        systems: null,
        jsonFile: null,
        htmlFile: file,
        onProgress: () => {},
      });
      await made.write();
      const { page, troubles } = await open(file, 1200);
      expect(troubles).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(14_000);
      const cut = `[...document.querySelectorAll('.wide')].filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1).length`;
      expect(await page.evaluate(cut)).toBe(0);
      expect(await page.locator('details[open]').count()).toBe(0);
      await page.close();
    });

    it('reads the same without scripts', async () => {
      const { page } = await open(serving, 1200, false);
      expect(await page.locator('#ranking tbody tr').count()).toBeGreaterThan(10);
      expect(await page.locator('h1').textContent()).toContain('Llama-3.1-70B');
      await page.close();
    });

    it('prints', async () => {
      const { page } = await open(serving, 1200);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      expect(pages.length).toBeGreaterThan(3);
      expect(pages.length).toBeLessThan(16);
      await page.close();
    });
  },
);
