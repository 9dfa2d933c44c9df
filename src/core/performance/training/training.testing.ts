import file from '../../../../catalog/calibration/training.json' with { type: 'json' };
import { bytes, bytesPerSecond, flopsPerSecond, seconds } from '../../quantity/unit.ts';
import type { ModelArchitecture } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import { readTrainingConstants } from './constants.ts';

/** The published constants as they ship. */
export const shipped = readTrainingConstants(file).constants;

/** DGX A100 80 GB: 312 TFLOP/s, 2,039 GB/s, NVLink 300 GB/s and one 200 Gbit/s NIC per GPU each way (NVIDIA data sheet). */
export const a100: Machine = {
  systemId: 'dgx-a100',
  chipId: 'a100-80',
  vendor: 'NVIDIA',
  peakFlopsPerSecond: { bf16: flopsPerSecond(312e12), fp16: flopsPerSecond(312e12) },
  hbmBytes: bytes(80 * 2 ** 30),
  hbmBytesPerSecond: bytesPerSecond(2039e9),
  tiers: [
    {
      name: 'scale-up',
      chips: 8,
      topology: { kind: 'switch', reduces: false },
      bytesPerSecondPerChip: bytesPerSecond(300e9),
      hopSeconds: seconds(0.9e-6),
    },
    {
      name: 'scale-out',
      chips: Number.POSITIVE_INFINITY,
      topology: { kind: 'rail-optimised', oversubscription: 1 },
      bytesPerSecondPerChip: bytesPerSecond(25e9),
      hopSeconds: seconds(3e-6),
    },
  ],
  chipsPerUnit: 8,
  cores: null,
};

export const gpt = (name: string, hidden: number, heads: number, layers: number): ModelArchitecture => ({
  name,
  family: 'gpt',
  hidden,
  vocabulary: 51_200,
  tiedEmbeddings: true,
  maxPositions: 2048,
  positionParameters: 2048 * hidden,
  causal: true,
  layers: [
    {
      count: layers,
      mixer: {
        kind: 'attention',
        queryHeads: heads,
        keyValueHeads: heads,
        headDim: hidden / heads,
        window: null,
        extraParameters: 0,
        outputGate: false,
      },
      feedForward: { kind: 'dense', width: 4 * hidden, gated: false, extraParameters: 0 },
    },
  ],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source: 'arXiv 2205.05198, Table 3',
});

/** The four models of arXiv 2205.05198, Table 3. */
export const megatron = {
  '22B': gpt('Megatron 22B', 6144, 64, 48),
  '175B': gpt('GPT-3 175B', 12_288, 96, 96),
  '530B': gpt('MT-NLG 530B', 20_480, 128, 105),
  '1T': gpt('Megatron 1T', 25_600, 160, 128),
};

export const layoutOf = (changes: Partial<TrainingLayout>): TrainingLayout => ({
  tensorParallel: 8,
  pipelineParallel: 1,
  dataParallel: 1,
  expertParallel: 1,
  contextParallel: 1,
  zeroStage: 0,
  microBatch: 1,
  interleave: 1,
  recompute: 'none',
  sequenceParallel: false,
  computeFormat: 'bf16',
  globalBatchSequences: 64,
  coreGrouping: null,
  ...changes,
});

/** A mixture-of-experts block: the attention of `gpt` with 64 experts, 6 active. */
export const mixture = (hidden: number, layers: number): ModelArchitecture => {
  const base = gpt('mixture', hidden, hidden / 128, layers);
  return {
    ...base,
    layers: base.layers.map((group) => ({
      ...group,
      feedForward: {
        kind: 'experts',
        experts: 64,
        activeExperts: 6,
        expertWidth: hidden,
        sharedExperts: 1,
        sharedWidth: hidden,
        gated: true,
        extraParameters: 0,
      },
    })),
  };
};
