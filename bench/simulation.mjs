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
import { openLoop, saturationRequestsPerSecond } from '../dist/core/performance/inference/open-loop.js';
import { prepare } from '../dist/core/performance/inference/operating-point.js';
import { readInferencePrior } from '../dist/core/performance/inference/prior.js';
import { replicaCosts } from '../dist/core/performance/simulation/replica-costs.js';
import { simulate } from '../dist/core/performance/simulation/simulate.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { loadModel } from '../dist/platform/files/model.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const catalogRoot = path.join(root, 'catalog');
const [name = 'Llama-3.1-70B', systemId = 'dgx-h100'] = process.argv.slice(2);
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

const perSecond = (count, seconds) => Math.round(count / seconds).toLocaleString('en-GB');

const timed = (label, deployment, replicas, load, options = {}) => {
  const { gapCv = 1, routing = 'least-loaded', requests = 20_000 } = options;
  const requestsPerSecond = load * replicas * saturation;
  const input = {
    deployment,
    routing,
    traffic: {
      kind: 'drawn',
      arrivals: { requestsPerSecond, gapCv },
      shape: { ...traffic, longestTokens: model.maxPositions },
      requests,
      edge: requests / 10,
    },
    seed: 1,
    runs: 3,
    limits: { timeToFirstTokenSeconds: 2, timePerOutputTokenSeconds: 0.05 },
    percentile: traffic.percentile,
    firstTokenOverheadSeconds: constants.firstTokenOverheadSeconds,
  };
  const started = process.cpuUsage();
  const result = simulate(input);
  const used = process.cpuUsage(started);
  const seconds = (used.user + used.system) / 1e6;
  const closed = openLoop(prepared.open, requestsPerSecond / replicas);
  const beside = (simulated, form) =>
    closed === null ? '-' : `${((100 * simulated) / form(closed) - 100).toFixed(1)} %`;
  const mixed = deployment.kind === 'mixed';
  console.log(
    [
      label.padEnd(44),
      `${perSecond(result.simulatedTokens, seconds)} tokens/s`.padStart(22),
      `${perSecond(result.simulatedSteps, seconds)} steps/s`.padStart(20),
      `${perSecond(result.events, seconds)} events/s`.padStart(20),
      mixed
        ? `TTFT ${beside(result.timeToFirstToken.mean.estimate, (s) => s.meanTimeToFirstTokenSeconds)}, TPOT ${beside(result.timePerOutputToken.mean.estimate, (s) => s.meanTimePerOutputTokenSeconds)} against the closed form`
        : '',
    ].join('  '),
  );
};

console.log(`${model.name} on ${system.name}, ${process.version}; 3 runs of 20,000 requests each, CPU time`);
for (const load of [0.1, 0.3, 0.5, 0.7, 0.9])
  timed(`one replica, ${load} of saturation`, { kind: 'mixed', replicas: 1, costs }, 1, load);
timed('one replica, bursts (cv 4), 0.5', { kind: 'mixed', replicas: 1, costs }, 1, 0.5, { gapCv: 4 });
timed('one replica, overloaded, 1.5', { kind: 'mixed', replicas: 1, costs }, 1, 1.5);
timed('32 replicas in turn, 0.5', { kind: 'mixed', replicas: 32, costs }, 32, 0.5, {
  routing: 'round-robin',
});
timed('32 replicas, least loaded, 0.5', { kind: 'mixed', replicas: 32, costs }, 32, 0.5);
timed(
  '4 prefill and 4 decode replicas',
  { kind: 'separate', prefill: pool, decode: pool, transferSeconds: () => 0.02 },
  8,
  0.5,
);
