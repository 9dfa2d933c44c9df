// What-if in a warm process: one number of a request changes, everything is planned again over the whole catalogue.
// node bench/what-if.mjs [repeats]   median time of a re-plan; budget 100 ms for serving a dense model.
import { fileURLToPath } from 'node:url';
import { openPlanning, planInputs } from '../dist/app/planning.js';
import { readRequest } from '../dist/app/request.js';
import { plan } from '../dist/core/plan/plan.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const repeats = Number(process.argv[2] ?? 20);
const BUDGET_MS = 100;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

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
const warm = median(milliseconds.slice(Math.min(3, repeats - 1)));
console.log(
  `what-if over the whole catalogue: first ${milliseconds[0].toFixed(0)} ms, warm median ${warm.toFixed(0)} ms of ${repeats} (budget ${BUDGET_MS} ms)`,
);
process.exitCode = warm > BUDGET_MS ? 1 : 0;
