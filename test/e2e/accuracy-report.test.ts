import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAccuracyReport } from '../../src/app/write-report.ts';
import { summariseErrors } from '../../src/core/performance/validation/statistics.ts';
import type { AccuracyReport } from '../../src/core/report/accuracy-document.ts';
import { accuracyRecord, accuracySample } from '../../src/core/report/accuracy-record.testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.ts';

const executablePath = chromiumPath();
const rows = accuracySample();

describe.skipIf(executablePath === null)('the report on accuracy in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rackwright-accuracy-'));
  const seen = join(folder, 'seen.html');
  const leftOut = join(folder, 'left-out.html');
  let browser: Browser | null = null;

  beforeAll(async () => {
    const report: Omit<AccuracyReport, 'scheme' | 'leftOut'> = {
      measurements: 'shipped measurements',
      rows,
      summary: {
        rows: 130,
        predicted: 120,
        scored: 120,
        refused: 10,
        calibrationVersion: 'v',
        all: summariseErrors(rows),
        byPrediction: [],
        byTask: [],
        byVendor: [],
        byModelKind: [],
        byStanding: [],
        byQuality: [],
        byChip: [],
        refusals: [{ code: 'lengths-not-published', rows: 10, example: '<b>neither</b> length' }],
      },
      record: accuracyRecord(),
      notes: {
        schema: 'rackwright.accuracy-notes/1',
        caveats: ['Read with care.'],
        failures: [{ about: 'error', goal: 'trainingDense', cause: 'Precision is not printed.' }],
        rows: [],
      },
    };
    await writeAccuracyReport({ ...report, scheme: 'in-sample', leftOut: null }, seen);
    await writeAccuracyReport({ ...report, scheme: 'chip', leftOut: 'chip h100-sxm' }, leftOut);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const open = async (file: string, width: number) => {
    if (browser === null) throw new Error('the browser did not start');
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return { page, troubles };
  };

  it.each([1200, 390])('opens quietly and within %i px', async (width) => {
    const { page, troubles } = await open(seen, width);
    expect(troubles).toEqual([]);
    expect(await page.locator('svg.chart').count()).toBe(3);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('lets no two labels of a panel cover each other', async () => {
    const { page } = await open(seen, 1200);
    const faults = await page.evaluate(`[...document.querySelectorAll('svg.chart')].flatMap((svg) => {
      const boxes = [...svg.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
      return boxes.flatMap(([words, box], index) => boxes.slice(index + 1)
        .filter(([, other]) => Math.min(box.right, other.right) - Math.max(box.left, other.left) > 2
          && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 4)
        .map(([others]) => words + ' over ' + others));
    })`);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('shows errors, intervals, the ten worst rows, known failures and refusals', async () => {
    const { page } = await open(seen, 1200);
    expect(await page.locator('section').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'errors',
      'charts',
      'intervals',
      'worst',
      'failures',
      'refused',
    ]);
    expect(await page.locator('.verdict').textContent()).toContain('Targets met: 1 of 2');
    expect(await page.locator('#failures').textContent()).toContain('Precision is not printed.');
    expect(await page.locator('#refused').textContent()).toContain('<b>neither</b>');
    await page.close();
  });

  it('holds rows that were left out to their targets', async () => {
    const { page } = await open(leftOut, 1200);
    expect(await page.locator('.asked').textContent()).toContain('chip h100-sxm left out');
    expect(await page.locator('#errors table').first().textContent()).toContain('14 / 35');
    await page.close();
  });
});
