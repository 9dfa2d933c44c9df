import { bytesPerSecond } from '../../quantity/unit.ts';
import type { ComputeFormat, ModelArchitecture } from '../../workload/architecture.ts';
import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import { architectureOfRow } from './architecture-of-row.ts';
import type { MeasuredParallelism, Measurement } from './measurement.ts';
import { isRefusal, type RowRefusal, refuse } from './refusal.ts';
import {
  adaptersOf,
  attentionShareOf,
  documentLengthOf,
  dropsOut,
  expertCapacityOf,
  flushesOf,
  interleavesOf,
  keepsScores,
  keepsWideTensors,
  lengthOf,
  mayUseFourBits,
  multipliesIntegers,
  recomputesOf,
  shardRanksOf,
  shardsFully,
  zeroOf,
} from './training-customs.ts';
import type { RecipeStates } from './training-recipes.ts';

/**
 * How tokens reach their experts: by kernels that write to peers or a collective, beside other products or not, and
 * whether tokens take experts in turn.
 */
export interface Dispatch {
  readonly direct: boolean;
  readonly overlapped: boolean;
  readonly inTurn: boolean;
}

/** Everything a training row states, and the layouts it may have run in, likeliest first. */
export interface TrainingCases {
  readonly model: ModelArchitecture;
  readonly machine: Machine;
  readonly chips: number;
  readonly sequenceLength: number;
  /** Mean tokens of one document where sequences are packed from short ones; null where a sequence is one. */
  readonly documentLength: number | null;
  /** Rank of adapters and what they sit on; null for training in full. */
  readonly adapters: { readonly rank: number; readonly on: 'all' | 'attention' } | null;
  /** The attention kernel writes its score matrix, whatever the constants say. */
  readonly keepsScores: boolean;
  /** Hidden states and attention are dropped out. */
  readonly dropsOut: boolean;
  /** Share of the usual efficiency of attention that the run's kernel reaches. */
  readonly attentionShare: number;
  /** Places per expert over its even share where experts have a fixed capacity; null where they take what comes. */
  readonly expertCapacity: number | null;
  /** How tokens reach their experts, as the recipe of the run says. */
  readonly dispatch: Dispatch;
  /** Bytes of a gradient as ranks sum it, where the recipe of the run says; null: as the constants have it. */
  readonly gradientBytes: number | null;
  readonly layouts: readonly TrainingLayout[];
  /** Whether the source prints the degrees; otherwise `layouts` are what a submitter would have tried. */
  readonly laidOut: boolean;
}

const FORMATS: readonly ComputeFormat[] = ['bf16', 'fp16', 'nvfp4', 'mxfp8', 'fp8'];
const SIXTEEN_BIT = 'bf16';

/** Formats the text names that the chip multiplies natively; MXFP8 counts as FP8 where only that is native, and back. */
const formatsOf = (row: Measurement, machine: Machine): readonly ComputeFormat[] => {
  if (multipliesIntegers(row, machine)) return ['int8', SIXTEEN_BIT];
  const stated = row.precision?.['compute'] ?? SIXTEEN_BIT;
  const text = mayUseFourBits(row, machine) ? `nvfp4 or ${stated}` : stated;
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
  layers: number,
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
  // A batch per chip is shared by the chips of a tensor-parallel group where the whole batch is taken at once.
  const micro = shardsFully(row) ? global / data : Math.min(printed * perChip, global / data);
  const shardRanks = shardRanksOf(row, parallelism, data);
  const flushes = flushesOf(row, pipeline);
  const interleaves = interleavesOf(row, layers, pipeline, global / data / micro);
  return formats.flatMap((computeFormat) =>
    recomputesOf(row).flatMap((recompute) =>
      interleaves.map((interleave) => ({
        tensorParallel: tensor,
        pipelineParallel: pipeline,
        dataParallel: data,
        expertParallel: parallelism.ep ?? 1,
        contextParallel: parallelism.cp ?? 1,
        zeroStage: zeroOf(row, parallelism),
        ...(shardRanks === null ? {} : { shardRanks }),
        microBatch: micro,
        interleave,
        ...(flushes === 1 ? {} : { pipelineFlushes: flushes }),
        recompute,
        sequenceParallel: tensor > 1 && (parallelism.sp ?? true),
        computeFormat,
        globalBatchSequences: global,
        coreGrouping: null,
      })),
    ),
  );
};

interface Group {
  readonly zero: 1 | 3;
  readonly tensors: readonly number[];
  readonly contexts: readonly number[];
  readonly pipelines: readonly number[];
}

const SHARDED: Group = { zero: 3, tensors: [1], contexts: [1], pipelines: [1] };
const GROUPS_TRIED: readonly Group[] = [
  SHARDED,
  { zero: 1, tensors: [1, 2, 4, 8], contexts: [1], pipelines: [1, 4, 8] },
  { zero: 1, tensors: [1, 2, 4], contexts: [2, 4, 8], pipelines: [1] },
];
const LARGEST_EXPERT_GROUP = 64;

interface Degrees {
  readonly tensor: number;
  readonly context: number;
  readonly pipeline: number;
}

const degreesOf = ({ tensors, contexts, pipelines }: Group): readonly Degrees[] =>
  tensors.flatMap((tensor) =>
    contexts.flatMap((context) => pipelines.map((pipeline) => ({ tensor, context, pipeline }))),
  );

/** Layouts of one group for the row's chips and batch; none where they do not divide. */
const layoutsOf = (
  row: Measurement,
  zero: 1 | 3,
  { tensor, context, pipeline }: Degrees,
  formats: readonly ComputeFormat[],
): readonly TrainingLayout[] => {
  const data = row.chips / (tensor * context * pipeline);
  const global = row.global_batch ?? data * (row.batch ?? 1);
  if (!Number.isInteger(data) || global < data) return [];
  const whole = shardsFully(row);
  const experts = row.arch?.experts ?? 1;
  const recomputes = row.parallelism?.recompute == null ? (['none', 'full'] as const) : recomputesOf(row);
  return recomputes.flatMap((recompute) =>
    formats.map((computeFormat) => ({
      tensorParallel: tensor,
      pipelineParallel: pipeline,
      dataParallel: data,
      expertParallel: experts > 1 && !whole ? Math.min(experts, data, LARGEST_EXPERT_GROUP) : 1,
      contextParallel: context,
      zeroStage: zero,
      microBatch: whole ? global / data : zero === 3 ? Math.min(global / data, row.batch ?? 4) : 1,
      interleave: pipeline > 1 ? 2 : 1,
      recompute,
      sequenceParallel: tensor > 1,
      computeFormat,
      globalBatchSequences: global,
      coreGrouping: null,
    })),
  );
};

/** Layouts a submitter would have tried where the source prints none. */
const triedLayouts = (row: Measurement, formats: readonly ComputeFormat[]): readonly TrainingLayout[] =>
  (shardsFully(row) ? [SHARDED] : GROUPS_TRIED).flatMap((group) =>
    degreesOf(group).flatMap((degrees) => layoutsOf(row, group.zero, degrees, formats)),
  );

/** Bytes over a network per byte of a tensor in 16 bits where it is kept in 32. */
const WIDE_BYTES = 2;
/**
 * The same in memory, where operands of products are most of what a layer moves: each is read in 32 bits, written in 16 and
 * read again, 8 bytes for 2.
 */
const CAST_BYTES = 4;

/**
 * The machine as a run sees it whose tensors are twice as wide as its products, which the compiler casts one by one
 * (neuronx-cc `--auto-cast`): its bandwidths are shared by the bytes that this takes more.
 */
const machineFor = (row: Measurement, machine: Machine): Machine =>
  keepsWideTensors(row)
    ? {
        ...machine,
        hbmBytesPerSecond: bytesPerSecond(machine.hbmBytesPerSecond / CAST_BYTES),
        tiers: machine.tiers.map((tier) => ({
          ...tier,
          bytesPerSecondPerChip: bytesPerSecond(tier.bytesPerSecondPerChip / WIDE_BYTES),
        })),
      }
    : machine;

/** The layouts a training row may have run in. Refuses rows whose model, length, batch or format cannot be told. */
export const trainingCases = (
  row: Measurement,
  machine: Machine,
  stated: RecipeStates = {},
): TrainingCases | RowRefusal => {
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
  const layers = model.layers.reduce((sum, group) => sum + group.count, 0);
  const layouts = laidOut ? statedLayouts(row, machine, layers, formats) : triedLayouts(row, formats);
  if (isRefusal(layouts)) return layouts;
  if (layouts.length === 0)
    return refuse('parallelism-not-published', 'no usual layout makes the printed chips and batch');
  return {
    model,
    machine: machineFor(row, machine),
    chips: row.chips,
    sequenceLength,
    documentLength: documentLengthOf(row),
    adapters: adaptersOf(row),
    keepsScores: keepsScores(row),
    dropsOut: dropsOut(row),
    attentionShare: attentionShareOf(row, machine),
    expertCapacity: expertCapacityOf(row),
    dispatch: {
      direct: stated.directDispatch === true,
      overlapped: stated.overlappedDispatch === true,
      inTurn: stated.expertsInTurn === true,
    },
    gradientBytes: stated.gradientBytes ?? null,
    layouts,
    laidOut,
  };
};
