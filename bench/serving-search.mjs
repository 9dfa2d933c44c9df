/**
 * How fast serving plans are: operating points and layouts per second on one core, and one plan over the whole catalogue.
 * Needs a build (`npm run build`). Usage: node bench/serving-search.mjs [model] [--json]
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { machineOf } from '../dist/core/catalog/machine-of.js';
import { resolveSystems } from '../dist/core/catalog/resolve.js';
import { resolveCalibration } from '../dist/core/performance/calibration/resolve.js';
import { possibleLayouts } from '../dist/core/performance/inference/layouts.js';
import { modelLoad } from '../dist/core/performance/inference/load.js';
import { openLoopAt } from '../dist/core/performance/inference/open-loop.js';
import { highestLoad, prepare } from '../dist/core/performance/inference/operating-point.js';
import { planServing } from '../dist/core/performance/inference/plan-serving.js';
import { readInferencePrior } from '../dist/core/performance/inference/prior.js';
import { reliabilityFrom, reliabilitySchema } from '../dist/core/performance/reliability.js';
import { requested } from '../dist/core/quantity/figure.js';
import { loadCalibration } from '../dist/platform/files/calibration.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { loadModel } from '../dist/platform/files/model.js';
import { cpuTimed, finish } from './table.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const catalogRoot = path.join(root, 'catalog');
const name = process.argv.slice(2).find((word) => !word.startsWith('-')) ?? 'Llama-3.1-70B';
const { architecture: model } = await loadModel(name, { baseFolder: root, catalogRoot });
const systems = resolveSystems(await loadCatalog(catalogRoot));
const priorFile = path.join(catalogRoot, 'calibration', 'inference.json');
const { constants } = readInferencePrior(JSON.parse(readFileSync(priorFile, 'utf8')));
const calibration = await loadCalibration(root);
const reliability = reliabilityFrom(
  reliabilitySchema.parse(parse(readFileSync(path.join(catalogRoot, 'reliability.yaml'), 'utf8'))),
  {},
);

const workload = {
  kind: 'serving',
  name: 'bench',
  model,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerSecond: requested('requests/s', 20, 'bench'),
  inputTokens: { mean: 2000, cv: 0.8 },
  outputTokens: { mean: 400, cv: 0.6 },
  prefixCacheShare: 0.2,
  serviceLevel: { timeToFirstTokenMs: 1500, timePerOutputTokenMs: 40, percentile: 0.95 },
  peakToMean: 2,
  disaggregation: 'consider',
};
const traffic = { ...workload, percentile: 0.95 };
const limits = { timeToFirstTokenSeconds: 1.5, timePerOutputTokenSeconds: 0.04 };

const planAll = () => {
  let layouts = 0;
  for (const system of systems) {
    const target = { chipId: system.chip.id, vendor: system.vendor, engine: null };
    const calibrated = resolveCalibration(calibration.inference, calibration.version, constants, target);
    const outcome = planServing(system, workload, calibrated, { failureHeadroom: 0.05, reliability });
    if (outcome.kind !== 'refused') layouts += outcome.layoutsEvaluated;
  }
  return layouts;
};

const rate = (what, run, bound = {}) => {
  const { value, seconds } = cpuTimed(run);
  return { what, measured: value / seconds, unit: 'per CPU-s', better: 'more', ...bound };
};

const plans = cpuTimed(planAll);
const warm = cpuTimed(planAll);

const machine = machineOf(systems.find(({ id }) => id === 'gb200-nvl72') ?? systems[0], 'estimate');
const load = modelLoad(model);
const space = {
  machine,
  model,
  weightFormat: null,
  keyValueFormat: null,
  chips: machine.chipsPerUnit,
  pipelines: [1, 2, 4, 8],
};
const layouts = possibleLayouts(space);
const prepared = layouts
  .map((layout) => prepare(machine, load, layout, traffic, constants))
  .filter((found) => found !== null);

const ROUNDS = 200;
const POINTS = 2000;
const bringToHighestLoad = () => {
  for (let round = 0; round < ROUNDS; round++)
    for (const layout of layouts) {
      const found = prepare(machine, load, layout, traffic, constants);
      if (found !== null) highestLoad(found, limits);
    }
  return ROUNDS * layouts.length;
};
let sink = 0;
const tryPoints = () => {
  for (const { open, admissible } of prepared)
    for (let point = 1; point <= POINTS; point++)
      sink += openLoopAt(open, (admissible * point) / POINTS).requestsPerSecond;
  return prepared.length * POINTS;
};
bringToHighestLoad();
const rows = [
  {
    what: `sizing ${model.name} on ${systems.length} systems, cold`,
    measured: 1000 * plans.seconds,
    unit: 'CPU-ms',
    better: 'less',
  },
  { what: '  the same, warm', measured: 1000 * warm.seconds, unit: 'CPU-ms', better: 'less' },
  rate('serving layouts, each to its highest load', bringToHighestLoad, { budget: 50_000 }),
  rate('serving operating points', tryPoints, { budget: 10_000 }),
];
if (!(sink > 0) || plans.value === 0) throw new Error('nothing was evaluated');
finish(rows);
