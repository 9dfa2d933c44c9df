// The search space of Calculon (calculon-ai/calculon@caa4b11, calculon/llm/optimal_execution.py) for two of its models:
// how many strategies it counts, how many of them differ in anything that this model knows, and how fast those are worked
// out one by one, in full. docs/benchmarks.md says how to run the other tool beside it.
// npm run build; node bench/calculon-space.mjs [--json]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineOf } from '../dist/core/catalog/machine-of.js';
import { resolveSystem } from '../dist/core/catalog/resolve.js';
import { readTrainingConstants } from '../dist/core/performance/training/constants.js';
import { trainingStep } from '../dist/core/performance/training/training-step.js';
import { loadCatalog } from '../dist/platform/files/catalog.js';
import { gpt3, turing } from './gpt-models.mjs';
import { cpuTimed, finish } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const catalogRoot = join(root, 'catalog');

const factors = (value) =>
  Array.from({ length: value }, (_, index) => index + 1).filter((candidate) => value % candidate === 0);

const SEQUENCE = 2048;
/** Networks of its A100 system, and whether the system has a second memory to offload to. */
const NETWORKS = 2;
const OFFLOADS = 2;

const RECOMPUTES = { full: 'full', attn_only: 'selective', none: 'none' };

/** Choices of a strategy that this model has no counterpart of, multiplied. */
const unknownChoices = ({ tensor, pipeline, data, recompute, communication }) => {
  const redo = communication === 'rs_ag' && recompute !== 'full' ? 2 : 1;
  const overlaps = (data > 1 ? 2 : 1) * (tensor > 1 ? 3 : 1);
  const offloads = OFFLOADS * (recompute === 'full' ? 1 : OFFLOADS) * OFFLOADS;
  const networks = [tensor, pipeline, data].reduce(
    (product, degree) => product * (degree > 1 ? NETWORKS : 1),
    1,
  );
  return redo * overlaps * offloads * networks;
};

/** Calls `visit` with every combination of the choices that both tools have, and Calculon's form of communication. */
const visitStrategies = ({ model, chips, mostSequences }, visit) => {
  const [{ count: blocks, mixer }] = model.layers;
  const tensors = factors(chips).filter((t) => model.hidden % t === 0 && mixer.queryHeads % t === 0);
  for (const tensor of tensors)
    for (const pipeline of factors(Math.min(chips / tensor, blocks))) {
      if (chips % (tensor * pipeline) !== 0 || blocks % pipeline !== 0) continue;
      const data = chips / (tensor * pipeline);
      if (data > mostSequences) continue;
      const batch = data * Math.floor(mostSequences / data);
      const micros = factors(batch / data).filter((micro) => (micro * SEQUENCE) % tensor === 0);
      const interleaves = pipeline === 1 ? [1] : factors(blocks / pipeline);
      for (const interleave of interleaves)
        for (const recompute of Object.keys(RECOMPUTES))
          for (const zero of data > 1 ? [1, 0] : [0])
            for (const communication of ['ar', 'p2p_rs_ag', 'rs_ag'])
              for (const micro of micros)
                visit({ tensor, pipeline, data, batch, micro, interleave, recompute, zero, communication });
    }
};

const layoutOf = (strategy) => ({
  tensorParallel: strategy.tensor,
  pipelineParallel: strategy.pipeline,
  dataParallel: strategy.data,
  expertParallel: 1,
  contextParallel: 1,
  zeroStage: strategy.zero,
  microBatch: strategy.micro,
  interleave: strategy.interleave,
  recompute: RECOMPUTES[strategy.recompute],
  sequenceParallel: strategy.tensor > 1 && strategy.communication !== 'ar',
  computeFormat: 'bf16',
  globalBatchSequences: strategy.batch,
  coreGrouping: null,
});

const constants = readTrainingConstants(
  JSON.parse(readFileSync(join(catalogRoot, 'calibration', 'training.json'), 'utf8')),
).constants;
const machine = machineOf(resolveSystem(await loadCatalog(catalogRoot), 'dgx-a100'), 'estimate');

const CASES = [
  {
    name: '530B on 5,128 A100, batch <= 2,520',
    model: turing,
    chips: 5128,
    mostSequences: 2520,
    published: 10_944,
  },
  {
    name: '175B on 512 A100, batch <= 512',
    model: gpt3,
    chips: 512,
    mostSequences: 512,
    published: 6_582_816,
  },
];

const measure = (of) => {
  let strategies = 0;
  const layouts = new Map();
  visitStrategies(of, (strategy) => {
    strategies += unknownChoices(strategy);
    const layout = layoutOf(strategy);
    layouts.set(JSON.stringify(layout), layout);
  });
  if (strategies !== of.published)
    throw new Error(`${of.name}: ${strategies} strategies, Calculon counts ${of.published}`);
  const task = { model: of.model, sequenceLength: SEQUENCE, adapterRank: null };
  let fits = 0;
  const { seconds } = cpuTimed(() => {
    for (const layout of layouts.values()) {
      const step = trainingStep(machine, task, layout, constants);
      if (step !== null && step.memory.totalBytes <= machine.hbmBytes) fits += 1;
    }
  });
  const row = (what, measured, unit) => ({ what, measured, unit, better: 'more' });
  return [
    row(`${of.name}: strategies of Calculon`, strategies, 'strategies'),
    row('  of these different in what both tools know', layouts.size, 'layouts'),
    row('  worked out one by one, memory and every part of the step', layouts.size / seconds, 'per CPU-s'),
    row('  processor time for all', seconds * 1000, 'CPU-ms'),
    row('  that fit into memory', fits, 'layouts'),
    row('  memory at its peak', (process.resourceUsage().maxRSS * 1024) / 1e6, 'MB'),
  ];
};
finish(CASES.flatMap(measure));
