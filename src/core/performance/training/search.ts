import type { Machine } from '../machine.ts';
import type { TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import {
  contextDegrees,
  dataDegrees,
  divisorsOf,
  expertDegrees,
  pipelineDegrees,
  powersOfTwo,
  type SearchOptions,
  tensorDegrees,
} from './degrees.ts';
import { type DataGroups, dataGroups, type ExchangeCost } from './exchange.ts';
import { kernelRates, type TrainingFormat } from './kernel-time.ts';
import type { BlockShape } from './layer-cost.ts';
import { type LayerOrder, layerOrder, type StageSplit, splitLayers } from './layers.ts';
import { MEMORY_PARTS, type MemoryInputs, memoryBytes } from './memory.ts';
import {
  type BlockCost,
  blockCost,
  boundarySeconds,
  exchangeOf,
  memoryInputs,
  type TrainingTask,
  weightCost,
} from './prepared.ts';
import { type Recompute, type StageTime, stageTime } from './stage.ts';
import { STEP_PART_COUNT, stepSeconds } from './step.ts';

export type { SearchOptions } from './degrees.ts';

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
const INTERLEAVE_LIMIT = 8;
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
  readonly order: LayerOrder;
  readonly constants: TrainingConstants;
  readonly options: SearchOptions;
  readonly best: Map<number, Best>;
  readonly splits: Map<number, StageSplit | null>;
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
  readonly exchange: ExchangeCost;
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
  const { pipeline, data, exchange } = placed;
  const micro = shape.microBatch;
  const microBatches = options.globalBatchSequences / (data * micro);
  const chips = placed.tensor * placed.context * pipeline * data;
  const send = boundarySeconds(machine, constants, task, shape, pipeline, data);
  const chunks = interleaves(placed, microBatches, options.maxInterleave ?? INTERLEAVE_LIMIT);
  const highestZero = highestZeroStage(placed);
  let best = state.best.get(chips);
  for (const recompute of RECOMPUTES) {
    const stage = stageTime(block.layers, block.head, recompute, placed.split, task.model.predictionLayers);
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

/** A stage that computes nothing: what is left is weights, gradients and optimiser states. */
const IDLE_STAGE: StageTime = {
  forwardSeconds: 0,
  backwardSeconds: 0,
  lastForwardSeconds: 0,
  lastBackwardSeconds: 0,
  activationBytes: 0,
  workingBytes: 0,
  logitBytes: 0,
  stretch: [],
};

/** Stages 2 and 3 scatter gradients per micro-batch, which a pipeline would do far too often. */
const highestZeroStage = (placed: Placed): 0 | 1 | 3 =>
  placed.groups.ranks === 1 ? 0 : placed.pipeline > 1 ? 1 : 3;

/**
 * Whether weights and states alone fit, sharded as far as they may be. If not, no micro-batch, recompute or schedule
 * will help, and the whole family counts as one layout evaluated and rejected.
 */
const holdsStates = (state: State, placed: Placed, format: TrainingFormat): boolean => {
  const { constants, machine, bytes } = state;
  const zero = highestZeroStage(placed);
  const used = memoryBytes(constants, placed.memory, IDLE_STAGE, placed.pipeline, 1, 1, zero, bytes);
  if (used <= machine.hbmBytes) return true;
  state.evaluated += 1;
  state.rejected += 1;
  if (used < state.missBytes) {
    state.missBytes = used;
    state.miss = snapshot(placed, 0, 1, format, 'full', zero, 1);
  }
  return false;
};

const place = (
  state: State,
  tensor: number,
  context: number,
  pipeline: number,
  data: number,
): readonly Placed[] => {
  let split = state.splits.get(pipeline);
  if (split === undefined) {
    split = splitLayers(state.order, pipeline);
    state.splits.set(pipeline, split);
  }
  if (split === null) return [];
  const found = split;
  return expertDegrees(state.task, tensor * context * data).flatMap((expert) => {
    const groups = dataGroups(state.machine, state.constants, tensor, context, data, expert);
    const weights = weightCost(state.task, state.order, tensor, expert, pipeline, found);
    const exchange = exchangeOf(state.machine, state.constants, weights, groups);
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
      split: found,
      exchange,
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
  const pipelines = pipelineDegrees(state.order, options, chips / (tensor * context));
  for (const [formatIndex, format] of options.formats.entries()) {
    if (kernelRates(machine, constants, format) === null) continue;
    for (const pipeline of pipelines) {
      for (const data of dataDegrees(options, chips, tensor * context * pipeline)) {
        const perRank = options.globalBatchSequences / data;
        const micros = powersOfTwo(options.maxMicroBatch ?? MICRO_BATCH_LIMIT).filter(
          (micro) => perRank % micro === 0,
        );
        for (const placed of place(state, tensor, context, pipeline, data)) {
          if (!holdsStates(state, placed, format)) continue;
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
              block = blockCost(machine, constants, task, state.order, shape, format);
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
    order: layerOrder(task.model),
    constants,
    options,
    best: new Map(),
    splits: new Map(),
    times: new Float64Array(STEP_PART_COUNT),
    bytes: new Float64Array(MEMORY_PARTS.length),
    evaluated: 0,
    rejected: 0,
    missBytes: Number.POSITIVE_INFINITY,
    miss: null,
  };
  const contexts = contextDegrees(task, options);
  const tensors = tensorDegrees(machine, task, chips, options);
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
