import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { type DataGroups, dataGroups } from './exchange.ts';
import type { TrainingFormat } from './kernel-time.ts';
import type { BlockShape } from './layer-cost.ts';
import { MEMORY_PARTS, type MemoryInputs, memoryBytes } from './memory.ts';
import {
  type BlockCost,
  blockCost,
  boundarySeconds,
  exchangeOf,
  memoryInputs,
  type TrainingTask,
  totalLayers,
  type WeightCost,
  weightCost,
} from './prepared.ts';
import { type Recompute, type StageSplit, splitLayers, stageTime } from './stage.ts';
import { STEP_PART_COUNT, stepSeconds } from './step.ts';

export interface SearchOptions {
  readonly globalBatchSequences: number;
  /** `all`: every layout uses all the chips. `up-to`: layouts of any number of chips up to it, the best for each number. */
  readonly use: 'all' | 'up-to';
  readonly formats: readonly TrainingFormat[];
  /** With `up-to`: fleets smaller than this are left out. */
  readonly minChips?: number;
  readonly maxTensorParallel?: number;
  readonly maxPipelineParallel?: number;
  readonly maxContextParallel?: number;
  readonly maxMicroBatch?: number;
  readonly maxInterleave?: number;
}

export interface FoundLayout {
  readonly layout: TrainingLayout;
  readonly chips: number;
  readonly stepSeconds: number;
}

export interface SearchResult {
  /** The fastest layout that fits for each number of chips, fewest chips first. */
  readonly best: readonly FoundLayout[];
  /** Layouts whose memory, and where it fits whose time, was worked out. */
  readonly evaluated: number;
  readonly rejectedForMemory: number;
  /** Least bytes over capacity among the layouts that did not fit; null when one fitted or none was possible. */
  readonly nearestMiss: { readonly layout: TrainingLayout; readonly bytes: number } | null;
}

const RECOMPUTES: readonly Recompute[] = ['none', 'selective', 'full'];
const ZERO_STAGES = [0, 1, 2, 3] as const;
const MICRO_BATCH_LIMIT = 16;
const PIPELINE_LIMIT = 64;
const CONTEXT_LIMIT = 16;
const TENSOR_LIMIT = 64;
const INTERLEAVE_LIMIT = 8;
/** Shortest piece of a sequence worth a context-parallel rank of its own. */
const CONTEXT_TOKENS = 4096;

const divisorsOf = (value: number, limit: number): readonly number[] => {
  const divisors: number[] = [];
  for (let candidate = 1; candidate <= Math.min(value, limit); candidate += 1) {
    if (value % candidate === 0) divisors.push(candidate);
  }
  return divisors;
};

const powersOfTwo = (limit: number): readonly number[] => {
  const powers: number[] = [];
  for (let power = 1; power <= limit; power *= 2) powers.push(power);
  return powers;
};

/** Degrees that cut the heads and widths of every layer evenly, and stay inside one scale-up domain. */
const tensorDegrees = (
  machine: Machine,
  task: TrainingTask,
  chips: number,
  limit: number,
): readonly number[] => {
  const outermost = machine.tiers.filter((tier) => tier.name !== 'scale-out').at(-1);
  const domain = outermost === undefined ? 1 : outermost.chips;
  const cores = machine.cores === null ? 1 : machine.cores.physicalPerChip / machine.cores.defaultGrouping;
  const degrees = Array.from({ length: Math.min(domain, limit, chips) }, (_, index) => index + 1);
  return degrees.filter((degree) =>
    task.model.layers.every(({ mixer, feedForward }) => {
      const ranks = degree * cores;
      const heads =
        mixer.kind === 'none' ? ranks : mixer.kind === 'state-space' ? mixer.heads : mixer.queryHeads;
      const keyValueHeads = mixer.kind === 'attention' ? mixer.keyValueHeads : ranks;
      const width =
        feedForward.kind === 'none'
          ? ranks
          : feedForward.kind === 'dense'
            ? feedForward.width
            : feedForward.expertWidth;
      // Fewer key-value heads than ranks are copied, which needs whole copies.
      const copies = Math.max(ranks, keyValueHeads) % Math.min(ranks, keyValueHeads) === 0;
      return heads % ranks === 0 && copies && width % degree === 0;
    }),
  );
};

const expertDegrees = (task: TrainingTask, ranks: number): readonly number[] => {
  const counts = task.model.layers.flatMap(({ feedForward }) =>
    feedForward.kind === 'experts' ? [feedForward.experts] : [],
  );
  if (counts.length === 0) return [1];
  return divisorsOf(Math.min(...counts), ranks).filter(
    (degree) => ranks % degree === 0 && counts.every((experts) => experts % degree === 0),
  );
};

/** The best of one number of chips so far, in plain numbers; made into a layout once, at the end. */
interface Best {
  seconds: number;
  tensor: number;
  context: number;
  expert: number;
  pipeline: number;
  data: number;
  sequence: boolean;
  micro: number;
  recompute: Recompute;
  format: TrainingFormat;
  zero: 0 | 1 | 2 | 3;
  interleave: number;
}

interface State {
  readonly machine: Machine;
  readonly task: TrainingTask;
  readonly constants: TrainingConstants;
  readonly options: SearchOptions;
  readonly best: Map<number, Best>;
  readonly times: Float64Array;
  readonly bytes: Float64Array;
  evaluated: number;
  rejected: number;
  missBytes: number;
  miss: Best | null;
}

/** What does not change inside the loops over recompute, ZeRO stage and interleaving. */
interface Placed {
  readonly tensor: number;
  readonly context: number;
  readonly expert: number;
  readonly pipeline: number;
  readonly data: number;
  readonly sequence: boolean;
  readonly groups: DataGroups;
  readonly split: StageSplit;
  readonly weights: WeightCost;
  readonly memory: MemoryInputs;
}

const snapshot = (
  placed: Placed,
  seconds: number,
  micro: number,
  format: TrainingFormat,
  recompute: Recompute,
  zero: 0 | 1 | 2 | 3,
  interleave: number,
): Best => ({
  seconds,
  tensor: placed.tensor,
  context: placed.context,
  expert: placed.expert,
  pipeline: placed.pipeline,
  data: placed.data,
  sequence: placed.sequence,
  micro,
  recompute,
  format,
  zero,
  interleave,
});

/** Interleaving needs whole chunks of layers on every stage and whole rounds of micro-batches. */
const interleaves = (placed: Placed, microBatches: number, limit: number): readonly number[] => {
  const { split, pipeline } = placed;
  if (pipeline === 1 || split.last !== split.perStage || microBatches % pipeline !== 0) return ONE;
  return divisorsOf(split.perStage, limit);
};

const ONE: readonly number[] = [1];

const evaluatePlaced = (
  state: State,
  placed: Placed,
  block: BlockCost,
  shape: BlockShape,
  format: TrainingFormat,
): void => {
  const { machine, task, constants, options, times, bytes } = state;
  const { pipeline, data } = placed;
  const micro = shape.microBatch;
  const microBatches = options.globalBatchSequences / (data * micro);
  const chips = placed.tensor * placed.context * pipeline * data;
  const exchange = exchangeOf(constants, placed.weights, placed.groups, block.rates);
  const send = boundarySeconds(machine, constants, task, shape, pipeline, data);
  const chunks = interleaves(placed, microBatches, options.maxInterleave ?? INTERLEAVE_LIMIT);
  // Stages 2 and 3 scatter gradients per micro-batch, which a pipeline would do far too often.
  const highestZero = placed.groups.ranks === 1 ? 0 : pipeline > 1 ? 1 : 3;
  let best = state.best.get(chips);
  for (const recompute of RECOMPUTES) {
    const stage = stageTime(
      block.counts,
      block.layers,
      block.head,
      recompute,
      placed.split,
      task.model.predictionLayers,
    );
    for (const zero of ZERO_STAGES) {
      if (zero > highestZero) break;
      for (const interleave of chunks) {
        state.evaluated += 1;
        const used = memoryBytes(
          constants,
          placed.memory,
          stage,
          pipeline,
          microBatches,
          interleave,
          zero,
          bytes,
        );
        if (used > machine.hbmBytes) {
          state.rejected += 1;
          if (used < state.missBytes) {
            state.missBytes = used;
            state.miss = snapshot(placed, 0, micro, format, recompute, zero, interleave);
          }
          continue;
        }
        const seconds = stepSeconds(
          constants,
          stage,
          exchange,
          send,
          pipeline,
          microBatches,
          interleave,
          zero,
          times,
        );
        // Strictly less: the first of equals in enumeration order stays.
        if (best === undefined || seconds < best.seconds) {
          best = snapshot(placed, seconds, micro, format, recompute, zero, interleave);
          state.best.set(chips, best);
        }
      }
    }
  }
};

/** Data-parallel degrees for a model-parallel size: all the chips, or every divisor of the batch that leaves room. */
const dataDegrees = (options: SearchOptions, chips: number, modelChips: number): readonly number[] => {
  const batch = options.globalBatchSequences;
  const most = Math.floor(chips / modelChips);
  if (options.use === 'up-to') {
    const fewest = options.minChips === undefined ? 1 : options.minChips / modelChips;
    return divisorsOf(batch, most).filter((data) => data >= fewest);
  }
  return chips % modelChips === 0 && batch % most === 0 ? [most] : [];
};

const place = (
  state: State,
  tensor: number,
  context: number,
  pipeline: number,
  data: number,
): readonly Placed[] => {
  const split = splitLayers(totalLayers(state.task), pipeline);
  if (split === null) return [];
  return expertDegrees(state.task, tensor * context * data).flatMap((expert) => {
    const groups = dataGroups(state.machine, state.constants, tensor, context, data, expert);
    const weights = weightCost(state.task, tensor, expert, pipeline, split);
    const memory = memoryInputs(state.task, weights, groups);
    // Experts spread over tensor-parallel ranks need their tokens cut as well.
    const choices = tensor === 1 ? [false] : expert > 1 ? [true] : [false, true];
    return choices.map((sequence) => ({
      tensor,
      context,
      expert,
      pipeline,
      data,
      sequence,
      groups,
      split,
      weights,
      memory,
    }));
  });
};

const shapeKey = (placed: Placed, micro: number): number =>
  (placed.expert * 2 + (placed.sequence ? 1 : 0)) * (MICRO_BATCH_LIMIT + 1) + micro;

/** Everything with one tensor and context degree; block costs are shared between pipeline and data degrees. */
const searchModelParallel = (state: State, chips: number, tensor: number, context: number): void => {
  const { machine, task, constants, options } = state;
  const blocks = new Map<number, BlockCost | null>();
  const pipelines = divisorsOf(
    options.use === 'all' ? chips / (tensor * context) : totalLayers(task),
    Math.min(options.maxPipelineParallel ?? PIPELINE_LIMIT, totalLayers(task), chips / (tensor * context)),
  );
  for (const [formatIndex, format] of options.formats.entries()) {
    for (const pipeline of pipelines) {
      for (const data of dataDegrees(options, chips, tensor * context * pipeline)) {
        const perRank = options.globalBatchSequences / data;
        const micros = divisorsOf(perRank, options.maxMicroBatch ?? MICRO_BATCH_LIMIT);
        for (const placed of place(state, tensor, context, pipeline, data)) {
          for (const microBatch of micros) {
            const shape: BlockShape = {
              tensorParallel: tensor,
              contextParallel: context,
              expertParallel: placed.expert,
              sequenceParallel: placed.sequence,
              microBatch,
              sequenceLength: task.sequenceLength,
              adapterRank: task.adapterRank,
            };
            const key = shapeKey(placed, microBatch) * options.formats.length + formatIndex;
            let block = blocks.get(key);
            if (block === undefined) {
              block = blockCost(machine, constants, task, shape, format);
              blocks.set(key, block);
            }
            if (block !== null) evaluatePlaced(state, placed, block, shape, format);
          }
        }
      }
    }
  }
};

const layoutFrom = (best: Best, machine: Machine, globalBatchSequences: number): TrainingLayout => ({
  tensorParallel: best.tensor,
  pipelineParallel: best.pipeline,
  dataParallel: best.data,
  expertParallel: best.expert,
  contextParallel: best.context,
  zeroStage: best.zero,
  microBatch: best.micro,
  interleave: best.interleave,
  recompute: best.recompute,
  sequenceParallel: best.sequence,
  computeFormat: best.format,
  globalBatchSequences,
  coreGrouping: machine.cores === null ? null : machine.cores.defaultGrouping,
});

/**
 * Tries every training layout on up to `chips` chips: tensor, context, pipeline, data and expert degrees that divide
 * heads, widths, experts, batch and sequence; ZeRO stage, micro-batch, interleaving, recompute, sequence parallelism and
 * the given formats where the chip multiplies in them natively. The result does not depend on anything but the
 * arguments; of equally fast layouts the first in the order above stays.
 */
export const searchTrainingLayouts = (
  machine: Machine,
  task: TrainingTask,
  chips: number,
  constants: TrainingConstants,
  options: SearchOptions,
): SearchResult => {
  const state: State = {
    machine,
    task,
    constants,
    options,
    best: new Map(),
    times: new Float64Array(STEP_PART_COUNT),
    bytes: new Float64Array(MEMORY_PARTS.length),
    evaluated: 0,
    rejected: 0,
    missBytes: Number.POSITIVE_INFINITY,
    miss: null,
  };
  const longest = Math.max(1, Math.floor(task.sequenceLength / CONTEXT_TOKENS));
  const contexts = powersOfTwo(Math.min(options.maxContextParallel ?? CONTEXT_LIMIT, longest));
  const tensors = tensorDegrees(machine, task, chips, options.maxTensorParallel ?? TENSOR_LIMIT);
  for (const tensor of tensors) {
    for (const context of contexts) {
      if (tensor * context > chips || (options.use === 'all' && chips % (tensor * context) !== 0)) continue;
      searchModelParallel(state, chips, tensor, context);
    }
  }
  const best = [...state.best.entries()]
    .sort(([left], [right]) => left - right)
    .map(([used, found]) => ({
      layout: layoutFrom(found, machine, options.globalBatchSequences),
      chips: used,
      stepSeconds: found.seconds,
    }));
  const { miss } = state;
  return {
    best,
    evaluated: state.evaluated,
    rejectedForMemory: state.rejected,
    nearestMiss:
      best.length > 0 || miss === null
        ? null
        : { layout: layoutFrom(miss, machine, options.globalBatchSequences), bytes: state.missBytes },
  };
};
