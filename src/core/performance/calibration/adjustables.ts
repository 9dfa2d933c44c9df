import { type Adjustable, PACE } from './factors.ts';

const share = (name: string, spread: number, kernelSpread = spread): Adjustable => ({
  name,
  min: 0.02,
  max: 1,
  spread,
  kernelSpread,
  pace: 1,
});
const seconds = (name: string, spread: number, kernelSpread = spread): Adjustable => ({
  name,
  min: 1e-8,
  max: 0.5,
  spread,
  kernelSpread,
  pace: -1,
});

/**
 * How fast software as a whole is: an engine, a release or a port that is behind loses a little everywhere, which no
 * constant by itself can say without being torn far from what kernels are known to reach. Engines that nobody tunes any
 * more (Megatron-LM of 2021 on A100) would otherwise slow down what their vendor's other engines inherit. That engines
 * have one decides little: with constants that know no kernel tables, and B200, H100, H200 and A100 left out, output
 * tokens/s come to 11.8 / 32.5 % with and 12.6 / 32.1 % without it, time per output token to 13.0 / 42.0 and 12.7 / 42.5 %.
 * Chips and vendors are no software: with paces of their own a chip left out takes with it what the others then lack
 * (output tokens/s of Inferentia2 left out 27.5 / 47 % with them, 12 / 40 % without).
 */
const pace = (spread: number): Adjustable => ({ name: PACE, min: 0.1, max: 10, spread, ofSoftware: true });

/**
 * Constants of the serving model that measurements can tell apart, with how far from one scope to the next they are
 * thought to move (log standard deviation): software overheads much, and little what kernel tables know, in scopes with
 * chips that have them. A run that misses for another reason would otherwise tear efficiencies from what kernels are known
 * to reach: with H100 left out, products in BF16 came to 0.44 of the peak, of which kernels there reach 0.77. Products in 8
 * and 4 bits are not held so: over engines and releases their tables differ by factors of two.
 * GB200, L40S and RTX PRO 6000 have tables too, and rows of maximum throughput alone, whose batch nobody printed: held to
 * their tables, output tokens/s with configurations left out came to 9.4 / 32.5 % instead of 9.3 / 30.9 % (products of
 * experts not yet from tables), so that they are fitted like chips without tables.
 */
const SERVING: readonly Adjustable[] = [
  pace(0.3),
  seconds('layerOverheadSeconds', 0.7, 0.4),
  seconds('expertLayerOverheadSeconds', 0.7, 0.35),
  { ...seconds('stepOverheadSeconds', 1), whenZero: 2e-4 },
  seconds('latentLayerOverheadSeconds', 0.7),
  seconds('quantizedGemmSeconds', 0.7),
  seconds('requestOverheadSeconds', 1),
  { name: 'queuedRunShare', min: 0.2, max: 1, spread: 0.3 },
  share('weightBandwidthEfficiency', 0.3, 0.15),
  share('cacheBandwidthEfficiency', 0.4, 0.2),
  share('computeEfficiency', 0.4, 0.15),
  share('eightBitComputeEfficiency', 0.4),
  share('fourBitComputeEfficiency', 0.5),
  { name: 'expertComputeShare', min: 0.02, max: 1, spread: 0.5 },
  { name: 'expertRowTraffic', min: 0.05, max: 20, spread: 0.7 },
  { name: 'attentionComputeShare', min: 0.02, max: 1, spread: 0.5, kernelSpread: 0.2 },
  share('allReduceEfficiency', 0.3, 0.15),
  { name: 'allReduceRampSeconds', min: 1e-10, max: 1e-6, spread: 0.4, kernelSpread: 0.25, pace: -1 },
  seconds('collectiveLaunchSeconds', 0.7),
  seconds('dispatchLaunchSeconds', 0.7),
  seconds('onChipReductionSeconds', 0.7),
  seconds('promptLaunchSeconds', 0.5),
  seconds('expertPromptLaunchSeconds', 0.5),
  seconds('mixerPromptLaunchSeconds', 0.5),
  seconds('firstTokenOverheadSeconds', 1),
  { name: 'admissionStallSeconds', min: 1e-6, max: 5, spread: 1.5, whenZero: 1e-2 },
  { name: 'promptClumping', min: 0.001, max: 1, spread: 0.7 },
  { name: 'promptsFirstClumping', min: 0.001, max: 1, spread: 0.7 },
  { name: 'promptsInStep', min: 0.05, max: 20, spread: 0.5 },
  { name: 'sharedPrefillWeightShare', min: 0.01, max: 1, spread: 0.5 },
  { name: 'expertPromptSeconds', min: 1e-9, max: 0.5, spread: 1.5, whenZero: 1e-6 },
  seconds('expertStepSeconds', 0.7),
  { name: 'expertBlockCopies', min: 0.5, max: 200, spread: 0.5 },
  seconds('hostSamplingSeconds', 0.7),
  share('allToAllEfficiency', 0.7),
  { name: 'routingSpreadExponent', min: 0.5, max: 1, spread: 0.1 },
  { name: 'busiestExpertRankFactor', min: 1, max: 4, spread: 0.5 },
];

/** Share of a constant's spread that is left from chip to chip: engines bring their software and kernels with them. */
const CHIP_SHARE = 0.5;

export const INFERENCE_ADJUSTABLES: readonly Adjustable[] = SERVING.map((one) => ({
  ...one,
  chipShare: CHIP_SHARE,
}));

/**
 * Runs of one chip and trainer differ in more than the model sees (kernel generation, recipe, overlap), so that scopes
 * of the training model move further apart than kernels do. Cross-validated: 1 loses to it on every held-out scheme,
 * 2.8 on mixture-of-experts models of chips left out.
 */
const TRAINING_SPREAD = 1.8;

/** The same for the training model. */
export const TRAINING_ADJUSTABLES: readonly Adjustable[] = [
  pace(0.4),
  share('gemmEfficiency', 0.3),
  share('gemmEfficiencyNarrow', 0.3),
  share('groupedGemmEfficiency', 0.5),
  share('groupedGemmEfficiencyNarrow', 0.5),
  share('attentionEfficiency', 0.5),
  { name: 'scorePasses', min: 1, max: 60, spread: 0.5 },
  share('memoryEfficiency', 0.4),
  { ...seconds('layerOverheadSeconds', 1), whenZero: 5e-6 },
  seconds('gemmLaunchSeconds', 0.7),
  seconds('groupedGemmLaunchSeconds', 0.7),
  share('pipelineOverlap', 0.5),
  { ...seconds('stepOverheadSeconds', 1), whenZero: 2e-4 },
  share('allReduceEfficiency', 0.4),
  share('allGatherEfficiency', 0.4),
  share('reduceScatterEfficiency', 0.4),
  share('allToAllEfficiency', 0.5),
  share('scaleOutEfficiency', 0.5),
  share('tensorOverlap', 0.5),
  share('expertOverlap', 0.5),
  share('dataOverlap', 0.4),
  share('shardOverlap', 0.4),
  { name: 'expertImbalance', min: 1, max: 3, spread: 0.3 },
].map((one) => ({ ...one, spread: TRAINING_SPREAD * one.spread }));

/** Constants of a model that factors apply to: training's where it has what only training has. */
export const adjustablesOf = (constants: object): readonly Adjustable[] =>
  'gemmEfficiency' in constants ? TRAINING_ADJUSTABLES : INFERENCE_ADJUSTABLES;
