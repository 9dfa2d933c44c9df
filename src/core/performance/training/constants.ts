import { z } from 'zod';
import { networkConstantsSchema } from '../network/constants.ts';

const share = z.number().gt(0).lte(1);
const seconds = z.number().gte(0);
const flag = z.union([z.literal(0), z.literal(1)]);

/**
 * Every number the training model has besides the machine and the workload, one flat object so that calibration can
 * fit any of them. Efficiencies are shares of the chip's peak. `Narrow` is for FP8 and MXFP8 matrix units, quantisation
 * included.
 */
export const trainingConstantsSchema = networkConstantsSchema.extend({
  gemmEfficiency: share,
  gemmMemoryEfficiency: share,
  /** Power in which compute and memory time add: 1 is a plain sum, large values approach the larger of both. */
  gemmOverlapPower: z.number().gte(1),
  gemmLaunchSeconds: seconds,
  gemmEfficiencyNarrow: share,
  gemmMemoryEfficiencyNarrow: share,
  gemmOverlapPowerNarrow: z.number().gte(1),
  gemmLaunchSecondsNarrow: seconds,
  groupedGemmEfficiency: share,
  groupedGemmEfficiencyNarrow: share,
  groupedGemmLaunchSeconds: seconds,
  attentionEfficiency: share,
  attentionLaunchSeconds: seconds,
  /** Columns of a head whose products take as long as the softmax of a score: exponentials, maxima and sums. */
  attentionSoftmaxWidth: z.number().gte(0),
  /** Positions an attention kernel works on at once. */
  attentionTile: z.number().gte(1),
  /** Backward of the attention core over its forward; 2.5 when scores are recomputed inside a fused kernel. */
  attentionBackwardFactor: z.number().gte(1),
  /** 1: the kernel never writes the score matrix and skips masked tiles; 0: scores, softmax and mask are stored. */
  fusedAttention: flag,
  /** Reads and writes of the score matrix where it is stored, forward. */
  scorePasses: z.number().gte(0),
  scanEfficiency: share,
  memoryEfficiency: share,
  /** Reads and writes of one layer-wide activation by norms, residuals and the like, per layer, forward. */
  elementwisePasses: z.number().gte(0),
  /** The same over the feed-forward width: activation function and gate. */
  activationPasses: z.number().gte(0),
  /** Weight-gradient GEMM over the forward GEMM: slower because it accumulates in FP32. */
  weightGradientFactor: z.number().gte(1),
  /** Fixed cost of one layer's forward beyond its kernels (framework, synchronisation). */
  layerOverheadSeconds: seconds,
  stepOverheadSeconds: seconds,
  /** Load of the busiest expert rank over the mean. */
  expertImbalance: z.number().gte(1),
  tensorOverlap: z.number().gte(0).lte(1),
  expertOverlap: z.number().gte(0).lte(1),
  /** 1: a token goes to a rank, and to another server, once for all its experts there; 0: every copy travels by itself. */
  dispatchOnce: flag,
  /** 1: tokens take the next experts in turn, as gates of some benchmarks do; 0: experts of a token are anywhere. */
  expertsInTurn: flag,
  /** 1: dispatch of one micro-batch runs beside all that another computes; 0: beside products of its own layer. */
  dispatchBesideBatch: flag,
  dataOverlap: z.number().gte(0).lte(1),
  shardOverlap: z.number().gte(0).lte(1),
  pipelineOverlap: z.number().gte(0).lte(1),
  /** Share of compute lost while communication runs beside it. */
  overlapTax: z.number().gte(0).lte(1),
  /** Bytes an optimiser step moves per parameter it owns. */
  optimiserBytesMovedPerParameter: z.number().gte(0),
  /** 0: made while activations go, so that none is there when the backward pass starts. */
  gradientBytes: z.number().gte(0),
  /** Master weights and moments. */
  optimiserStateBytes: z.number().gt(0),
  /** Bytes moved per logit by the loss: the 16-bit logits and the FP32 values. */
  logitBytes: z.number().gt(0),
  /** Bytes alive per logit when the backward pass starts. */
  logitMemoryBytes: z.number().gt(0),
  /** Bytes per parameter of the weights themselves: 2, or 4 where the FP32 copy is the weight and is cast when gathered. */
  weightBytes: z.number().gt(0),
  /** Bytes per parameter of one layer's matrices and of the head held for gradients outside the gradient buffer. */
  weightGradientBufferBytes: z.number().gte(0),
  /** Whole 16-bit streams of a micro-batch alive at a stage's peak, whatever tensor parallelism cuts. */
  wholeStreams: z.number().gte(0),
  /** Layers whose weights are gathered at once where weights are sharded. */
  gatheredLayers: z.number().gte(0),
  /** 1: with a pipeline, sharded weights stay gathered and gradients whole until the last micro-batch. */
  pipelineKeepsGathered: flag,
  /** Bytes per width that a norm keeps beside its 16-bit input and output: 4 where it casts to FP32 without fusion. */
  normCopyBytes: z.number().gte(0),
  /** What selective recompute keeps. 0: everything but norm outputs and gate products; 1: every second product. */
  selectiveKeepsHalf: flag,
  /** 1: dropout masks are kept (pretraining before about 2022). */
  dropoutMasks: flag,
  /** Share of the memory in use that the allocator holds beyond it. */
  allocatorReserve: z.number().gte(0).lt(1),
  /** Taken on every chip by the runtime: context, kernels, communication buffers. */
  runtimeBytes: z.number().gte(0),
});

export type TrainingConstants = z.infer<typeof trainingConstantsSchema>;
export type TrainingConstantName = keyof TrainingConstants;

const constantsFileSchema = z.object({
  schema: z.literal('rackwright.training-constants/1'),
  version: z.string(),
  constants: z.record(z.string(), z.object({ value: z.number(), source: z.string().min(1) })),
});

/** The constants of a calibration file (`catalog/calibration/training.json`). Throws ZodError when one is missing or out of range. */
export const readTrainingConstants = (
  file: unknown,
): { readonly version: string; readonly constants: TrainingConstants } => {
  const { version, constants } = constantsFileSchema.parse(file);
  const values = Object.fromEntries(Object.entries(constants).map(([name, entry]) => [name, entry.value]));
  return { version, constants: trainingConstantsSchema.parse(values) };
};
