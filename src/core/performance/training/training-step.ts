import type { Machine } from '../machine.ts';
import type { Bound, MemoryBreakdown, TimeBreakdown, TrainingLayout } from '../outcome.ts';
import type { TrainingConstants } from './constants.ts';
import { dataGroups, groupLines } from './exchange.ts';
import type { TrainingFormat } from './kernel-time.ts';
import { LAYER_PARTS } from './layer-cost.ts';
import type { BlockShape } from './layer-kernels.ts';
import { layerOrder, splitLayers } from './layers.ts';
import { MEMORY_PARTS, memoryBytes } from './memory.ts';
import {
  type BlockCost,
  blockCost,
  boundaryLines,
  boundarySeconds,
  exchangeOf,
  layerShards,
  memoryInputs,
  type TrainingTask,
  weightCost,
} from './prepared.ts';
import { recomputeSeconds, type StageTime, stageTime } from './stage.ts';
import { STEP_PART_COUNT, STEP_PARTS, stepSeconds } from './step.ts';

export interface TrainingStep {
  readonly stepSeconds: number;
  readonly tokensPerStep: number;
  readonly breakdown: TimeBreakdown;
  readonly memory: MemoryBreakdown;
}

export const shapeOf = (task: TrainingTask, layout: TrainingLayout): BlockShape => ({
  tensorParallel: layout.tensorParallel,
  contextParallel: layout.contextParallel,
  expertParallel: layout.expertParallel,
  sequenceParallel: layout.sequenceParallel,
  microBatch: layout.microBatch,
  sequenceLength: task.sequenceLength,
  adapterRank: task.adapterRank,
  ...(task.adaptersOn === undefined ? {} : { adaptersOn: task.adaptersOn }),
  ...(task.documentLength === undefined ? {} : { documentLength: task.documentLength }),
});

const LAYER_BOUNDS: readonly Bound[] = [
  'compute',
  'compute',
  'compute',
  'memory-bandwidth',
  'network',
  'network',
  'network',
  'latency',
];

interface Part {
  readonly name: string;
  readonly seconds: number;
  readonly bound: Bound;
}

/** Splits what the slowest stage takes by kind of work; the parts add up to `stagesSeconds`. */
const stageParts = (
  block: BlockCost,
  stage: StageTime,
  layout: TrainingLayout,
  microBatches: number,
  stagesSeconds: number,
): readonly Part[] => {
  const perPart = LAYER_PARTS.map((_, part) =>
    block.layers.reduce((sum, layer, index) => {
      const count = stage.stretch[index];
      return count === undefined
        ? sum
        : sum + count * ((layer.forward[part] ?? Number.NaN) + (layer.backward[part] ?? Number.NaN));
    }, 0),
  );
  const recompute = block.layers.reduce((sum, layer, index) => {
    const count = stage.stretch[index];
    return count === undefined ? sum : sum + count * recomputeSeconds(layer, layout.recompute);
  }, 0);
  const named: Part[] = LAYER_PARTS.map((name, part) => ({
    name,
    seconds: microBatches * (perPart[part] ?? Number.NaN),
    bound: LAYER_BOUNDS[part] ?? 'compute',
  }));
  named.push({ name: 'recompute', seconds: microBatches * recompute, bound: 'compute' });
  const rest = stagesSeconds - named.reduce((sum, part) => sum + part.seconds, 0);
  // Where the last stage is the slowest, what it does beyond a regular one: the head and its loss.
  named.push({ name: 'head and loss', seconds: Math.max(0, rest), bound: 'compute' });
  if (rest >= 0) return named;
  const scale = stagesSeconds / (stagesSeconds - rest);
  return named.map((part) => ({ ...part, seconds: part.seconds * scale }));
};

const at = (parts: Float64Array, index: number): number => parts[index] ?? Number.NaN;

/**
 * Time and memory of one optimiser step in the given layout, every kernel and message counted; null when the chip does
 * not multiply in the layout's format natively, or when the layout leaves a pipeline stage without layers. Sections:
 * operators after arXiv 2205.05198, schedules after arXiv 2104.04473, sharding after arXiv 1910.02054.
 */
export const trainingStep = (
  machine: Machine,
  task: TrainingTask,
  layout: TrainingLayout,
  constants: TrainingConstants,
): TrainingStep | null => {
  const order = layerOrder(task.model);
  const split = splitLayers(order, layout.pipelineParallel);
  if (split === null) return null;
  const shape = shapeOf(task, layout);
  const block = blockCost(machine, constants, task, order, shape, layout.computeFormat as TrainingFormat);
  if (block === null) return null;
  const { tensorParallel, contextParallel, dataParallel, expertParallel, pipelineParallel } = layout;
  const stage = stageTime(block.layers, block.head, layout.recompute, split, task.model.predictionLayers);
  const groups = dataGroups(
    (size, stride) => groupLines(machine, constants, size, stride),
    tensorParallel,
    contextParallel,
    dataParallel,
    expertParallel,
    layout.shardRanks,
  );
  const weights = weightCost(
    task,
    layerShards(task, order, tensorParallel, expertParallel),
    tensorParallel,
    pipelineParallel,
    split,
  );
  const exchange = exchangeOf(machine, constants, weights, groups);
  const ranksPerStage = tensorParallel * contextParallel * dataParallel;
  const send = boundarySeconds(
    boundaryLines(machine, constants, pipelineParallel, ranksPerStage),
    task,
    shape,
  );
  const microBatches = layout.globalBatchSequences / (dataParallel * layout.microBatch);
  const times = new Float64Array(STEP_PART_COUNT);
  const totalSeconds = stepSeconds(
    constants,
    stage,
    exchange,
    send,
    pipelineParallel,
    microBatches,
    layout.interleave,
    layout.zeroStage,
    times,
    layout.pipelineFlushes,
  );
  const bytes = new Float64Array(MEMORY_PARTS.length);
  const totalBytes = memoryBytes(
    constants,
    memoryInputs(task, weights, groups, pipelineParallel),
    stage,
    pipelineParallel,
    microBatches,
    layout.interleave,
    layout.zeroStage,
    bytes,
  );
  const parts: Part[] = [
    ...stageParts(block, stage, layout, microBatches, at(times, STEP_PARTS.stages)),
    { name: 'pipeline bubble', seconds: at(times, STEP_PARTS.bubble), bound: 'latency' },
    { name: 'pipeline transfers', seconds: at(times, STEP_PARTS.pipelineTransfer), bound: 'network' },
    { name: 'gradients and weights', seconds: at(times, STEP_PARTS.dataExchange), bound: 'network' },
    { name: 'optimiser', seconds: at(times, STEP_PARTS.optimiser), bound: 'memory-bandwidth' },
    { name: 'step overhead', seconds: at(times, STEP_PARTS.overhead), bound: 'latency' },
  ];
  return {
    stepSeconds: totalSeconds,
    tokensPerStep: layout.globalBatchSequences * task.sequenceLength,
    breakdown: { parts: parts.filter((part) => part.seconds > 0), totalSeconds },
    memory: {
      parts: MEMORY_PARTS.map((name, part) => ({ name, bytes: at(bytes, part) })).filter(
        (part) => part.bytes > 0,
      ),
      totalBytes,
      capacityBytes: machine.hbmBytes,
    },
  };
};

/** Memory of one step per chip, by part. null as for `trainingStep`. */
export const trainingMemory = (
  machine: Machine,
  task: TrainingTask,
  layout: TrainingLayout,
  constants: TrainingConstants,
): MemoryBreakdown | null => trainingStep(machine, task, layout, constants)?.memory ?? null;
