import { bytes, bytesPerSecond, flopsPerSecond, seconds } from '../../quantity/unit.ts';
import type { FeedForward, Mixer, ModelArchitecture, StorageFormat } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { InferenceConstants } from './constants.ts';
import type { InferenceLayout } from './layout.ts';

/** Round numbers for worked examples; the efficiencies are those of `catalog/calibration/inference.json`. */
export const constants: InferenceConstants = {
  computeEfficiency: 0.74,
  eightBitComputeEfficiency: 0.48,
  fourBitComputeEfficiency: 0.37,
  expertComputeShare: 0.8,
  expertRowTraffic: 1.25,
  attentionComputeShare: 0.71,
  weightBandwidthEfficiency: 0.85,
  cacheBandwidthEfficiency: 0.86,
  stepOverheadSeconds: 0,
  layerOverheadSeconds: 40e-6,
  latentLayerOverheadSeconds: 30e-6,
  quantizedGemmSeconds: 5e-6,
  requestOverheadSeconds: 5e-6,
  queuedRunShare: 0.9,
  expertPromptSeconds: 0,
  promptLaunchSeconds: 6e-4,
  expertPromptLaunchSeconds: 6e-4,
  mixerPromptLaunchSeconds: 4e-4,
  capturedPromptTokens: 0,
  expertLayerOverheadSeconds: 3.5e-5,
  routingSpreadExponent: 0.8,
  busiestExpertRankFactor: 1.2,
  collectiveLaunchSeconds: 4.8e-6,
  dispatchLaunchSeconds: 1.2e-5,
  collectiveHopScale: 1,
  onChipReductionSeconds: 4.8e-6,
  allReduceEfficiency: 0.85,
  allReduceRampSeconds: 2.2e-8,
  allToAllEfficiency: 0.48,
  dispatchCoreShare: 0.15,
  sendEfficiency: 0.5,
  scaleOutEfficiency: 0.9,
  sharedPrefillWeightShare: 0.5,
  expertStepSeconds: 4e-6,
  expertBlockCopies: 6,
  hostSamplingSeconds: 5e-4,
  admissionStallSeconds: 0,
  firstTokenOverheadSeconds: 0.02,
  promptClumping: 0.08,
  promptsFirstClumping: 0.08,
  promptsInStep: 1.5,
  queueFactor: 1,
  queueLoadLimit: 0.97,
  disaggregatedPrefillShare: 0.9,
  disaggregatedDecodeShare: 0.92,
  cacheTransferEfficiency: 0.5,
  usableMemoryShare: 0.9,
  runtimeReserveBytes: 1.34e9,
  groupRuntimeBytes: 1.96e9,
  samplerBytesPerLogit: 14.5,
  fourBitExpertTile: 256,
  activationsInUsableShare: 1,
  cacheBlockTokens: 16,
  prefillChunkTokens: 8192,
  sequencesLimit: 1024,
  complexityGain: 1.1,
  smallestPromptBucketTokens: 128,
};

const attention = (queryHeads: number, keyValueHeads: number, window: number | null = null): Mixer => ({
  kind: 'attention',
  queryHeads,
  keyValueHeads,
  headDim: 128,
  window,
  extraParameters: 0,
  outputGate: false,
});

const dense = (width: number, hidden: number): FeedForward => ({
  kind: 'dense',
  width,
  gated: true,
  extraParameters: hidden,
});

const decoder = (
  name: string,
  shape: Pick<ModelArchitecture, 'hidden' | 'vocabulary' | 'layers'>,
  stored: StorageFormat = 'bf16',
): ModelArchitecture => ({
  name,
  family: 'test',
  tiedEmbeddings: false,
  maxPositions: null,
  positionParameters: 0,
  causal: true,
  predictionLayers: 0,
  formats: { linear: stored, experts: stored, embedding: 'bf16' },
  source: 'worked example',
  ...shape,
});

const uniform = (count: number, mixer: Mixer, feedForward: FeedForward) => [{ count, mixer, feedForward }];

/** Shapes from the published config.json of each model. The norm of the mixer is counted by the workload stage, that of the feed-forward is given here. */
export const llama2Of7B = decoder('Llama-2-7B', {
  hidden: 4096,
  vocabulary: 32_000,
  layers: uniform(32, attention(32, 32), dense(11_008, 0)),
});
export const llama31Of70B = decoder('Llama-3.1-70B', {
  hidden: 8192,
  vocabulary: 128_256,
  layers: uniform(80, attention(64, 8), dense(28_672, 0)),
});
export const llama31Of405B = decoder('Llama-3.1-405B', {
  hidden: 16_384,
  vocabulary: 128_256,
  layers: uniform(126, attention(128, 8), dense(53_248, 0)),
});
export const windowed = decoder('windowed', {
  hidden: 4096,
  vocabulary: 32_000,
  layers: uniform(32, attention(32, 8, 1024), dense(14_336, 0)),
});

const latent: Mixer = {
  kind: 'latent-attention',
  queryHeads: 128,
  queryRank: 1536,
  keyValueRank: 512,
  nopeHeadDim: 128,
  ropeHeadDim: 64,
  valueHeadDim: 128,
  sparse: null,
};
export const deepSeekV3 = decoder(
  'DeepSeek-V3',
  {
    hidden: 7168,
    vocabulary: 129_280,
    layers: [
      { count: 3, mixer: latent, feedForward: dense(18_432, 0) },
      {
        count: 58,
        mixer: latent,
        feedForward: {
          kind: 'experts',
          experts: 256,
          activeExperts: 8,
          expertWidth: 2048,
          sharedExperts: 1,
          sharedWidth: 2048,
          gated: true,
          extraParameters: 0,
        },
      },
    ],
  },
  'fp8',
);
export const bertLarge: ModelArchitecture = {
  ...decoder('BERT-large', {
    hidden: 1024,
    vocabulary: 30_522,
    layers: uniform(
      24,
      { ...(attention(16, 16) as Extract<Mixer, { kind: 'attention' }>), headDim: 64 },
      { kind: 'dense', width: 4096, gated: false, extraParameters: 0 },
    ),
  }),
  causal: false,
  tiedEmbeddings: true,
};

const switched = (chips: number, perSecond: number) => [
  {
    name: 'scale-up' as const,
    chips,
    topology: { kind: 'switch' as const, reduces: false },
    bytesPerSecondPerChip: bytesPerSecond(perSecond),
    hopSeconds: seconds(1e-6),
  },
  {
    name: 'scale-out' as const,
    chips: Number.POSITIVE_INFINITY,
    topology: { kind: 'rail-optimised' as const, oversubscription: 1 },
    bytesPerSecondPerChip: bytesPerSecond(50e9),
    hopSeconds: seconds(5e-6),
  },
];

/** NVIDIA A100 80 GB SXM data sheet: 312 TFLOP/s bf16, 2,039 GB/s, NVLink 300 GB/s each way. */
export const a100: Machine = {
  systemId: 'dgx-a100',
  chipId: 'a100-80',
  vendor: 'NVIDIA',
  peakFlopsPerSecond: {
    bf16: flopsPerSecond(312e12),
    fp16: flopsPerSecond(312e12),
    int8: flopsPerSecond(624e12),
  },
  hbmBytes: bytes(80e9),
  hbmBytesPerSecond: bytesPerSecond(2039e9),
  tiers: switched(8, 300e9),
  chipsPerUnit: 8,
  cores: null,
};

/** NVIDIA H100 SXM data sheet: 989 / 1,979 TFLOP/s, 3.35 TB/s, NVLink 450 GB/s each way. */
export const h100: Machine = {
  ...a100,
  systemId: 'hgx-h100',
  chipId: 'h100-sxm',
  peakFlopsPerSecond: { bf16: flopsPerSecond(989e12), fp8: flopsPerSecond(1979e12) },
  hbmBytesPerSecond: bytesPerSecond(3350e9),
  tiers: switched(8, 450e9),
};

/** AWS Trainium2 (Neuron documentation): 667 / 1,299 TFLOP/s, 96 GB at 2.9 TB/s, eight cores, four logical ones at LNC=2, 4 x 4 torus. */
export const trainium2: Machine = {
  systemId: 'trn2.48xlarge',
  chipId: 'trainium2',
  vendor: 'AWS',
  peakFlopsPerSecond: { bf16: flopsPerSecond(667e12), fp8: flopsPerSecond(1299e12) },
  hbmBytes: bytes(96e9),
  hbmBytesPerSecond: bytesPerSecond(2900e9),
  tiers: [
    {
      name: 'scale-up',
      chips: 16,
      topology: { kind: 'torus', dimensions: [4, 4], wrapped: true },
      bytesPerSecondPerChip: bytesPerSecond(512e9),
      hopSeconds: seconds(1e-6),
    },
    {
      name: 'scale-out',
      chips: Number.POSITIVE_INFINITY,
      topology: { kind: 'rail-optimised', oversubscription: 1 },
      bytesPerSecondPerChip: bytesPerSecond(25e9),
      hopSeconds: seconds(10e-6),
    },
  ],
  chipsPerUnit: 16,
  cores: { physicalPerChip: 8, groupings: [1, 2], defaultGrouping: 2 },
};

export const layout = (changes: Partial<InferenceLayout> = {}): InferenceLayout => ({
  tensorParallel: 1,
  pipelineParallel: 1,
  expertParallel: 1,
  attentionDataParallel: 1,
  weightFormat: 'bf16',
  expertFormat: 'bf16',
  keyValueFormat: 'bf16',
  computeFormat: 'bf16',
  coreGrouping: null,
  ...changes,
});
