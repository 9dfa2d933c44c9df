import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../src/core/portability/rule.ts';
import type { Finding } from '../../src/core/portability/verdict.ts';
import { fixtureAudit, fixtureFinding } from '../../src/core/report/audit/audit.testing.ts';
import { auditHtml } from '../../src/core/report/audit/audit-html.ts';
import { fixtureRules } from '../../src/core/report/audit/rules.testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.ts';

const executablePath = chromiumPath();
const HOSTILE = '</script><img src=x onerror="window.broken=1">&<b>';

const pageOf = (
  findings: readonly Finding[],
  excerpts = new Map<string, { line: number; text: string }[]>(),
): string =>
  auditHtml({ audit: { ...fixtureAudit, findings }, rules: fixtureRules, excerpts, comparison: null });

const short = (): string => {
  const before = fixtureFinding({
    rule: 'PT-001',
    path: `src/${HOSTILE}.py`,
    line: 7,
    symbol: HOSTILE,
    excerpt: HOSTILE,
    column: 5,
    endColumn: 9,
  });
  const excerpts = new Map([
    [
      `src/${HOSTILE}.py`,
      [
        { line: 6, text: HOSTILE },
        { line: 7, text: `abcd${HOSTILE}` },
      ],
    ],
    [
      'nanochat/common.py',
      [20, 21, 22].map((line) => ({ line, text: `       torch.cuda.is_available()  # ${line}` })),
    ],
  ]);
  return pageOf([...fixtureAudit.findings, before], excerpts);
};

const MANY = 20_000;
const FILES = 900;

const long = (): string =>
  pageOf(
    Array.from({ length: MANY }, (_, index) =>
      fixtureFinding({
        rule: fixtureRules[index % fixtureRules.length]?.id ?? '',
        path: `pkg${(index % FILES) % 40}/sub${(index % FILES) % 7}/file${index % FILES}.py`,
        line: 1 + Math.floor(index / FILES),
        severity: SEVERITIES[index % 4] ?? 'cosmetic',
        symbol: `symbol_${index}`,
        excerpt: `value = symbol_${index}()`,
      }),
    ),
  );

describe.skipIf(executablePath === null)(
  'the page of an audit in a browser (needs Chromium; CHROMIUM_PATH names another)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'rackwright-audit-'));
    let browser: Browser | null = null;

    beforeAll(async () => {
      writeFileSync(join(folder, 'short.html'), short());
      writeFileSync(join(folder, 'long.html'), long());
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true });
    });

    const open = async (
      name: string,
      scheme: 'light' | 'dark' = 'light',
      width = 1200,
    ): Promise<{ page: Page; troubles: string[] }> => {
      if (browser === null) throw new Error('no browser');
      const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 800 } });
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => troubles.push(message.text()));
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) troubles.push(request.url());
      });
      await page.goto(pathToFileURL(join(folder, name)).href);
      return { page, troubles };
    };
    const counted = (page: Page): Promise<string | null> => page.locator('#count').textContent();
    const drawn = (page: Page): Promise<string[]> => page.locator('.row.hit .name').allTextContents();

    it.each([
      ['light', 1200],
      ['dark', 1200],
      ['light', 400],
    ] as const)('fits into a %s page of %i pixels, without errors or requests', async (scheme, width) => {
      const { page, troubles } = await open('short.html', scheme, width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const shade = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(shade).toBe(scheme === 'dark' ? 'rgb(15, 20, 26)' : 'rgb(255, 255, 255)');
      expect(troubles).toEqual([]);
      await page.close();
    });

    it('filters by words, severity, rule, role and target, and goes back to all', async () => {
      const { page, troubles } = await open('short.html');
      expect(await counted(page)).toBe('10 of 10 findings in 8 files');
      await page.locator('#words').fill('rope triton');
      await expect.poll(() => counted(page)).toBe('2 of 10 findings in 1 file');
      await page.locator('#everything').click();
      for (const value of ['1', '2', '3'])
        await page.locator(`input[name=severity][value="${value}"]`).uncheck();
      await expect.poll(() => counted(page)).toBe('2 of 10 findings in 1 file');
      expect(await drawn(page)).toEqual(['@triton.jit', '@triton.jit']);
      await page.locator('#everything').click();
      await page.locator('#role').selectOption({ label: 'test' });
      await expect.poll(() => counted(page)).toBe('1 of 10 findings in 1 file');
      await page.locator('#everything').click();
      await page.locator('#target').selectOption('rocm');
      await expect.poll(() => counted(page)).toBe('0 of 10 findings in 0 files');
      await page.locator('#target').selectOption('trn3');
      await page.locator('#rule').selectOption('IN-002');
      await expect.poll(() => drawn(page)).toEqual(['nvidia.com/gpu: 8']);
      expect(troubles).toEqual([]);
      await page.close();
    });

    it('opens a finding with its code, the match marked, and its rule with three replacements', async () => {
      const { page, troubles } = await open('short.html');
      await page.locator('.row.hit', { hasText: 'if torch.cuda.is_available()' }).click();
      const detail = page.locator('#detail');
      expect(await detail.locator('h3').textContent()).toBe('nanochat/common.py:21');
      expect(await detail.locator('.code .number').allTextContents()).toEqual(['20', '21', '22']);
      expect(await detail.locator('mark').allTextContents()).toEqual(['torch.cuda.is_available']);
      expect(await detail.locator('.instead th').allTextContents()).toEqual(['Neuron', 'ROCm', 'TPU']);
      expect(await detail.locator('.instead a').getAttribute('href')).toMatch(
        /^https:\/\/github\.com\/aws-neuron\//,
      );
      expect(await detail.textContent()).toContain('falls back to the CPU without a word');
      await detail.locator('button').click();
      await expect.poll(() => counted(page)).toBe('2 of 10 findings in 2 files');
      expect(troubles).toEqual([]);
      await page.close();
    });

    it('treats paths, symbols and lines of code as text', async () => {
      const { page, troubles } = await open('short.html');
      await page.locator('#words').fill('onerror');
      await expect.poll(() => counted(page)).toBe('1 of 10 findings in 1 file');
      await page.locator('.row.hit').click();
      expect(await page.locator('#detail .code .text').allTextContents()).toEqual([
        HOSTILE,
        `abcd${HOSTILE}`,
      ]);
      expect(await page.locator('mark').textContent()).toBe(HOSTILE.slice(0, 4));
      expect(await page.locator('img, #detail b').count()).toBe(0);
      expect(await page.evaluate('window.broken')).toBeUndefined();
      expect(troubles).toEqual([]);
      await page.close();
    });

    it('walks the tree with the keys: folds, unfolds, and goes to the panel', async () => {
      const { page } = await open('short.html');
      const selected = (): Promise<string | null> =>
        page.locator('[role=treeitem][aria-selected=true]').getAttribute('aria-label');
      await page.locator('#tree').focus();
      await page.keyboard.press('Home');
      expect(await selected()).toBe('deploy, 1 drop-in');
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('[role=treeitem]').first().getAttribute('aria-expanded')).toBe('false');
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
      expect(await selected()).toBe('IN-002, drop-in, line 31: nvidia.com/gpu: 8');
      expect(await page.locator('#detail h3').textContent()).toBe('deploy/job.yaml:31');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('detail');
      await page.close();
    });

    it('goes from a rule in the table of changes to its findings, grouped by rule where asked', async () => {
      const { page } = await open('short.html');
      await page.locator('#changes button.rule', { hasText: 'CK-003' }).click();
      await expect.poll(() => counted(page)).toBe('2 of 10 findings in 1 file');
      await page.locator('#group').selectOption('rule');
      await expect
        .poll(() => page.locator('.row.rule .name').allTextContents())
        .toEqual(['CK-003  @triton.jit kernel']);
      await page.close();
    });

    it('prints the findings that pass the filters', async () => {
      const { page } = await open('short.html');
      await page.locator('#words').fill('rope');
      await expect.poll(() => counted(page)).toBe('2 of 10 findings in 1 file');
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('#printed tr').count()).toBe(2);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#printed').isVisible()).toBe(true);
      expect(await page.locator('.explorer').isVisible()).toBe(false);
      await page.close();
    });

    it('filters and scrolls twenty thousand findings without delay, with few rows in the page', async () => {
      const { page, troubles } = await open('long.html');
      expect(await counted(page)).toBe('20,000 of 20,000 findings in 900 files');
      const milliseconds = await page.evaluate(`(() => {
        const begun = performance.now();
        const words = document.getElementById('words');
        words.value = 'symbol_1';
        words.form.dispatchEvent(new Event('input'));
        return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))));
      })()`);
      expect(milliseconds).toBeLessThan(1000);
      expect(await counted(page)).toMatch(/^11,111 of 20,000 findings/);
      await page.locator('#tree').focus();
      await page.keyboard.press('End');
      expect(await page.locator('.row').count()).toBeLessThan(80);
      expect(troubles).toEqual([]);
      await page.close();
    });
  },
);
