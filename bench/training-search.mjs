// Layouts per second of the training layout search on one core: `npm run build`, then `node bench/training-search.mjs`.
import { readFileSync } from 'node:fs';
import { readTrainingConstants } from '../dist/core/performance/training/constants.js';
import { searchTrainingLayouts } from '../dist/core/performance/training/search.js';

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

const task = { model, sequenceLength: 8192, adapterRank: null };
const cases = [
  ['all 1,536 chips', 1536, { globalBatchSequences: 1536, use: 'all', formats: ['bf16', 'fp8'] }],
  ['up to 4,096 chips', 4096, { globalBatchSequences: 2048, use: 'up-to', formats: ['bf16', 'fp8'] }],
];
for (const [name, chips, options] of cases) {
  searchTrainingLayouts(machine, task, chips, constants, options);
  const repeats = 5;
  const start = process.cpuUsage();
  let evaluated = 0;
  let last;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    last = searchTrainingLayouts(machine, task, chips, constants, options);
    evaluated += last.evaluated;
  }
  const used = process.cpuUsage(start);
  const seconds = (used.user + used.system) / 1e6;
  const best = last.best.at(-1);
  console.log(
    `${name}: ${Math.round(evaluated / repeats).toLocaleString('en')} layouts, ` +
      `${(seconds / repeats).toFixed(3)} CPU-s, ${Math.round(evaluated / seconds).toLocaleString('en')} layouts/s, ` +
      `${last.rejectedForMemory.toLocaleString('en')} do not fit; best step ${best?.stepSeconds.toFixed(3)} s`,
  );
}
