// Layouts per second of the training layout search on one core: `npm run build`, then `node bench/training-search.mjs`.
import { readFileSync } from 'node:fs';
import { readTrainingConstants } from '../dist/core/performance/training/constants.js';
import { searchTrainingLayouts } from '../dist/core/performance/training/search.js';
import { cpuTimed, finish, median } from './table.mjs';

const file = new URL('../catalog/calibration/training.json', import.meta.url);
const { constants } = readTrainingConstants(JSON.parse(readFileSync(file, 'utf8')));

const machine = {
  systemId: 'dgx-h100',
  chipId: 'h100',
  vendor: 'NVIDIA',
  peakFlopsPerSecond: { bf16: 989e12, fp8: 1979e12 },
  hbmBytes: 80e9,
  hbmBytesPerSecond: 3.35e12,
  tiers: [
    {
      name: 'scale-up',
      chips: 8,
      topology: { kind: 'switch', reduces: true },
      bytesPerSecondPerChip: 450e9,
      hopSeconds: 0.8e-6,
    },
    {
      name: 'scale-out',
      chips: Number.POSITIVE_INFINITY,
      topology: { kind: 'rail-optimised', oversubscription: 1 },
      bytesPerSecondPerChip: 50e9,
      hopSeconds: 3e-6,
    },
  ],
  chipsPerUnit: 8,
  cores: null,
};

const model = {
  name: 'GPT-3 175B',
  family: 'gpt',
  hidden: 12288,
  vocabulary: 51200,
  tiedEmbeddings: true,
  maxPositions: 2048,
  positionParameters: 0,
  causal: true,
  layers: [
    {
      count: 96,
      mixer: {
        kind: 'attention',
        queryHeads: 96,
        keyValueHeads: 96,
        headDim: 128,
        window: null,
        extraParameters: 0,
        outputGate: false,
      },
      feedForward: { kind: 'dense', width: 49152, gated: false, extraParameters: 0 },
    },
  ],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source: 'arXiv 2005.14165',
};

const small = {
  ...model,
  name: '8B',
  hidden: 4096,
  vocabulary: 128256,
  layers: [
    {
      count: 32,
      mixer: { ...model.layers[0].mixer, queryHeads: 32, keyValueHeads: 8 },
      feedForward: { ...model.layers[0].feedForward, width: 14336, gated: true },
    },
  ],
};

const taskOf = (of) => ({ model: of, sequenceLength: 8192, adapterRank: null });
const cases = [
  [
    '8B on up to 256 chips',
    small,
    256,
    { globalBatchSequences: 1024, use: 'up-to', formats: ['bf16', 'fp8'] },
  ],
  [
    '175B on all 1,536 chips',
    model,
    1536,
    { globalBatchSequences: 1536, use: 'all', formats: ['bf16', 'fp8'] },
  ],
  [
    '175B on up to 4,096 chips',
    model,
    4096,
    { globalBatchSequences: 2048, use: 'up-to', formats: ['bf16', 'fp8'] },
  ],
];

const REPEATS = 5;
const WARM_UP_SECONDS = 1;
const BUDGET_PER_SECOND = 1_000_000;

/** Layouts per CPU second: those whose memory was worked out and, where it fits, whose time; and the latter alone. */
const measure = ([name, of, chips, options]) => {
  const search = () => searchTrainingLayouts(machine, taskOf(of), chips, constants, options);
  for (let spent = 0; spent < WARM_UP_SECONDS; ) spent += cpuTimed(search).seconds;
  const runs = Array.from({ length: REPEATS }, () => cpuTimed(search));
  const seconds = median(runs.map((run) => run.seconds));
  const { evaluated, timed } = runs[0].value;
  return [
    {
      what: `training layouts evaluated, ${name}`,
      measured: evaluated / seconds,
      unit: 'per CPU-s',
      budget: BUDGET_PER_SECOND,
      better: 'more',
    },
    {
      what: `  of these timed in full (${timed.toLocaleString('en-GB')} of ${evaluated.toLocaleString('en-GB')})`,
      measured: timed / seconds,
      unit: 'per CPU-s',
      better: 'more',
    },
  ];
};
finish(cases.flatMap(measure));
