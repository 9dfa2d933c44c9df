// What-if in a warm process: one number of a request changes, everything is planned again over the whole catalogue.
// node bench/what-if.mjs [--json]   median time of a re-plan; budget 100 ms for serving a dense model.
import { fileURLToPath } from 'node:url';
import { openPlanning, planInputs } from '../dist/app/planning.js';
import { readRequest } from '../dist/app/request.js';
import { plan } from '../dist/core/plan/plan.js';
import { finish, median } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const repeats = 20;
const BUDGET_MS = 100;

const data = await openPlanning([]);
const request = await readRequest(`${root}examples/serve-llama-70b.yaml`, `${root}catalog`, data.catalog);

const changed = (step) => ({
  ...request,
  terms: { ...request.terms, discountRatePerYear: 0.05 + step / 1000 },
  workloads: request.workloads.map((workload) => ({ ...workload, peakToMean: 1.5 + step / 50 })),
});

const milliseconds = [];
for (let step = 0; step < repeats; step += 1) {
  const started = performance.now();
  plan(planInputs(data, changed(step)));
  milliseconds.push(performance.now() - started);
}
finish([
  { what: 'what-if in a warm process, first', measured: milliseconds[0], unit: 'ms', better: 'less' },
  {
    what: 'what-if in a warm process',
    measured: median(milliseconds.slice(3)),
    unit: 'ms',
    budget: BUDGET_MS,
    better: 'less',
  },
]);
