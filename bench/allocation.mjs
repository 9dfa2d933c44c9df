/**
 * How long an allocation takes: 3 generations, 12 quarters, 4 queues and 200 or 2,000 deals to a stated gap, and one deal
 * priced anew on a model that stays loaded. Each size runs in a process of its own, so that memory is its own.
 * Needs a build (`npm run build`). Usage: node bench/allocation.mjs [--json]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { allocate } from '../dist/core/supply/allocation/allocate.js';
import { makeBaseline } from '../dist/core/supply/allocation/baseline.js';
import { allocationModel } from '../dist/core/supply/allocation/model.js';
import { replayPlan } from '../dist/core/supply/replay/replay.js';
import { openHighs } from '../dist/platform/solver/highs.js';
import { allocationCase } from './allocation-cases.mjs';
import { finish } from './table.mjs';

const PROBES = 60;
const PROBE_MS = 60;
const TIME_LIMIT_SECONDS = 120;
/** Wall seconds to the gap, and most memory of the process; both are budgets of our own. */
const PLAN_SECONDS = 60;
const MEGABYTES = 500;

const SIZES = [
  { deals: 200, gap: 0.001, shipmentsMax: 99, what: '200 deals to 0.1 %' },
  { deals: 200, gap: 0.005, shipmentsMax: 2, what: '200 deals, at most 2 shipments each, to 0.5 %' },
  { deals: 2000, gap: 0.005, shipmentsMax: 99, what: '2,000 deals to 0.5 %' },
  { deals: 2000, gap: 0.005, shipmentsMax: 2, what: '2,000 deals, at most 2 shipments each, to 0.5 %' },
];

const digest = (text) => createHash('sha256').update(text).digest('hex');

const timed = async (run) => {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const value = await run();
  const { user, system } = process.cpuUsage(cpu);
  return { value, seconds: (performance.now() - started) / 1e3, cpuSeconds: (user + system) / 1e6 };
};

const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)];

/** Forces one deal in, solves again from where the last solution was, and takes it out again. */
const probe = (loaded, bounds, column, options) => {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  loaded.setColumnBounds(column, 1, 1);
  const { status } = loaded.solve(options);
  const passed = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  loaded.setColumnBounds(column, ...bounds);
  loaded.solve(options);
  return { passed, cpu: (user + system) / 1e3, status };
};

const probes = async (solver, of, baseline) => {
  const model = allocationModel(of, { baseline, earlier: null, scenario: null });
  const loaded = await solver.load(model.program);
  const options = { relativeGap: 0, timeLimitSeconds: TIME_LIMIT_SECONDS, relaxed: true };
  const { values } = loaded.solve(options);
  // Deals that the plan gives in full are answered at once; those it does not are the questions that need an answer.
  const missing = model.columns.deals.filter(
    ({ deal, lots }) =>
      lots.length > 0 &&
      lots.reduce((sum, column) => sum + values[column], 0) * deal.lotRacks < deal.racks - 1e-6,
  );
  const every = Math.max(1, Math.floor(missing.length / PROBES));
  const found = missing
    .filter((_, index) => index % every === 0)
    .map(({ fill }) => {
      const bounds = [model.program.columnLower[fill], model.program.columnUpper[fill]];
      return probe(loaded, bounds, fill, options);
    });
  loaded.close();
  return found;
};

const measure = async ({ deals, gap, shipmentsMax }) => {
  const solver = await openHighs();
  const of = allocationCase(deals, { shipmentsMax });
  const effort = { solver, timeLimitSeconds: TIME_LIMIT_SECONDS };
  const made = await timed(() => makeBaseline(of, { ...effort, digest, version: '1', replaces: null }));
  const baseline = made.value;
  if (baseline === null) throw new Error('no baseline');
  const solved = await timed(() => allocate(of, { ...effort, baseline, relativeGap: gap }));
  const outcome = solved.value;
  if (outcome.kind !== 'planned') throw new Error(`nothing planned: ${outcome.kind}`);
  const broken = replayPlan(of, baseline, outcome.plan).filter(({ kept }) => !kept);
  if (broken.length > 0) throw new Error(`limits broken: ${broken.map(({ classId }) => classId).join(', ')}`);
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  const repriced = await probes(solver, of, baseline);
  const times = repriced.map(({ passed }) => passed);
  return {
    baselineSeconds: made.seconds,
    seconds: solved.seconds,
    cpuSeconds: solved.cpuSeconds,
    gap: outcome.proof.gap,
    columns: outcome.proof.columns,
    rows: outcome.proof.rows,
    megabytes,
    probes: times.length,
    possible: repriced.filter(({ status }) => status === 'optimal').length,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    cpuP95: quantile(
      repriced.map(({ cpu }) => cpu),
      0.95,
    ),
  };
};

const child = process.argv.indexOf('--size');
if (child >= 0) {
  console.log(JSON.stringify(await measure(SIZES[Number(process.argv[child + 1])])));
} else {
  const rows = SIZES.flatMap(({ what, gap, shipmentsMax }, index) => {
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--size', String(index)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (run.status !== 0) throw new Error(`${what} ended with exit code ${run.status}`);
    const found = JSON.parse(run.stdout);
    const hard = shipmentsMax < 99;
    // Millionths, because the table shows whole numbers.
    const gapRow = { what: '  gap reached', measured: 1e6 * found.gap, unit: 'ppm', budget: 1e6 * gap };
    return [
      { what: `allocation, ${what}`, measured: 1e3 * found.seconds, unit: 'ms', budget: 1e3 * PLAN_SECONDS },
      { what: '  processor time', measured: 1e3 * found.cpuSeconds, unit: 'CPU-ms' },
      gapRow,
      { what: '  its baseline before', measured: 1e3 * found.baselineSeconds, unit: 'ms' },
      { what: '  columns', measured: found.columns, unit: '' },
      { what: '  rows', measured: found.rows, unit: '' },
      { what: '  memory', measured: found.megabytes, unit: 'MB', budget: MEGABYTES },
      ...(hard
        ? []
        : [
            {
              what: '  deals priced anew that can be had',
              measured: found.possible,
              unit: `of ${found.probes}`,
            },
            { what: `  one deal priced anew, p50 of ${found.probes}`, measured: found.p50, unit: 'ms' },
            {
              what: `  one deal priced anew, p95 of ${found.probes}`,
              measured: found.p95,
              unit: 'ms',
              budget: PROBE_MS,
            },
            { what: '  p95 of its processor time', measured: found.cpuP95, unit: 'CPU-ms' },
          ]),
    ].map((row) => ({ ...row, better: 'less' }));
  });
  finish(rows);
}
