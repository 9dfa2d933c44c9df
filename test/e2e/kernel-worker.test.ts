import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runKernelFile } from '../../src/app/kernel/run.ts';
import { reportStudy } from '../../src/app/kernel/study-report.ts';
import { kernelRecord } from '../../src/core/report/kernel/kernel-json.ts';
import { timelineData } from '../../src/core/report/kernel/timeline-data.ts';
import type { KernelAnswer, KernelJob } from '../../src/platform/browser/protocol.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './browser.ts';
import { builtFacts, exampleJob, examples, RUN_OPTIONS, serveDist } from './kernel-page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = chromiumPath();

/** Runs a job in the page's worker; results come back as digests of their bytes. */
const RUN = `async (job) => {
  const answer = await window.run(job);
  if (answer.kind !== 'ran') return answer;
  const digests = await Promise.all(answer.outputs.map(async ({ bytes }) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((each) => each.toString(16).padStart(2, '0')).join('')));
  return { ...answer, digests };
}`;

describe.skipIf(executablePath === null)(
  'the kernel worker in a browser (needs Chromium; CHROMIUM_PATH names another)',
  () => {
    let browser: Browser | null = null;
    let server: Awaited<ReturnType<typeof serveDist>> | null = null;
    let shared: { page: Page; troubles: string[] } | null = null;

    beforeAll(async () => {
      server = await serveDist();
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
      shared = await open();
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    const open = async (): Promise<{ page: Page; troubles: string[] }> => {
      if (browser === null || server === null) throw new Error('the browser did not start');
      const page = await browser.newPage();
      const troubles: string[] = [];
      page.on('console', (message) => troubles.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
      await page.goto(server.url);
      await page.waitForFunction('window.ready');
      return { page, troubles };
    };

    const sharedPage = (): { page: Page; troubles: string[] } => {
      if (shared === null) throw new Error('the page did not open');
      return shared;
    };

    const runIn = async (page: Page, job: unknown): Promise<KernelAnswer & { digests: string[] }> =>
      (await page.evaluate(`(${RUN})(${JSON.stringify(job)})`)) as KernelAnswer & { digests: string[] };

    it.each([
      ['softmax.py', 'softmax-call.json', 'trn2'],
      ['matmul.py', 'matmul-call.json', 'trn2'],
      ['matmul.py', 'matmul-call.json', 'trn1'],
    ])(
      'gives for %s (%s, %s) the bytes, steps and times that Node gives',
      async (kernel, callFile, target) => {
        const { page, troubles } = sharedPage();
        const answer = await runIn(page, await exampleJob(kernel, callFile, target));
        if (answer.kind !== 'ran') throw new Error(`${answer.kind}: ${answer.text}`);
        const facts = builtFacts();
        const options = { ...RUN_OPTIONS, target, roots: [] };
        const study = await runKernelFile(facts, join(examples, kernel), join(examples, callFile), options);
        const kernelFile = join(examples, kernel);
        const report = await reportStudy(facts, study, options, {
          kernelFile,
          folder: examples,
          outFolder: null,
        });
        expect(answer.digests).toEqual(
          study.run.outputs.map(({ bytes }) =>
            createHash('sha256')
              .update(bytes ?? '')
              .digest('hex'),
          ),
        );
        expect(answer.report).toEqual(JSON.parse(JSON.stringify(kernelRecord(report))));
        expect(answer.report.steps).toBe(study.run.program.steps.length);
        expect(answer.report.time.seconds).toBe(study.estimate.seconds);
        expect(answer.timeline).toEqual(timelineData(study.run.program, study.estimate.schedule));
        expect(troubles).toEqual([]);
      },
    );

    it('stops a kernel under way when it is told to, and runs the next one', async () => {
      const { page } = sharedPage();
      const next = await exampleJob('softmax.py', 'softmax-call.json', 'trn2');
      const endless: Omit<KernelJob, 'facts'> = {
        ...next,
        files: { [next.kernel]: 'def spin():\n    while True:\n        pass\n' },
        call: { ...next.call, function: 'spin', args: [] },
        options: { ...RUN_OPTIONS, limits: { ...RUN_OPTIONS.limits, steps: 1e10 } },
      };
      const stopped = await page.evaluate(`(async () => {
        const abort = new AbortController();
        const spinning = window.run(${JSON.stringify(endless)}, abort.signal);
        const waiting = window.run(${JSON.stringify(next)});
        setTimeout(() => abort.abort(new Error('enough')), 150);
        return [await spinning.catch((error) => error.message), (await waiting).kind];
      })()`);
      expect(stopped).toEqual(['enough', 'ran']);
    });

    it('answers a kernel that does not run with the place, the rule and the caret', async () => {
      const { page } = sharedPage();
      const job = await exampleJob('softmax.py', 'softmax-call.json', 'trn2');
      const broken = await runIn(page, {
        ...job,
        files: { [job.kernel]: 'import nki\n\n@nki.jit\ndef softmax(x):\n    return x +\n' },
      });
      expect(broken).toMatchObject({
        kind: 'refused',
        refusal: { kind: 'PythonSyntaxError', file: job.kernel, line: 5 },
      });
      const missing = await runIn(page, { ...job, call: { ...job.call, function: 'nosuch' } });
      expect(missing).toMatchObject({
        kind: 'unusable',
        text: expect.stringContaining('no function nosuch'),
      });
      const unusable = await runIn(page, { ...job, target: 'h100' });
      expect(unusable).toMatchObject({ kind: 'unusable', text: expect.stringContaining('trn1') });
    });

    it('starts from one joined file too, and gives the same answer', async () => {
      execFileSync(process.execPath, [join(root, 'scripts/neuroncore/bundle-worker.mjs')]);
      const { page, troubles } = await open();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const job = await exampleJob('softmax.py', 'softmax-call.json', 'trn2');
      const answers = (await page.evaluate(`(async () => {
        const { openKernelClient } = await import('/platform/browser/kernel-client.js');
        const client = openKernelClient(new URL('/platform/browser/kernel-worker.bundle.js', location.href));
        const job = ${JSON.stringify(job)};
        const answers = [await client.run({ ...job, facts: window.facts }), await window.run(job)];
        client.close();
        return answers.map((answer) => ({ ...answer, outputs: null }));
      })()`)) as KernelAnswer[];
      expect(answers[0]?.kind).toBe('ran');
      expect(answers[0]).toEqual(answers[1]);
      expect(asked.filter((path) => path.endsWith('.bundle.js'))).toHaveLength(1);
      expect(troubles).toEqual([]);
      await page.close();
    }, 60_000);

    it('has its first timeline within a few seconds of a cold start', async () => {
      const { page } = await open();
      const job = await exampleJob('softmax.py', 'softmax-call.json', 'trn2');
      const took = (await page.evaluate(`(async () => {
        const answer = await window.run(${JSON.stringify({ ...job, options: { ...RUN_OPTIONS, timingOnly: true } })});
        return [answer.timeline.lane.length, performance.now() - window.opened];
      })()`)) as [number, number];
      expect(took[0]).toBe(18);
      expect(took[1]).toBeLessThan(8000);
      await page.close();
    });
  },
);
