import { z } from 'zod';
import type { NetworkConstants } from '../network/constants.ts';

const share = z.number().gt(0).lte(1);
const time = z.number().gte(0);

/**
 * How real engines fall short of a chip's data sheet when they serve models: one flat object, so that a calibration can
 * treat it as a vector. Efficiencies are shares of a peak, overheads are seconds. Structure after the engine-step model
 * in the header of `step.ts`; values and their sources are in `catalog/calibration/inference.json`.
 */
export const inferenceConstantsSchema = z.object({
  /** Share of the matrix peak that projections reach, 16-bit and wider formats. */
  computeEfficiency: share,
  /** The same for 8-bit formats, quantising the activations included. */
  eightBitComputeEfficiency: share,
  /** The same for 4-bit formats. */
  fourBitComputeEfficiency: share,
  /** Grouped products of routed experts, against what plain projections of the format reach. */
  expertComputeShare: share,
  /** Memory traffic of the rows that experts work on, against the passes that `expertRowBytes` counts. */
  expertRowTraffic: z.number().gte(0),
  /** Attention core, against what 16-bit projections reach. */
  attentionComputeShare: share,
  weightBandwidthEfficiency: share,
  cacheBandwidthEfficiency: share,
  stepOverheadSeconds: time,
  layerOverheadSeconds: time,
  /** On top of `layerOverheadSeconds` in layers with routed experts. */
  expertLayerOverheadSeconds: time,
  /** On top of `layerOverheadSeconds` in layers with latent attention, which start about twice as many kernels. */
  latentLayerOverheadSeconds: time,
  /** What a projection that multiplies in 8 or 4 bits takes more than one in 16 bits: quantising activations, scales. */
  quantizedGemmSeconds: time,
  /** Host work per running request and step that does not hide behind the device: scheduling, sampling, detokenising. */
  requestOverheadSeconds: time,
  /** Share of what its steps would give that an engine keeps in a run whose requests are queued at once and come in waves. */
  queuedRunShare: share,
  /** Fixed cost of one expert in a pass over prompts, per layer: experts that are not grouped into one kernel run in turn. */
  expertPromptSeconds: time,
  /** What the host needs per layer to launch the kernels of a pass over prompts, which no captured graph holds. */
  promptLaunchSeconds: time,
  /** The same on top in layers with routed experts, and in layers whose mixer is not plain attention: latent, or with a state. */
  expertPromptLaunchSeconds: time,
  mixerPromptLaunchSeconds: time,
  /** Most tokens of a pass over prompts that the engine has captured, so that the host launches all of it at once. */
  capturedPromptTokens: z.number().gte(0),
  /**
   * Times that the output of a layer with routed experts goes to or from memory for each block of rows that a compiled
   * engine adds to it: what is not added in place is copied whole.
   */
  expertBlockCopies: z.number().gte(0),
  /** Fixed cost of one expert, per layer, where experts are fetched or run through in turn. */
  expertStepSeconds: time,
  /**
   * Tokens of a pass touch as many experts as this power of their number would in independent even draws: popular experts
   * are shared. 1: even draws.
   */
  routingSpreadExponent: z.number().gt(0).lte(1),
  /** Work of the busiest rank over the mean rank when experts are spread over ranks. */
  busiestExpertRankFactor: z.number().gte(1),
  /** Fixed cost of one collective between chips. */
  collectiveLaunchSeconds: time,
  /** Multiplies the hop time of every network tier: software adds to what the wire takes. */
  collectiveHopScale: time,
  /** What starting to send tokens to their experts, or back, takes more than that: general collectives, and their synchronising. */
  dispatchLaunchSeconds: time,
  /** Fixed cost of a reduction between the logical cores of one chip. */
  onChipReductionSeconds: time,
  /** Share of the nominal rate that reductions of very large messages reach. */
  allReduceEfficiency: share,
  /**
   * Seconds per root of a byte that a reduction takes besides, times (n - 1) / n for n chips: messages are cut into blocks
   * that are handed on while others arrive, and both few large and many small blocks cost time.
   */
  allReduceRampSeconds: time,
  allToAllEfficiency: share,
  /** Share of a chip's processors that moving the tokens of prompts to their experts takes from work beside it. */
  dispatchCoreShare: z.number().gte(0).lt(1),
  sendEfficiency: share,
  /** Further share of the nominal rate that survives on the scale-out network. */
  scaleOutEfficiency: share,
  /** Part of a prompt's weight reads that steps of running requests need anyway, so that it is not charged twice. */
  sharedPrefillWeightShare: z.number().gte(0).lte(1),
  /** Time to bring the logits of one slot of a decode step to the host and to sample there, where it is done there. */
  hostSamplingSeconds: time,
  /** Time for which answers under way stand still when a compiled engine has admitted prompts, on top of the prompts. */
  admissionStallSeconds: time,
  firstTokenOverheadSeconds: time,
  /** In a closed loop, share of the other running clients whose prompts arrive together with one's own and go first. */
  promptClumping: z.number().gte(0).lte(1),
  /** The same where the engine takes waiting prompts before it goes on with answers, and lengths are drawn. */
  promptsFirstClumping: z.number().gte(0).lte(1),
  /** Prompts that go first besides, where all requests have the same lengths and the engine mixes prompts and answers. */
  promptsInStep: z.number().gte(0),
  /** Multiplies the mean wait of a queue with one server, deterministic or not, in front of the prompts of independent users. */
  queueFactor: time,
  /** Load beyond which a queue is not trusted and counts as saturated. */
  queueLoadLimit: z.number().gt(0).lt(1),
  /** Rate of a prefill (decode) replica of a disaggregated deployment against one that works alone. */
  disaggregatedPrefillShare: share,
  disaggregatedDecodeShare: share,
  /** Share of the link rate at which caches move from prefill to decode. */
  cacheTransferEfficiency: share,
  /** Share of memory an engine may fill. */
  usableMemoryShare: share,
  /** What the runtime keeps inside that share on every chip: context, kernels, captured graphs. */
  runtimeReserveBytes: z.number().gte(0),
  /** The same on top where the chips of a replica exchange partial sums: buffers of the communication library. */
  groupRuntimeBytes: z.number().gte(0),
  /** Bytes per logit at the peak of sampling for as many sequences as the engine may run, which it sets aside. */
  samplerBytesPerLogit: z.number().gte(0),
  /** Multiple that the model's width is padded to in 4-bit expert weights (MXFP4). */
  fourBitExpertTile: z.number().gte(1),
  /** Share of the activations' peak that the usable memory pays for; 0 where the rest of the memory does (SGLang). */
  activationsInUsableShare: z.number().gte(0).lte(1),
  /** Tokens in one block of a paged cache; half a block per sequence is wasted on average. */
  cacheBlockTokens: z.number().gte(1),
  /** Most prompt tokens processed in one step. */
  prefillChunkTokens: z.number().gte(1),
  /** Most sequences an engine runs at a time, per copy of the attention. */
  sequencesLimit: z.number().gte(1),
  /** Times the work per chip that a pipeline or separate pools must give to be preferred to a layout without. */
  complexityGain: z.number().gte(1),
  /** Smallest prompt length that engines with compiled shapes pad to; larger ones double. */
  smallestPromptBucketTokens: z.number().gte(1),
});

export type InferenceConstants = Readonly<z.infer<typeof inferenceConstantsSchema>>;

/** The constants of the network model (`performance/network`) that inference engines imply: direct access to peers' memory. */
export const networkConstantsOf = (constants: InferenceConstants): NetworkConstants => ({
  allReduceEfficiency: constants.allReduceEfficiency,
  allGatherEfficiency: constants.allReduceEfficiency,
  reduceScatterEfficiency: constants.allReduceEfficiency,
  allToAllEfficiency: constants.allToAllEfficiency,
  sendEfficiency: constants.sendEfficiency,
  scaleOutEfficiency: constants.scaleOutEfficiency,
  collectiveLaunchSeconds: constants.collectiveLaunchSeconds,
  hopScale: constants.collectiveHopScale,
  hierarchyOverlap: 0,
  directAccess: 1,
});
