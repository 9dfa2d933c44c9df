import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readKernelCall } from '../../src/app/kernel/run.ts';
import { openKernelSource } from '../../src/app/kernel/sources.ts';
import type { NeuronCoreFacts } from '../../src/core/report/kernel/facts.ts';
import type { KernelJob } from '../../src/platform/browser/protocol.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const examples = join(root, 'examples', 'kernels');

/** The facts as the build wrote them for pages. */
export const builtFacts = (): NeuronCoreFacts =>
  JSON.parse(readFileSync(join(root, 'dist', 'neuroncore-facts.json'), 'utf8')) as NeuronCoreFacts;

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  json: 'application/json',
  html: 'text/html',
};

/** What a page does before it can ask for kernels. */
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
import { openKernelClient } from '/platform/browser/kernel-client.js';
window.opened = performance.now();
window.client = openKernelClient();
window.facts = await (await fetch('/neuroncore-facts.json')).json();
window.run = (job, signal) => window.client.run({ ...job, facts: window.facts }, signal);
window.ready = true;
</script>`;

/** Serves dist/ and a page that runs kernels in a worker. */
export const serveDist = async (): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const type = path === '/' ? 'text/html' : TYPES[path.split('.').at(-1) as string];
    try {
      const content = path === '/' ? PAGE : await readFile(join(root, 'dist', path));
      response.writeHead(200, { 'content-type': type ?? 'text/plain' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

export const RUN_OPTIONS: KernelJob['options'] = {
  version: [0, 6],
  strictness: 'strict',
  timingOnly: false,
  limits: { steps: 100_000_000, callDepth: 400, allocatedItems: 50_000_000 },
  budgetBytes: 2 ** 31,
};

/** The job for an example, without the facts, which the page fetches. */
export const exampleJob = async (
  kernel: string,
  callFile: string,
  target: string,
): Promise<Omit<KernelJob, 'facts'>> => {
  const { path, tree } = await openKernelSource(join(examples, kernel), []);
  const call = await readKernelCall(join(examples, callFile));
  const files = Object.fromEntries(tree.files);
  return { files, kernel: path, roots: tree.roots, call, arrays: {}, target, options: RUN_OPTIONS };
};
