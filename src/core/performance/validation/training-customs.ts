import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { MeasuredParallelism, Measurement } from './measurement.ts';

type Recompute = TrainingLayout['recompute'];

/** What a trainer is known to do where a row does not say, by its description. */
const software = (row: Measurement): string => row.software ?? '';

const isAutoModel = (row: Measurement): boolean => /automodel/i.test(software(row));
/** Megatron-Core and what NVIDIA builds on it; its MLPerf code is NeMo, its partners run the same. */
const isMegatron = (row: Measurement): boolean =>
  /megatron|nemo|nvidia/i.test(software(row)) && !isAutoModel(row) && !/neuron|synapse/i.test(software(row));
const isMaxText = (row: Measurement): boolean => /maxtext/i.test(software(row));

/**
 * Layers made again from an input that lives on the host keep at most attention's projections: the feed-forward, most
 * of a layer, is computed again (MaxText's `remat_policy: custom` and `qkv_proj_offloaded`).
 */
const MAKES_LAYERS_AGAIN = /^full|rest full|decoder_layer_input|qkv_proj_offloaded/;

/**
 * Recompute a run may have used, likeliest first: what the source says; else what the recipes of its trainer do.
 * Megatron-Bridge and NeMo performance recipes make parts of a layer again at most (`recompute_granularity:
 * selective`), AutoModel's benchmark recipes switch activation checkpointing on; of others nothing is known.
 */
export const recomputesOf = (row: Measurement): readonly Recompute[] => {
  const stated = row.parallelism?.recompute;
  if (stated == null) {
    if (isAutoModel(row)) return ['full', 'none'];
    return isMegatron(row) ? ['none', 'selective'] : ['none', 'selective', 'full'];
  }
  if (/^none/.test(stated)) return ['none'];
  if (MAKES_LAYERS_AGAIN.test(stated)) return ['full'];
  return stated === 'custom' ? ['full', 'selective'] : ['selective'];
};

const LAYERS_PER_CHUNK = 2;

/** The interleaving whose chunks come nearest to two layers, as published configurations of this schedule have. */
const usualInterleave = (layers: number, pipeline: number): number => {
  const perStage = Math.ceil(layers / pipeline);
  let best = 1;
  for (let chunks = 1; chunks <= perStage; chunks += 1)
    if (perStage % chunks === 0 && perStage / chunks >= LAYERS_PER_CHUNK) best = chunks;
  return best;
};

/**
 * Interleaving a run may have used, likeliest first. Megatron's schedule needs micro-batches in whole rounds; where it
 * can interleave, published recipes for it do (arXiv 2104.04473, section 2.2). DualPipe's idle time is that of two
 * chunks per stage (arXiv 2412.19437, table 2).
 */
export const interleavesOf = (
  row: Measurement,
  layers: number,
  pipeline: number,
  microBatches: number,
): readonly number[] => {
  if (pipeline === 1) return [1];
  const stated = row.parallelism?.interleave;
  if (stated != null) return [stated];
  if (/dualpipe/i.test(row.parallelism?.schedule ?? '')) return [2];
  const interleaves = isMegatron(row) || /interleaved/i.test(row.notes ?? '');
  if (!interleaves || microBatches % pipeline !== 0) return [1];
  return [...new Set([usualInterleave(layers, pipeline), 1])];
};

/**
 * Times a run's pipeline runs empty in a step: AutoModel passes one local batch through it at a time, as often as it
 * accumulates gradients (NVIDIA-NeMo/Automodel@36044ad3d, recipes/llm/train_ft.py: one `schedule.step` per batch).
 */
export const flushesOf = (row: Measurement, pipeline: number): number =>
  isAutoModel(row) && pipeline > 1 ? (row.parallelism?.grad_accum ?? 1) : 1;

/** Ranks that a row says share something; null where it prints none, one alone, or a word. */
const printedRanks = (printed: unknown): number | null => {
  const ranks = Number(printed);
  return ranks > 1 ? ranks : null;
};

/** Ranks that share one copy of the weights where copies are sharded inside a slice and kept equal between slices. */
export const shardRanksOf = (
  row: Measurement,
  parallelism: MeasuredParallelism,
  data: number,
): number | null => {
  const ranks = printedRanks(parallelism.fsdp);
  return isMaxText(row) && ranks !== null && ranks < data && data % ranks === 0 ? ranks : null;
};

/**
 * ZeRO stage of a run. AutoModel's recipes keep weights gathered between micro-batches where stages or experts are
 * spread (`reshard_after_forward: false`), which communicates as ZeRO-1 does. So does ZeRO-2
 * beside a pipeline, where gradients of micro-batches are summed before they are sent (arXiv 2407.21783, section 3.3.2).
 */
export const zeroOf = (row: Measurement, parallelism: MeasuredParallelism): 0 | 1 | 2 | 3 => {
  if (parallelism.zero != null) return parallelism.zero as 0 | 1 | 2 | 3;
  const pipeline = (parallelism.pp ?? 1) > 1;
  const stageTwo = parallelism.sharding === 'SHARD_GRAD_OP' || /zero-2/i.test(String(parallelism.fsdp ?? ''));
  if (stageTwo) return pipeline ? 1 : 2;
  const gatheredOnce = isAutoModel(row) && (pipeline || (parallelism.ep ?? 1) > 1);
  if (gatheredOnce) return 1;
  if (printedRanks(parallelism.fsdp) !== null || printedRanks(parallelism.fsdp_group) !== null) return 3;
  return /maxtext|llm-foundry/i.test(software(row)) ? 3 : 1;
};

/** Rank that NeMo's and MLPerf's adapter recipes use unless told otherwise. */
const USUAL_ADAPTER_RANK = 16;

/** Rank of adapters and what they sit on; NeMo and MLPerf put them on attention (`target_modules: attention_qkv`). */
export const adaptersOf = (
  row: Measurement,
): { readonly rank: number; readonly on: 'all' | 'attention' } | null => {
  if (!/lora/i.test(`${row['phase'] ?? ''} ${row.model}`)) return null;
  return { rank: USUAL_ADAPTER_RANK, on: isAutoModel(row) ? 'all' : 'attention' };
};

/** Mean tokens of one example of SQuAD v1.1 (arXiv 1606.05250): about 120 words of context, the question, the answer. */
const SQUAD_TOKENS = 200;

/** Tokens that attend to each other in packed sequences of short examples; null where a sequence is one document. */
export const documentLengthOf = (row: Measurement): number | null =>
  /packed squad/i.test(row.notes ?? '') ? SQUAD_TOKENS : null;

/** Whether attention ran without a fused kernel: the source says so, or its stack had none yet. */
export const keepsScores = (row: Measurement): boolean =>
  /no flash attention/i.test(row.notes ?? '') || /torch-neuronx|neuronx-nemo-megatron/i.test(software(row));

/** Whether a run drops out hidden states and attention, as BERT's pre-training does (arXiv 1810.04805, appendix A.2). */
export const dropsOut = (row: Measurement): boolean => /^bert/i.test(row.model);

/** Sequence lengths that later tables of the same page give for models trained on it (`2048 in later tables`). */
const NOTED_LENGTH = /(\d{3,6}) in later tables/;
/** BERT pre-training has two phases (arXiv 1810.04805, appendix A.2), of 128 and then of 512 tokens. */
const SECOND_PHASE_LENGTH = 512;
/** What a core holds of the second phase in Neuron's tables; of the first it holds 8 or 16 sequences. */
const SECOND_PHASE_MICRO_BATCH = 2;

/** Sequence length of a run; tables of two-phase trainings that drop the phase show it by the micro-batch. */
export const lengthOf = (row: Measurement): number | null => {
  const noted = NOTED_LENGTH.exec(row.notes ?? '');
  const length = row.seq_len ?? (noted === null ? null : Number(noted[1]));
  const microBatch = row.parallelism?.microbatch ?? Number.POSITIVE_INFINITY;
  const second = /^bert/i.test(row.model) && microBatch <= SECOND_PHASE_MICRO_BATCH && length !== null;
  return second ? Math.max(length, SECOND_PHASE_LENGTH) : length;
};

/** Compilers that multiply FP32 tensors in 16 bits unless told otherwise, and keep and move them at four bytes. */
const CASTS_PRODUCTS = /neuron/i;

/** Whether a run's tensors are twice as wide as its products (neuronx-cc `--auto-cast matmult`, compiler guide). */
export const keepsWideTensors = (row: Measurement): boolean =>
  /^FP32$/i.test(row.precision?.['training_dtype_as_published'] ?? '') && CASTS_PRODUCTS.test(software(row));

/** JAX recipes shard fully over all chips, take the whole batch at once, and hold experts with the other weights. */
export const shardsFully = (row: Measurement): boolean => /maxtext|jax|pax/i.test(software(row));

/** Whether the machine multiplies 8-bit integers, which Google's MLPerf submissions quantise to (AQT, arXiv 2105.03536). */
export const multipliesIntegers = (row: Measurement, machine: Machine): boolean =>
  /int8/.test(row.precision?.['compute'] ?? '') && machine.peakFlopsPerSecond.int8 !== undefined;

/** Experts that drop what exceeds a fixed capacity are multiplied as one batch of equal products, empty places included. */
const CAPACITY = /capacity factor (\d+(?:\.\d+)?)/i;

/** Places per expert over its even share where experts have a fixed capacity; null where they take what comes. */
export const expertCapacityOf = (row: Measurement): number | null => {
  const found = CAPACITY.exec(row.notes ?? '');
  return found === null ? null : Number(found[1]);
};

const HOPPER = /^(h100|h200|h800|gh200)/;
/**
 * FlashAttention-2 uses no asynchronous instructions of Hopper: 35 % of peak there (arXiv 2407.08608, section 1)
 * against 50-73 % on A100 (arXiv 2307.08691, section 4.1).
 */
const SECOND_KERNEL_ON_HOPPER = 0.5;

/** Share of the usual efficiency of attention that a run's kernel reaches on its chip. */
export const attentionShareOf = (row: Measurement, machine: Machine): number =>
  /llm-foundry/i.test(software(row)) && HOPPER.test(machine.chipId) ? SECOND_KERNEL_ON_HOPPER : 1;

/** Whether a run whose format its source did not decode may have multiplied in NVFP4: MLPerf Training from v5.1 on Blackwell. */
export const mayUseFourBits = (row: Measurement, machine: Machine): boolean =>
  /mlperf training v5\.1: nvidia/i.test(software(row)) &&
  /not decoded/.test(row.precision?.['compute'] ?? '') &&
  machine.peakFlopsPerSecond.nvfp4 !== undefined;
