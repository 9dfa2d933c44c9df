// What-if in a warm process: one number of a request changes, everything is planned again over the whole catalogue. Each
// number is changed in turn, to a value not seen before. `--neighbour` keeps another core busy meanwhile.
// node bench/what-if.mjs [--neighbour] [--json]   wall and processor time of a re-plan; budget 100 ms, 95 of 100 times.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openPlanning, planInputs } from '../dist/app/planning.js';
import { readRequest } from '../dist/app/request.js';
import { plan } from '../dist/core/plan/plan.js';
import { finish, median, quantile } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const WARM_UP = 10;
const REPEATS = 40;
const BUDGET_MS = 100;

const data = await openPlanning([]);
const request = await readRequest(`${root}examples/serve-llama-70b.yaml`, `${root}catalog`, data.catalog);

const inWorkloads = (change) => ({
  ...request,
  workloads: request.workloads.map((workload) => ({ ...workload, ...change(workload) })),
});

const CHANGES = {
  'discount rate': (step) => ({
    ...request,
    terms: { ...request.terms, discountRatePerYear: 0.05 + step / 1000 },
  }),
  'peak over mean rate': (step) => inWorkloads(() => ({ peakToMean: 1.5 + step / 50 })),
  'output length': (step) =>
    inWorkloads(({ outputTokens }) => ({ outputTokens: { ...outputTokens, mean: 200 + step } })),
  'limit of the first token': (step) =>
    inWorkloads(({ serviceLevel }) => ({
      serviceLevel: { ...serviceLevel, timeToFirstTokenMs: 1000 + 10 * step },
    })),
};

const timed = (changed) => {
  const [started, before] = [performance.now(), process.cpuUsage()];
  plan(planInputs(data, changed));
  const { user, system } = process.cpuUsage(before);
  return { wallMs: performance.now() - started, cpuMs: (user + system) / 1000 };
};

const neighbour = process.argv.includes('--neighbour')
  ? spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  : null;

const first = timed(request);
for (const change of Object.values(CHANGES))
  for (let step = 0; step < WARM_UP; step += 1) timed(change(step / 100));

const row = (what, measured, more = {}) => ({ what, measured, unit: 'ms', better: 'less', ...more });
const rows = [row('the first plan of a process', first.wallMs)];
for (const [name, change] of Object.entries(CHANGES)) {
  const runs = Array.from({ length: REPEATS }, (_, step) => timed(change(step + 1)));
  const walls = runs.map(({ wallMs }) => wallMs);
  rows.push(
    row(`what-if, ${name}, median`, median(walls), { budget: BUDGET_MS }),
    row('  95 of 100 within', quantile(walls, 0.95), { budget: BUDGET_MS }),
    row('  processor time, garbage collector included', median(runs.map(({ cpuMs }) => cpuMs)), {
      unit: 'CPU-ms',
    }),
  );
}
neighbour?.kill();
finish(rows);
