/**
 * How fast serving is simulated on one core: output tokens, engine steps and events per second, from a lone replica to a
 * fleet behind a router and separate pools. Needs a build (`npm run build`). Usage: node bench/simulation.mjs [model] [system]
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineOf } from '../dist/core/catalog/machine-of.js';
import { resolveSystems } from '../dist/core/catalog/resolve.js';
import { modelLoad } from '../dist/core/performance/inference/load.js';
import { saturationRequestsPerSecond } from '../dist/core/performance/inference/open-loop.js';
import { prepare } from '../dist/core/performance/inference/operating-point.js';
import { readInferencePrior } from '../dist/core/performance/inference/prior.js';
import { replicaCosts } from '../dist/core/performance/simulation/replica-costs.js';
import { simulate } from '../dist/core/performance/simulation/simulate.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { loadModel } from '../dist/platform/files/model.js';
import { cpuTimed, finish } from './table.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const catalogRoot = path.join(root, 'catalog');
const [name = 'Llama-3.1-70B', systemId = 'dgx-h100'] = process.argv
  .slice(2)
  .filter((word) => word !== '--json');
const { architecture: model } = await loadModel(name, { baseFolder: root, catalogRoot });
const systems = resolveSystems(await loadCatalog(catalogRoot));
const system = systems.find(({ id }) => id === systemId);
if (system === undefined) throw new Error(`no system ${systemId} in the catalogue`);
const priorFile = path.join(catalogRoot, 'calibration', 'inference.json');
const { constants } = readInferencePrior(JSON.parse(readFileSync(priorFile, 'utf8')));

const machine = machineOf(system, 'estimate');
const traffic = {
  inputTokens: { mean: 2000, cv: 0.8 },
  outputTokens: { mean: 300, cv: 0.8 },
  prefixCacheShare: 0.3,
  percentile: 0.95,
};
const layout = {
  tensorParallel: machine.chipsPerUnit,
  pipelineParallel: 1,
  expertParallel: 1,
  attentionDataParallel: 1,
  weightFormat: 'bf16',
  expertFormat: 'bf16',
  keyValueFormat: 'bf16',
  computeFormat: 'bf16',
  coreGrouping: null,
};
const prepared = prepare(machine, modelLoad(model), layout, traffic, constants);
if (prepared === null) throw new Error(`${model.name} does not fit into one unit of ${systemId}`);
const costs = replicaCosts(machine, prepared, prepared.open.slots);
const saturation = saturationRequestsPerSecond(prepared.open);
const pool = { replicas: 4, costs, rateShare: 0.9 };

const simulated = (deployment, replicas, load, { gapCv = 1, routing = 'least-loaded' } = {}) => {
  const requestsPerSecond = load * replicas * saturation;
  const { value, seconds } = cpuTimed(() =>
    simulate({
      deployment,
      routing,
      traffic: {
        kind: 'drawn',
        arrivals: { requestsPerSecond, gapCv },
        shape: { ...traffic, longestTokens: model.maxPositions },
        requests: 20_000,
        edge: 2000,
      },
      seed: 1,
      runs: 3,
      limits: { timeToFirstTokenSeconds: 2, timePerOutputTokenSeconds: 0.05 },
      percentile: traffic.percentile,
      firstTokenOverheadSeconds: constants.firstTokenOverheadSeconds,
    }),
  );
  return { result: value, seconds };
};

const rowsOf = (what, { result, seconds }, budget) => {
  const row = (name, count, bound = {}) => ({
    what: name,
    measured: count / seconds,
    unit: 'per CPU-s',
    better: 'more',
    ...bound,
  });
  return [
    row(`simulated output tokens, ${what}`, result.simulatedTokens, { budget }),
    row('  engine steps', result.simulatedSteps),
    row('  events', result.events),
  ];
};

const TOKENS = 500_000;
const one = { kind: 'mixed', replicas: 1, costs };
const many = { kind: 'mixed', replicas: 32, costs };
const pools = { kind: 'separate', prefill: pool, decode: pool, transferSeconds: () => 0.02 };
simulated(one, 1, 0.5);
finish([
  ...[0.1, 0.5, 0.9].flatMap((load) => rowsOf(`load ${load}`, simulated(one, 1, load), TOKENS)),
  ...rowsOf('bursts (cv 4)', simulated(one, 1, 0.5, { gapCv: 4 }), TOKENS),
  ...rowsOf('overloaded', simulated(one, 1, 1.5), TOKENS),
  ...rowsOf('32 replicas in turn', simulated(many, 32, 0.5, { routing: 'round-robin' }), TOKENS),
  ...rowsOf('32 replicas, least loaded', simulated(many, 32, 0.5), TOKENS),
  ...rowsOf('4 prefill, 4 decode replicas', simulated(pools, 8, 0.5), TOKENS),
]);
