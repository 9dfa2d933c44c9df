// Layout searches by themselves: how many layouts a second on one core, and how much memory. Each case runs in a process
// of its own, once cold and then warm. docs/benchmarks.md says what is counted and how to time another tool beside it.
// npm run build; node bench/layout-search.mjs [--json] [names...]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { searchOnWorkers } from '../dist/app/layout-search.js';
import { machineOf } from '../dist/core/catalog/machine-of.js';
import { resolveSystem } from '../dist/core/catalog/resolve.js';
import { readTrainingConstants } from '../dist/core/performance/training/constants.js';
import { searchTrainingLayouts } from '../dist/core/performance/training/search.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { loadModel } from '../dist/platform/files/model.js';
import { gpt3, turing } from './gpt-models.mjs';
import { cpuTimed, finish, median } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalogRoot = join(root, 'catalog');

const shipped = async (name) => (await loadModel(name, { baseFolder: root, catalogRoot })).architecture;

const one = (globalBatchSequences, more = {}) => ({
  globalBatchSequences,
  batch: 'at-most',
  microBatches: 'divisors',
  use: 'all',
  formats: ['bf16'],
  ...more,
});
const fleets = (globalBatchSequences, more = {}) => one(globalBatchSequences, { use: 'up-to', ...more });
const fp8 = { formats: ['bf16', 'fp8'] };

/** A memory no layout fills, so that every one is timed: the rate of the whole computation, nothing left out early. */
const endless = (machine) => ({ ...machine, hbmBytes: 1e15 });

const CASES = {
  '530b-5128': ['530B on 5,128 A100, batch <= 2,520', 'dgx-a100', turing, 2048, 5128, one(2520)],
  '175b-512': ['175B on 512 A100, batch <= 512', 'dgx-a100', gpt3, 2048, 512, one(512)],
  '175b-fleets': ['175B on every fleet up to 16,384 A100', 'dgx-a100', gpt3, 2048, 16_384, fleets(16_384)],
  '175b-timed': ['175B, every fleet up to 512, all timed', 'dgx-a100', gpt3, 2048, 512, fleets(512), endless],
  '405b-fleets': [
    'Llama 405B, bf16 and fp8, up to 4,096 H100',
    'dgx-h100',
    'llama-3.1-405b',
    8192,
    4096,
    fleets(2048, fp8),
  ],
  'moe-2048': ['DeepSeek-V3 on 2,048 H100', 'dgx-h100', 'deepseek-v3', 4096, 2048, one(15_360, fp8)],
  'moe-fleets': [
    'DeepSeek-V3 on every fleet up to 2,048 H100',
    'dgx-h100',
    'deepseek-v3',
    4096,
    2048,
    fleets(2048, fp8),
  ],
  'moe-timed': [
    'DeepSeek-V3, every fleet up to 512, all timed',
    'dgx-h100',
    'deepseek-v3',
    4096,
    512,
    fleets(512, fp8),
    endless,
  ],
};

const problemOf = async ([
  ,
  system,
  model,
  sequenceLength,
  chips,
  options,
  change = (machine) => machine,
]) => {
  const file = readFileSync(join(catalogRoot, 'calibration', 'training.json'), 'utf8');
  return {
    machine: change(machineOf(resolveSystem(await loadCatalog(catalogRoot), system), 'estimate')),
    task: {
      model: typeof model === 'string' ? await shipped(model) : model,
      sequenceLength,
      adapterRank: null,
    },
    chips,
    constants: readTrainingConstants(JSON.parse(file)).constants,
    options,
  };
};

const WARM_SECONDS = 2;

/** In the process of one case: once cold, then warm for about two seconds; last here and on two fresh workers. */
const measure = async (name) => {
  const problem = await problemOf(CASES[name]);
  const { machine, task, chips, constants, options } = problem;
  const memoryBefore = process.resourceUsage().maxRSS / 1024;
  const search = () => searchTrainingLayouts(machine, task, chips, constants, options);
  const cold = cpuTimed(search);
  const warm = [];
  do warm.push(cpuTimed(search).seconds);
  while (warm.reduce((sum, each) => sum + each, 0) < WARM_SECONDS);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const walls = [];
  for (const workers of [1, 2]) {
    const started = performance.now();
    const found = await searchOnWorkers(problem, workers, () => {});
    walls.push((performance.now() - started) / 1000);
    if (JSON.stringify(found) !== JSON.stringify(cold.value)) throw new Error(`${name}: workers differ`);
  }
  const { considered, evaluated, timed, best } = cold.value;
  return {
    considered,
    evaluated,
    timed,
    coldSeconds: cold.seconds,
    warmSeconds: median(warm),
    memoryBefore,
    peakMegabytes,
    oneWorkerSeconds: walls[0],
    twoWorkersSeconds: walls[1],
    best: best.at(-1) ?? null,
  };
};

const whole = (value) => Math.round(value).toLocaleString('en-GB');

const print = (name, found) => {
  const { considered, evaluated, timed, coldSeconds, warmSeconds, best } = found;
  const rates = (seconds) =>
    `${whole(considered / seconds)} considered/s, ${whole(evaluated / seconds)} evaluated/s, ${whole(timed / seconds)} timed/s`;
  console.log(`${CASES[name][0]}
  ${whole(considered)} considered, ${whole(evaluated)} evaluated, ${whole(timed)} timed
  cold ${coldSeconds.toFixed(3)} CPU-s: ${rates(coldSeconds)}
  warm ${warmSeconds.toFixed(3)} CPU-s: ${rates(warmSeconds)}
  peak ${whole(found.peakMegabytes)} MB, of which ${whole(found.memoryBefore)} MB before the search
  wall ${found.oneWorkerSeconds.toFixed(3)} s in this warm process, ${found.twoWorkersSeconds.toFixed(3)} s on two fresh workers, start included; same bits`);
  if (best !== null) {
    const { layout, stepSeconds } = best;
    console.log(
      `  best on ${whole(best.chips)} chips: ${(layout.globalBatchSequences / stepSeconds).toFixed(1)} sequences/s, TP ${layout.tensorParallel} PP ${layout.pipelineParallel} DP ${layout.dataParallel}, ` +
        `batch ${layout.globalBatchSequences}, micro-batch ${layout.microBatch}, ZeRO-${layout.zeroStage}, recompute ${layout.recompute}`,
    );
  }
};

const [mode, only] = process.argv.slice(2);
if (mode === '--case') {
  process.stdout.write(JSON.stringify(await measure(only)));
} else {
  const chosen = process.argv.slice(2).filter((each) => each !== '--json');
  const rows = [];
  for (const name of chosen.length > 0 ? chosen : Object.keys(CASES)) {
    const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--case', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (run.status !== 0) throw new Error(`${name} ended with exit code ${run.status}`);
    const found = JSON.parse(run.stdout);
    if (!process.argv.includes('--json')) print(name, found);
    const inform = (what, measured, unit) => ({ what: `  ${what}`, measured, unit, better: 'less' });
    const budget = name.startsWith('moe') ? 300_000 : 1_000_000;
    const large = found.considered >= 100_000;
    rows.push({
      what: `layouts evaluated, ${CASES[name][0]}`,
      measured: found.evaluated / found.warmSeconds,
      unit: 'per CPU-s',
      // Searches that end within a few milliseconds are not worth a budget.
      ...(large ? { budget, better: 'more' } : {}),
    });
    rows.push(
      inform('considered', found.considered, 'layouts'),
      inform('evaluated', found.evaluated, 'layouts'),
      inform('first search of a process', found.coldSeconds * 1000, 'CPU-ms'),
      inform('memory at its peak', found.peakMegabytes, 'MB'),
    );
  }
  finish(rows);
}
