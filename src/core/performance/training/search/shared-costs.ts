import type { Machine } from '../../machine.ts';
import type { Line } from '../../network/collectives.ts';
import type { TrainingConstants } from '../constants.ts';
import { expertDegrees } from '../degrees.ts';
import { dataGroups, type GroupLines, groupLines } from '../exchange.ts';
import type { TrainingFormat } from '../kernel-time.ts';
import type { BlockShape } from '../layer-kernels.ts';
import { type LayerOrder, layerOrder, type StageSplit, splitLayers } from '../layers.ts';
import { stateBytes } from '../memory.ts';
import {
  type BlockCost,
  blockCost,
  boundaryLines,
  exchangeOf,
  layerShards,
  memoryInputs,
  type TrainingTask,
  type WeightCost,
  weightCost,
} from '../prepared.ts';
import type { StageTime } from '../stage.ts';
import { type Family, highestZeroStage, leastStates, sequenceChoices } from './family.ts';

/** Costs of one block shape, and of the stages cut from it so far, by pipeline degree. */
export interface Block {
  readonly shape: BlockShape;
  readonly format: TrainingFormat;
  readonly cost: BlockCost;
  readonly stages: Map<number, readonly StageTime[]>;
}

/** Pipelines of one depth, tensor and context degree: what their families have in common. */
export interface Stem {
  readonly tensor: number;
  readonly context: number;
  readonly pipeline: number;
  readonly split: StageSplit;
  readonly weights: Map<number, WeightCost>;
  readonly families: Map<number, readonly Family[]>;
}

/**
 * What searches of one task on one machine have in common, whatever their batch and number of chips: worked out when first
 * asked for and remembered.
 */
export interface SharedCosts {
  readonly order: LayerOrder;
  /** null when layers do not fall on so many stages. */
  readonly stemOf: (tensor: number, context: number, pipeline: number) => Stem | null;
  /** Layouts of a stem with so many data-parallel ranks, without and with sequence parallelism where both are possible. */
  readonly familiesOf: (stem: Stem, data: number, expert: number) => readonly Family[];
  /** null where the chip does not multiply in the format. */
  readonly blockOf: (blocks: Blocks, family: Family, microBatch: number) => Block | null;
  readonly blocksOf: (tensor: number, context: number, format: TrainingFormat) => Blocks;
  /** Expert-parallel degrees over so many ranks. */
  readonly expertsOver: (ranks: number) => readonly number[];
}

/** Blocks of one tensor and context degree in one format, by the other choices they depend on. */
export interface Blocks {
  readonly format: TrainingFormat;
  readonly known: Map<number, Block | null>;
}

/** Gives back what a function of one key gave for it before. */
export const remembered = <K extends number | string, T>(make: (key: K) => T): ((key: K) => T) => {
  const known = new Map<K, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
};

/** Makes one number of two, each below 2^26. */
const PAIR = 2 ** 26;
/** Above any number of experts and any micro-batch; keys made with it stay whole numbers of 31 bits. */
const EXPERTS = 2 ** 12;
const MICRO_BATCHES = 2 ** 14;

const boundaryOver = (machine: Machine, constants: TrainingConstants) => {
  const lines = remembered((key: number): readonly Line[] =>
    boundaryLines(machine, constants, Math.floor(key / PAIR), key % PAIR),
  );
  return (pipeline: number, ranksPerStage: number) => lines(pipeline * PAIR + ranksPerStage);
};

const groupsOver = (machine: Machine, constants: TrainingConstants) => {
  const lines = remembered(
    (key: number): GroupLines => groupLines(machine, constants, Math.floor(key / PAIR), key % PAIR),
  );
  return (size: number, stride: number) => lines(size * PAIR + stride);
};

const stems = (order: LayerOrder): SharedCosts['stemOf'] => {
  const splitOf = remembered((pipeline: number) => splitLayers(order, pipeline));
  const stemOf = remembered((key: string): Stem | null => {
    const [tensor = 1, context = 1, pipeline = 1] = key.split(' ').map(Number);
    const split = splitOf(pipeline);
    return split === null
      ? null
      : { tensor, context, pipeline, split, weights: new Map(), families: new Map() };
  });
  return (tensor, context, pipeline) => stemOf(`${tensor} ${context} ${pipeline}`);
};

const familyMaker = (
  machine: Machine,
  task: TrainingTask,
  constants: TrainingConstants,
  order: LayerOrder,
): SharedCosts['familiesOf'] => {
  const linesOf = groupsOver(machine, constants);
  const boundaryOf = boundaryOver(machine, constants);
  const shardsOf = remembered((key: number) => layerShards(task, order, Math.floor(key / PAIR), key % PAIR));
  const weightsOf = (stem: Stem, expert: number): WeightCost => {
    const known = stem.weights.get(expert);
    if (known !== undefined) return known;
    const shards = shardsOf(stem.tensor * PAIR + expert);
    const weights = weightCost(task, shards, stem.tensor, stem.pipeline, stem.split);
    stem.weights.set(expert, weights);
    return weights;
  };
  return (stem, data, expert) => {
    const { tensor, context, pipeline, split } = stem;
    const weights = weightsOf(stem, expert);
    const groups = dataGroups(linesOf, tensor, context, data, expert);
    const ranksPerStage = tensor * context * data;
    const states = stateBytes(constants, memoryInputs(task, weights, groups, pipeline), pipeline);
    const highestZero = highestZeroStage(groups.ranks, pipeline);
    const exchange = exchangeOf(machine, constants, weights, groups);
    const boundary = boundaryOf(pipeline, ranksPerStage);
    const least = leastStates(constants, states, highestZero);
    return sequenceChoices(tensor, expert).map((sequence) => ({
      tensor,
      context,
      expert,
      pipeline,
      data,
      sequence,
      chips: ranksPerStage * pipeline,
      split,
      exchange,
      states,
      boundary,
      highestZero,
      least,
    }));
  };
};

const blockMaker =
  (
    machine: Machine,
    task: TrainingTask,
    constants: TrainingConstants,
    order: LayerOrder,
  ): SharedCosts['blockOf'] =>
  ({ format, known }, { tensor, context, expert, sequence }, microBatch) => {
    const key = (expert * 2 + (sequence ? 1 : 0)) * MICRO_BATCHES + microBatch;
    const before = known.get(key);
    if (before !== undefined) return before;
    const shape: BlockShape = {
      tensorParallel: tensor,
      contextParallel: context,
      expertParallel: expert,
      sequenceParallel: sequence,
      microBatch,
      sequenceLength: task.sequenceLength,
      adapterRank: task.adapterRank,
    };
    const cost = blockCost(machine, constants, task, order, shape, format);
    const block = cost === null ? null : { shape, format, cost, stages: new Map() };
    known.set(key, block);
    return block;
  };

/**
 * Costs that searches share. `keepsFamilies`: families are remembered too, which pays where several batches or formats are
 * searched and takes memory where a search over very many fleets sees each of them once.
 */
export const sharedCosts = (
  machine: Machine,
  task: TrainingTask,
  constants: TrainingConstants,
  keepsFamilies: boolean,
): SharedCosts => {
  const order = layerOrder(task.model);
  const makeFamilies = familyMaker(machine, task, constants, order);
  const blocks = new Map<string, Blocks>();
  return {
    order,
    stemOf: stems(order),
    familiesOf: (stem, data, expert) => {
      if (!keepsFamilies) return makeFamilies(stem, data, expert);
      const key = data * EXPERTS + expert;
      const known = stem.families.get(key);
      if (known !== undefined) return known;
      const made = makeFamilies(stem, data, expert);
      stem.families.set(key, made);
      return made;
    },
    blockOf: blockMaker(machine, task, constants, order),
    blocksOf: (tensor, context, format) => {
      const key = `${tensor} ${context} ${format}`;
      const known = blocks.get(key) ?? { format, known: new Map() };
      blocks.set(key, known);
      return known;
    },
    expertsOver: remembered((ranks: number) => expertDegrees(task, ranks)),
  };
};
