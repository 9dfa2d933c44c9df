import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateTime } from '../../src/core/neuroncore/timing/estimate.ts';
import { programWriter } from '../../src/core/neuroncore/timing/program.testing.ts';
import type { Program } from '../../src/core/neuroncore/timing/program.ts';
import { tableOf } from '../../src/core/neuroncore/timing/step-list.ts';
import { stepsOf } from '../../src/core/neuroncore/timing/step-table.ts';
import { timelineHtml } from '../../src/core/report/kernel/timeline-html.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.ts';
import { builtFacts } from './kernel-page.ts';

const executablePath = chromiumPath();
const HOSTILE = '</script><img src=x onerror="window.broken=1">&<b>';

/** Loads, squares and stores `tiles` tiles; names and paths that try to be markup. */
const chain = (tiles: number): Program => {
  const { tile, step, program } = programWriter();
  for (let at = 0; at < tiles; at++) {
    const [from, to] = [tile('hbm', 512), tile('hbm', 512)];
    const [loaded, squared] = [tile('sbuf', 512), tile('sbuf', 512)];
    step('dma_copy', 'dma', { dst: loaded }, { src: from });
    step('activation', 'scalar', { dst: squared }, { data: loaded }, { op: 'square' });
    step('dma_copy', 'dma', { dst: to }, { src: squared });
  }
  const made = program();
  const file = { path: `/kernels/${HOSTILE}.py`, text: `load(${HOSTILE})\n` };
  return {
    ...made,
    steps: tableOf(stepsOf(made).map((each) => ({ ...each, name: HOSTILE, site: { ...each.site, file } }))),
  };
};

const page = (title: string, program: Program): string => {
  const facts = builtFacts();
  return timelineHtml(title, program, estimateTime(program, facts.timing.v3));
};

describe.skipIf(executablePath === null)(
  'the timeline of a kernel in a browser (needs Chromium; CHROMIUM_PATH names another)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'rackwright-timeline-'));
    let browser: Browser | null = null;

    beforeAll(async () => {
      writeFileSync(join(folder, 'short.html'), page(`kernel ${HOSTILE}`, chain(6)));
      writeFileSync(join(folder, 'long.html'), page('long', chain(34_000)));
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
      if (browser === null) throw new Error('the browser did not start');
      const opened = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
      const troubles: string[] = [];
      const own = pathToFileURL(join(folder, name)).href;
      opened.on('console', (message) => troubles.push(`console: ${message.text()}`));
      opened.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
      opened.on('request', (request) => {
        if (request.url() !== own) troubles.push(`request: ${request.url()}`);
      });
      await opened.goto(own);
      return { page: opened, troubles };
    };

    /** How many pixels of the canvas have exactly that colour. */
    const pixels = (opened: Page, colour: readonly [number, number, number]): Promise<number> =>
      opened.evaluate(`(() => {
        const canvas = document.getElementById('timeline');
        const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
        const context = copy.getContext('2d', { willReadFrequently: true });
        context.drawImage(canvas, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === ${colour[0]} && data[at + 1] === ${colour[1]} && data[at + 2] === ${colour[2]} && data[at + 3] === 255) count += 1;
        return count;
      })()`);

    const span = (opened: Page): Promise<[number, number]> => opened.evaluate('[from, to]');

    it.each([
      ['light', 1200],
      ['dark', 1200],
      ['light', 390],
    ] as const)(
      'draws bars, waits and their legend quietly and within the width (%s, %i px)',
      async (scheme, width) => {
        const { page: opened, troubles } = await open('short.html', scheme, width);
        expect(await pixels(opened, [0x35, 0x67, 0xad])).toBeGreaterThan(100);
        expect(await pixels(opened, [0xb1, 0x53, 0x2b])).toBeGreaterThan(100);
        expect(await pixels(opened, [0xe0, 0x99, 0x1c])).toBeGreaterThan(50);
        const legend = await opened.locator('#legend span').allTextContents();
        expect(legend.slice(0, 2)).toEqual(['dma_copy', 'activation']);
        expect(legend).toContain('waits: data from another queue (semaphore)');
        expect(await opened.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(troubles).toEqual([]);
        await opened.close();
      },
    );

    it('shows a clicked step: source line, operands, times and what it waited for', async () => {
      const { page: opened, troubles } = await open('short.html');
      const spot = (await opened.evaluate(`(() => {
        const step = data.lane.findIndex((_, at) => opcodeOf(at) === 'activation');
        return { x: x((data.startNs[step] + data.endNs[step]) / 2), y: TOP + data.lane[step] * LANE + BAR / 2 };
      })()`)) as { x: number; y: number };
      await opened.locator('#timeline').click({ position: spot });
      const words = (await opened.locator('#step').textContent()) ?? '';
      for (const part of [
        'activation',
        'on scalar',
        'operands',
        'float32[128, 512]@sbuf',
        'result visible at',
      ])
        expect(words).toContain(part);
      expect(words).toContain(`load(${HOSTILE})`);
      await opened.locator('#step button').click();
      expect(await opened.locator('#step').textContent()).toContain('dma_copy');
      expect(troubles).toEqual([]);
      await opened.close();
    });

    it('treats names, paths and source lines as text', async () => {
      const { page: opened } = await open('short.html');
      await opened.locator('#timeline').focus();
      await opened.keyboard.press('ArrowRight');
      expect(await opened.locator('h1').textContent()).toBe(`kernel ${HOSTILE}`);
      expect(await opened.locator('#step').textContent()).toContain(HOSTILE);
      expect(await opened.locator('img, b').count()).toBe(0);
      expect(await opened.evaluate('window.broken')).toBeUndefined();
      await opened.close();
    });

    it('zooms with the wheel and the keys, moves by dragging, and shows all again', async () => {
      const { page: opened } = await open('short.html');
      const [, total] = await span(opened);
      await opened.mouse.move(500, 200);
      await opened.mouse.wheel(0, -300);
      await opened.waitForFunction(`to - from < ${total}`);
      const [from, to] = await span(opened);
      expect(to - from).toBeCloseTo(0.8 * total, 3);
      await opened.mouse.down();
      await opened.mouse.move(300, 200);
      await opened.mouse.up();
      expect((await span(opened))[0]).toBeGreaterThan(from);
      await opened.locator('#timeline').focus();
      await opened.keyboard.press('+');
      expect((await span(opened))[1] - (await span(opened))[0]).toBeCloseTo(0.4 * total, 3);
      await opened.keyboard.press('-');
      await opened.keyboard.press('Home');
      expect(await span(opened)).toEqual([0, total]);
      for (let times = 0; times < 60; times++) await opened.keyboard.press('+');
      expect((await span(opened))[1] - (await span(opened))[0]).toBe(20);
      await opened.locator('#whole').click();
      expect(await span(opened)).toEqual([0, total]);
      await opened.close();
    });

    it('walks along a queue with the arrow keys and forgets the step with Escape', async () => {
      const { page: opened } = await open('short.html');
      const selected = (): Promise<number> => opened.evaluate('selected');
      await opened.locator('#timeline').focus();
      const seen: number[] = [];
      for (let times = 0; times < 3; times++) {
        await opened.keyboard.press('ArrowRight');
        seen.push(await selected());
      }
      expect(seen).toEqual([0, 3, 6]);
      await opened.keyboard.press('ArrowLeft');
      expect(await selected()).toBe(3);
      await opened.keyboard.press('Escape');
      expect(await selected()).toBe(-1);
      await opened.close();
    });

    it('opens and redraws a kernel of a hundred thousand steps without delay', async () => {
      const { page: opened, troubles } = await open('long.html');
      expect(await opened.evaluate('count')).toBe(102_000);
      const redraw = (await opened.evaluate(
        '(() => { const begun = performance.now(); draw(); return performance.now() - begun; })()',
      )) as number;
      expect(redraw).toBeLessThan(1000);
      expect(troubles).toEqual([]);
      await opened.close();
    });
  },
);
