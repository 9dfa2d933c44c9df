// What a second core brings to a large layout search: the same search on one and on two threads, all of them warm. Wall
// time needs idle cores; the CPU time of the busiest thread does not. The results have to be the same to the bit.
// npm run build; node bench/search-workers.mjs [--json] [--chips N]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { machineOf } from '../dist/core/catalog/machine-of.js';
import { resolveSystem } from '../dist/core/catalog/resolve.js';
import { readTrainingConstants } from '../dist/core/performance/training/constants.js';
import { mergeKept, nothingKept } from '../dist/core/performance/training/search/kept.js';
import { searchResult } from '../dist/core/performance/training/search.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { loadModel } from '../dist/platform/files/model.js';
import { finish } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalogRoot = join(root, 'catalog');
const at = process.argv.indexOf('--chips');
const chips = at < 0 ? 32_768 : Number(process.argv[at + 1]);
const ROUNDS = 3;

const constants = readTrainingConstants(
  JSON.parse(readFileSync(join(catalogRoot, 'calibration', 'training.json'), 'utf8')),
).constants;
const { architecture: model } = await loadModel('deepseek-v3', { baseFolder: root, catalogRoot });
const problem = {
  machine: machineOf(resolveSystem(await loadCatalog(catalogRoot), 'dgx-h100'), 'estimate'),
  task: { model, sequenceLength: 131_072, adapterRank: null },
  chips,
  constants,
  options: {
    globalBatchSequences: chips,
    batch: 'at-most',
    microBatches: 'divisors',
    use: 'up-to',
    formats: ['bf16', 'fp8'],
  },
};

const answerOf = (worker, question) =>
  new Promise((resolve, reject) => {
    const settle = (then) => (value) => {
      worker.off('message', done);
      worker.off('error', fail);
      then(value);
    };
    const [done, fail] = [settle(resolve), settle(reject)];
    worker.on('message', done);
    worker.on('error', fail);
    worker.postMessage(question);
  });

/** One search on threads that are there already, each taking the next part when it is done with one. */
const searchOn = async (workers) => {
  const started = performance.now();
  const before = await Promise.all(workers.map((worker) => answerOf(worker, { problem })));
  const parts = [];
  let next = 0;
  const slices = before[0].slices;
  const ends = await Promise.all(
    workers.map(async (worker, index) => {
      let { seconds } = before[index];
      while (next < slices) {
        const done = await answerOf(worker, { part: next++ });
        parts[done.part] = done.kept;
        seconds = done.seconds;
      }
      return seconds === null ? Number.NaN : seconds - before[index].seconds;
    }),
  );
  const merged = nothingKept();
  for (const part of parts) mergeKept(merged, part);
  return {
    wallSeconds: (performance.now() - started) / 1000,
    busiestSeconds: Math.max(...ends),
    result: searchResult(merged),
  };
};

const threads = [0, 1].map(() => new Worker(new URL('./search-thread.mjs', import.meta.url)));
const best = { 1: null, 2: null };
let text = null;
let evaluated = 0;
// The first round only warms up; then one and two threads take turns, and the best of each counts.
for (let round = 0; round <= ROUNDS; round += 1)
  for (const count of [1, 2]) {
    // Both threads are warm before either is timed alone.
    const of = round === 0 ? [threads[count - 1]] : threads.slice(0, count);
    const found = await searchOn(of);
    const bits = JSON.stringify(found.result);
    text ??= bits;
    if (bits !== text) throw new Error(`${count} threads found something else`);
    ({ evaluated } = found.result);
    if (round === 0) continue;
    const before = best[count];
    best[count] = {
      wallSeconds: Math.min(before?.wallSeconds ?? Infinity, found.wallSeconds),
      busiestSeconds: Math.min(before?.busiestSeconds ?? Infinity, found.busiestSeconds),
    };
  }
await Promise.all(threads.map((thread) => thread.terminate()));

const row = (what, measured, unit, better = 'less') => ({ what, measured, unit, better });
finish([
  row('layouts evaluated', evaluated, 'layouts', 'more'),
  row('one thread, wall', best[1].wallSeconds * 1000, 'ms'),
  row('two threads, wall', best[2].wallSeconds * 1000, 'ms'),
  row('one thread, processor time', best[1].busiestSeconds * 1000, 'CPU-ms'),
  row('two threads, processor time of the busier', best[2].busiestSeconds * 1000, 'CPU-ms'),
  row('two over one, wall', (100 * best[1].wallSeconds) / best[2].wallSeconds, '%', 'more'),
  row(
    'two over one, by the busier thread',
    (100 * best[1].busiestSeconds) / best[2].busiestSeconds,
    '%',
    'more',
  ),
]);
