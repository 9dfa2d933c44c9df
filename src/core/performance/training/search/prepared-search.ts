import type { Machine } from '../../machine.ts';
import type { TrainingConstants } from '../constants.ts';
import {
  contextDegrees,
  divisorsOf,
  expertDegrees,
  microBatchSizes,
  type SearchOptions,
  tensorDegrees,
} from '../degrees.ts';
import { type GroupLines, groupLines } from '../exchange.ts';
import { kernelRates, type TrainingFormat } from '../kernel-time.ts';
import { type LayerOrder, layerOrder, type StageSplit, splitLayers } from '../layers.ts';
import type { TrainingTask } from '../prepared.ts';

/** One search: the question, and what all its parts can share. Plain data apart from what it remembers. */
export interface SearchProblem {
  readonly machine: Machine;
  readonly task: TrainingTask;
  readonly chips: number;
  readonly constants: TrainingConstants;
  readonly options: SearchOptions;
}

/** The part of a search with one tensor and one context degree in one format: block costs are shared inside it. */
export interface SearchSlice {
  readonly tensor: number;
  readonly context: number;
  readonly format: TrainingFormat;
}

export interface PreparedSearch extends SearchProblem {
  readonly order: LayerOrder;
  /** In the order that decides between equally fast layouts. */
  readonly slices: readonly SearchSlice[];
  /** Remembered: how layers fall on so many stages. */
  readonly splitOf: (pipelineParallel: number) => StageSplit | null;
  /** Remembered: collectives of a group of ranks. */
  readonly linesOf: (size: number, stride: number) => GroupLines;
  /** Remembered: micro-batches to try with so many sequences on a rank. */
  readonly microBatchesOf: (sequencesPerRank: number) => readonly number[];
  /** Remembered: chunks that so many layers of a stage can be cut into. */
  readonly chunksOf: (layersPerStage: number) => readonly number[];
  /** Remembered: expert-parallel degrees over so many ranks. */
  readonly expertsOver: (ranks: number) => readonly number[];
}

const INTERLEAVE_LIMIT = 8;

const slicesOf = ({ machine, task, chips, constants, options }: SearchProblem): readonly SearchSlice[] => {
  const formats = options.formats.filter((format) => kernelRates(machine, constants, format) !== null);
  const contexts = contextDegrees(task, options);
  return tensorDegrees(machine, task, chips, options).flatMap((tensor) =>
    contexts
      .filter((context) => {
        const ranks = tensor * context;
        return ranks <= chips && (options.use === 'up-to' || chips % ranks === 0);
      })
      .flatMap((context) => formats.map((format) => ({ tensor, context, format }))),
  );
};

/** Gives back what a function of one key gave for it before. */
const remembered = <T>(make: (key: number) => T): ((key: number) => T) => {
  const known = new Map<number, T>();
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

export const prepareSearch = (problem: SearchProblem): PreparedSearch => {
  const { machine, constants, task, options } = problem;
  const mostChunks = options.maxInterleave ?? INTERLEAVE_LIMIT;
  const order = layerOrder(task.model);
  const lines = remembered((key) => groupLines(machine, constants, Math.floor(key / PAIR), key % PAIR));
  return {
    ...problem,
    order,
    slices: slicesOf(problem),
    splitOf: remembered((pipelineParallel) => splitLayers(order, pipelineParallel)),
    linesOf: (size, stride) => lines(size * PAIR + stride),
    microBatchesOf: remembered((sequencesPerRank) => microBatchSizes(options, sequencesPerRank)),
    chunksOf: remembered((layersPerStage) => divisorsOf(layersPerStage, mostChunks)),
    expertsOver: remembered((ranks) => expertDegrees(task, ranks)),
  };
};
