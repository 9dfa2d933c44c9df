import { bytesPerSecond } from '../../quantity/unit.ts';
import type { ComputeFormat, ModelArchitecture } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import type { MeasuredParallelism, Measurement } from './measurement.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';

/** Everything a training row states, and the layouts it may have run in, likeliest first. */
export interface TrainingCases {
  readonly model: ModelArchitecture;
  readonly machine: Machine;
  readonly chips: number;
  readonly sequenceLength: number;
  /** Rank of adapters; null for training in full. */
  readonly adapterRank: number | null;
  readonly layouts: readonly TrainingLayout[];
  /** Whether the source prints the degrees; otherwise `layouts` are what a submitter would have tried. */
  readonly laidOut: boolean;
}

type Recompute = TrainingLayout['recompute'];

const FORMATS: readonly ComputeFormat[] = ['bf16', 'fp16', 'mxfp8', 'fp8', 'nvfp4'];
const SIXTEEN_BIT = 'bf16';
/** Rank that NeMo's and MLPerf's adapter recipes use unless told otherwise. */
const USUAL_ADAPTER_RANK = 16;

/** Formats the text names that the chip multiplies natively; MXFP8 counts as FP8 where only that is native, and back. */
const formatsOf = (row: Measurement, machine: Machine): readonly ComputeFormat[] => {
  const text = row.precision?.['compute'] ?? SIXTEEN_BIT;
  const named = FORMATS.filter((format) => new RegExp(`(^|[^x])${format}`).test(` ${text}`));
  const wanted = named.length === 0 ? [SIXTEEN_BIT as ComputeFormat] : named;
  const native = (format: ComputeFormat): ComputeFormat | null => {
    if (format === 'fp16') return SIXTEEN_BIT;
    if (machine.peakFlopsPerSecond[format] !== undefined) return format;
    const other = format === 'fp8' ? 'mxfp8' : format === 'mxfp8' ? 'fp8' : null;
    return other !== null && machine.peakFlopsPerSecond[other] !== undefined ? other : null;
  };
  return [...new Set(wanted.map(native).filter((format) => format !== null))];
};

/** What a source says about recompute, else everything it may have done, in the order in which memory forces it. */
const recomputesOf = (parallelism: MeasuredParallelism): readonly Recompute[] => {
  const stated = parallelism.recompute;
  if (stated == null) return ['none', 'selective', 'full'];
  if (/^none/.test(stated)) return ['none'];
  if (/^full|rest full/.test(stated)) return ['full'];
  return ['selective'];
};

const zeroOf = (row: Measurement, parallelism: MeasuredParallelism): 0 | 1 | 2 | 3 => {
  if (parallelism.zero != null) return parallelism.zero as 0 | 1 | 2 | 3;
  if (parallelism.sharding === 'SHARD_GRAD_OP' || /zero-2/i.test(String(parallelism.fsdp ?? ''))) return 2;
  if (Number(parallelism.fsdp ?? 0) > 1 || Number(parallelism.fsdp_group ?? 0) > 1) return 3;
  return /maxtext|llm-foundry/i.test(row.software ?? '') ? 3 : 1;
};

interface Split {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  /** Micro-batch per chip over the one printed per core. */
  readonly perChip: number;
}

const splitOf = (row: Measurement, machine: Machine, parallelism: MeasuredParallelism): Split => {
  const ranks = machine.cores === null ? 1 : machine.cores.physicalPerChip / machine.cores.defaultGrouping;
  const tensor = (parallelism.tp ?? 1) / (/core/i.test(parallelism.tp_unit ?? '') ? ranks : 1);
  const pipeline = parallelism.pp ?? 1;
  // Cores that each train a copy act together as one chip with several times the micro-batch.
  const whole = Math.max(1, tensor);
  return {
    tensor: whole,
    pipeline,
    data: row.chips / (whole * pipeline * (parallelism.cp ?? 1)),
    perChip: whole / tensor,
  };
};

const statedLayouts = (
  row: Measurement,
  machine: Machine,
  formats: readonly ComputeFormat[],
): readonly TrainingLayout[] | RowRefusal => {
  const parallelism: MeasuredParallelism = row.parallelism ?? {};
  const { tensor, pipeline, data, perChip } = splitOf(row, machine, parallelism);
  if (data < 1 || !Number.isInteger(data))
    return refuse(
      'parallelism-contradicts-chips',
      `tp ${tensor} x pp ${pipeline} x cp ${parallelism.cp ?? 1} do not divide ${row.chips} chips`,
    );
  // A batch beside a pipeline is what one copy works through; without one it is the micro-batch of a chip.
  const printed = parallelism.microbatch ?? (pipeline === 1 ? row.batch : null) ?? 1;
  const accumulated = parallelism.grad_accum ?? Math.max(1, 4 * (pipeline - 1));
  const global = row.global_batch ?? data * printed * perChip * accumulated;
  const micro = Math.min(printed * perChip, global / data);
  return formats.flatMap((computeFormat) =>
    recomputesOf(parallelism).map((recompute) => ({
      tensorParallel: tensor,
      pipelineParallel: pipeline,
      dataParallel: data,
      expertParallel: parallelism.ep ?? 1,
      contextParallel: parallelism.cp ?? 1,
      zeroStage: zeroOf(row, parallelism),
      microBatch: micro,
      interleave: pipeline > 1 ? (parallelism.interleave ?? 1) : 1,
      recompute,
      sequenceParallel: tensor > 1 && (parallelism.sp ?? true),
      computeFormat,
      globalBatchSequences: global,
      coreGrouping: null,
    })),
  );
};

const GROUPS_TRIED = [
  { zero: 3, tensors: [1], pipelines: [1] },
  { zero: 1, tensors: [1, 4, 8], pipelines: [1, 4, 8] },
] as const;
/** JAX recipes shard fully over all chips; nothing else is tried for them. */
const FULLY_SHARDED = /maxtext|jax/i;

/** Layouts a submitter would have tried where the source prints none. */
const triedLayouts = (row: Measurement, formats: readonly ComputeFormat[]): readonly TrainingLayout[] => {
  const layouts: TrainingLayout[] = [];
  const experts = row.arch?.experts ?? 1;
  const groups = FULLY_SHARDED.test(row.software ?? '') ? GROUPS_TRIED.slice(0, 1) : GROUPS_TRIED;
  for (const { zero, tensors, pipelines } of groups)
    for (const tensor of tensors)
      for (const pipeline of pipelines)
        for (const recompute of ['none', 'full'] as const) {
          const data = row.chips / (tensor * pipeline);
          const global = row.global_batch ?? data * (row.batch ?? 1);
          if (!Number.isInteger(data) || global < data) continue;
          const micro = zero === 3 ? Math.min(global / data, row.batch ?? 4) : 1;
          for (const computeFormat of formats)
            layouts.push({
              tensorParallel: tensor,
              pipelineParallel: pipeline,
              dataParallel: data,
              expertParallel: experts > 1 ? Math.min(experts, data, 64) : 1,
              contextParallel: 1,
              zeroStage: zero,
              microBatch: micro,
              interleave: pipeline > 1 ? 2 : 1,
              recompute,
              sequenceParallel: tensor > 1,
              computeFormat,
              globalBatchSequences: global,
              coreGrouping: null,
            });
        }
  return layouts;
};

/** Sequence lengths that later tables of the same page give for models trained on it (`2048 in later tables`). */
const NOTED_LENGTH = /(\d{3,6}) in later tables/;

const lengthOf = (row: Measurement): number | null => {
  const noted = NOTED_LENGTH.exec(row.notes ?? '');
  return row.seq_len ?? (noted === null ? null : Number(noted[1]));
};

/** Compilers that multiply FP32 tensors in 16 bits unless told otherwise, and keep and move them at four bytes. */
const CASTS_PRODUCTS = /neuron/i;

/**
 * The machine as a run sees it whose tensors are twice as wide as those the model counts: half of every bandwidth.
 * neuronx-cc casts FP32 matrix products to BF16 by default (`--auto-cast matmult`, Neuron compiler reference guide).
 */
const machineFor = (row: Measurement, machine: Machine): Machine => {
  const published = row.precision?.['training_dtype_as_published'] ?? '';
  if (!/^FP32$/i.test(published) || !CASTS_PRODUCTS.test(row.software ?? '')) return machine;
  return {
    ...machine,
    hbmBytesPerSecond: bytesPerSecond(machine.hbmBytesPerSecond / 2),
    tiers: machine.tiers.map((tier) => ({
      ...tier,
      bytesPerSecondPerChip: bytesPerSecond(tier.bytesPerSecondPerChip / 2),
    })),
  };
};

/** The layouts a training row may have run in. Refuses rows whose model, length, batch or format cannot be told. */
export const trainingCases = (row: Measurement, machine: Machine): TrainingCases | RowRefusal => {
  const model = architectureOfRow(row);
  if (isRefusal(model)) return model;
  const sequenceLength = lengthOf(row);
  if (sequenceLength === null)
    return refuse('lengths-not-published', 'the sequence length of the run is not published');
  const formats = formatsOf(row, machine);
  if (formats.length === 0)
    return refuse(
      'format-not-native',
      `${machine.chipId} does not multiply ${row.precision?.['compute']} natively`,
    );
  const laidOut = row.parallelism?.tp != null || row.parallelism?.fsdp != null || row.parallelism?.pp != null;
  const layouts = laidOut ? statedLayouts(row, machine, formats) : triedLayouts(row, formats);
  if (isRefusal(layouts)) return layouts;
  if (layouts.length === 0)
    return refuse('parallelism-not-published', 'no usual layout makes the printed chips and batch');
  const adapters = /lora/i.test(`${row['phase'] ?? ''} ${row.model}`);
  return {
    model,
    machine: machineFor(row, machine),
    chips: row.chips,
    sequenceLength,
    adapterRank: adapters ? USUAL_ADAPTER_RANK : null,
    layouts,
    laidOut,
  };
};
